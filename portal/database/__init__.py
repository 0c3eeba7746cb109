"""How do rows get on the disk, and stay there? Engine, transactions, migrations, commit counter.

Promise kept: a filing is answered only after its transaction is on disk. This package knows no HTTP, no case
and no room; it imports nothing else of the house.
"""
