"""The staged rows of a delivery: one unlogged table for each list, filled by COPY, emptied when no longer needed."""

from django.db import connection

from casework.imports.columns import columns


def table(number: int) -> str:
    """Return the name of a list's staging table."""
    return f"casework_staged_{number}"


def lists() -> range:
    """Return the lists that are staged: all but the adopters."""
    return range(1, 11)


def fields_of(number: int, kind: str) -> list[str]:
    """Return the staged columns of a list that are of one kind."""
    return [column.field for column in columns()[number] if column.field and column.kind == kind]


def copy_into(cursor, number: int, fields: list[str]):
    """Return a COPY (a context manager with `write`) into a list's table, of the columns its file has."""
    names = ", ".join(["delivery_id", "row", *fields, "bad"])
    return cursor.copy(f"COPY {table(number)} ({names}) FROM STDIN")


def clear(delivery_id: int) -> None:
    """Remove a delivery's staged rows."""
    with connection.cursor() as cursor:
        for number in lists():
            cursor.execute(f"DELETE FROM {table(number)} WHERE delivery_id = %s", [delivery_id])


def count(delivery_id: int, number: int) -> int:
    """Return how many rows of a list are staged."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table(number)} WHERE delivery_id = %s", [delivery_id])
        return cursor.fetchone()[0]
