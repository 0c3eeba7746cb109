"""How does a fresh machine become a demo? People, a department's own system, a month of cases; each step once."""
