"""One audit from allocation to final: independence, conversation, grades with reasons, the reply, the rule."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from audits import independence, services
from audits.known import known_of
from audits.models import Audit, Praise, Reply
from audits.rounds.services import declare
from audits.submission import lacking
from audits.writing.services import Conflict, save_answer, save_overall
from casework.models import CareLeaverStatus, CarePeriod, Child, CpPlan, Notice, Review, Visit, Worker
from casework.services import NotAllowed
from improvement.lib.months import day_label
from tests.audits.conftest import AT, make_scene
from tests.factories import grant, make_child, make_fact, make_user
from tests.factories.audits import NOW, make_audit


def test_team_worker_and_parts_come_from_what_we_hold(scene):
    audit = scene.allocate()
    assert (audit.team, audit.worker) == (scene.tree["mere-safeguarding"], scene.worker)
    assert [part.applies for part in audit.parts.all()] == [True, True, True]
    assert scene.allocate() == audit
    assert Audit.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("worker", "works with this child"),
        ("manager", "manages Mere Safeguarding"),
        ("head", "manages Mere Safeguarding"),
        ("colleague", "works in Mere Safeguarding"),
    ],
)
def test_nobody_audits_their_own_work_or_line(who, said, scene):
    with pytest.raises(independence.NotIndependent, match=said):
        scene.allocate(auditor=scene.people[who])
    assert not Audit.objects.exists()


def test_nobody_audits_a_child_they_have_worked_with(scene):
    worked = Worker.objects.create(name="A. Auditor", user=scene.people["auditor"])
    make_fact(Visit, child=scene.child, worker=worked, kind="cin", visit_on=date(2026, 2, 2))
    with pytest.raises(independence.NotIndependent, match="works with this child, or has"):
        scene.allocate()


def test_nobody_audits_whom_they_declared_a_relation_to(scene):
    declare(person=scene.people["auditor"], child=scene.child, at=AT)
    with pytest.raises(independence.NotIndependent, match="declared a relation to this child's family"):
        scene.allocate()


def test_a_practitioner_of_the_district_works_in_its_teams_too(scene):
    district = make_user("practitioner", scene.tree["west"], name="P. District")
    grant(district, "auditor", scene.tree["larchshire"])
    with pytest.raises(independence.NotIndependent, match=r"P\. District works in Mere Safeguarding"):
        scene.allocate(auditor=district)


def test_who_could_audit_is_read_in_as_many_queries_for_many_as_for_one(scene, django_assert_num_queries):
    work = {"child": scene.child, "worker": scene.worker, "team": scene.tree["mere-safeguarding"], "on": AT.date()}
    for number in range(20):
        make_user("auditor", scene.tree["larchshire"], name=f"Auditor {number}")
    with django_assert_num_queries(6):
        assert len(independence.could_audit(**work, at_most=50)) == 25


@pytest.mark.parametrize("who", ["auditor", "quality", "director", "neighbour"])
def test_who_is_independent_may(who, scene):
    assert scene.allocate(auditor=scene.people[who]).auditor == scene.people[who]


def test_the_way_to_swap_offers_only_the_independent(scene):
    work = {"child": scene.child, "worker": scene.worker, "team": scene.tree["mere-safeguarding"], "on": AT.date()}
    could = {person.name for person in independence.could_audit(**work)}
    assert could == {"A. Auditor", "B. Second", "Q. Lead", "D. Director", "N. Neighbour"}


def test_a_swap_is_kept_with_its_reason_and_checked_again(scene):
    audit = scene.allocate()
    with pytest.raises(independence.NotIndependent, match="or the line above it"):
        services.swap(audit=audit, to=scene.people["manager"], because="Ill", by=scene.people["quality"], at=AT)
    services.swap(audit=audit, to=scene.people["second"], because="Ill", by=scene.people["quality"], at=AT)
    (kept,) = audit.swaps.all()
    assert (kept.from_auditor.name, kept.to_auditor.name, kept.because) == ("A. Auditor", "B. Second", "Ill")
    assert Notice.objects.filter(person=scene.people["second"]).count() == 1


def test_what_we_know_has_its_source_and_date(scene):
    make_fact(CpPlan, child=scene.child, start_on=date(2026, 4, 1))
    known = {each.label: (each.value, each.source) for each in known_of(scene.allocate(), on=AT.date())}
    assert known["Plan"] == ("Child protection, 7 months", "import of 31 October 2026")
    assert known["Last visit"] == ("28 October 2026, seen alone", "import of 31 October 2026")
    assert known["Age"][0] == "10 to 15"
    assert known["Last audit"] == ("None", "Balcony")


@pytest.mark.parametrize(
    ("facts", "plan"),
    [
        ([], "No protection plan, not in care"),
        ([(CpPlan, {"start_on": date(2025, 1, 6), "end_on": AT.date()})], "No protection plan, not in care"),
        ([(CpPlan, {"start_on": date(2026, 11, 4)})], "No protection plan, not in care"),
        ([(CarePeriod, {"start_on": date(2023, 10, 2)})], "In care, 3 years"),
        ([(CareLeaverStatus, {"as_on": date(2026, 10, 31)})], "Leaving care"),
        (
            [(CarePeriod, {"start_on": date(2023, 10, 2)}), (CpPlan, {"start_on": date(2026, 10, 12)})],
            "Child protection, since 12 October 2026",
        ),
    ],
)
def test_the_newest_of_each_kind_is_known_and_asked_at_once(scene, facts, plan, django_assert_num_queries):
    for model, fields in facts:
        make_fact(model, child=scene.child, **fields)
    for day in (date(2026, 3, 2), date(2026, 9, 1)):
        make_fact(Review, child=scene.child, kind="cla", review_on=day)
    mere = scene.tree["mere-safeguarding"]
    make_audit(auditor=scene.people["second"], team=mere, child=scene.child, state="final")
    audit = scene.allocate()
    with django_assert_num_queries(1):
        known = {each.label: each.value for each in known_of(audit, on=AT.date())}
    assert known["Plan"] == plan
    assert known["Last review"] == "Review of care, 1 September 2026"
    assert known["Last audit"] == f"Good, {day_label(NOW.date())}"


def test_a_conversation_is_a_day_with_both_there_or_a_reason(scene):
    audit = scene.invited()
    talk = {"audit": audit, "how": "phone", "by": audit.auditor, "at": AT}
    with pytest.raises(NotAllowed, match="is to come"):
        services.record_conversation(**talk, held_on=date(2026, 11, 4), parts=["auditor", "worker"])
    with pytest.raises(NotAllowed, match="have to be there"):
        services.record_conversation(**talk, held_on=AT.date(), parts=["auditor", "manager"])
    services.say_not_held(audit=audit, because="The worker has left", by=audit.auditor, at=AT)
    assert (audit.state, audit.conversation.not_held_because) == ("in_conversation", "The worker has left")


def test_nothing_goes_to_the_worker_before_it_is_whole(scene):
    audit = scene.talking()
    _, second = scene.questions()
    assert [each.words for each in lacking(audit)][:3] == [
        "Voice: give a grade.",
        "Voice: write what makes you say so.",
        "Voice: say what difference it has made for the child.",
    ]
    scene.write(audit)
    assert lacking(audit) == []
    save_answer(
        audit=audit, question=second, voice="auditor", version=1, grade="good", text=" ", by=audit.auditor, at=AT
    )
    with pytest.raises(NotAllowed, match="Risk and safety: write what makes you say so"):
        services.submit(audit=audit, by=audit.auditor, at=AT)


def test_one_better_than_the_worst_asks_why(scene):
    audit = scene.talking()
    scene.write(audit, grades=("requires_improvement", "good"), overall="good")
    with pytest.raises(NotAllowed, match=r"one better than the worst part .*: say why"):
        services.submit(audit=audit, by=audit.auditor, at=AT)
    scene.write(audit, grades=("requires_improvement", "good"), overall="good", better_because="It has turned")
    assert services.submit(audit=audit, by=audit.auditor, at=AT).grade == "good"


def test_two_better_needs_a_second_auditor_who_agrees(scene):
    audit = scene.talking()
    scene.write(audit, grades=("inadequate", "good"), overall="good")
    with pytest.raises(NotAllowed, match="second auditor"):
        services.submit(audit=audit, by=audit.auditor, at=AT)
    ask = {"audit": audit, "by": audit.auditor, "at": AT}
    with pytest.raises(NotAllowed, match="or the line above it"):
        services.ask_second(**ask, of=scene.people["manager"])
    look = services.ask_second(**ask, of=scene.people["second"])
    with pytest.raises(NotAllowed, match="only they can answer"):
        services.answer_second(look=look, agrees=True, because="Yes", by=scene.people["director"], at=AT)
    services.answer_second(look=look, agrees=False, because="Too kind", by=scene.people["second"], at=AT)
    with pytest.raises(NotAllowed, match="second auditor"):
        services.submit(audit=audit, by=audit.auditor, at=AT)
    look = services.ask_second(**ask, of=scene.people["second"])
    services.answer_second(look=look, agrees=True, because="Seen", by=scene.people["second"], at=AT)
    later = AT + timedelta(hours=1)
    question = scene.questions()[0]
    save_answer(
        audit=audit,
        question=question,
        voice="auditor",
        version=1,
        grade="inadequate",
        text="Worse than I thought",
        difference="None",
        by=audit.auditor,
        at=later,
    )
    with pytest.raises(NotAllowed, match="second auditor"):
        services.submit(audit=audit, by=audit.auditor, at=later)
    look = services.ask_second(audit=audit, of=scene.people["second"], by=audit.auditor, at=later)
    services.answer_second(look=look, agrees=True, because="Still", by=scene.people["second"], at=later)
    assert services.submit(audit=audit, by=audit.auditor, at=later).state == "drafted"


def test_an_unsafe_part_needs_a_second_auditor_however_near_the_grades(scene):
    audit = scene.talking()
    scene.write(audit, grades=("good", "inadequate"), overall="requires_improvement", better_because="It has turned")
    with pytest.raises(NotAllowed, match="about safety is inadequate"):
        services.submit(audit=audit, by=audit.auditor, at=AT)


def test_a_forged_grade_is_refused(scene):
    audit = scene.talking()
    question = scene.questions()[0]
    reflection = scene.tool.sections.last().questions.get()
    write = {"audit": audit, "version": 0, "text": "Words", "at": AT}
    auditor, worker = {"voice": "auditor", "by": audit.auditor}, {"voice": "worker", "by": scene.people["worker"]}
    with pytest.raises(NotAllowed, match="not one of the four"):
        save_answer(**write, **auditor, question=question, grade="superb")
    with pytest.raises(NotAllowed, match="No grade is given here"):
        save_answer(**write, **worker, question=question, grade="outstanding")
    with pytest.raises(NotAllowed, match="worker's own reflection"):
        save_answer(**write, **auditor, question=reflection)
    with pytest.raises(NotAllowed, match=r"Only A\. Auditor"):
        save_answer(**write, voice="auditor", by=scene.people["worker"], question=question, grade="good")
    with pytest.raises(NotAllowed, match="not one of the four"):
        save_overall(audit=audit, version=0, grade="superb", text="x", better_because="", by=audit.auditor, at=AT)
    assert not audit.answers.exists()


def test_two_who_save_the_same_answer_and_the_second_sees_both(scene):
    audit = scene.talking()
    write = {"audit": audit, "question": scene.questions()[0], "voice": "auditor", "by": audit.auditor, "at": AT}
    first = save_answer(**write, version=0, text="First")
    with pytest.raises(Conflict) as refused:
        save_answer(**write, version=0, text="Second")
    assert refused.value.theirs == first
    assert save_answer(**write, version=0, text="First") == first
    assert save_answer(**write, version=1, text="Both together").version == 2


def test_both_voices_write_to_the_same_question_and_neither_waits(scene):
    audit = scene.talking()
    write = {"audit": audit, "question": scene.questions()[0], "version": 0, "at": AT}
    save_answer(**write, voice="auditor", text="Seen", grade="good", by=audit.auditor)
    save_answer(**write, voice="worker", text="I did not write it down", by=scene.people["worker"])
    assert {each.voice: each.text for each in audit.answers.all()} == {
        "auditor": "Seen",
        "worker": "I did not write it down",
    }


def test_the_worker_writes_only_once_invited(scene):
    audit = scene.allocate()
    write = {"question": scene.questions()[0], "voice": "worker", "version": 0, "text": "Mine", "at": AT}
    with pytest.raises(NotAllowed, match="not been invited"):
        save_answer(audit=audit, **write, by=scene.people["worker"])


def test_not_final_before_the_reply_or_the_end_of_its_time(scene):
    audit = scene.drafted()
    assert audit.reply_due_on == date(2026, 11, 10)
    with pytest.raises(NotAllowed, match="has not replied"):
        services.finish(audit=audit, by=audit.auditor, at=AT)
    assert services.end_waiting(at=AT + timedelta(days=7)) == 0  # the day itself is in time
    assert services.end_waiting(at=AT + timedelta(days=8)) == 1
    assert services.end_waiting(at=AT + timedelta(days=8)) == 0
    audit.refresh_from_db()
    assert services.finish(audit=audit, by=audit.auditor, at=AT + timedelta(days=8)).state == "final"


def test_the_reply_is_the_worker_s_and_stands(scene):
    audit = scene.drafted()
    with pytest.raises(NotAllowed, match="Only the worker"):
        services.reply(audit=audit, stance="agrees", text="", by=scene.people["manager"], at=AT)
    with pytest.raises(NotAllowed, match="what you see differently"):
        services.reply(audit=audit, stance="disagrees", text=" ", by=scene.people["worker"], at=AT)
    services.reply(audit=audit, stance="partly", text="She was seen alone", by=scene.people["worker"], at=AT)
    with pytest.raises(NotAllowed, match="moved on"):
        services.reply(audit=audit, stance="agrees", text="", by=scene.people["worker"], at=AT)
    assert Reply.objects.get().text == "She was seen alone"
    assert services.finish(audit=audit, by=audit.auditor, at=AT).state == "final"


def test_drawn_for_moderation_it_is_not_final_without(scene):
    audit = scene.drafted()
    Audit.objects.filter(pk=audit.pk).update(moderation_drawn_at=AT)
    services.reply(audit=audit, stance="agrees", text="", by=scene.people["worker"], at=AT)
    with pytest.raises(NotAllowed, match="drawn for moderation"):
        services.finish(audit=audit, by=audit.auditor, at=AT)


def test_praise_is_sent_once(scene):
    audit = scene.talking()
    for _ in range(2):
        services.praise(audit=audit, question=scene.questions()[0], by=audit.auditor, at=AT)
    assert Praise.objects.count() == 1
    assert Notice.objects.filter(person=scene.people["worker"], words__contains="good work").count() == 1


def test_a_worker_who_has_left_does_not_stop_an_audit(scene):
    audit = scene.invited()
    Worker.objects.filter(pk=scene.worker.pk).update(user=None)
    audit = Audit.objects.get(pk=audit.pk)
    services.say_not_held(audit=audit, because="The worker has left", by=audit.auditor, at=AT)
    scene.write(audit)
    services.submit(audit=audit, by=audit.auditor, at=AT)
    assert services.end_waiting(at=AT + timedelta(days=8)) == 1


def test_a_child_under_another_reference_keeps_their_audits(scene):
    audit = scene.drafted()
    Child.objects.filter(pk=scene.child.pk).update(reference="LS999001")
    again = Audit.objects.select_related("child").get(pk=audit.pk)
    assert again.child.reference == "LS999001"
    assert again.grade == "good"


def test_a_child_we_hold_no_team_for_is_refused(scene):
    with pytest.raises(NotAllowed, match="no team for this child"):
        scene.allocate(child=make_child())


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_submit_at_once_one_does():
    scene = make_scene()
    audit = scene.talking()
    scene.write(audit)
    told, start = [], threading.Barrier(10)

    def submit():
        try:
            start.wait()
            services.submit(audit=Audit.objects.get(pk=audit.pk), by=scene.people["auditor"], at=AT)
            told.append("")
        except NotAllowed as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(10)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(told).count("") == 1
    assert len(told) == 10
    assert Notice.objects.filter(words__contains="has finished").count() == 1
