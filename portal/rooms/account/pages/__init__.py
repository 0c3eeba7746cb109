"""Which pages does the account room show? One module a page."""
