"""An Annex A workbook of a large county, for benchmarks: every kind of cell, no fault."""

import random
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from casework.imports.codes import code_sets
from casework.imports.columns import columns

AS_ON = date(2026, 10, 31)
# England in 2024, six months' worth, scaled to 50,000 rows: contacts are many, children in care few.
ROWS = {1: 16000, 2: 4000, 3: 7500, 4: 7500, 5: 3500, 6: 6500, 7: 1200, 8: 1800, 9: 1500, 10: 500}


def write(path: Path, *, rows=None, teams=(), seed=1) -> int:
    """Write the workbook and return how many rows it has."""
    rows = rows or ROWS
    chance = random.Random(seed)
    children = [f"LS{n:07d}" for n in range(sum(rows.values()) // 2)]
    workers = [f"Worker Number {n}" for n in range(400)]
    codes = {
        name: [f"{chr(97 + n % 26)}) {code}: {label}" for n, (code, label) in enumerate(each["codes"].items())]
        for name, each in code_sets().items()
    }
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
    for number, count in rows.items():
        sheet = book.add_worksheet(f"List {number}")
        sheet.write_row(0, 0, [column.heading for column in columns()[number]])
        for row, (child, key) in enumerate(_keys(chance, number, children, count), 1):
            born = AS_ON - timedelta(days=365 + int(child[2:]) % 5500)
            for place, column in enumerate(columns()[number]):
                sheet.write(row, place, _cell(chance, column, child, born, key, codes, workers, teams))
    book.close()
    return sum(rows.values())


def _keys(chance, number, children, count):
    """Return distinct (child, date of the row), in the window."""
    taken = set()
    one_each = number >= 6
    while len(taken) < count:
        child = children[len(taken)] if one_each else chance.choice(children)
        taken.add((child, AS_ON - timedelta(days=chance.randrange(180))))
    return sorted(taken)


def _cell(chance, column, child, born, key, codes, workers, teams):
    made = {
        "child": lambda: child,
        "birth": lambda: born,
        "age": lambda: (AS_ON - born).days / 365.25,
        "date": lambda: _date(chance, column, key),
        "count": lambda: chance.randrange(4),
        "code": lambda: chance.choice(codes[column.code_set]) if column.code_set else "",
        "text": lambda: f"Organisation {chance.randrange(40)}",
        "worker": lambda: chance.choice(workers),
        "team": lambda: chance.choice(teams) if teams else "",
    }
    return made.get(column.kind, lambda: f"Note {chance.randrange(1000)}")()


def _date(chance, column, key):
    if column.need == "key" or column.field == "start_on":
        return key
    if column.need == "end" and chance.random() < 0.5:
        return ""
    return min(AS_ON, key + timedelta(days=chance.randrange(60)))
