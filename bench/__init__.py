"""How fast is the portal on this machine, measured against what the machine itself can do?

`python -m bench` (make bench) prints a table of ratios and writes docs/performance.md. A ratio compares two
things measured one right after the other on the same machine, so that it says something on any machine.
"""
