"""One audit as it is lived: invited, written by both at once, held to the rule, replied to, final (M1, M3, M4, M6)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from audits import services
from audits.models import Audit
from audits.tools import shipped
from tests.audits.conftest import make_scene

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def audit(scene):
    """Return an audit allocated today, due in two weeks."""
    now = timezone.now()
    return scene.allocate(at=now, due_on=timezone.localdate(now) + timedelta(days=14))


def test_from_invitation_to_final(scene, audit, signed_in, live_server, axe, both_widths):
    page = signed_in(user=scene.people["auditor"])
    page.goto(live_server.url + "/audits/")
    axe(page)
    page.get_by_role("link", name="LS000777").first.click()
    page.get_by_role("heading", name="What we already know").wait_for()
    axe(page)
    page.get_by_role("button", name="Invite the worker").click()
    day = timezone.localdate() + timedelta(days=3)
    for name, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(name).fill(str(part))
    axe(page)
    page.get_by_role("button", name="Invite the worker").click()
    page.get_by_text("The worker is invited.").wait_for()

    page.goto(f"{live_server.url}/audits/{audit.pk}/section/1/")
    axe(page)
    page.get_by_label("Good", exact=True).check()
    page.get_by_label("What makes you say so?").fill("Her words are on five of seven visits.")
    page.get_by_label("So what difference has this made").fill("Contact moved to Saturdays as she asked.")
    page.get_by_role("button", name="Next: risk and safety").click()
    page.get_by_role("heading", name="Risk and safety", level=1).wait_for()
    page.get_by_label("Inadequate", exact=True).check()
    page.get_by_label("What makes you say so?").fill("A worry in March was answered after five weeks.")
    page.get_by_label("So what difference has this made").fill("She was not safe at weekends until May.")
    page.get_by_role("button", name="Next: overall").or_(page.get_by_role("button", name="Next: worker")).click()
    page.get_by_role("heading", name="Worker's reflection", level=1).wait_for()

    page.goto(f"{live_server.url}/audits/{audit.pk}/overall/")
    page.get_by_label("Good", exact=True).check()
    page.get_by_label("What makes you say so?").fill("Steady work that came late to one worry.")
    page.get_by_role("button", name="Save the overall grade").click()
    page.get_by_role("heading", name="A second auditor").wait_for()
    axe(page)
    assert page.get_by_role("button", name="Send it to the worker").count() == 0

    scene.write(audit, grades=("good", "requires_improvement"), overall="requires_improvement", at=timezone.now())
    page.goto(f"{live_server.url}/audits/{audit.pk}/talked/")
    page.get_by_label("Day").fill(str(timezone.localdate().day))
    page.get_by_label("Month").fill(str(timezone.localdate().month))
    page.get_by_label("Year").fill(str(timezone.localdate().year))
    page.get_by_label("By video").check()
    axe(page)
    page.get_by_role("button", name="Keep the conversation").click()
    page.get_by_text("The conversation is kept.").wait_for()
    page.goto(f"{live_server.url}/audits/{audit.pk}/overall/")
    page.get_by_role("button", name="Send it to the worker").click()
    page.get_by_text("Sent to the worker").wait_for()

    page = signed_in(user=scene.people["worker"])
    page.goto(live_server.url + "/audits/")
    axe(page)
    page.get_by_role("link", name="Reply to the audit").click()
    page.get_by_role("heading", name="Please read, and reply").wait_for()
    axe(page)
    page.get_by_role("button", name="Reply").click()
    page.get_by_label("I agree in part").check()
    page.get_by_label("What do you want to say?").fill("The worry in March came while I was on leave.")
    axe(page)
    page.get_by_role("button", name="Send my reply").click()
    page.get_by_text("Your reply stands beside the grade.").wait_for()

    page = signed_in(user=scene.people["auditor"])
    page.goto(f"{live_server.url}/audits/{audit.pk}/")
    page.get_by_role("button", name="Send thanks for this").click()
    page.get_by_text("Your thanks are sent.").wait_for()
    page.get_by_role("button", name="Make it final").click()
    page.get_by_text("The audit is final.").wait_for()
    expect(page.get_by_text("The worry in March came while I was on leave.")).to_be_visible()
    axe(page)


def test_both_write_at_once_and_each_sees_the_other_arrive(scene, audit, signed_in, live_server, browser, axe):
    services.invite(audit=audit, meet_on=timezone.localdate() + timedelta(days=3), by=audit.auditor, at=timezone.now())
    address = f"{live_server.url}/audits/{audit.pk}/section/1/"
    page = signed_in(user=scene.people["auditor"])
    page.goto(address)
    from django.test import Client

    client = Client()
    client.force_login(scene.people["worker"])
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="en-GB")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    other = context.new_page()
    other.goto(address)
    axe(other)
    page.get_by_label("What makes you say so?").fill("Seen alone on each visit.")
    other.get_by_label("What would you add, in your words?").fill("I did not write down what she drew.")
    expect(page.locator("[data-saved]")).to_contain_text("Kept at", timeout=15000)
    expect(other.locator("[data-theirs]")).to_contain_text("Seen alone on each visit.", timeout=20000)
    expect(page.locator("[data-theirs]")).to_contain_text("I did not write down what she drew.", timeout=20000)
    assert other.get_by_label("What makes you say so?").count() == 0
    page.get_by_label("What makes you say so?").fill("Seen alone on each visit, and in the car.")
    page.get_by_role("button", name="Next: risk and safety").click()
    page.get_by_role("heading", name="Risk and safety", level=1).wait_for()
    context.close()
    kept = {each.voice: each.text for each in Audit.objects.get(pk=audit.pk).answers.all()}
    assert kept == {
        "auditor": "Seen alone on each visit, and in the car.",
        "worker": "I did not write down what she drew.",
    }


def test_text_survives_a_session_that_died_mid_sentence(scene, audit, signed_in, live_server, without_script):
    page = without_script(signed_in(user=scene.people["auditor"]))
    page.goto(f"{live_server.url}/audits/{audit.pk}/section/1/")
    page.get_by_label("What makes you say so?").fill("Mid-sentence, and then")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Next: risk and safety").click()
    page.get_by_label("Email").fill(scene.people["auditor"].email)
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("What makes you say so?")).to_have_value("Mid-sentence, and then")


def test_the_quality_lead_writes_a_tool_and_publishes_it(scene, signed_in, live_server, axe, both_widths):
    shipped.load_shipped(at=timezone.now())
    page = signed_in(user=scene.people["quality"])
    page.goto(live_server.url + "/audits/tools/")
    axe(page)
    page.get_by_role("link", name="Case audit").click()
    page.get_by_role("heading", name="1. Voice and lived experience").wait_for()
    axe(page)
    page.get_by_role("button", name="Begin a new version").click()
    page.get_by_role("heading", name="Case audit: draft of version 2").wait_for()
    axe(page)
    page.get_by_role("link", name="Add a question to Impact").click()
    axe(page)
    page.get_by_role("button", name="Keep the question").click()
    page.get_by_text("is empty. Write it, or take it out.").first.wait_for()
    page.get_by_role("link", name="Change this question").last.wait_for()
    page.goto(live_server.url + "/audits/tools/case-audit/draft/publish/")
    axe(page)
    assert page.get_by_role("button", name="Publish version 2").count() == 0
    page.goto(live_server.url + "/audits/standards/")
    axe(page)
