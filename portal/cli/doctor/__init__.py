"""What does the operator's regular look at the house consist of? `portal doctor`, one file a region of it."""
