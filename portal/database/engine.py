"""Which database engine does the house run on?

Tortoise imports this module by its name:
`{"engine": "portal.database.engine", "credentials": {"file_path": …}}`.
Further credentials: `readers` (connections for reading beside the writer, 2) and `busy_timeout` (milliseconds
to wait for the write lock of another process, 15000).
"""

from portal.database.sqlite_client import SqliteClient

client_class = SqliteClient

__all__ = ["SqliteClient", "client_class"]
