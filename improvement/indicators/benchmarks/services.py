"""Load what others published."""

import csv
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction

from improvement.indicators.benchmarks.measures import HERE, measures
from improvement.indicators.models import Benchmark, Neighbour

FIGURES, NEIGHBOURS = HERE / "data" / "figures.csv", HERE / "data" / "neighbours.csv"
COLUMNS = ("measure", "year", "area", "kind", "name", "value", "symbol", "release")
# DfE's symbols; what has one is never a number.
SYMBOLS = {"c", "x", "z", "u", "k", "low", ":"}


class CannotLoad(Exception):
    """The file is not one of published figures; the message names the line and what to write."""


@transaction.atomic
def load_benchmarks(*, figures: Path = FIGURES) -> int:
    """Load published figures and statistical neighbours, all or nothing; return how many rows were read.

    Loaded again, nothing changes. Raises CannotLoad naming the line that is wrong.
    """
    with figures.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise CannotLoad(
                f"{figures.name} has the columns {', '.join(reader.fieldnames or ['none'])}; it needs "
                f"{', '.join(COLUMNS)}."
            )
        rows = _rows(reader)
    Benchmark.objects.bulk_create(
        rows,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["measure", "area", "year"],
        update_fields=["kind", "name", "value", "symbol", "release"],
    )
    _load_neighbours()
    return len(rows)


def _rows(reader: Iterable[dict]) -> list[Benchmark]:
    known = {measure.code for measure in measures().values()}
    rows, seen = [], set()
    for line, raw in enumerate(reader, start=2):
        key = (raw["measure"], raw["area"], raw["year"])
        if raw["measure"] not in known:
            raise CannotLoad(f"Line {line}: no indicator stands beside a measure {raw['measure']!r}.")
        if key in seen:
            raise CannotLoad(f"Line {line}: {raw['measure']} for {raw['name']} in {raw['year']} is there twice.")
        if raw["kind"] not in Benchmark.Kind.values:
            raise CannotLoad(f"Line {line}: kind is {raw['kind']!r}; write england, region or authority.")
        if bool(raw["value"]) == bool(raw["symbol"]) or (raw["symbol"] and raw["symbol"] not in SYMBOLS):
            raise CannotLoad(f"Line {line}: give a value, or one of the symbols {', '.join(sorted(SYMBOLS))}.")
        if not raw["release"]:
            raise CannotLoad(f"Line {line}: name the release it is from, as in “Children in need, 2024”.")
        try:
            value = Decimal(raw["value"]) if raw["value"] else None
            area = int(raw["area"])
        except (InvalidOperation, ValueError):
            raise CannotLoad(f"Line {line}: {raw['value'] or raw['area']!r} is not a number.") from None
        seen.add(key)
        rows.append(
            Benchmark(
                **{name: raw[name] for name in ("measure", "year", "kind", "name", "symbol", "release")},
                area=area,
                value=value,
            )
        )
    return rows


def _load_neighbours() -> None:
    with NEIGHBOURS.open(encoding="utf-8", newline="") as file:
        Neighbour.objects.bulk_create(
            [
                Neighbour(area=int(row["area"]), region=row["region"], neighbour=int(number))
                for row in csv.DictReader(file)
                for number in row["neighbours"].split()
            ],
            update_conflicts=True,
            unique_fields=["area", "neighbour"],
            update_fields=["region"],
        )
