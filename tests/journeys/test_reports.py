"""A quality lead writes a round's report and issues it, reads the quarter, and takes inspectors their list."""

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from audits.models import Audit
from tests.factories import make_tree, make_user
from tests.factories.audits import make_tool
from tests.factories.casework import NOW
from tests.factories.learning import make_finding, make_guide, make_theme
from tests.factories.moderation import make_judged
from tests.factories.rounds import AT, make_activity, make_participant, make_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def shot(page, name):
    folder = os.environ.get("SHOTS")
    if folder:
        path = Path(folder) / f"{name}-{page.viewport_size['width']}.png"
        page.screenshot(path=path, full_page=True)


def test_the_report_of_a_round_is_written_and_issued(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    lead = make_user("quality_lead", tree["larchshire"], name="Q. Lead")
    tool = make_tool()
    week = make_round(tree["larchshire"], by=lead, name="Practice week", tool=tool.tool)
    auditor = make_participant(week, make_user("auditor", tree["larchshire"], name="A. Auditor")).person
    drift = make_theme("drift", name="Drift and delay")
    make_guide(topic=drift, by=lead, title="A date beside every step")
    for number in range(6):
        grade = "inadequate" if number == 5 else "good"
        audit = make_judged(team=tree["mere-safeguarding"], auditor=auditor, grade=grade, tool=tool)
        Audit.objects.filter(pk=audit.pk).update(state="in_conversation")
        make_finding(audit, theme=drift, kind="strength" if number < 2 else "difficulty")
        Audit.objects.filter(pk=audit.pk).update(state="final", final_at=timezone.now())
        moments = {"state": "done", "done_at": NOW, "done_by": auditor}
        make_activity(week, child=audit.child, team=audit.team, person=auditor, audit=audit, **moments)
    type(week).objects.filter(pk=week.pk).update(state="running", told_at=AT, told_by=lead)

    page = signed_in(user=lead)
    page.goto(f"{live_server.url}/audits/rounds/{week.pk}/")
    page.get_by_role("link", name="The report of this round").click()
    page.get_by_role("heading", name="Report of Practice week").wait_for()
    axe(page)
    page.get_by_role("link", name="Add to the plan").click()
    axe(page)
    page.get_by_label("What is to be done?").fill("Put a date beside every step of a plan")
    page.get_by_label("How shall we know that it worked?").fill("Nine in ten plans have dates")
    page.get_by_label("Who does it?").select_option(label="A. Auditor")
    for label, value in (("Day", "20"), ("Month", "12"), ("Year", "2030")):
        page.get_by_role("textbox", name=label, exact=True).fill(value)
    page.get_by_role("button", name="Agree the action").click()
    page.get_by_text("It is in the plan and in the register").wait_for()
    page.get_by_role("link", name="Write the report").click()
    page.get_by_label("What is strong?").fill("Children are known.")
    page.get_by_label("So what difference has been made?").fill("School goes better for most.")
    axe(page)
    shot(page, "report-words")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Issue the report").click()
    page.get_by_text("It is issued.").wait_for()
    axe(page)
    shot(page, "report")
    with page.expect_download() as download:
        page.get_by_role("button", name="Take the PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")

    page.goto(f"{live_server.url}/audits/")
    page.locator("main").get_by_role("link", name="Report of quality").click()
    page.get_by_label("Up to and with").select_option(index=0)
    page.get_by_label("For").select_option(label="Three months, a quarter")
    page.locator("main").get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**months=3**")
    page.get_by_role("img", name="Audits that were good or better").wait_for()
    axe(page)
    shot(page, "quality")
    page.get_by_role("link", name="The list inspectors ask for").click()
    expect(page.get_by_role("heading", name="The list inspectors ask for")).to_be_visible()
    axe(page)
    shot(page, "asked")
