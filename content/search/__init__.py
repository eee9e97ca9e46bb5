"""The search backend of every database: our own words (`words`) on top of the full text index that the database has.

SQLite and PostgreSQL find the same pages for the same query: both index stems made here, so neither the tokenizer of
the one nor the dictionaries of the other matter. docs/decisions tells why.
"""

from typing import Any

from django.db import connection


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 (modelsearch looks for this name)
    """The backend of the default database. The modules cannot be imported beside another database."""
    if connection.vendor == "postgresql":
        from content.search.postgres import PostgresBackend

        return PostgresBackend(params)
    from content.search.sqlite import SQLiteBackend

    return SQLiteBackend(params)
