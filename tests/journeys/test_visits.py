"""A leader visits a team and answers; somebody observes practice on a phone by the family's consent (point 8)."""

from datetime import date

import pytest
from django.utils import timezone

from casework.models import CinStatus
from tests.browser import shot
from tests.factories import make_child, make_fact, make_import, make_tree, make_user, make_worker
from tests.factories.audits import make_tool

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill_day(page, group, day):
    dates = page.get_by_role("group", name=group)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        dates.get_by_label(label).fill(str(value))


def test_a_leader_visits_hears_and_answers(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    make_user("team_manager", tree["mere-safeguarding"], name="M. Manager")
    page = signed_in(user=make_user("director", tree["larchshire"], name="D. Director"))
    page.goto(f"{live_server.url}/audits/")
    page.locator("#main-content").get_by_role("link", name="Visits").click()
    page.get_by_role("heading", name="No visit yet").wait_for()
    axe(page)
    page.get_by_role("link", name="Which teams nobody visited").click()
    page.get_by_role("heading", name="Nobody visited 3 of 3 teams in a year.").wait_for()
    axe(page)
    shot(page, "visits-coverage")
    page.get_by_role("link", name="Plan one to Mere Safeguarding").click()
    page.get_by_label("Back to the floor").check()
    page.get_by_label("Arranged with which manager of that team?").select_option(label="M. Manager")
    fill_day(page, "Which day?", timezone.localdate())
    axe(page)
    shot(page, "visits-plan")
    page.get_by_role("button", name="Plan the visit").click()
    page.get_by_role("heading", name="Nothing heard yet").wait_for()
    axe(page)
    page.get_by_role("button", name="Say what you heard").click()
    page.get_by_label("Caseloads").check()
    page.get_by_label("What did you hear or see?").fill("Twenty-two children each since September.")
    axe(page)
    shot(page, "visits-heard")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Say what was done").click()
    page.get_by_label("What did we do about it?").fill("Two posts are advertised, and duty is shared from Monday.")
    axe(page)
    page.get_by_role("button", name="Tell the team").click()
    page.get_by_text("Two posts are advertised").wait_for()
    axe(page)
    shot(page, "visits-visit")
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Visits").click()
    page.get_by_text("What we did: Two posts").wait_for()
    axe(page)
    shot(page, "visits-index")


def test_practice_is_observed_on_a_phone_and_the_worker_replies(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    team = tree["mere-safeguarding"]
    make_tool(kind="observation", sections=("Being with the family",), safety=())
    worker = make_worker("W. Worker", user=make_user("practitioner", team, name="W. Worker"))
    child = make_child(source=make_import(as_on=date(2026, 10, 31)))
    make_fact(CinStatus, child=child, team=team, worker=worker, as_on=date(2026, 10, 31), status="CIN")
    page = signed_in(user=make_user("auditor", tree["larchshire"], name="A. Auditor"))
    page.goto(f"{live_server.url}/audits/")
    page.get_by_role("button", name="Observe practice").click()
    page.get_by_label("Whose practice?").fill("W. Worker")
    today = timezone.localdate()
    fill_day(page, "By when?", today.replace(year=today.year + 1, day=1))
    axe(page)
    shot(page, "observe")
    page.get_by_role("button", name="Begin the observation").click()
    page.get_by_role("button", name="Record what the family said").click()
    page.get_by_label("They agreed").check()
    axe(page)
    shot(page, "consent")
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("button", name="Invite the worker").click()
    fill_day(page, "Which day do you propose?", today)
    page.get_by_role("button", name="Invite the worker").click()
    page.get_by_role("button", name="We have talked").click()
    page.get_by_label("In person").check()
    page.get_by_role("button", name="Keep the conversation").click()
    page.get_by_role("link", name="Being with the family", exact=True).click()
    axe(page)
    shot(page, "observation-section")
    page.get_by_label("Good", exact=True).check()
    page.get_by_label("What makes you say so?").fill("She waited until the girl had finished.")
    page.get_by_label("So what difference has this made for the child?").fill("She said what she wanted.")
    page.get_by_role("button", name="Next: worker's reflection").click()
    page.get_by_role("heading", name="Worker's reflection").wait_for()
    page.goto(f"{page.url.split('/section')[0]}/overall/")
    page.get_by_label("Good", exact=True).check()
    page.get_by_label("What makes you say so?").fill("Warm and honest.")
    page.get_by_role("button", name="Save the overall grade").click()
    page.get_by_role("button", name="Send it to the worker").click()
    page.get_by_role("heading", name="Waiting for the worker's reply").wait_for()
    axe(page)
    shot(page, "observation")
