"""An answer is followed up and closed by another; a theme counts once somebody else has checked it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.actions import services as register
from casework.models import Action, ReadLog, Theme
from casework.notices import notices_of
from casework.services import NotAllowed, add_theme
from feedback.following import queries, services
from feedback.models import FollowUp, Theming
from feedback.reading.services import judge
from tests.factories import grant, make_user, make_worker
from tests.factories.feedback import (
    AT,
    answer_all,
    make_code,
    make_known_child,
    make_link,
    make_passage,
    make_recorded,
    make_theme,
)

DUE = AT.date() + timedelta(days=14)


@pytest.fixture
def answer(child):
    return answer_all(make_link(child), mode="named")


def follow(response, owner, by, **fields):
    given = {"what": "Ring them", "measure": "They say they were heard", "due_on": DUE, "key": "k"} | fields
    return services.follow_up(response=response, owner=owner, **given, by=by, at=AT)


def test_an_answer_gets_an_owner_and_is_closed_by_another(answer, people):
    action = follow(answer, people["manager"], people["participation"])
    assert follow(answer, people["manager"], people["participation"]).pk == action.pk
    assert [each.words for each in notices_of(people["manager"])] == ["Following up an answer is yours."]
    assert (action.origin, action.origin_id, FollowUp.objects.get().action) == ("feedback", answer.pk, action)
    assert "family said on 3 November 2026" in action.origin_words
    register.say_done(action=action, evidence="A note", changed="They were rung", by=people["manager"], at=AT)
    with pytest.raises(NotAllowed, match="your own action"):
        register.close(action=action, look_again_on=DUE, by=people["manager"], at=AT)
    register.close(action=action, look_again_on=DUE, by=people["participation"], at=AT)
    answer.refresh_from_db()
    assert queries.decided(answer) == "Closed"


def test_one_decision_stands(answer, people):
    services.leave(response=answer, because="They are content", by=people["participation"], at=AT)
    with pytest.raises(NotAllowed, match="decided about this answer meanwhile"), transaction.atomic():
        follow(answer, people["manager"], people["quality"])
    with pytest.raises(NotAllowed, match="Say why"):
        services.leave(response=answer, because=" ", by=people["quality"], at=AT)
    assert (FollowUp.objects.count(), Action.objects.count()) == (1, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.update(because="")


def test_what_was_promised_holds(tree, child, people):
    confidential = answer_all(make_link(child), mode="confidential")
    with pytest.raises(NotAllowed, match="promised that their worker does not see"):
        follow(confidential, people["manager"], people["participation"])
    assert follow(confidential, people["quality"], people["participation"])
    anonymous = answer_all(make_code(tree["mere"]), device="another")
    with pytest.raises(NotAllowed, match="Nobody knows whose answer"):
        follow(anonymous, people["quality"], people["participation"], key="other")


def test_a_theme_counts_once_another_has_checked_it(answer, people):
    theme = make_theme()
    theming = services.put_theme(response=answer, theme=theme, by=people["participation"], at=AT)
    assert services.put_theme(response=answer, theme=theme, by=people["quality"], at=AT) == theming
    with pytest.raises(NotAllowed, match="somebody else has to check"):
        services.check_theme(theming=theming, fits=True, by=people["participation"], at=AT)
    services.check_theme(theming=theming, fits=True, by=people["quality"], at=AT)
    with pytest.raises(NotAllowed, match="Theirs stands"):
        services.check_theme(theming=theming, fits=False, by=people["quality"], at=AT)
    assert Theming.objects.get().fits is True
    with pytest.raises(IntegrityError), transaction.atomic():
        Theming.objects.update(checked_by=people["participation"])
    retired = make_theme("Old", retired_on=AT.date())
    with pytest.raises(NotAllowed, match="no longer used"):
        services.put_theme(response=answer, theme=retired, by=people["quality"], at=AT)


def test_the_list_shows_what_asks_for_somebody(tree, child, people):
    content = make_recorded(child, by=people["manager"], key="content")
    doubtful = make_recorded(child, ("yes", "no"), by=people["manager"], key="doubtful")

    def listed(show, user=people["participation"]):
        rows = queries.answers(team=tree["larchshire"], user=user, show=show, on=AT.date())
        return [line.pk for line in queries.lines(rows)]

    assert listed("wait") == [doubtful.pk]
    assert set(listed("all")) == {content.pk, doubtful.pk}
    services.put_theme(response=content, theme=make_theme(), by=people["quality"], at=AT)
    assert listed("themes") == [content.pk]
    follow(doubtful, people["manager"], people["participation"])
    assert (listed("wait"), listed("open")) == ([], [doubtful.pk])
    assert listed("all", people["manager"]) == []


def test_words_are_shown_once_read_and_never_those_about_staff(child, people):
    passage = make_passage(child, "She shouts at us")
    response = passage.response
    assert queries.said_in(response, user=people["participation"])[1] == []
    judge(passage=passage, outcome="staff", by=people["quality"], at=AT)
    assert queries.said_in(response, user=people["quality"])[1] == [passage]
    assert queries.said_in(response, user=people["participation"])[1] == []


def test_the_pages(client, answer, child, people):
    theme = make_theme()
    client.force_login(people["participation"])
    assert f"/feedback/answers/{answer.pk}/" in client.get("/feedback/answers/").content.decode()
    address = f"/feedback/answers/{answer.pk}/"
    assert "Parent, carer or family" in client.get(address).content.decode()
    assert ReadLog.objects.get(what="feedback:answer").children == [child.pk]
    client.post(f"{address}themes/", {"theme": theme.pk})
    theming = Theming.objects.get()
    refused = client.post(f"{address}themes/{theming.pk}/", {"fits": "yes"}, follow=True).content.decode()
    assert "somebody else has to check" in refused
    client.force_login(people["quality"])
    client.post(f"{address}themes/{theming.pk}/", {"fits": "yes"})
    assert Theming.objects.get().fits is True
    day = timezone.localdate() + timedelta(days=20)
    form = {"what": "Ring them", "measure": "Heard", "owner": people["manager"].pk, "key": "k"}
    form |= {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}
    client.post(f"{address}follow-up/", form)
    assert Action.objects.get().owner == people["manager"]
    kept = client.post(f"{address}leave/", {"because": "Never mind"}).content.decode()
    assert "Theirs stands" in kept
    assert "Never mind" in kept
    assert "Ring them" in client.get(address).content.decode()
    client.force_login(people["manager"])
    assert client.get(address).status_code == 404


def test_the_list_asks_as_many_queries_for_ten_times_the_answers(client, tree, people):
    client.force_login(people["participation"])

    def count():
        client.get("/feedback/answers/?show=all")
        with CaptureQueriesContext(connection) as captured:
            client.get("/feedback/answers/?show=all")
        return len(captured)

    for _ in range(2):
        make_recorded(make_known_child(tree["mere-safeguarding"]), by=people["manager"])
    few = count()
    for _ in range(20):
        make_recorded(make_known_child(tree["mere-safeguarding"]), by=people["manager"])
    assert count() == few


def test_themes_are_one_list(client, people):
    add_theme(name="Change of worker", means="", by=people["quality"])
    with pytest.raises(NotAllowed, match="on the list already"):
        add_theme(name="change of Worker", means="", by=people["quality"])
    client.force_login(people["participation"])
    client.post("/themes/", {"name": "Being on time", "means": "Visits and meetings"})
    assert Theme.objects.count() == 2
    client.force_login(people["manager"])
    page = client.get("/themes/").content.decode()
    assert "Being on time" in page
    assert "Add a theme" not in page
    client.post("/themes/", {"name": "Mine"})
    assert Theme.objects.count() == 2


def test_a_worker_with_the_same_person_is_in_the_line(tree, people):
    person = make_user("practitioner", tree["weald-safeguarding"])
    child = make_known_child(tree["mere-safeguarding"], worker=make_worker(user=person))
    grant(person, "quality_lead", tree["larchshire"])
    response = answer_all(make_link(child), mode="confidential")
    with pytest.raises(NotAllowed, match="works with this family"):
        follow(response, person, people["participation"])
