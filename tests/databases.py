"""The address of the database a test runs on, for the processes it starts."""

from urllib.parse import quote

from django.db import connection


def database_url() -> str:
    """Return DATABASE_URL of the database this test runs on, which is not the one in the environment."""
    found = connection.settings_dict
    host, port = found["HOST"], found["PORT"]
    who = quote(found["USER"]) + (f":{quote(found['PASSWORD'])}" if found["PASSWORD"] else "")
    if host.startswith("/"):
        return f"postgresql://{who}@/{found['NAME']}?host={quote(host, safe='')}" + (f"&port={port}" if port else "")
    return f"postgresql://{who}@{host}:{port or 5432}/{found['NAME']}"
