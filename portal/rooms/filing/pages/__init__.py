"""Which pages lead from a wish to a receipt: handbook, steps, contact, check, receipt?"""
