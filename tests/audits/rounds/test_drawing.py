"""A sample is drawn from facts we hold, kept so that it can be repeated, and swapped by chance."""

import hashlib
from collections import Counter
from datetime import date

import pytest

from audits.models import Activity, Drawn, Sample
from audits.rounds import drawing
from audits.rounds.frame import age_band, frame
from casework.models import CarePeriod, CinStatus, CpPlan
from casework.services import NotAllowed
from improvement.lib import sampling
from tests.factories import make_child, make_fact, make_import, make_user
from tests.factories.audits import make_audit
from tests.factories.rounds import AT, make_activity, make_participant

ON = date(2026, 10, 26)


def draw(week, lead, **fields):
    return drawing.draw_sample(
        round=week, by=lead, at=AT, **{"strata": ["team"], "key": f"draw-{Sample.objects.count()}", **fields}
    )


def test_a_sample_has_an_activity_for_each_child_by_the_targets(week, lead):
    sample = draw(week, lead)
    assert (sample.wanted, sample.list_size, sample.left_out) == (8, 18, 0)
    kinds = Counter(Activity.objects.filter(round=week).values_list("kind", flat=True))
    assert kinds == {"audit": 4, "observation": 2, "family": 2}
    assert Activity.objects.exclude(state="open").count() == 0
    assert sum(each.wanted for each in sample.strata.all()) == 8
    assert all(each.wanted for each in sample.strata.all())


def test_the_draw_can_be_repeated_from_what_is_kept_with_nothing_of_ours(week, lead):
    sample = draw(week, lead, strata=[])
    text = drawing.list_text(sample)
    assert hashlib.sha256(text.encode()).hexdigest() == sample.list_hash
    references = [line.split("\t")[0] for line in text.splitlines()]
    ranked = sorted(references, key=lambda each: hashlib.sha256(f"{sample.seed}:{each}".encode()).hexdigest())
    drawn = list(sample.drawn.order_by("place").values_list("child__reference", flat=True))
    assert drawn == ranked[:8]
    assert drawing.repeated(sample)


def test_a_sample_that_was_tampered_with_is_found_out(week, lead, work):
    sample = draw(week, lead)
    drawn = set(sample.drawn.values_list("child_id", flat=True))
    other = next(child for child in work["mere-assessment"] if child.pk not in drawn)
    Drawn.objects.filter(pk=sample.drawn.first().pk).update(child=other)
    assert not drawing.repeated(sample)


def test_who_was_audited_in_the_last_twelve_months_is_left_out(week, lead, work, tree):
    auditor = make_user("auditor", tree["larchshire"])
    seen = work["mere-assessment"][0]
    make_audit(auditor=auditor, team=tree["mere-assessment"], child=seen)
    gone = work["mere-assessment"][1]
    make_audit(
        auditor=auditor,
        team=tree["mere-assessment"],
        child=gone,
        state="withdrawn",
        withdrawn_because="A mistake",
        ended_at=AT,
        ended_by=lead,
    )
    sample = draw(week, lead)
    assert (sample.list_size, sample.left_out) == (17, 1)
    listed = [each.reference for each in drawing.candidates_of(sample)]
    assert seen.reference not in listed
    assert gone.reference in listed


def test_the_same_key_draws_once(week, lead):
    assert draw(week, lead, key="once") == draw(week, lead, key="once")
    assert Activity.objects.count() == 8


def test_drawing_again_needs_a_reason_and_the_first_stays_to_be_seen(week, lead):
    first = draw(week, lead)
    with pytest.raises(NotAllowed, match="Say why it must be drawn again"):
        draw(week, lead)
    second = draw(week, lead, because="A team was left out of the extract")
    first.refresh_from_db()
    assert (first.set_aside_by, first.set_aside_because) == (lead, "A team was left out of the extract")
    assert first.seed != second.seed
    assert Activity.objects.filter(drawn__sample=first).exclude(state="dropped").count() == 0


def test_nobody_draws_again_once_work_is_given(week, lead, work):
    draw(week, lead)
    given = make_participant(week).person
    Activity.objects.filter(pk=Activity.objects.first().pk).update(person=given, state="given")
    with pytest.raises(NotAllowed, match="Swap single children instead"):
        draw(week, lead, because="I do not like it")


