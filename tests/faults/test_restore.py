"""The drill of docs/operating.md: a dump, restored into another database, holds every row, trigger and constraint."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from improvement.local import postgres
from improvement.local.folders import CannotStart
from tests.factories import make_team, make_user

pytestmark = pytest.mark.slow
HOME = Path(__file__).resolve().parent.parent.parent
INVENTORY = {
    "triggers": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    # By name: PostgreSQL writes some expressions another way after a restore.
    "constraints": "SELECT conrelid::regclass::text, conname FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "indexes": "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
}


@pytest.fixture
def programs() -> Path:
    """Return the folder of the PostgreSQL programs that fit the server of this run."""
    try:
        return postgres.find_installation(postgres.TEST_ORDER, major=connection.pg_version // 10000).folder
    except CannotStart as error:
        pytest.skip(str(error))


@pytest.mark.django_db(transaction=True)
def test_dump_restores_whole(programs, tmp_path):
    make_user(role="director", team=make_team(name="Larchshire"))
    restored = f"{connection.settings_dict['NAME']}_restored"
    dump = tmp_path / "balcony.dump"

    run(programs / "pg_dump", "--format=custom", f"--file={dump}", connection.settings_dict["NAME"])
    run(programs / "dropdb", "--if-exists", restored)
    run(programs / "createdb", restored)
    try:
        run(programs / "pg_restore", "--exit-on-error", "--no-owner", f"--dbname={restored}", dump)
        run(sys.executable, "manage.py", "migrate", "--check", DATABASE_URL=url(restored))
        with connection.cursor() as cursor:
            before = inventory(lambda sql: rows(cursor, sql))
        with connection_to(restored) as other:
            assert inventory(lambda sql: other.execute(sql).fetchall()) == before
    finally:
        run(programs / "dropdb", restored)


def inventory(ask) -> dict:
    """Return the number of rows of every table, and every trigger, constraint and index."""
    tables = [name for (name,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    counts = {table: ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}
    assert counts["casework_user"] == 1
    return {"rows": counts, **{name: ask(sql) for name, sql in INVENTORY.items()}}


def rows(cursor, sql: str) -> list:
    cursor.execute(sql)
    return cursor.fetchall()


def connection_to(name: str):
    """Return a connection to another database of the same server."""
    import psycopg

    return psycopg.connect(**{**connection.get_connection_params(), "dbname": name, "cursor_factory": psycopg.Cursor})


def url(name: str) -> str:
    """Return the DATABASE_URL of another database of the same server."""
    place = connection.settings_dict
    login = quote(place["USER"]) + (f":{quote(place['PASSWORD'])}" if place["PASSWORD"] else "")
    host = f"?host={quote(place['HOST'], safe='')}" + (f"&port={place['PORT']}" if place["PORT"] else "")
    return f"postgresql://{login}@/{name}{host}"


def run(*command, **environment: str) -> None:
    """Run a command as somebody would who follows the page; fail with what it said."""
    place = connection.settings_dict
    server = {
        "PGHOST": place["HOST"],
        "PGPORT": str(place["PORT"]),
        "PGUSER": place["USER"],
        "PGPASSWORD": place["PASSWORD"],
    }
    environment = {**os.environ, **{name: value for name, value in server.items() if value}, **environment}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=HOME,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"
