"""A board pack against WeasyPrint alone on the same HTML: freezing, drawing, the fenced child and storing are the rest.

Processor time of this process and its children, so that neighbours on the machine do not count; pairs alternate, and
the middle ratio is held to the bar.
"""

import json
import resource
import statistics
import time

import pytest
import weasyprint

from improvement.boards import building
from improvement.boards.models import Pack
from improvement.boards.pack import pack_html
from improvement.indicators import definitions
from tests.factories import make_import, make_tree
from tests.factories.boards import AT, make_board, make_figures, make_pack

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

BAR = 1.25
PAIRS = 3
MEASURES = 30


def spent(act) -> tuple[float, float]:
    """Return the seconds of processor and of clock that `act` took, its child processes counted in."""
    began, clock = used(), time.perf_counter()
    act()
    return used() - began, time.perf_counter() - clock


def used() -> float:
    ours, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime


def test_a_pack_costs_little_more_than_its_layout():
    county = make_tree()["larchshire"]
    make_import()
    codes = [found.code for found in definitions.all_definitions()][:MEASURES]
    make_figures(county, codes=codes)
    board = make_board(county, indicators=codes)
    first = make_pack(board)
    assert building.build_pack(pack_id=first.pk, at=AT) == "ready"
    html = pack_html(Pack.objects.get(pk=first.pk).figures)
    weasyprint.HTML(string="<p>warm</p>").write_pdf()

    ours, floors = [], []
    for _ in range(PAIRS):
        pack = make_pack(board)
        ours.append(spent(lambda pk=pack.pk: building.build_pack(pack_id=pk, at=AT)))
        assert Pack.objects.get(pk=pack.pk).state == "ready"
        floors.append(spent(lambda: weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")))
    ratio = statistics.median(mine[0] / floor[0] for mine, floor in zip(ours, floors, strict=True))
    line = {
        "bench": f"pack of {MEASURES} measures",
        "ours_s": round(statistics.median(mine[0] for mine in ours), 3),
        "floor_s": round(statistics.median(floor[0] for floor in floors), 3),
        "ratio": round(ratio, 3),
        "bar": BAR,
        "ours_clock_s": round(statistics.median(mine[1] for mine in ours), 3),
        "floor_clock_s": round(statistics.median(floor[1] for floor in floors), 3),
    }
    print(json.dumps(line))
    assert ratio <= BAR
