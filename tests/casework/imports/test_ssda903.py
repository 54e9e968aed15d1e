"""The SSDA903 return: its rules, and what it may and may not do to facts that Annex A told."""

import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from casework.imports import services
from casework.models import (
    FACTS,
    Adoption,
    CareHealth,
    CareLeaverOutcome,
    CareLeaverStatus,
    CarePeriod,
    Child,
    LegalStatus,
    MissingEpisode,
    Placement,
    Review,
    SocialWorkerEpisode,
)
from tests.casework.imports.returns import a_return, applied, checked, episode
from tests.factories import make_team
from tests.factories.casework import make_child, make_fact, make_import, make_worker

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parents[2] / "data" / "ssda903"
YEAR = date(2024, 3, 31)


def sample_rows(name):
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def day(text):
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None


def counts():
    return {model.__name__: model.objects.count() for model in FACTS if model.objects.exists()}


def everything():
    """Every fact and child, as the database has them."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in (*FACTS, Child)}


def said(delivery, key):
    from casework.imports.problems import PROBLEMS

    return delivery.problems.filter(message=PROBLEMS[key][2])


def periods(*rows, **others):
    """The periods of care that these episodes make, as (child, start, end, reason)."""
    applied(a_return(episodes=rows, **others), as_on=YEAR)
    return list(
        CarePeriod.objects.order_by("child__reference", "start_on").values_list(
            "child__reference", "start_on", "end_on", "end_reason"
        )
    )


def test_the_sample_is_read_its_faults_named_and_the_rest_applied():
    files = [(path.name, path.read_bytes()) for path in sorted(SAMPLE.glob("*.csv"))]
    delivery = checked(files)
    assert (delivery.state, delivery.form, delivery.as_on) == ("checked", "ssda903", date(2018, 3, 31))
    episodes, header = sample_rows("episodes"), sample_rows("header")
    still_open = [row for row in episodes if not row["DEC"] and row["REC"] == "X1"]
    found = said(delivery, "open_with_x1")
    assert found.count() == len(still_open) > 30
    assert set(found.values_list("sheet", "column", "value")) == {("episodes.csv", "REC", "X1")}
    assert min(found.values_list("row", flat=True)) == 2 + episodes.index(still_open[0])
    without = {row["CHILD"] for row in header} - {row["CHILD"] for row in episodes}
    assert set(said(delivery, "header_alone").values_list("value", flat=True)) == without != set()
    codes = {(each.column, each.value): each.count for each in delivery.problems.filter(kind="code")}
    assert codes == {
        ("ACCOM", "01"): 1,
        ("ACCOM", "02"): 1,
        ("REASON_PLACED_CEASED", "XXX"): 29,
        ("SW_REASON", "SWLAZY"): 1,
    }
    later = [row for row in sample_rows("uasc") if day(row["DUC"]) > delivery.as_on]
    assert said(delivery, "status_ends_later").count() == len(later) > 0
    assert all(each.remedy and each.message for each in delivery.problems.all())
    services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    placements = {(row["CHILD"], row["DECOM"]) for row in episodes if row["RNE"] in "SPTBU"}
    statuses = {(row["CHILD"], row["DECOM"]) for row in episodes if row["RNE"] in "SLBU"}
    reviews = {(row["CHILD"], row["REVIEW"]) for row in sample_rows("reviews") if day(row["REVIEW"]) <= delivery.as_on}
    assert counts() == {
        "CarePeriod": sum(row["RNE"] == "S" for row in episodes),
        "Placement": len(placements),
        "LegalStatus": len(statuses),
        "Review": len(reviews),
        "MissingEpisode": len(sample_rows("missing")),
        "CareHealth": len(sample_rows("oc2")),
        "CareLeaverOutcome": len(sample_rows("oc3")),
        "Adoption": len(sample_rows("placed_for_adoption")),
    }
    told = Counter(Child.objects.values_list("sex", flat=True))
    assert told == Counter({"1": "M", "2": "F"}[row["SEX"]] for row in header)
    assert delivery.lists.get(number=28).note.startswith("Recognised")


def test_only_s_starts_a_period_and_x1_does_not_end_one():
    found = periods(
        episode("1", "10/05/2023", "S", end="01/06/2023", reason="X1"),
        episode("1", "01/06/2023", "P", end="01/08/2023", reason="X1"),
        episode("1", "01/08/2023", "L"),
        episode("2", "01/05/2023", "S", end="01/07/2023", reason="X1"),
        episode("2", "01/07/2023", "B", end="20/12/2023", reason="E4A"),
        episode("2", "02/01/2024", "S"),
    )
    assert found == [
        ("1", date(2023, 5, 10), None, ""),
        ("2", date(2023, 5, 1), date(2023, 12, 20), "E4A"),
        ("2", date(2024, 1, 2), None, ""),
    ]
    assert Placement.objects.filter(child__reference="1").count() == 2
    assert LegalStatus.objects.filter(child__reference="1").count() == 2


def test_x1_with_nothing_after_it_leaves_the_period_open_and_is_said():
    assert periods(episode("1", "10/05/2023", "S", end="01/06/2023", reason="X1")) == [
        ("1", date(2023, 5, 10), None, "")
    ]


def test_an_open_period_ends_at_the_latest_when_the_next_begins():
    found = periods(episode("1", "10/05/2023", "S", reason="X1"), episode("1", "01/09/2023", "S"))
    assert found == [("1", date(2023, 5, 10), date(2023, 9, 1), ""), ("1", date(2023, 9, 1), None, "")]


def test_short_breaks_are_kept_with_their_legal_status():
    periods(episode("1", "10/05/2023", "S", status="V4"))
    assert LegalStatus.objects.get().code == "V4"


@pytest.mark.parametrize(
    ("rows", "key", "value"),
    [
        ([episode("1", "10/05/2023", "S", reason="X1")], "open_with_x1", "X1"),
        ([episode("1", "10/05/2023", "S", end="01/06/2023", reason="X1")], "x1_alone", "X1"),
        ([episode("1", "10/05/2023", "S", reason="E4A")], "reason_without_end", "E4A"),
        ([episode("1", "10/05/2023", "S", end="01/06/2023")], "end_without_reason", "01/06/2023"),
        ([episode("1", "10/05/2023", "P")], "care_not_begun", "P"),
        (
            [episode("1", "10/05/2023", "S", end="02/06/2023", reason="X1"), episode("1", "01/06/2023", "P")],
            "episodes_overlap",
            "02/06/2023",
        ),
        ([episode("1", "10/05/2023", "S", place="K3")], "code_of_other_year", "K3"),
        ([episode("1", "10/05/2023", "S", end="05/04/2023", reason="E4A")], "end_before_start", "05/04/2023"),
        ([episode("1", "10/05/2024", "S")], "future_key", "10/05/2024"),
        ([episode("1", "31/02/2024", "S")], "key_unreadable", "31/02/2024"),
        ([episode("", "10/05/2023", "S")], "child_blank", ""),
    ],
)
def test_a_fault_of_an_episode_is_named_by_row_column_value_and_remedy(rows, key, value):
    delivery = checked(a_return(episodes=[*rows, episode("9", "10/05/2023", "S")]), as_on=YEAR)
    found = said(delivery, key).get()
    assert (found.sheet, found.row, found.value) == ("episodes.csv", 2, value)
    assert found.column
    assert found.remedy


@pytest.mark.parametrize(
    ("file", "row", "key", "value"),
    [
        ("uasc", "1,M,10/05/2008,10/05/2026", "status_ends_later", "10/05/2026"),
        ("uasc", "1,M,10/05/2005,11/05/2023", "status_ends_late", "11/05/2023"),
        ("oc2", "1,10/05/2010,41,,0,0,0,0,0,0,0,0", "sdq_out_of_range", "41"),
        ("oc2", "1,10/05/2010,12,SDQ4,0,0,0,0,0,0,0,0", "sdq_score_and_reason", "SDQ4"),
        ("reviews", "1,10/05/2010,10/05/2023,PN0", "participation_of_age", "PN0"),
        ("reviews", "1,10/05/2021,10/05/2023,PN1", "participation_of_age", "PN1"),
        ("sw_episodes", "1,10/05/2010,,10/05/2023,,", "social_worker_blank", ""),
        ("oc3", "1,10/05/2004,YES,F3,U1", "code_of_other_year", "F3"),
        ("missing", "1,10/05/2010,M,10/05/2023,09/05/2023", "end_before_start", "09/05/2023"),
        ("placed_for_adoption", "1,10/05/2020,10/05/2023,XXX,", "end_unreadable", "XXX"),
    ],
)
def test_a_fault_of_another_file_is_named(file, row, key, value):
    found = said(checked(a_return(**{file: [row]}), as_on=YEAR), key).get()
    assert (found.row, found.value) == (2, value)
    assert found.remedy


def test_a_child_with_two_rows_where_one_belongs_is_said_and_the_last_used():
    rows = ["1,10/05/2010,12,,0,0,0,0,0,0,0,0", "1,10/05/2010,14,,0,0,0,0,0,0,0,0"]
    delivery = applied(a_return(oc2=rows), as_on=YEAR)
    assert (said(delivery, "child_twice").get().row, CareHealth.objects.get().sdq_score) == (2, 14)


def test_a_child_whom_we_hold_with_other_zeros_is_said_and_not_taken_for_the_same():
    make_child("4217")
    delivery = applied(a_return(header=["0004217,1,10/05/2010,WBRI,,,"]), as_on=YEAR)
    assert said(delivery, "zeros_differ").get().value == "0004217"
    assert Child.objects.count() == 2


def test_a_child_who_is_still_unaccompanied_has_no_end_of_it():
    delivery = applied(a_return(uasc=["1,M,10/05/2008,"]), as_on=YEAR)
    assert Child.objects.get().uasc == "Y"
    assert not delivery.problems.exclude(kind="header").exists()


def test_what_the_other_files_say_becomes_facts():
    applied(
        a_return(
            header=["1,F,10/05/2006,WBRI,A1,1,01/01/2023"],
            uasc=["1,F,10/05/2006,10/05/2024"],
            reviews=["1,10/05/2006,10/05/2023,PN6"],
            missing=["1,10/05/2006,A,11/05/2023,12/05/2023"],
            oc2=["1,10/05/2006,17,,0,1,0,1,1,0,0,0"],
            oc3=["1,10/05/2006,RHOM,G4,W2"],
            ad1=["1,10/05/2006,12/05/2023,13/06/2023,0,2,MF,L0", "2,10/05/2020,12/05/2023,14/06/2023,0,2,MF,L0"],
            placed_for_adoption=["1,10/05/2006,12/05/2023,01/12/2023,RD2"],
            sw_episodes=["1,10/05/2006,SWE1,12/05/2023,01/06/2023,LEFTRL"],
        ),
        as_on=YEAR,
    )
    child = Child.objects.get(reference="1")
    assert (child.sex, child.birth_month, child.uasc) == ("F", date(2006, 5, 1), "Y")
    assert Review.objects.values_list("kind", "participation").get() == ("cla", "PN6")
    assert MissingEpisode.objects.values_list("kind", "end_on").get() == ("A", date(2023, 5, 12))
    health = CareHealth.objects.get()
    assert (health.as_on, health.sdq_score, health.dental_check, health.immunisations) == (YEAR, 17, "Y", "N")
    outcome = CareLeaverOutcome.objects.get()
    assert (outcome.in_touch, outcome.activity, outcome.accommodation, outcome.suitability) == ("RHOM", "G4", "W", "U")
    assert list(Adoption.objects.order_by("child").values_list("matched_on", "reversed_on", "reversed_reason")) == [
        (date(2023, 6, 13), date(2023, 12, 1), "RD2"),
        (date(2023, 6, 14), None, ""),
    ]
    worker = SocialWorkerEpisode.objects.get()
    assert (worker.social_worker, worker.change_reason, worker.worker) == ("SWE1", "LEFTRL", None)


@pytest.fixture
def held(db):
    """A child in care as Annex A told it on the last day of the year."""
    child = make_child("1", sex="M", source=make_import(as_on=YEAR), uasc="N")
    with_team = {"team": make_team(), "worker": make_worker("Kim Poole")}
    return make_fact(CarePeriod, child=child, start_on=date(2023, 5, 10), need_code="N1", **with_team)


def test_one_period_told_by_both_is_one_fact_and_keeps_its_team_and_worker(held):
    before = CarePeriod.objects.values("team_id", "worker_id", "need_code").get()
    row = episode("1", "10/05/2023", "S", end="01/02/2024", reason="E4A", need="")
    delivery = applied(a_return(episodes=[row]), as_on=YEAR)
    period = CarePeriod.objects.get()
    assert (period.end_on, period.end_reason) == (date(2024, 2, 1), "E4A")
    assert CarePeriod.objects.values("team_id", "worker_id", "need_code").get() == before
    services.undo_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    assert CarePeriod.objects.get().end_on is None
    assert not Placement.objects.exists()


def test_a_period_begun_before_the_files_do_is_the_one_we_hold(held):
    assert periods(episode("1", "01/12/2023", "P", end="01/02/2024", reason="E4A")) == [
        ("1", date(2023, 5, 10), date(2024, 2, 1), "E4A")
    ]


def test_a_review_told_by_both_is_one_fact(held):
    make_fact(Review, child=held.child, kind="cla", review_on=date(2023, 6, 1), team=held.team)
    applied(a_return(reviews=["1,10/05/2010,01/06/2023,PN3"]), as_on=YEAR)
    review = Review.objects.get()
    assert (review.participation, review.team) == ("PN3", held.team)


def test_only_what_is_within_the_year_can_be_gone(held):
    kept = [
        make_fact(Review, child=held.child, kind=kind, review_on=on)
        for kind, on in (("cla", date(2023, 3, 31)), ("cla", date(2024, 4, 1)), ("cp", date(2023, 6, 1)))
    ]
    make_fact(CarePeriod, child=make_child("2"), start_on=date(2020, 1, 1), end_on=date(2023, 3, 31))
    make_fact(CarePeriod, child=make_child("3"), start_on=date(2020, 1, 1), end_on=date(2023, 4, 1), source=held.source)
    make_fact(CareLeaverStatus, child=held.child, as_on=YEAR)
    gone = make_fact(Review, child=held.child, kind="cla", review_on=date(2023, 4, 1))
    rows = {"reviews": ["9,10/05/2010,10/05/2023,PN1"], "oc3": ["9,10/05/2004,YES,F4,U1"]}
    applied(a_return(episodes=[episode("1", "10/05/2023", "S")], **rows), as_on=YEAR)
    assert not Review.objects.filter(pk__in=[each.pk for each in kept]).exclude(gone_source=None).exists()
    assert list(CarePeriod.objects.exclude(gone_source=None).values_list("child__reference", flat=True)) == ["3"]
    assert not CareLeaverStatus.objects.exclude(gone_source=None).exists()
    gone.refresh_from_db()
    assert gone.gone_source is not None or gone.source.as_on > YEAR


def test_a_return_does_not_overrule_what_a_later_delivery_told():
    child = make_child("1", source=make_import(as_on=date(2024, 10, 31)))
    make_fact(CarePeriod, child=child, start_on=date(2023, 5, 10), end_on=date(2024, 9, 1), end_reason="E4A")
    make_fact(CarePeriod, child=make_child("2", source=child.source), start_on=date(2023, 5, 10), need_code="N3")
    applied(
        a_return(
            episodes=[
                episode("1", "10/05/2023", "S", need="N2"),
                episode("2", "10/05/2023", "S", need="N2", end="01/02/2024", reason="E8"),
            ]
        ),
        as_on=YEAR,
    )
    assert list(CarePeriod.objects.order_by("child__reference").values_list("end_on", "end_reason", "need_code")) == [
        (date(2024, 9, 1), "E4A", "N2"),
        (None, "", "N3"),
    ]


def test_the_same_files_twice_change_nothing_and_undo_takes_all_back():
    files = a_return(
        header=["1,2,10/05/2006,WBRI,,,"],
        episodes=[
            episode("1", "10/05/2023", "S", end="01/06/2023", reason="X1"),
            episode("1", "01/06/2023", "P", end="03/02/2024", reason="E4A"),
        ],
        reviews=["1,10/05/2006,10/06/2023,PN6"],
        oc2=["1,10/05/2006,17,,0,1,0,1,1,0,0,0"],
        oc3=["1,10/05/2006,YES,F4,U1"],
        placed_for_adoption=["1,10/05/2006,12/05/2023,01/12/2023,RD2"],
        ad1=["1,10/05/2006,12/05/2023,13/06/2023,0,2,MF,L0"],
        sw_episodes=["1,10/05/2006,SWE1,12/05/2023,,"],
    )
    empty = everything()
    first = applied(files, as_on=YEAR)
    held = everything()
    again = applied(files, as_on=YEAR)
    assert everything() == held
    totals = again.lists.values_list("facts_new", "facts_changed", "facts_gone")
    assert set(totals) == {(0, 0, 0)}
    for delivery in (again, first):
        services.undo_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    assert everything() == empty


def test_the_preview_says_what_applying_does():
    files = a_return(
        episodes=[episode("1", "10/05/2023", "S"), episode("2", "10/05/2023", "S", end="01/06/2023", reason="E8")],
        ad1=["1,10/05/2006,12/05/2023,13/06/2023,0,2,MF,L0"],
        placed_for_adoption=["1,10/05/2006,12/05/2023,01/12/2023,RD2"],
    )
    delivery = checked(files, as_on=YEAR)
    before = list(delivery.lists.values_list("number", "facts_new"))
    services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    assert list(delivery.lists.values_list("number", "facts_new")) == before == [(22, 6), (29, 0), (30, 1)]


def test_the_year_ends_on_31_march_or_today():
    rows = [episode("1", "01/04/2022", "S"), episode("2", "31/03/2023", "S")]
    assert checked(a_return(episodes=rows)).as_on == date(2023, 3, 31)
    this_year = f"{timezone.localdate():%d/%m/%Y}"
    assert checked(a_return(episodes=[episode("1", this_year, "S")])).as_on == timezone.localdate()


def test_two_forms_in_one_upload_are_refused():
    from tests.casework.imports.hostile import CSV

    delivery = checked([*a_return(oc3=["1,10/05/2004,YES,F4,U1"]), ("list_1.csv", CSV.encode())])
    assert delivery.state == "refused"
    assert "Annex A and SSDA903 return" in delivery.reason
