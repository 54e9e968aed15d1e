"""A workbook of a wanted size, for benchmarks: the last extract of a whole department, many times over."""

from pathlib import Path

from casework.synthetic.annex_a import extract
from casework.synthetic.department import Department
from casework.synthetic.workbook import write_workbook


def volume_rows(department: Department, count: int) -> dict[int, list[tuple]]:
    """Return `count` rows shared over the lists as in a real extract; each copy is of other children."""
    base = extract(department, department.months[-1])
    total = sum(map(len, base.values()))
    wanted = {number: len(rows) * count // total for number, rows in base.items()}
    wanted[1] += count - sum(wanted.values())
    return {number: _copies(rows, wanted[number]) for number, rows in base.items()}


def _copies(rows: list[tuple], count: int) -> list[tuple]:
    copies = []
    for turn in range(-(-count // len(rows)) if rows else 0):
        copies.extend((f"LV{turn:02d}{row[0][2:]}", *row[1:]) for row in rows[: count - len(copies)])
    return copies


def volume_workbook(department: Department, path: Path, *, rows: int) -> Path:
    """Write a workbook of `rows` rows to `path`, and return it."""
    write_workbook(path, volume_rows(department, rows))
    return path
