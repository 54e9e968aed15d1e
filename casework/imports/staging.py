"""What a delivery holds until it is applied: its files, and its rows in one unlogged table for each list.

Both go in by COPY. As parameters of a statement, files would be written out as hexadecimal text and read back.
"""

import json

from django.db import connection

from casework.imports.columns import NOT_KEPT, columns


def table(number: int) -> str:
    """Return the name of a list's staging table."""
    return f"casework_staged_{number}"


def lists() -> list[int]:
    """Return the lists that are staged: all but those that are recognised and left out."""
    return [number for number in columns() if number not in NOT_KEPT]


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


def leave_out(cursor, each, rows) -> None:
    """Mark rows of a list (an `ImportList`) as not to be used, until it is checked again."""
    if rows:
        cursor.execute(
            f"UPDATE {table(each.number)} SET left_out = TRUE WHERE delivery_id = %s AND row = ANY(%s)",
            [each.delivery_id, rows],
        )


def blank(cursor, each, cells) -> None:
    """Blank cells, keeping in `held` what they were."""
    by_column = {}
    for row, name, value in cells:
        by_column.setdefault(name, ([], []))
        by_column[name][0].append(row)
        by_column[name][1].append(json.dumps({name: value}))
    for name, (rows, held) in by_column.items():
        cursor.execute(
            f"UPDATE {table(each.number)} s SET {name} = NULL, held = coalesce(s.held, '{{}}') || cell.held "
            "FROM unnest(%s::int[], %s::jsonb[]) AS cell(row, held) WHERE s.delivery_id = %s AND s.row = cell.row",
            [rows, held, each.delivery_id],
        )
