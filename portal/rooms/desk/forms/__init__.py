"""What did an officer fill in, and what stands in a form when it is shown (again)?"""