def test_targets_beyond_the_list_are_refused(week, lead):
    week.target_audits = 80
    with pytest.raises(NotAllowed, match="The list has 18 children and the targets add up to 84"):
        draw(week, lead)


def test_a_swap_brings_the_next_in_line_and_says_why(week, lead):
    sample = draw(week, lead)
    out = sample.drawn.order_by("place").first()
    kind = Activity.objects.get(drawn=out).kind
    into = drawing.swap(drawn=out, because="The child moved to another county", by=lead, at=AT)
    out.refresh_from_db()
    assert (out.swapped_by, out.swapped_because) == (lead, "The child moved to another county")
    assert (into.replaces, into.stratum, into.place) == (out, out.stratum, out.place)
    assert Activity.objects.get(drawn=into).kind == kind
    assert Activity.objects.get(drawn=out).state == "dropped"
    stratum = [each for each in drawing.candidates_of(sample) if (each.team,) == tuple(out.stratum.name)]
    order = [each.reference for each in sampling.in_order(stratum, seed=sample.seed)]
    assert into.child.reference == order[out.stratum.wanted]
    assert drawing.repeated(sample)
    with pytest.raises(NotAllowed, match="meanwhile"):
        drawing.swap(drawn=out, because="Again", by=lead, at=AT)


def test_a_swap_without_a_reason_or_anybody_left_is_refused(week, lead, tree):
    week.target_audits = 14
    sample = draw(week, lead)
    out = sample.drawn.first()
    with pytest.raises(NotAllowed, match="Say why this child is swapped out"):
        drawing.swap(drawn=out, because=" ", by=lead, at=AT)
    with pytest.raises(NotAllowed, match=f"Nobody is left to draw in {out.stratum}"):
        drawing.swap(drawn=out, because="Moved", by=lead, at=AT)


def test_what_is_done_is_not_swapped(week, lead, work):
    draw(week, lead)
    activity = Activity.objects.first()
    person = make_participant(week).person
    Activity.objects.filter(pk=activity.pk).update(person=person, state="done", done_at=AT, done_by=person)
    with pytest.raises(NotAllowed, match="done already"):
        drawing.swap(drawn=activity.drawn, because="Moved", by=lead, at=AT)


def test_the_list_is_the_newest_extract_s_open_work_with_plans_and_ages(tree):
    team, source = tree["mere-assessment"], make_import(as_on=date(2026, 10, 20))
    born = {"birth_month": date(2011, 1, 1), "source": source}
    in_care, on_plan, closed, old = (make_child(**born) for _ in range(4))
    for child, status in ((in_care, "LAC"), (on_plan, "CP"), (closed, "CLO")):
        make_fact(CinStatus, child=child, team=team, as_on=date(2026, 10, 20), status=status)
    make_fact(CinStatus, child=old, team=team, as_on=date(2026, 9, 20), status="CIN")
    make_fact(CarePeriod, child=in_care, team=team, start_on=date(2026, 1, 5))
    make_fact(CpPlan, child=on_plan, team=team, start_on=date(2026, 1, 5))
    found = frame(team_ids={team.pk}, on=ON)
    assert set(found) == {in_care.reference, on_plan.reference}
    assert found[in_care.reference].candidate.plan == "In care"
    assert found[on_plan.reference].candidate.plan == "Protection plan"
    assert found[in_care.reference].candidate.age == "10 to 15"
    assert frame(team_ids={tree["weald-safeguarding"].pk}, on=ON) == {}


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2026, 1, 1), "Under 1"),
        (date(2025, 10, 1), "1 to 4"),
        (date(2025, 11, 1), "Under 1"),
        (date(2016, 10, 1), "10 to 15"),
        (date(2008, 1, 1), "16 and over"),
        (None, "Not known"),
    ],
)
def test_age_bands(born, band):
    assert age_band(born, ON) == band


def test_an_activity_stands_once_for_a_child_and_kind(week, work):
    from django.db import IntegrityError, transaction

    child = work["mere-assessment"][0]
    make_activity(week, child=child)
    with pytest.raises(IntegrityError, match="activity_once_a_child"), transaction.atomic():
        make_activity(week, child=child)
    make_activity(week, child=child, kind="family")
