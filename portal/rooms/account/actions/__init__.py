"""What does somebody change about their way in? Opening cases, arriving with an account."""
