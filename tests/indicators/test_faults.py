"""Faults seen in a public sector tool (data standards, section 6): each made our test, so that we do not share it."""

from datetime import UTC, date, datetime

import pytest

from casework import models as casework
from improvement.indicators import rollups
from improvement.indicators.calendar import load_calendar
from improvement.indicators.models import Figure, Population
from tests.factories.casework import make_child, make_fact, make_import, make_team

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
EXTRACT = date(2026, 10, 31)
MONTH = date(2026, 10, 1)


@pytest.fixture
def county(db):
    load_calendar()
    make_import(as_on=EXTRACT)
    return make_team("Larchshire", level="county")


def figure(code, source, month=MONTH):
    rollups.roll_up(source=source, months=[month], at=AT)
    return Figure.objects.values_list("numerator", "denominator").get(indicator=code, month=month)


def leaver(age, **fields):
    child = make_child(birth_month=date(EXTRACT.year - age, 3, 1))
    fields = {"eligibility": "FREL", "in_touch": "Y", "accommodation": "U", **fields}
    return make_fact(casework.CareLeaverStatus, child=child, as_on=EXTRACT, **fields)


def in_care(start, *, birth_month=date(2012, 1, 1), **fields):
    child = make_child(birth_month=birth_month)
    make_fact(casework.CarePeriod, child=child, start_on=start, **fields)
    return child


def test_care_leavers_of_19_to_21_are_those_and_no_others(county):
    """Theirs took everyone who was 19 or more, or 21 or less."""
    for age in (16, 17, 18, 19, 20, 21, 22, 25):
        leaver(age, activity="F1")
    assert figure("CL02", "care_leaver_status") == (3, 3)


def test_not_in_education_employment_or_training_is_not_counted_as_being_so(county):
    """Theirs tested labels nobody uses, so G4 to G6 counted as in education."""
    for activity in ("F1", "P2", "F4", "P5", "G4", "G5", "G6", "0", ""):
        leaver(20, activity=activity)
    assert figure("CL02", "care_leaver_status") == (4, 9)


def test_young_people_out_of_touch_stay_below_the_line(county):
    for in_touch in ("Y", "N", "REFU", "NREQ", "DIED", "RHOM"):
        leaver(20, in_touch=in_touch, activity="F5" if in_touch == "Y" else "")
    assert figure("CL02", "care_leaver_status") == (1, 4)


def test_suitable_accommodation_is_found(county):
    """Theirs looked for "Yes" where the code is "Suitable", and found none."""
    for suitability, accommodation in (("S", "U"), ("S", "B"), ("U", "W"), ("S", "G"), ("", "R"), ("", "H")):
        leaver(20, suitability=suitability, accommodation=accommodation)
    assert figure("CL03", "care_leaver_status") == (2, 3)


def test_health_checks_hold_a_year_from_five_and_half_a_year_before(county):
    """Theirs used six months for everyone."""
    for born, check in (
        (date(2012, 1, 1), date(2025, 11, 15)),
        (date(2023, 1, 1), date(2025, 11, 15)),
        (date(2023, 1, 1), date(2026, 5, 15)),
    ):
        child = in_care(date(2024, 1, 10), birth_month=born)
        make_fact(casework.HealthCheck, child=child, kind="hlth", check_on=check)
    assert figure("LA12", "care_period") == (2, 3)


def test_children_without_a_health_check_stay_below_the_line(county):
    """Theirs joined the checks to the children and dropped every child without one."""
    in_care(date(2024, 1, 10))
    assert figure("LA12", "care_period") == (0, 1)


def test_a_missing_episode_is_one_and_none_is_none(county):
    """Theirs had it the wrong way round."""
    for missing in (0, 0, 0, 2, None):
        child = in_care(date(2024, 1, 10))
        make_fact(casework.CareStatus, child=child, as_on=EXTRACT, care_start_on=date(2024, 1, 10), missing_12m=missing)
    assert figure("LA15", "care_status") == (1, 4)


