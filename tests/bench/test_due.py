"""Who is to be asked, of 20,000 children: the list as the page reads it against its own SQL run bare."""

import json
import time
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Level
from feedback.asking.services import round_of
from feedback.due import queries
from tests.factories import make_import, make_team, make_user
from tests.factories.feedback import AT

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

CHILDREN, TEAMS, ROUNDS, BAR = 20_000, 40, 7, 1.3
ON = date(2026, 11, 3)
FILL = (
    """INSERT INTO casework_child (reference, birth_month, is_unborn, sex, ethnicity, disability, uasc, source_id)
    SELECT 'LS' || lpad(n::text, 6, '0'), (date '2010-01-01' + make_interval(months => n %% 190))::date, FALSE, '', '',
        '', '', %(source)s FROM generate_series(1, %(children)s) n""",
    """INSERT INTO casework_cinepisode (child_id, team_id, source_id, start_on, primary_need, close_reason)
    SELECT c.id, (%(teams)s::bigint[])[1 + c.id %% %(count)s], %(source)s, date '2026-10-01' - (c.id %% 700)::int,
        '', ''
    FROM casework_child c""",
    """INSERT INTO casework_review (child_id, source_id, kind, review_on, participation)
    SELECT c.id, %(source)s, 'cp', date '2026-11-01' - (n * 80 + c.id %% 70)::int, '' FROM casework_child c,
        generate_series(0, 3) n WHERE c.id %% 3 = 0""",
    """INSERT INTO feedback_asking (round_id, child_id, team_id, respondent, reason, key, asked_at, asked_by_id)
    SELECT %(round)s, c.id, (%(teams)s::bigint[])[1], 'family', 'quarter', 'k' || c.id || '-' || n,
        timestamptz '2026-11-01 10:00+00' - make_interval(days => (n * 70 + c.id %% 60)::int), %(by)s
    FROM casework_child c, generate_series(0, 2) n WHERE c.id %% 2 = 0""",
    "ANALYZE",
)


@pytest.fixture
def county():
    county = make_team("Larchshire", level=Level.COUNTY)
    teams = [make_team(parent=county).pk for _ in range(TEAMS)]
    given = {"source": make_import().pk, "children": CHILDREN, "teams": teams, "count": TEAMS}
    given |= {"round": round_of(on=ON, at=AT).pk, "by": make_user().pk}
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, given if "%" in statement else None)
    return county


def read(county, user):
    found = queries.due(team=county, user=user, show="due", on=ON)
    return found, found.lines[0:50]


def test_the_due_list_of_20_000_children_takes_little_more_than_its_sql(county):
    user = make_user("participation_lead", county)
    read(county, user)
    with CaptureQueriesContext(connection) as captured:
        found, lines = read(county, user)
    assert (found.total("all"), len(lines)) > (CHILDREN, 49)
    statements = [query["sql"] for query in captured.captured_queries]
    ours, floor = [], []
    for _ in range(ROUNDS):
        ours.append(timed(lambda: read(county, user)))
        floor.append(timed(lambda: run_bare(statements)))
    report("due_list_20000", min(ours), min(floor))


def timed(act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def run_bare(statements) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()


def report(bench, ours, floor) -> None:
    """Print one line and hold it to the bar."""
    ratio = ours / floor
    line = {"bench": bench, "ours_s": round(ours, 4), "floor_s": round(floor, 4), "ratio": round(ratio, 2), "bar": BAR}
    print(json.dumps(line), flush=True)
    assert ratio <= BAR, line
