"""What runs without any other server: SQLite and a file cache inside PROSVET_DATA, or what the environment names."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

import environ


def database(env: environ.Env, data_dir: Path) -> dict[str, Any]:
    """The database of DATABASE_URL, else SQLite in WAL mode with IMMEDIATE transactions.

    IMMEDIATE takes the write lock when a transaction begins: with the default (DEFERRED), two transactions that both
    read and then write fail at once with "database is locked", whatever the timeout.
    """
    config: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{data_dir / 'prosvet.sqlite3'}")
    if config["ENGINE"].endswith("sqlite3"):
        data_dir.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return config


def cache(env: environ.Env, data_dir: Path) -> dict[str, Any]:
    """Redis of REDIS_URL for several machines, else files that all processes of one machine share."""
    url = env.str("REDIS_URL", default="")
    if url:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": data_dir / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    }


def secret_key(data_dir: Path) -> str:
    """The key generated once into PROSVET_DATA, readable by its owner only."""
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = data_dir / f"secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        # Of several processes that start at once the first gives the key, whole; the others read it.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()
