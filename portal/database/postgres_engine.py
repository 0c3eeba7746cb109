"""Which client does Tortoise use when the house runs on PostgreSQL?

Tortoise imports this module by its name: `{"engine": "portal.database.postgres_engine", "credentials": {"url": …}}`.
The credentials are those of `PostgresClient`.
"""

from portal.database.postgres_client import PostgresClient

client_class = PostgresClient

__all__ = ["PostgresClient", "client_class"]
