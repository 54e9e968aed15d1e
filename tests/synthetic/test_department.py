"""Levels like England's and the story, computed from the rows of the extracts in plain Python."""

from datetime import date, timedelta
from statistics import mean

from casework.synthetic import annex_a, clock
from casework.synthetic.county import CODES
from casework.synthetic.department import department
from improvement.lib.working_days import working_days_between

POPULATION = 75100
OPEN = {CODES["status"][name] for name in ("care", "protection", "need", "assessment")}


def between(start, end):
    return working_days_between(date.fromordinal(start), date.fromordinal(end))


def share(rows, test):
    rows = list(rows)
    return sum(map(test, rows)) / len(rows)


def in_month(larchshire, back, rows, column):
    month = larchshire.months[-1] - back
    first, last = clock.first_of(month), clock.last_of(month)
    return [row for row in rows if row[column] and first <= row[column] <= last]


def test_about_2500_children_are_open_every_month(extracts):
    counts = [sum(annex_a.open_children(rows).values()) for rows in extracts.values()]
    assert len(counts) == 36
    assert min(counts) > 2250 and max(counts) < 2800
    assert 2400 < mean(counts) < 2650


def test_rates_stand_near_englands(larchshire, extracts):
    year = [in_month(larchshire, back, extracts[back][3], 5) for back in range(12)]
    assert 450 < sum(map(len, year)) / POPULATION * 10000 < 590
    plans = mean(sum(row[12] is None for row in rows[7]) for rows in extracts.values())
    assert 32 < plans / POPULATION * 10000 < 48
    care = mean(sum(row[19] is None for row in rows[8]) for rows in extracts.values())
    assert 58 < care / POPULATION * 10000 < 76
    enquiries = sum(len(in_month(larchshire, back, extracts[back][5], 6)) for back in range(12))
    assert 150 < enquiries / POPULATION * 10000 < 230


def test_referrals_fall_in_august_and_at_christmas(larchshire, extracts):
    by_month = {}
    for back, rows in extracts.items():
        month = (larchshire.months[-1] - back) % 12 + 1
        by_month.setdefault(month, []).append(len(in_month(larchshire, back, rows[3], 5)))
    usual = mean(mean(counts) for counts in by_month.values())
    assert mean(by_month[8]) < 0.93 * usual
    assert mean(by_month[12]) < 0.95 * usual


def test_assessments_get_quicker_from_month_14_and_one_team_slower(larchshire, extracts):
    def on_time(backs, team=None):
        rows = [row for back in backs for row in in_month(larchshire, back, extracts[back][4], 8)]
        return share((row for row in rows if not team or row[10] == team), lambda row: between(row[6], row[8]) <= 45)

    assert 0.70 < on_time(range(24, 36)) < 0.81
    assert 0.82 < on_time(range(12)) < 0.92
    assert on_time(range(12)) > on_time(range(12, 24)) > on_time(range(24, 36))
    assert on_time(range(10), "Saltmere Assessment") < on_time(range(16, 36), "Saltmere Assessment") - 0.08


def test_re_referrals_worsen_in_the_last_seven_months(larchshire, extracts):
    def again(backs):
        rows = [row for back in backs for row in in_month(larchshire, back, extracts[back][3], 5)]
        return share(rows, lambda row: row[8] > 0)

    assert 0.17 < again(range(8, 36)) < 0.235
    assert again(range(7)) > again(range(8, 36)) + 0.03


def test_protection_visits_worsen_in_north_weald_alone(larchshire, extracts):
    def seen(backs, here):
        rows = [
            (row, clock.last_of(larchshire.months[-1] - back))
            for back in backs
            for row in extracts[back][7]
            if row[12] is None and row[9] and row[15].startswith("North Weald") is here
        ]
        return share(rows, lambda pair: between(pair[0][9], pair[1]) <= 15)

    assert seen(range(7), True) < seen(range(10, 36), True) - 0.1
    assert abs(seen(range(7), False) - seen(range(10, 36), False)) < 0.03


