"""Guidance: one page to a topic, owned, reviewed, read by how many and never by whom; and the learning register."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audits.guidance import queries, services
from audits.models import Guidance, GuidanceRead, Learning
from audits.register import services as register
from casework.actions.queries import origin_url
from casework.models import Action, Notice
from casework.services import NotAllowed
from tests.factories import make_tree, make_user
from tests.factories.casework import NOW
from tests.factories.learning import make_guide, make_learning, make_theme

LATER = date(2037, 3, 1)


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def lead(tree):
    return make_user("quality_lead", tree["larchshire"], name="Q. Lead")


def fields(guide, **changes):
    given = {name: getattr(guide, name) for name in ("title", "topic", "text", "owner", "version")}
    return {**given, "review_on": LATER, "at": NOW, **changes}


def test_a_guide_is_written_once_with_owner_and_a_day_to_come(lead):
    guide = make_guide(by=lead, key="same", title="How to ask")
    assert make_guide(by=lead, key="same", title="Otherwise") == guide
    with pytest.raises(NotAllowed, match="has this title"):
        make_guide(by=lead, title="How to ask")
    with pytest.raises(NotAllowed, match="has to come yet"):
        make_guide(by=lead, review_on=NOW.date())
    with pytest.raises(NotAllowed, match="Write the guide"):
        make_guide(by=lead, text=" ")
    with pytest.raises(NotAllowed, match="at most 3,500"):
        make_guide(by=lead, text="x" * 3501)


def test_of_two_who_change_it_the_second_is_told(lead):
    guide = make_guide(by=lead)
    services.change(guidance=guide, **fields(guide, text="First", version=1), by=lead)
    with pytest.raises(NotAllowed, match="since you opened it"):
        services.change(guidance=guide, **fields(guide, text="Second", version=1), by=lead)
    guide.refresh_from_db()
    assert (guide.text, guide.version) == ("First", 2)


def test_reading_is_counted_once_for_each_version_and_names_nobody(lead, client):
    guide = make_guide(by=lead)
    reader = make_user(name="R. Reader")
    client.force_login(reader)
    for _ in range(2):
        client.post(f"/learning/guidance/{guide.pk}/read/")
    assert GuidanceRead.objects.count() == 1
    assert queries.guide_or_none(guide.pk).read_by == 1
    client.force_login(lead)
    for address in (f"/learning/guidance/{guide.pk}/", "/learning/guidance/"):
        page = client.get(address).content.decode()
        assert "ead by 1" in page
        assert "R. Reader" not in page
    services.change(guidance=guide, **fields(guide, text="Anew"), by=lead)
    assert queries.guide_or_none(guide.pk).read_by == 0


def test_a_guide_whose_review_is_due_says_so_and_a_retired_one_is_gone(lead, client):
    guide = make_guide(by=lead, topic=make_theme("voice"))
    Guidance.objects.update(review_on=timezone.localdate() - timedelta(days=1))
    client.force_login(lead)
    assert "Review due" in client.get("/learning/guidance/?theme=voice").content.decode()
    assert "No guide to this" in client.get("/learning/guidance/?theme=risk").content.decode()
    client.post(f"/learning/guidance/{guide.pk}/retire/")
    assert client.get(f"/learning/guidance/{guide.pk}/").status_code == 404
    with pytest.raises(NotAllowed, match="out of the library already"):
        services.retire(guidance=guide, by=lead, at=NOW)


def test_only_who_may_write_does_and_what_was_typed_is_kept(lead, tree, client):
    client.force_login(make_user("practitioner", tree["mere-safeguarding"]))
    assert client.get("/learning/guidance/new/").status_code == 404
    client.force_login(lead)
    page = client.post("/learning/guidance/new/", {"text": "My own words", "key": "k"}).content.decode()
    for words in ("Give it a title.", "Choose its topic.", "My own words"):
        assert words in page
    sent = {"title": "How to ask", "topic": make_theme().pk, "text": "Ask", "owner": lead.pk, "key": "k"}
    sent |= {"review_on_day": "1", "review_on_month": "3", "review_on_year": "2037"}
    assert client.post("/learning/guidance/new/", sent).status_code == 302
    guide = Guidance.objects.get()
    changed = {**sent, "text": "Ask, and write it down", "version": guide.version}
    assert client.post(f"/learning/guidance/{guide.pk}/change/", changed).status_code == 302
    guide.refresh_from_db()
    assert (guide.text, guide.version) == ("Ask, and write it down", 2)


def test_a_learning_has_its_action_in_the_one_register_with_a_way_back(tree, lead):
    learning = make_learning(team=tree["west"], by=lead, key="same")
    assert make_learning(team=tree["west"], by=lead, key="same") == learning
    action = Action.objects.get()
    assert (learning.action, action.checker, action.theme) == (action, lead, learning.theme)
    assert origin_url(action) == f"/learning/register/{learning.pk}/"
    assert Notice.objects.get().path == f"/actions/{action.pk}/"


def test_a_learning_lacks_nothing(tree, lead):
    with pytest.raises(NotAllowed, match="Say what was learned"):
        make_learning(team=tree["west"], by=lead, learned="")
    with pytest.raises(NotAllowed, match="after it is done"):
        make_learning(team=tree["west"], by=lead, look_again_on=date(2027, 1, 31))
    with pytest.raises(NotAllowed, match="how we shall know"):
        make_learning(team=tree["west"], by=lead, measure="")
    assert not Learning.objects.exists()


def test_another_looks_again_on_the_day_and_once(tree, lead):
    learning = make_learning(team=tree["west"], by=lead)
    day = NOW.replace(year=2027, month=6, day=1)
    look = {"learning": learning, "found": "Their words are there"}
    with pytest.raises(NotAllowed, match="has not come"):
        register.look_again(**look, by=lead, at=NOW)
    with pytest.raises(NotAllowed, match="somebody else looks"):
        register.look_again(**look, by=learning.action.owner, at=day)
    with pytest.raises(NotAllowed, match="Say what you saw"):
        register.look_again(learning=learning, found=" ", by=lead, at=day)
    assert register.look_again(**look, by=lead, at=day).state == "looked_at"
    with pytest.raises(NotAllowed, match="looked again meanwhile"):
        register.look_again(**look, by=lead, at=day)


def test_the_register_s_pages(tree, lead, client):
    client.force_login(lead)
    page = client.post("/learning/register/new/", {"learned": "Fathers were not asked", "key": "k"}).content.decode()
    for words in ("Choose a theme.", "Say from where.", "Choose the team.", "Fathers were not asked"):
        assert words in page
    learning = make_learning(team=tree["west"], by=lead)
    Learning.objects.update(look_again_on=timezone.localdate())
    assert "To look at again" in client.get("/learning/register/").content.decode()
    address = f"/learning/register/{learning.pk}/"
    assert client.post(address, {"found": "Half of them are asked"}).status_code == 302
    assert "Half of them are asked" in client.get(address).content.decode()
    client.force_login(make_user("practitioner", tree["mere-safeguarding"]))
    assert client.get(address).status_code == 200
    assert client.post(address, {"found": "x"}).status_code == 404
    assert client.get("/learning/register/new/").status_code == 404


def test_the_register_asks_the_same_queries_for_ten_times_as_much(tree, lead, client, django_assert_max_num_queries):
    client.force_login(lead)

    def asked():
        with django_assert_max_num_queries(16) as counted:
            for address in ("/learning/register/", "/learning/guidance/"):
                client.get(address)
        return len(counted)

    make_learning(team=tree["west"], by=lead)
    make_guide(by=lead)
    before = asked()
    for _ in range(12):
        make_learning(team=tree["west"], by=lead)
        make_guide(by=lead)
    assert asked() <= before
