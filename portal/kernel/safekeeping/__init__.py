"""How does the house come through fire and theft? Backups, restores, their drill, and the escrow of the master keys."""
