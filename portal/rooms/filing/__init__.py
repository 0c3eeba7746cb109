"""For everybody who wants something of the district: the handbook (민원법 36조) and one way to file (민원법 8조).

It promises that nothing typed is lost, and that no resident number is kept (보호법 24조의2).
"""
