"""A second, independent grade is drawn by rule, given once, and settled with a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audits.models import Audit, Moderation
from audits.moderation import queries, services
from audits.moderation.services import why_moderated
from casework.services import NotAllowed
from tests.factories import make_child, make_user
from tests.factories.casework import NOW
from tests.factories.moderation import make_judged, make_moderation, second_grades
from tests.factories.rounds import make_activity, make_participant

SECTIONS = {"Voice", "Risk and safety"}


def in_round(week, audit):
    make_activity(week, child=audit.child, worker=audit.worker, team=audit.team, person=audit.auditor, audit=audit)
    return audit


def give(moderation, grade="good", by=None, **fields):
    wanted = {question.pk: grade for question in services.questions_of(moderation)}
    fields = {"grades": wanted, "overall": grade, "text": "Seen anew", "at": NOW, **fields}
    services.grade(moderation=moderation, by=by or moderation.moderator, **fields)


@pytest.mark.parametrize(
    ("grade", "finished", "share", "why"),
    [
        ("inadequate", 50, 0, "inadequate"),
        ("good", 4, 0, "new"),
        ("good", 5, 0, ""),
        ("good", 5, 100, "share"),
        ("inadequate", 0, 100, "inadequate"),
    ],
)
def test_the_rule_of_the_round_decides(week, grade, finished, share, why):
    week.moderated_share = share
    assert why_moderated(grade=grade, round=week, audit_id=1, finished=finished) == why


def test_the_share_is_about_the_share_and_nobody_can_choose(week):
    week.moderated_share, week.key = 20, "practice week of November"
    drawn = [bool(why_moderated(grade="good", round=week, audit_id=n, finished=9)) for n in range(2000)]
    assert 340 < sum(drawn) < 460
    again = [bool(why_moderated(grade="good", round=week, audit_id=n, finished=9)) for n in range(2000)]
    assert drawn == again


def test_a_round_s_audits_are_drawn_once_for_somebody_independent(week, team, lead, moderator):
    audit = in_round(week, make_judged(team=team, auditor=make_participant(week).person))
    barred = make_participant(week, make_user("team_manager", team)).person
    (made,), refused = services.draw(round=week, by=lead, at=NOW)
    assert refused == []
    assert (made.audit, made.why, made.is_blind) == (audit, "new", True)
    assert made.moderator not in (audit.auditor, barred)
    audit.refresh_from_db()
    assert audit.moderation_drawn_at == NOW
    assert services.draw(round=week, by=lead, at=NOW) == ([], [])


def test_moderations_are_shared_evenly(week, team, lead, moderator):
    auditor = make_participant(week).person
    other = make_participant(week).person
    for _ in range(4):
        in_round(week, make_judged(team=team, auditor=auditor))
    made, _ = services.draw(round=week, by=lead, at=NOW)
    given = [each.moderator for each in made]
    assert sorted(given.count(person) for person in (moderator, other)) == [2, 2]


def test_where_nobody_is_independent_it_says_so(week, team, lead):
    in_round(week, make_judged(team=team, auditor=make_participant(week).person))
    make_participant(week, make_user("team_manager", team))
    made, refused = services.draw(round=week, by=lead, at=NOW)
    assert made == []
    assert "own team" in refused[0]


def test_the_second_grade_is_given_once_by_whom_was_asked(team, moderator):
    moderation = make_moderation(make_judged(team=team), moderator=moderator)
    with pytest.raises(NotAllowed, match="Only the moderator who was asked"):
        give(moderation, by=make_user())
    with pytest.raises(NotAllowed, match="a grade without analysis cannot be given"):
        give(moderation, text=" ")
    with pytest.raises(NotAllowed, match="Grade every question"):
        give(moderation, grades={})
    with pytest.raises(NotAllowed, match="Grade every question"):
        give(moderation, overall="excellent")
    give(moderation, "requires_improvement")
    assert second_grades(moderation) == dict.fromkeys(SECTIONS, "requires_improvement")
    with pytest.raises((NotAllowed, IntegrityError)), transaction.atomic():
        give(moderation, "good")
    assert second_grades(moderation) == dict.fromkeys(SECTIONS, "requires_improvement")


def test_the_database_keeps_a_second_grade_as_it_was_given(team):
    moderation = make_moderation(make_judged(team=team), grade="good")
    for change in ({"grade": "inadequate"}, {"text": "Other"}, {"moderator": make_user()}):
        with pytest.raises(IntegrityError, match="once given, stands"), transaction.atomic():
            Moderation.objects.filter(pk=moderation.pk).update(**change)


def test_a_changed_grade_needs_a_reason_and_both_stay(team, lead):
    audit = make_judged(team=team, grade="good")
    moderation = make_moderation(audit, grade="inadequate")
    fields = {"moderation": moderation, "by": lead, "at": NOW}
    with pytest.raises(NotAllowed, match="The grade changes: say why"):
        services.settle(outcome="inadequate", because="", **fields)
    with pytest.raises(NotAllowed, match="To give a third, audit again"):
        services.settle(outcome="requires_improvement", because="Between", **fields)
    with pytest.raises(NotAllowed, match="your own audit"):
        services.settle(moderation=moderation, outcome="good", because="", by=audit.auditor, at=NOW)
    settled = services.settle(outcome="inadequate", because="The risk was not seen", **fields)
    audit.refresh_from_db()
    assert (audit.grade, audit.state) == ("inadequate", "moderated")
    assert (settled.first_grade, settled.grade, settled.changed_because) == (
        "good",
        "inadequate",
        "The risk was not seen",
    )
    assert audit.overall.grade == "good"
    with pytest.raises(NotAllowed, match="settled already"):
        services.settle(outcome="inadequate", because="Again", **fields)


def test_the_auditor_s_grade_may_stand_without_a_reason(team, lead):
    audit = make_judged(team=team, grade="good")
    moderation = make_moderation(audit, grade="inadequate")
    settled = services.settle(moderation=moderation, outcome="good", because="", by=lead, at=NOW)
    assert (settled.outcome, settled.changed_because) == ("good", "")


def test_nothing_is_settled_before_the_worker_has_replied(team, lead):
    audit = make_judged(team=team, grade="good")
    Audit.objects.filter(pk=audit.pk).update(state="drafted", replied_at=None)
    moderation = make_moderation(audit, grade="good")
    with pytest.raises(NotAllowed, match="The worker has not replied"):
        services.settle(moderation=moderation, outcome="good", because="", by=lead, at=NOW)
    moderation.refresh_from_db()
    assert moderation.state == "graded"


def test_nothing_is_settled_before_both_are_given(team, lead):
    audit = make_judged(team=team, grade="good")
    with pytest.raises(NotAllowed, match="no second grade yet"):
        services.settle(moderation=make_moderation(audit), outcome="good", because="", by=lead, at=NOW)


def test_agreement_by_part_counts_only_what_is_graded_twice(week, team):
    pairs = [("good", "good"), ("good", "requires_improvement"), ("inadequate", "inadequate")]
    for first, second in pairs:
        audit = in_round(week, make_judged(team=team, grade=first, grades={"Voice": "outstanding"}))
        make_moderation(audit, grade=second)
    make_moderation(in_round(week, make_judged(team=team, grade="outstanding")))
    found = {domain.title: domain.agreement for domain in queries.agreement_of(week)}
    assert set(found) == {"Overall", *SECTIONS}
    assert (found["Overall"].n, found["Overall"].exact, found["Overall"].one_apart) == (3, 2, 1)
    assert (found["Voice"].n, found["Voice"].exact, found["Voice"].second_worse) == (3, 0, 3)
    assert found["Risk and safety"].exact == 2


def test_a_grade_changed_by_moderation_does_not_make_the_two_agree(week, team, lead):
    audit = in_round(week, make_judged(team=team, grade="good"))
    moderation = make_moderation(audit, grade="inadequate")
    services.settle(moderation=moderation, outcome="inadequate", because="Risk", by=lead, at=NOW)
    (overall, *_) = queries.agreement_of(week)
    assert (overall.agreement.exact, overall.agreement.two_apart) == (0, 1)


def test_drift_is_of_one_s_own_audits(team):
    auditor = make_user("auditor", team)
    for second in ("requires_improvement", "requires_improvement", "good"):
        make_moderation(make_judged(team=team, auditor=auditor, grade="good"), grade=second)
    make_moderation(make_judged(team=team, grade="good"), grade="outstanding")
    found = queries.drift_of(auditor)
    assert (found.n, found.kinder, found.harsher) == (3, 2, 0)
    assert queries.drift_of(make_user()).n == 0


def test_many_grade_one_case_and_nobody_sees_another_s_before_all_are_laid_open(tree, team, lead):
    people = [make_user("auditor", tree["larchshire"]) for _ in range(3)]
    audit = make_judged(team=team)
    fields = {"title": "One case", "team": team, "child": make_child(), "tool_version": audit.tool_version}
    exercise = services.begin_calibration(**fields, key="c", by=lead, at=NOW)
    assert services.begin_calibration(**fields, key="c", by=lead, at=NOW) == exercise
    services.calibrate(calibration=exercise, grade="good", text="Because", by=people[0], at=NOW)
    with pytest.raises(NotAllowed, match="Fewer than two"):
        services.lay_open(calibration=exercise, by=lead, at=NOW)
    services.calibrate(calibration=exercise, grade="inadequate", text="Risk", by=people[1], at=NOW)
    with pytest.raises(NotAllowed, match="It stands until all are laid open"):
        services.calibrate(calibration=exercise, grade="good", text="Changed", by=people[1], at=NOW)
    seen = queries.exercise_or_none(pk=exercise.pk, user=people[0])
    assert (seen.given, seen.own, seen.grades, seen.counts) == (2, "Good", [], [])
    services.lay_open(calibration=exercise, by=lead, at=NOW + timedelta(hours=1))
    seen = queries.exercise_or_none(pk=exercise.pk, user=people[0])
    assert [each.grade for each in seen.grades] == ["good", "inadequate"]
    with pytest.raises(NotAllowed, match="laid open already"):
        services.calibrate(calibration=exercise, grade="good", text="Late", by=people[2], at=NOW)


def test_drift_is_one_s_own_until_one_shares_it_and_can_be_taken_back(client, team, tree, lead):
    auditor = make_user("auditor", team, name="A. Auditor")
    make_moderation(make_judged(team=team, auditor=auditor, grade="good"), grade="inadequate")
    address = reverse("moderation:index")

    def seen_by(user):
        client.force_login(user)
        return client.get(address).content.decode()

    assert "Only you see this" in seen_by(auditor)
    assert "Shared with you" not in seen_by(lead)
    client.force_login(auditor)
    for _ in range(2):
        client.post(reverse("moderation:share_drift"), {"share": "yes"})
    assert "because you share it" in seen_by(auditor)
    page = seen_by(lead)
    assert "Shared with you" in page
    assert "1 of their audits" in page
    assert "Shared with you" not in seen_by(make_user("quality_lead", tree["weald-safeguarding"]))
    assert "Shared with you" not in seen_by(make_user("auditor", tree["larchshire"]))
    client.force_login(auditor)
    client.post(reverse("moderation:share_drift"), {"share": "no"})
    assert "Shared with you" not in seen_by(lead)
