"""What goes to the departments' systems and comes back from them. Uses the kernel, knows no room."""
