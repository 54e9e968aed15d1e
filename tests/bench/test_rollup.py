"""Roll-ups beside the bare statements, many months beside one, and one month in a history ten times as long."""

import json
import time
from datetime import UTC, date, datetime
from statistics import median

import pytest
from django.db import connection

from improvement.indicators import rollups
from improvement.indicators.calendar import load_calendar
from improvement.indicators.definitions import all_definitions
from improvement.indicators.sources import SOURCES
from improvement.lib.months import months_to
from tests.factories.casework import make_import, make_team

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
LAST = date(2026, 10, 1)
MONTHS = months_to(LAST, 36)
ROUNDS = 3

# One month of a department of ours, laid out over the years with generate_series: `n` numbers the child.
FACTS = """
INSERT INTO casework_child (reference, sex, ethnicity, disability, uasc, is_unborn, birth_month, source_id)
    SELECT '{prefix}' || n, '', '', '', '', FALSE, DATE '2008-01-01' + (n % 190) * interval '1 month', {source}
    FROM generate_series(1, {children}) n;
DROP TABLE IF EXISTS begun;
CREATE TEMP TABLE begun AS
    SELECT c.id AS child, row_number() OVER () AS n,
        DATE '{until}' - (row_number() OVER () * {days} / {children})::int AS day,
        (ARRAY[{teams}])[1 + c.id % {team_count}] AS team
    FROM casework_child c WHERE c.reference LIKE '{prefix}%';
INSERT INTO casework_contact (child_id, source_id, team_id, contact_on, source_code)
    SELECT child, {source}, team, day, '6' FROM begun;
INSERT INTO casework_referral (child_id, source_id, team_id, referral_on, source_code, nfa)
    SELECT child, {source}, team, day + 2, '6', 'N' FROM begun;
INSERT INTO casework_assessment
    (child_id, source_id, team_id, start_on, authorised_on, child_seen, support_required)
    SELECT child, {source}, team, day + 3, day + 3 + (20 + n % 60)::int, 'Y', 'Y' FROM begun;
INSERT INTO casework_section47
    (child_id, source_id, team_id, start_on, icpc_on, icpc_not_needed, icpc_led_to_plan)
    SELECT child, {source}, team, day + 9, day + 9 + (10 + n % 20)::int, 'N', 'Y' FROM begun WHERE n % 3 = 0;
INSERT INTO casework_cinepisode (child_id, source_id, team_id, start_on, end_on, primary_need, close_reason)
    SELECT child, {source}, team, day, CASE WHEN day < '2026-02-01' THEN day + 240 END, 'N1', '' FROM begun;
INSERT INTO casework_cpplan
    (child_id, source_id, team_id, start_on, end_on, initial_category, latest_category, emergency_protection)
    SELECT child, {source}, team, day + 30, CASE WHEN day < '2026-02-01' THEN day + 300 END, 'NEG', 'NEG', 'N'
    FROM begun WHERE n % 9 = 0;
INSERT INTO casework_careperiod
    (child_id, source_id, team_id, start_on, end_on, end_reason, need_code, repeat_period)
    SELECT child, {source}, team, day, CASE WHEN day < '2025-02-01' THEN day + 600 END, 'E4A', 'N1', 'N'
    FROM begun WHERE n % 12 = 0;
INSERT INTO casework_visit (child_id, source_id, team_id, kind, visit_on, seen_alone)
    SELECT child, {source}, team, kind, day + step, 'Y' FROM begun, generate_series(10, 300, 30) step,
        unnest(ARRAY['cp', 'cla', 'cin']) kind WHERE n % 9 = 0 OR n % 12 = 0;
INSERT INTO casework_cinstatus (child_id, source_id, team_id, as_on, status)
    SELECT child, {source}, team, e.as_on, 'CIN' FROM begun, casework_import e
    WHERE day <= e.as_on AND day > e.as_on - 240;
ANALYZE;
"""


def department(children=12_000, count=40):
    """Write three years of a department of ours, with an extract each month; return what `lay_out` needs for more."""
    load_calendar()
    county = make_team("Larchshire", level="county")
    teams = [make_team(f"Team {number}", parent=county).pk for number in range(count)]
    for month in MONTHS:
        source = make_import(as_on=month.replace(day=28))
    lay_out(teams, source.pk, children=children, months=36, until=LAST.replace(day=28), prefix="A")
    return teams, source.pk


def lay_out(teams, source, *, children, months, until, prefix):
    """Write the facts of so many children, who came one after the other over the months before `until`."""
    names = {
        "source": source,
        "children": children,
        "days": months * 30,
        "until": until,
        "prefix": prefix,
        "teams": ", ".join(map(str, teams)),
        "team_count": len(teams),
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS.format(**names))


def ours(months) -> float:
    """Return the seconds to count all indicators for all teams."""
    start = time.perf_counter()
    for source in SOURCES:
        rollups.roll_up(source=source, months=months, at=AT)
    return time.perf_counter() - start


def bare(months) -> float:
    """Return the seconds the same statements take with nothing around them."""
    counted = {source: rollups.countable(months, at=AT.date(), source=source) for source in SOURCES}
    ready = [(rollups.statement(source), rollups.parameters(source, counted[source], months, AT)) for source in SOURCES]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        start = time.perf_counter()
        for sql, parameters in ready:
            cursor.execute(sql, parameters)
        return time.perf_counter() - start


def paired(one, other) -> tuple[float, float, float]:
    """Return the median times of two ways run in turn, and the median of their ratios."""
    pairs = [(one(), other()) for _ in range(ROUNDS)]
    return (*(median(side) for side in zip(*pairs, strict=True)), median(left / right for left, right in pairs))


def report(name, ours_s, floor_s, ratio, bar):
    line = {
        "bench": name,
        "ours_s": round(ours_s, 3),
        "floor_s": round(floor_s, 3),
        "ratio": round(ratio, 2),
        "bar": bar,
    }
    print(json.dumps(line))
    assert ratio <= bar


def test_all_indicators_beside_the_statements_run_bare():
    department()
    ours(MONTHS)
    report("roll-up beside bare statements", *paired(lambda: ours(MONTHS), lambda: bare(MONTHS)), 1.3)


def test_a_year_of_53_teams_beside_the_statements_run_bare():
    department(count=52)  # and the county
    year = MONTHS[-12:]
    ours(year)
    name = f"a year of {len(all_definitions())} indicators for 53 teams beside bare statements"
    report(name, *paired(lambda: ours(year), lambda: bare(year)), 1.3)


def test_36_months_beside_one():
    department()
    ours(MONTHS)
    report("36 months beside one", *paired(lambda: ours(MONTHS), lambda: ours([LAST])), 20)


def test_one_changed_month_in_ten_times_the_history():
    teams, source = department()
    ours(MONTHS)
    short = median(ours([LAST]) for _ in range(ROUNDS))
    lay_out(teams, source, children=108_000, months=324, until=date(2023, 10, 28), prefix="B")
    ours([LAST])
    long = median(ours([LAST]) for _ in range(ROUNDS))
    report("one month in ten times the history", long, short, long / short, 2)
