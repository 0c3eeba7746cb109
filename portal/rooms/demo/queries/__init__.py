"""What do the demo's pages and commands show? One file a subject, so that each is loaded alone."""
