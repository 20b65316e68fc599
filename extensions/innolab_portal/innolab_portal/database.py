"""The portal's database, as Django takes it: SQLite for one machine, PostgreSQL where several do the work."""

from __future__ import annotations

from typing import Any

SQLITE = "sqlite:///"
POSTGRESQL = "postgresql://"
CONNECTIONS = 32
"""So many connections a process keeps to PostgreSQL at most: a class that opens its activity holds as many."""


def is_known(address: str) -> bool:
    """Whether it is the address of a database the portal can use."""
    return address.startswith((SQLITE, POSTGRESQL))


def django_database(address: str) -> dict[str, Any]:
    """Django's entry for the database at `sqlite:///<path>` or at libpq's `postgresql://...`."""
    if address.startswith(SQLITE):
        return _sqlite(address.removeprefix(SQLITE))
    return _postgresql(address)


def why_away(address: str) -> str:
    """What keeps us from the database, as PostgreSQL says it; empty if nothing does. The pool itself does not tell."""
    if not address.startswith(POSTGRESQL):
        return ""
    import psycopg  # noqa: PLC0415 - needed with PostgreSQL only

    try:
        psycopg.connect(address, connect_timeout=10).close()
    except psycopg.Error as error:
        return str(error)
    return ""


def _sqlite(path: str) -> dict[str, Any]:
    # With Django's defaults 26 of 30 pupils who sign in at once get "database is locked".
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - needed with PostgreSQL only

    told = conninfo_to_dict(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": told.pop("dbname"),
        "USER": told.pop("user", ""),
        "HOST": told.pop("host", ""),
        "PORT": told.pop("port", ""),
        # A pool, since each of the portal's threads would keep a connection of its own. What else the address says,
        # such as sslmode and passfile, goes to libpq as it is.
        "OPTIONS": {**told, "pool": {"min_size": 1, "max_size": CONNECTIONS, "timeout": 20}},
    }
