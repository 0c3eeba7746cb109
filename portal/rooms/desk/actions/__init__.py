"""What does the desk write? Moves through the kernel, entries at the counter, and what is sent again."""
