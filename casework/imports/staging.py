"""What a delivery holds until it is applied: its files, and its rows in one unlogged table for each list.

Both go in by COPY. As parameters of a statement, files would be written out as hexadecimal text and read back.
"""

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


def plan(cursor) -> None:
    """Tell the planner, until the transaction ends, what it cannot know of tables filled a moment ago.

    They have no statistics yet. A nested loop over them would take hours; where one is unavoidable its price is made
    enormous, at which PostgreSQL would compile the statement for seconds; and to group fifty thousand rows that it
    takes for fifty it would sort them.
    """
    cursor.execute(
        "SET LOCAL enable_nestloop = off; SET LOCAL enable_sort = off; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'"
    )


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


def keep_files(delivery_id: int, files) -> None:
    """Keep (name, bytes) of each file, in this order."""
    into = "COPY casework_importfile (delivery_id, name, size, content) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.set_types(["int8", "varchar", "int4", "bytea"])
        for name, content in files:
            copy.write_row((delivery_id, name, len(content), content))


def kept_files(delivery_id: int) -> list[tuple[str, bytes]]:
    """Return (name, bytes) of each file kept, in the order they were."""
    # COPY takes no parameters.
    query = f"SELECT name, content FROM casework_importfile WHERE delivery_id = {int(delivery_id)} ORDER BY id"
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)") as copy:
        copy.set_types(["varchar", "bytea"])
        return [(name, bytes(content)) for name, content in copy.rows()]