def test_the_population_is_taken_as_given_not_added_up_again(county):
    """Theirs added twenty-two single years of age into "0 to 17"."""
    Population.objects.create(team=county, year=2024, children=67_500)
    make_fact(casework.Referral, referral_on=MONTH)
    assert figure("FD05", "referral") == (1, 67_500)


@pytest.mark.parametrize(("last_day", "in_time"), [(date(2025, 5, 13), 1), (date(2025, 5, 14), 0)])
def test_working_days_leave_out_bank_holidays(county, last_day, in_time):
    """From 17 April 2025, over Easter and May Day, the fifteenth working day is 13 May; without holidays 8 May."""
    for day in (last_day.replace(day=1), last_day):
        make_import(as_on=day)
    make_fact(casework.Section47, start_on=date(2025, 4, 17), icpc_on=last_day)
    assert figure("CP03", "section47", date(2025, 5, 1)) == (in_time, 1)


def test_open_assessments_are_neither_in_time_nor_late(county):
    """A regional tool filled a missing end with the day of the report, so young open ones counted as in time."""
    make_fact(casework.Assessment, start_on=date(2026, 10, 20))
    make_fact(casework.Assessment, start_on=date(2026, 10, 1), authorised_on=date(2026, 10, 20))
    assert figure("AS02", "assessment") == (1, 1)


def test_the_last_day_of_a_month_belongs_to_it(county):
    """Half-open periods: a plan that ended on the 31st is not open that night, one that began then is."""
    make_fact(casework.CpPlan, start_on=date(2026, 1, 5), end_on=EXTRACT)
    make_fact(casework.CpPlan, start_on=EXTRACT)
    make_fact(casework.CpPlan, start_on=date(2026, 11, 1))
    assert figure("CP05", "cp_plan")[0] == 1
    assert figure("CP09", "cp_plan") == (0, 1)


def test_short_breaks_and_adults_are_not_looked_after(county):
    in_care(date(2026, 1, 5))
    in_care(date(2020, 1, 5), birth_month=date(2008, 10, 1))
    child = in_care(date(2026, 1, 5))
    make_fact(casework.LegalStatus, child=child, start_on=date(2026, 1, 5), code="V4")
    assert figure("LA01", "care_period")[0] == 1


def test_a_same_day_change_of_episode_is_not_leaving_care(county):
    in_care(date(2026, 1, 5), end_on=date(2026, 10, 5), end_reason="X1")
    in_care(date(2026, 1, 5), end_on=date(2026, 10, 5), end_reason="E45")
    assert figure("LA19", "care_period") == (1, 1)


def test_a_referral_does_not_count_itself_or_later_ones_as_earlier(county):
    """The count in a list may run up to today; where we hold the history we count for ourselves."""
    child = make_child()
    make_fact(casework.Referral, child=child, referral_on=date(2025, 10, 2))
    make_fact(casework.Referral, child=make_child(), referral_on=date(2020, 1, 1))
    make_fact(casework.Referral, child=child, referral_on=date(2026, 10, 1), previous_referrals=1)
    other = make_child()
    make_fact(casework.Referral, child=other, referral_on=date(2026, 10, 3), previous_referrals=1)
    make_fact(casework.Referral, child=other, referral_on=date(2026, 10, 20))
    assert figure("FD06", "referral") == (2, 3)


def test_an_older_list_9_is_not_read_as_nobody_contacted(county):
    leaver(19)
    assert figure("CL05", "care_leaver_status") == (0, 0)
    leaver(19, latest_contact_on=date(2026, 10, 1))
    assert figure("CL05", "care_leaver_status") == (1, 2)


def test_unborn_children_count_as_in_need_and_on_plans_but_cannot_be_seen_alone(county):
    child = make_child(birth_month=date(2027, 1, 1), is_unborn=True)
    make_fact(casework.CinEpisode, child=child, start_on=date(2026, 9, 1))
    make_fact(casework.CpPlan, child=child, start_on=date(2026, 9, 1))
    make_fact(casework.Visit, child=child, kind="cp", visit_on=date(2026, 10, 20), seen_alone="N")
    assert figure("CN01", "cin_episode")[0] == 1
    assert figure("CP05", "cp_plan")[0] == 1
    assert figure("CP12", "cp_plan") == (0, 0)
