"""The house's one sequence of database revisions."""
