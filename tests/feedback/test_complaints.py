"""Complaints: clocks in working days, each stage after the other, and what comes again at the same team."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.models import Action
from casework.services import NotAllowed
from feedback.complaints import clocks, queries, services
from feedback.models import Complaint, ComplaintStage, Lesson
from tests.factories.feedback import AT, make_complaint, make_lesson, make_theme

ON = AT.date()


@pytest.fixture
def complaint(tree):
    return make_complaint(tree["mere-safeguarding"])


def end(complaint, people, ended_on, outcome="upheld"):
    return services.end_stage(complaint=complaint, ended_on=ended_on, outcome=outcome, by=people["quality"], at=AT)


@pytest.mark.parametrize(
    ("number", "began", "due", "latest"),
    [
        (1, date(2026, 10, 1), date(2026, 10, 15), date(2026, 10, 29)),
        # Across Christmas Day, Boxing Day (kept on the 28th) and New Year's Day.
        (1, date(2026, 12, 18), date(2027, 1, 6), date(2027, 1, 20)),
        (2, date(2026, 10, 1), date(2026, 11, 5), date(2027, 1, 5)),
        (3, date(2026, 10, 1), date(2026, 11, 12), date(2026, 11, 12)),
    ],
)
def test_clocks_run_in_working_days(number, began, due, latest):
    assert (clocks.due(number, began), clocks.latest(number, began)) == (due, latest)


def test_a_stage_is_extended_once_and_never_beyond_the_guidance(complaint, people):
    def extend(to_on, because="The file is abroad"):
        return services.extend(complaint=complaint, to_on=to_on, because=because, by=people["quality"], at=AT)

    for to_on in (date(2026, 10, 15), date(2026, 10, 30)):
        with pytest.raises(NotAllowed, match="not after 29 October 2026"):
            extend(to_on)
    with pytest.raises(NotAllowed, match="why it takes longer"):
        extend(date(2026, 10, 29), " ")
    assert extend(date(2026, 10, 28)).first_due_on == date(2026, 10, 15)
    with pytest.raises(NotAllowed, match="extended before"):
        extend(date(2026, 10, 29))
    with pytest.raises(IntegrityError), transaction.atomic():
        ComplaintStage.objects.update(extended_because="")


def test_each_stage_follows_the_one_before_and_none_the_panel(complaint, people):
    def take_on(on):
        return services.take_on(complaint=complaint, began_on=on, by=people["quality"], at=AT)

    with pytest.raises(NotAllowed, match="how the stage before ended"):
        take_on(ON)
    with pytest.raises(NotAllowed, match="from 1 October 2026 to today"):
        end(complaint, people, date(2026, 9, 30))
    end(complaint, people, date(2026, 10, 12), "not_upheld")
    with pytest.raises(NotAllowed, match="No stage of this complaint is open"):
        end(complaint, people, date(2026, 10, 12))
    with pytest.raises(NotAllowed, match="from 12 October 2026"):
        take_on(date(2026, 10, 9))
    assert take_on(date(2026, 10, 20)).due_on == date(2026, 11, 24)
    end(complaint, people, date(2026, 10, 30), "partly")
    assert take_on(ON).number == 3
    end(complaint, people, ON)
    with pytest.raises(NotAllowed, match="Ombudsman"):
        take_on(ON)


def test_a_complaint_is_logged_once_with_a_theme_and_never_from_the_future(tree, people):
    theme, given = make_theme(), {"team": tree["mere"], "by": people["quality"], "at": AT}
    services.log(reference="C-1", received_on=ON, themes=[theme], **given)
    with pytest.raises(NotAllowed, match="in the log already"):
        services.log(reference="C-1", received_on=ON, themes=[theme], **given)
    with pytest.raises(NotAllowed, match="still to come"):
        services.log(reference="C-2", received_on=ON + timedelta(days=1), themes=[theme], **given)
    with pytest.raises(NotAllowed, match="at least one theme"):
        services.log(reference="C-2", received_on=ON, themes=[], **given)
    with pytest.raises(NotAllowed, match="too long ago"), transaction.atomic():
        services.log(reference="C-2", received_on=date(1999, 1, 1), themes=[theme], **given)
    assert Complaint.objects.count() == 1


def test_an_issue_comes_again_at_the_same_team_within_a_year(tree, people):
    delay, manner = make_theme("Delay"), make_theme("Manner")
    mere, weald = tree["mere-safeguarding"], tree["weald-safeguarding"]
    for team, received_on, themes in (
        (mere, date(2025, 10, 30), [delay]),
        (mere, date(2025, 12, 1), [delay, manner]),
        (mere, date(2026, 9, 1), [delay]),
        (weald, date(2026, 9, 2), [delay]),
        (weald, date(2026, 9, 3), [manner]),
    ):
        complaint = make_complaint(team, received_on=received_on, themes=themes)
    end(complaint, people, ON)
    found = queries.issues(team=tree["larchshire"], user=people["quality"], on=ON)
    assert [(each.theme, each.all, each.again, each.upheld) for each in found] == [
        ("Delay", 3, 2, 0),
        ("Manner", 2, 0, 1),
    ]
    assert [each.all for each in queries.issues(team=tree["larchshire"], user=people["neighbour"], on=ON)] == [1, 1]


def test_what_was_learned_is_kept_once_and_carried_out_by_an_action(complaint, people):
    lesson = make_lesson(complaint)
    given = {"kind": "learning", "words": "Again", "key": lesson.key, "by": people["quality"], "at": AT}
    assert services.learn(complaint=complaint, **given) == lesson
    action = {"what": "Answer", "measure": "Answered", "owner": people["head"], "due_on": ON, "by": people["quality"]}
    made = services.agree(lesson=lesson, **action, key="k", at=AT)
    assert services.agree(lesson=lesson, **action, key="k", at=AT) == made
    assert (made.origin, made.theme.name) == ("complaint", "Delay")
    with pytest.raises(NotAllowed, match="Theirs stands"), transaction.atomic():
        services.agree(lesson=lesson, **action, key="other", at=AT)
    assert Action.objects.count() == 1


def test_a_stage_is_late_by_its_own_clock(tree, people):
    late = make_complaint(tree["mere"], received_on=date(2026, 10, 1))
    kept = make_complaint(tree["mere"], received_on=date(2026, 10, 2))
    end(kept, people, date(2026, 10, 16))
    rows = queries.complaints(team=tree["larchshire"], user=people["quality"], on=ON)
    assert {line.pk: line.late for line in queries.lines(rows, on=ON)} == {late.pk: True, kept.pk: False}


def test_from_the_pages(client, tree, people):
    theme = make_theme()
    client.force_login(people["quality"])
    today = timezone.localdate()
    day = {"received_on_day": today.day, "received_on_month": today.month, "received_on_year": today.year}
    form = {"reference": "=C-7", "team": tree["mere"].pk, "themes": [theme.pk], **day}
    client.post("/feedback/complaints/log/", form)
    kept = client.post("/feedback/complaints/log/", form).content.decode()
    assert "in the log already" in kept
    assert 'value="=C-7"' in kept
    complaint = Complaint.objects.get()
    address = f"/feedback/complaints/{complaint.pk}/"
    for _ in range(2):
        client.post(f"{address}learn/", {"kind": "recommendation", "words": "<i>Ring</i> back", "key": "k"})
    assert Lesson.objects.count() == 1
    assert "&lt;i&gt;Ring&lt;/i&gt; back" in client.get(address).content.decode()
    ended = {"ended_on_day": today.day, "ended_on_month": today.month, "ended_on_year": today.year}
    client.post(f"{address}end/", {"outcome": "partly", **ended})
    assert "partly upheld" in client.get(address).content.decode()
    assert client.get(f"{address}burn/").status_code == 404
    client.force_login(people["neighbour"])
    assert client.get(address).status_code == 404
    client.force_login(people["head"])
    assert client.get(address).status_code == 200
    assert client.get(f"{address}end/").status_code == 404


def test_the_list_asks_as_many_queries_for_ten_times_the_complaints(client, tree, people):
    client.force_login(people["quality"])

    def count():
        client.get("/feedback/complaints/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/feedback/complaints/")
        return len(captured)

    for _ in range(2):
        make_lesson(make_complaint(tree["mere"]))
    few = count()
    for _ in range(20):
        make_lesson(make_complaint(tree["mere"]))
    assert count() == few
