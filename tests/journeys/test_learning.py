"""From a finding in an audit to what audits teach together, the guidance that answers it, and what was learned."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.audits.conftest import make_scene
from tests.factories.learning import make_found, make_graded, make_guide, make_theme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    return make_scene()


def test_an_auditor_keeps_a_finding_and_leaders_read_it_with_others(scene, signed_in, live_server, axe, both_widths):
    theme = make_theme("voice", name="The child seen and heard", means="Seen alone, asked, and listened to")
    make_guide(topic=theme, by=scene.people["quality"], title="Asking children")
    audit = scene.talking()
    page = signed_in(user=scene.people["auditor"])
    page.goto(f"{live_server.url}/audits/{audit.pk}/overall/")
    page.get_by_role("link", name="What was found").click()
    page.get_by_role("heading", name="What was found", level=1).wait_for()
    axe(page)
    page.get_by_label("Difficulty").check()
    page.get_by_label("Which standard is it about?").select_option(index=1)
    page.get_by_label("Theme").select_option(label="The child seen and heard")
    page.get_by_role("button", name="Keep the finding").click()
    expect(page.get_by_text("Say what you saw.").first).to_be_visible()
    axe(page)
    page.get_by_label("What did you see?").fill("Nobody wrote down what she said.")
    page.get_by_role("button", name="Keep the finding").click()
    page.get_by_text("Kept. Add the next, or go on.").wait_for()
    expect(page.get_by_role("link", name="Guide: Asking children")).to_be_visible()
    axe(page)

    for kinds in (("difficulty",), ("difficulty", "strength")):
        make_graded(make_found(team=audit.team, theme=theme, kinds=kinds, final_at=timezone.now()), "good")
    page = signed_in(user=scene.people["quality"])
    page.goto(live_server.url + "/audits/")
    page.get_by_role("link", name="What audits teach").click()
    page.get_by_role(
        "heading", name="The child seen and heard: most often a difficulty, 2 times in 2 audits"
    ).wait_for()
    axe(page)
    page.get_by_role("link", name="The child seen and heard").click()
    page.get_by_role("heading", name="The child seen and heard", level=1).wait_for()
    axe(page)
    for tab in ("By standard", "By team"):
        page.goto(live_server.url + "/learning/")
        page.get_by_role("link", name=tab).click()
        page.wait_for_load_state()
        axe(page)


def test_a_guide_and_what_was_learned_are_kept(scene, signed_in, live_server, axe, both_widths):
    make_theme("voice", name="The child seen and heard")
    page = signed_in(user=scene.people["quality"])
    page.goto(live_server.url + "/learning/guidance/")
    axe(page)
    page.get_by_role("link", name="Write a guide").first.click()
    page.get_by_role("heading", name="Write a guide").wait_for()
    page.get_by_label("Title").fill("Asking brothers and sisters")
    page.get_by_label("Topic").select_option(label="The child seen and heard")
    page.get_by_label("What to do").fill("Ask each of them alone.\n\nWrite down their words.")
    _day(page, "review_on", timezone.localdate() + timedelta(days=300))
    axe(page)
    page.get_by_role("button", name="Keep the guide").click()
    page.get_by_role("heading", name="Asking brothers and sisters", level=1).wait_for()
    axe(page)
    page.get_by_role("button", name="I have read this").click()
    expect(page.get_by_text("Read by 1 of")).to_be_visible()

    page.goto(live_server.url + "/learning/register/")
    axe(page)
    page.get_by_role("link", name="Keep what was learned").first.click()
    page.get_by_role("heading", name="Keep what was learned", level=1).wait_for()
    page.get_by_label("What was learned?").fill("Brothers and sisters were not asked")
    page.get_by_label("Theme").select_option(label="The child seen and heard")
    page.get_by_label("For which team").select_option(label="Mere Safeguarding")
    page.get_by_label("What is to be done?").fill("Ask them at every visit")
    page.get_by_label("How shall we know").fill("Their words are in the record")
    page.get_by_label("Who does it?").select_option(label="M. Manager")
    _day(page, "due_on", timezone.localdate() + timedelta(days=60))
    _day(page, "look_again_on", timezone.localdate() + timedelta(days=200))
    axe(page)
    page.get_by_role("button", name="Keep what was learned").click()
    page.get_by_role("heading", name="Brothers and sisters were not asked", level=1).wait_for()
    axe(page)
    page.goto(live_server.url + "/learning/register/")
    axe(page)


def _day(page, name, day):
    for part in ("day", "month", "year"):
        page.locator(f"[name={name}_{part}]").fill(str(getattr(day, part)))
