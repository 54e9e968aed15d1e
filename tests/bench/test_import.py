"""A 50,000-row workbook, checked and applied, beside reading it with calamine and COPYing the same rows."""

import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from casework.imports import services
from casework.models import Import
from tests.bench import workbooks
from tests.factories import make_team

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
BAR = 3.0


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


def test_import_of_50000_rows(tmp_path):
    path = tmp_path / "annex_a.xlsx"
    teams = [make_team(f"Team {n}").name for n in range(40)]
    rows = workbooks.write(path, teams=teams)
    floor_s, ours_s = floor(path), ours(path, "first")
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // (
        1024 if sys.platform == "linux" else 1024 * 1024
    )
    line = {
        "bench": "import",
        "rows": rows,
        "ours_s": round(ours_s, 2),
        "floor_s": round(floor_s, 2),
        "ratio": round(ours_s / floor_s, 2),
        "bar": BAR,
        "peak_mb": peak,
    }
    print(json.dumps(line))
    assert Import.objects.get().lists.filter(rows_bad__gt=0).count() == 0
    assert ours_s / floor_s <= BAR
    assert peak < 400
