"""A 50,000-row workbook, checked and applied, beside reading it with calamine and COPYing the same rows.

Both are timed in turn, in the same run and on the same server, and the median of the pairs counts: a machine that is
busy with other work, or slows down when warm, does so to both.
"""

import json
import resource
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from casework.imports import services
from casework.models import FACTS, Import
from tests.bench import workbooks
from tests.factories import make_team

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
BAR = 3.0
PAIRS = 3


def floor(path: Path) -> float:
    """Return the seconds to read every row with calamine and COPY it as text into one unlogged table a sheet."""
    start = time.perf_counter()
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).iter_rows()
        head = next(rows)
        table = f"floor_{name.replace(' ', '_')}".lower()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            cursor.execute(f"CREATE UNLOGGED TABLE {table} ({', '.join(f'c{n} text' for n in range(len(head)))})")
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([str(cell) for cell in row])
    return time.perf_counter() - start


def ours(path: Path, key: str) -> float:
    """Return the seconds to receive, read, check and apply it, from the service calls that the page makes."""
    content = path.read_bytes()
    start = time.perf_counter()
    delivery = services.receive_files(files=[(path.name, content)], by=None, at=AT, key=key)
    services.read_and_check(delivery_id=delivery.pk, at=AT)
    delivery = services.apply_import(delivery_id=delivery.pk, by=None, at=AT)
    took = time.perf_counter() - start
    assert delivery.state == Import.State.APPLIED, delivery.reason
    return took


def forget() -> None:
    """Empty what an import fills, so that each one is of children never seen before."""
    with connection.cursor() as cursor:
        facts = ", ".join(fact._meta.db_table for fact in FACTS)
        cursor.execute(f"TRUNCATE {facts}, casework_import, casework_child, casework_worker CASCADE")
        cursor.execute("TRUNCATE improvement_stalekey")


def test_import_of_50000_rows(tmp_path):
    path = tmp_path / "annex_a.xlsx"
    teams = [make_team(f"Team {n}").name for n in range(40)]
    rows = workbooks.write(path, teams=teams)
    pairs = []
    for n in range(PAIRS):
        forget()
        pairs.append((ours(path, f"import {n}"), floor(path)))
        assert Import.objects.get().lists.filter(rows_bad__gt=0).count() == 0
    ratios = [ours_s / floor_s for ours_s, floor_s in pairs]
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // (
        1024 if sys.platform == "linux" else 1024 * 1024
    )
    line = {
        "bench": "import",
        "rows": rows,
        "ours_s": round(statistics.median(ours_s for ours_s, _ in pairs), 2),
        "floor_s": round(statistics.median(floor_s for _, floor_s in pairs), 2),
        "ratio": round(statistics.median(ratios), 2),
        "ratios": [round(ratio, 2) for ratio in ratios],
        "bar": BAR,
        "peak_mb": peak,
    }
    print(json.dumps(line))
    assert statistics.median(ratios) <= BAR
    assert peak < 400
