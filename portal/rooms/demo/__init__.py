"""For whoever tries the portal out on their own machine: people to be, letters to read. Open with DEMO=1 only."""