def test_caseloads_fall_in_the_last_year(extracts):
    def caseload(rows):
        held = [row for row in rows[6] if row[11] in OPEN and row[13] != annex_a.NOT_ALLOCATED]
        return len(held) / len({row[13] for row in held})

    before, now = mean(caseload(extracts[back]) for back in range(13, 36)), caseload(extracts[0])
    assert 14.5 < before < 18
    assert now < before - 1


def test_offices_close(larchshire):
    authorised = [assessment.end for assessment in larchshire.world.assessments]
    assert share(authorised, clock.is_working_day) > 0.98
    christmas = [day for day in authorised if clock.is_christmas(day)]
    assert len(christmas) / len(authorised) < 0.5 * 9 / 365
    conferences = [enquiry.conference for enquiry in larchshire.world.enquiries if enquiry.conference]
    assert all(map(clock.is_working_day, conferences))


def test_nobodys_figure_is_perfect(larchshire, extracts):
    for back in range(0, 36, 6):
        last = clock.last_of(larchshire.months[-1] - back)
        plans = [row for row in extracts[back][7] if row[12] is None and row[9]]
        assert 0.6 < share(plans, lambda row, last=last: between(row[9], last) <= 10) < 1


def test_lives_are_in_order(larchshire):
    for need in larchshire.world.needs:
        assert need.end > need.start
        assert [spell.start for spell in need.spells] == sorted(spell.start for spell in need.spells)
    for care in larchshire.world.care:
        assert care.end > care.start
        assert care.start >= care.child.born
        assert [held.start for held in care.placements] == sorted({held.start for held in care.placements})
        assert care.placements[0].start == care.legal[0][0] == care.start
    for plan in larchshire.world.plans:
        assert plan.end > plan.start
    for assessment in larchshire.world.assessments:
        assert assessment.end > assessment.start


def test_rows_are_known_once(extracts):
    keys = {1: (0, 5), 2: (0, 5), 3: (0, 5), 4: (0, 6), 5: (0, 6), 6: (0,), 7: (0, 6), 8: (0,), 9: (0,), 10: (0, 8)}
    for back in (0, 17, 35):
        for number, columns in keys.items():
            found = [tuple(row[column] for column in columns) for row in extracts[back][number]]
            assert len(found) == len(set(found)), f"list {number}"


def test_an_extract_knows_nothing_of_the_future(larchshire, extracts):
    for back in (0, 20):
        last = clock.last_of(larchshire.months[-1] - back)
        for number, rows in extracts[back].items():
            dates = [at for at, (_, kind) in enumerate(annex_a.headers()[number]) if kind == "date"]
            assert all(row[at] is None or row[at] <= last for row in rows for at in dates), f"list {number}"


def test_unborn_children_have_neither_birth_date_nor_sex(extracts):
    unborn = [row for rows in extracts.values() for row in rows[6] if row[1] == CODES["unborn_gender"]]
    assert len(unborn) > 50
    assert all(row[3] is None and row[4] is None for row in unborn)


def test_the_same_seed_gives_the_same_department():
    first = annex_a.extract(department(months=6, small=True), department(months=6, small=True).months[-1])
    department.cache_clear()
    again = department(months=6, small=True)
    assert annex_a.extract(again, again.months[-1]) == first
    other = department(months=6, small=True, seed=7)
    assert annex_a.extract(other, other.months[-1]) != first


def test_late_records_appear_a_month_later(larchshire, extracts):
    first = clock.first_of(larchshire.months[-1] - 1)
    known = {(row[0], row[5]) for row in extracts[1][1]}
    late = [row for row in extracts[0][1] if first <= row[5] < first + 30 and (row[0], row[5]) not in known]
    assert 3 < len(late) < 60
    assert date.fromordinal(first) + timedelta(days=30) <= date(2026, 10, 1)
