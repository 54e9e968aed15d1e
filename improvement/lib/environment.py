"""Reading settings from the environment."""

import os
from urllib.parse import parse_qsl, unquote, urlsplit


def flag(name: str, *, default: bool = False) -> bool:
    """Return whether the environment variable `name` says yes; `default` when it is not set."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def database_from_url(url: str) -> dict:
    """Return Django's database settings for a `postgresql://` URL.

    A unix socket directory goes in the query string: `postgresql://app@/balcony?host=/run/pg`.
    Raises ValueError for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must start with postgresql://, not {parts.scheme}://")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", unquote(parts.hostname or "")),
        "PORT": query.pop("port", str(parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Compiling a statement pays only for long scans; on our short ones it cost a hundred times what it saved.
        "OPTIONS": {"connect_timeout": 3, "options": "-c jit=off", **query},
    }


def broker_url(url: str) -> str:
    """Return `url` in Celery's spelling: redis-py writes `unix:///path`, Celery `redis+socket:///path`."""
    return url.replace("unix://", "redis+socket://", 1) if url.startswith("unix://") else url
