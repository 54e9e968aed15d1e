"""The pages of tests of change: who reaches them, what is kept when something is wrong, and what they never show."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.utils.timezone import localdate

from improvement.indicators.models import ChangeTest, Cycle, Figure
from improvement.indicators.trying import services
from improvement.lib.months import add_months, first_of
from tests.factories import grant, make_user
from tests.factories.indicators import make_series
from tests.factories.trying import make_change_test
from tests.indicators.said.conftest import AT

BEGIN = "/figures/FD06/try/?team=mere-safeguarding"


@pytest.fixture
def begun(tree, people, lead):
    return make_change_test(tree["mere-safeguarding"], by=people["manager"], lead=lead)


def form(lead, **fields):
    first = add_months(first_of(localdate()), 1)
    days = {"start_on": localdate(), "look_on": add_months(first, 1) + timedelta(days=10)}
    parts = {f"{name}_{part}": getattr(day, part) for name, day in days.items() for part in ("day", "month", "year")}
    given = {"plan": "Ring every referrer", "side": "at_most", "expected": "15", "expected_on": f"{first:%Y-%m}"}
    return {**given, "lead": lead.pk, **parts, "aim": "Sooner help", "key": "k", **fields}


def read(client, address):
    return " ".join(unescape(client.get(address).content.decode()).split())


def test_who_may_read_and_decide(client, begun, people, lead, tree):
    colleague = make_user("practitioner", tree["mere-safeguarding"])
    led = make_user("practitioner", tree["weald-safeguarding"])
    pages = {
        "manager": (200, 200, 200),
        "head": (200, 200, 200),
        "director": (200, 200, 200),
        "quality": (200, 200, 200),
        "analyst": (200, 404, 404),
        "neighbour": (404, 404, 404),
        "board": (404, 404, 404),
    }
    people |= {"lead": lead, "colleague": colleague, "led": led}
    pages |= {"lead": (200, 200, 404), "colleague": (404, 404, 404), "led": (404, 404, 404)}
    for role, expected in pages.items():
        client.force_login(people[role])
        card = f"/figures/tests/{begun.pk}/"
        found = tuple(client.get(address).status_code for address in (card, f"{card}1/look/", BEGIN))
        assert found == expected, role


def test_who_led_and_works_elsewhere_now_reads_it_no_more(client, begun, lead, tree):
    client.force_login(lead)
    assert client.get(f"/figures/tests/{begun.pk}/").status_code == 200
    lead.grants.update(end_on=date(2026, 11, 1))
    grant(lead, "practitioner", tree["weald-safeguarding"])
    assert client.get(f"/figures/tests/{begun.pk}/").status_code == 404


def test_begun_and_decided_by_the_pages(client, tree, people, lead):
    client.force_login(people["manager"])
    assert BEGIN in read(client, "/figures/FD06/?team=mere-safeguarding")
    wrong = form(lead, expected="few", look_on_month="13", aim="<script>Sooner")
    page = client.post(BEGIN, wrong).content.decode()
    assert "Write it as a number, like 15 or 2.5." in page
    assert "must be a real date" in page
    assert "&lt;script&gt;Sooner" in page
    assert not ChangeTest.objects.exists()
    early = form(lead, expected_on="2020-01")
    assert "in a whole month after" in client.post(BEGIN, early).content.decode()
    assert client.post(BEGIN, form(lead)).status_code == client.post(BEGIN, form(lead)).status_code == 302
    test = ChangeTest.objects.get()
    assert f"/figures/tests/{test.pk}/" in read(client, "/figures/FD06/?team=mere-safeguarding")

    client.force_login(lead)
    look = f"/figures/tests/{test.pk}/1/look/"
    said = {"learned": "People like it", "decision": "repeated", "reason": ""}
    page = client.post(look, said).content.decode()
    for missing in ("Say why you decide so.", "Say what you will try.", "Choose who leads it.", "People like it"):
        assert missing in page
    again = {**form(lead, plan="Ring at noon"), "learned": "People like it", "decision": "repeated", "reason": "Nearly"}
    assert client.post(look, again).status_code == 302
    assert list(test.cycles.order_by("number").values_list("state", "plan")) == [
        ("repeated", "Ring every referrer"),
        ("running", "Ring at noon"),
    ]
    stop = {"learned": "It was too late", "decision": "stopped", "reason": "No time", "expected": "rubbish"}
    page = client.post(look, stop).content.decode()
    assert "decided while you were writing" in page
    assert "It was too late" in page
    assert client.post(f"/figures/tests/{test.pk}/2/look/", stop).status_code == 302
    assert Cycle.objects.get(number=2).state == "stopped"


def test_its_figure_is_never_shown_to_who_may_not_see_it_in_full(client, tree, people, lead):
    team = tree["mere-safeguarding"]
    Figure.objects.filter(team=team, indicator="FD06").delete()
    make_series("FD06", team, [3, 2, 4, 2] * 6, 60)
    test = make_change_test(team, by=people["manager"], lead=lead)
    services.look(
        cycle=test.cycles.get(), decision="stopped", learned="Little", reason="Nothing", by=people["manager"], at=AT
    )
    card = f"/figures/tests/{test.pk}/"
    client.force_login(people["manager"])
    page = read(client, card)
    assert "2 of 60 referrals" in page
    assert "What the figure said then" in page
    client.force_login(lead)
    page, figure = read(client, card), read(client, "/figures/FD06/?team=mere-safeguarding")
    assert "2 of 60" not in page
    assert "What the figure said then" not in page
    assert "Little" in page
    symbols = '<td class="b-num">c</td>'
    assert symbols in page
    assert symbols in figure or "<strong>c</strong>" in figure
    assert "a test of change began" not in figure + page.replace("Test of change", "")


def test_an_overdue_look_is_shown_to_who_leads_and_to_the_teams_manager(client, begun, people, lead, tree):
    Cycle.objects.update(look_on=localdate() - timedelta(days=1), expected_on=date(2026, 10, 1))
    said = "Look at what was tried: Children are helped the first time"
    shown = {"manager": "/figures/team/", "neighbour": "/figures/team/", "head": "/", "lead": "/"}
    people |= {"lead": lead}
    seen = {}
    for role, address in shown.items():
        client.force_login(people[role])
        seen[role] = said in read(client, address)
    assert seen == {"manager": True, "neighbour": False, "head": False, "lead": True}
    client.force_login(people["head"])
    assert "One is being tried, overdue to be looked at." in read(client, "/figures/tests/")
    client.force_login(lead)
    lead.grants.update(end_on=date(2026, 11, 1))
    grant(lead, "practitioner", tree["weald-safeguarding"])
    assert said not in read(client, "/")


def test_on_its_day_a_look_is_not_overdue(client, begun, lead):
    Cycle.objects.update(look_on=localdate())
    client.force_login(lead)
    assert "Look at what was tried" not in read(client, "/")


def test_the_list_is_reached_from_the_figures_and_the_team(client, begun, people, lead):
    for role, address in (("manager", "/figures/team/"), ("head", "/figures/"), ("lead", "/figures/")):
        client.force_login({**people, "lead": lead}[role])
        assert 'href="/figures/tests/' in read(client, address), role
    client.force_login(people["board"])
    assert "/figures/tests/" not in read(client, "/figures/")
