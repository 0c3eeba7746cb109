"""What does the desk read? Lists by the clock, one case whole, and what could not be delivered."""
