"""What does a member of staff see? Sign-in, the day's work, one case, the counter, delivery, the log, accounts."""
