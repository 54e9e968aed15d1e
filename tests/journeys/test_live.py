"""A case audited live in a meeting: begun in two steps, written on one page, the reference hidden until asked for."""

from datetime import date

import pytest

from casework.models import CinStatus
from tests.browser import shot
from tests.factories import make_child, make_fact, make_import, make_tree, make_user, make_worker
from tests.factories.audits import make_tool

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_case_is_audited_live(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    team = tree["mere-safeguarding"]
    make_tool(sections=("Voice", "Risk and safety", "Plans"))
    worker = make_worker("W. Worker", user=make_user("practitioner", team, name="W. Worker"))
    child = make_child("LS000777", source=make_import(as_on=date(2026, 10, 31)))
    make_fact(CinStatus, child=child, team=team, worker=worker, as_on=date(2026, 10, 31), status="CIN")
    for role, place, name in (("director", "larchshire", "D. Director"), ("head_of_service", "west", "H. Head")):
        make_user(role, tree[place], name=name)
    page = signed_in(user=make_user("auditor", tree["larchshire"], name="A. Auditor"))
    page.goto(f"{live_server.url}/audits/")
    page.get_by_role("button", name="Audit now, in a meeting").click()
    page.get_by_label("Child's reference").fill("LS000777")
    page.get_by_label("Tool").select_option(index=1)
    axe(page)
    shot(page, "live-begin")
    page.get_by_role("button", name="Begin").click()
    for name in ("D. Director", "H. Head", "W. Worker"):
        page.get_by_label(name).check()
    axe(page)
    shot(page, "live-room")
    page.get_by_role("button", name="Audit now").click()
    page.get_by_role("heading", name="Case audit meeting").wait_for()
    assert "LS000777" not in page.content()
    address = page.url
    page.get_by_role("link", name="Show the child's reference").click()
    page.get_by_text("LS000777").wait_for()
    axe(page)
    page.goto(address)
    for title in ("Voice", "Risk and safety", "Plans"):
        group = page.get_by_role("group", name=f"How good is {title}?")
        group.get_by_label("Good", exact=True).check()
    page.get_by_label("What makes you say so?").first.fill("She is seen alone, and her words are written down.")
    page.get_by_text("Kept at").wait_for()
    axe(page)
    shot(page, "live-page")
    page.get_by_role("button", name="Next: overall").click()
    page.get_by_role("heading", name="Still to do before it goes to the worker").wait_for()
    assert "LS000777" not in page.content()
    axe(page)
    page.get_by_role("link", name="The whole audit").click()
    page.get_by_text("in the room: A. Auditor, who wrote, D. Director").wait_for()
    axe(page)
    shot(page, "live-audit")
