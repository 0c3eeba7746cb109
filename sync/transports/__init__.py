"""How messages are handed over: one small file for each kind of queue."""
