"""What stands on the desk as data: its lists, the forms of its moves, its texts for answers, its limits."""
