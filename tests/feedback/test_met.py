"""Leaders met children: what was heard, what changed, the children's own view, and who has still to go."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.services import NotAllowed
from feedback.met import queries, services
from feedback.models import ChildrenMet, MetBy
from tests.factories import make_user
from tests.factories.feedback import AT, make_met, make_theme


@pytest.fixture
def team(tree):
    return tree["mere-safeguarding"]


def test_it_is_kept_once_with_its_leaders_and_themes(team, people):
    made = make_met(team, leaders=[people["director"], people["head"]], key="k")
    assert make_met(team, leaders=[people["board"]], key="k") == made
    assert set(made.leaders.values_list("leader_id", flat=True)) == {people["director"].pk, people["head"].pk}
    assert [each.theme.name for each in made.themes.all()] == ["Delay"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"heard": " "}, "what you heard"),
        ({"met_on": AT.date() + timedelta(days=1)}, "still to come"),
        ({"leaders": []}, "at least one leader"),
        ({"themes": []}, "at least one theme"),
        ({"kind": "ambassadors"}, "ambassadors worked on"),
    ],
)
def test_what_is_missing_is_said(team, people, fields, said):
    with pytest.raises(NotAllowed, match=said):
        make_met(team, **{"leaders": [people["director"]]} | fields)
    assert not ChildrenMet.objects.exists()


def test_the_children_are_asked_after_they_were_told_and_once(team, people):
    made, by = make_met(team, leaders=[people["director"]]), people["participation"]
    view = {"view": "partly", "view_words": " Some of it "}
    with pytest.raises(NotAllowed, match="first what changed"):
        services.keep_view(met=made, **view, by=by, at=AT)
    services.say_did(met=made, did="Visits are after school now", by=by, at=AT)
    with pytest.raises(NotAllowed, match="Theirs stands"):
        services.say_did(met=made, did="No", by=by, at=AT)
    assert services.keep_view(met=made, **view, by=by, at=AT).view_words == "Some of it"
    with pytest.raises(NotAllowed, match="kept once"):
        services.keep_view(met=made, view="yes", view_words="", by=by, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChildrenMet.objects.filter(pk=made.pk).update(did="", did_at=None, did_by=None)


def test_coverage_counts_the_quarter_and_remembers_the_last_time(tree, team, people):
    make_met(team, leaders=[people["director"]], met_on=date(2026, 10, 1), key="a")
    make_met(team, leaders=[people["director"], people["head"]], met_on=date(2026, 9, 30), key="b")
    make_user("head_of_service", tree["north"], name="Elsewhere")
    found = {line.name: (line.times, line.last_on) for line in queries.coverage(team=tree["west"], on=AT.date())}
    assert found == {
        people["director"].name: (1, date(2026, 10, 1)),
        people["head"].name: (0, date(2026, 9, 30)),
        people["board"].name: (0, None),
    }


def test_by_the_pages(client, team, people):
    theme, today = make_theme("Contact"), timezone.localdate()
    client.force_login(people["participation"])
    day = {"met_on_day": today.day, "met_on_month": today.month, "met_on_year": today.year}
    form = {"kind": "council", "group": "in_care", "team": team.pk, "themes": [theme.pk], "key": "k", **day}
    form |= {"heard": "=We <b>wait</b> too long 🙂"}
    page = client.post("/feedback/children-met/log/", form).content.decode()
    assert "Choose at least one leader who was there." in page
    assert "wait&lt;/b&gt; too long 🙂" in page
    client.post("/feedback/children-met/log/", form | {"leaders": [people["director"].pk]})
    address = f"/feedback/children-met/{ChildrenMet.objects.get().pk}/"
    assert "nobody has said yet what changed" in client.get("/feedback/children-met/").content.decode()
    assert client.get(f"{address}other/").status_code == 404
    assert "first what changed" in client.post(f"{address}view/", {"view": "yes"}).content.decode()
    client.post(f"{address}changed/", {"did": "Two more visits a month"})
    client.post(f"{address}view/", {"view": "no", "view_words": "Not yet"})
    page = client.get(address).content.decode()
    assert "=We &lt;b&gt;wait&lt;/b&gt; too long 🙂" in page
    assert "No, it did not" in page


def test_who_may_read_and_who_may_write(client, team, people):
    made = make_met(team, leaders=[people["director"]])
    address = f"/feedback/children-met/{made.pk}/"
    for who, reads, writes in (
        ("participation", 200, 200),
        ("director", 200, 200),
        ("head", 200, 200),
        ("board", 200, 404),
        ("manager", 200, 404),
        ("neighbour", 404, 404),
    ):
        client.force_login(people[who])
        assert client.get(address).status_code == reads, who
        assert client.get(f"{address}changed/").status_code == writes, who
    client.force_login(make_user("head_of_service", team.__class__.objects.get(code="north")))
    assert client.get(f"{address}changed/").status_code == 404


def test_the_list_asks_as_many_queries_for_ten_times_the_meetings(client, team, people):
    client.force_login(people["participation"])

    def count():
        client.get("/feedback/children-met/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/feedback/children-met/")
        return len(captured)

    for number in range(2):
        make_met(team, leaders=[people["director"]], key=f"few {number}")
    few = count()
    for number in range(20):
        leader = make_user("head_of_service", team)
        make_met(team, leaders=[people["director"], leader], key=f"many {number}")
    assert MetBy.objects.count() == 42
    assert count() == few
