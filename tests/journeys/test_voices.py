"""A participation lead finds who is to be asked, and a chair whom nobody independent has heard."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from casework.models import Review
from feedback.compliments.services import log as compliment_log
from feedback.following import services as following
from feedback.reading import services as reading
from feedback.saying import services as saying
from feedback.wedid import services as wedid
from tests.factories import make_fact, make_tree, make_user
from tests.factories.feedback import (
    AT,
    answer_all,
    make_closed,
    make_complaint,
    make_known_child,
    make_link,
    make_recorded,
    make_said,
    make_theme,
)
from tests.journeys.test_family import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tree():
    cache.clear()
    return make_tree()


def test_who_is_to_be_asked_is_one_click_from_asking(tree, signed_in, live_server, axe, both_widths):
    today = timezone.localdate()
    child = make_known_child(tree["mere-safeguarding"], start_on=today - timedelta(days=200))
    make_fact(Review, child=child, kind="cp", review_on=today - timedelta(days=3))
    page = signed_in("participation_lead")
    page.goto(f"{live_server.url}/feedback/")
    page.get_by_role("link", name="Who is due, late and never asked").click()
    expect(page.get_by_role("heading", name="2 are late to be asked")).to_be_visible()
    axe(page)
    shot(page, "due")
    page.get_by_role("link", name="Reviews and conferences without an independent answer").click()
    expect(page.get_by_role("heading", name="1 review or conference without an independent answer")).to_be_visible()
    axe(page)
    shot(page, "unheard")
    page.get_by_role("link", name=f"Family of {child.reference}").click()
    expect(page.get_by_label("An independent chair")).to_be_checked()
    page.go_back()
    page.go_back()
    page.get_by_role("link", name=f"Link for {child.reference}, parent").click()
    expect(page.get_by_label("Parent, carer or family")).to_be_checked()


def test_the_month_is_read_and_an_answer_followed_up(tree, signed_in, live_server, axe, both_widths):
    manager = make_user("team_manager", tree["mere-safeguarding"], name="M. Hale")
    chair = make_user("independent_chair", tree["larchshire"])
    for _ in range(12):
        told = {"child": make_known_child(tree["mere-safeguarding"]), "at": timezone.now()}
        make_recorded(**told, choices=["yes"] * 4, by=manager)
        make_recorded(**told, choices=["no", "a_little", "yes", "yes"], by=chair, gathered_by="chair", mode="named")
    make_theme()
    page = signed_in("participation_lead")
    month = timezone.localdate().replace(day=1).isoformat()[:7]
    page.goto(f"{live_server.url}/feedback/?month={month}")
    axe(page)
    shot(page, "landing")
    page.goto(f"{live_server.url}/feedback/month/?month={month}")
    expect(page.get_by_role("heading", name="24 answered")).to_be_visible()
    axe(page)
    shot(page, "month")
    page.get_by_role("link", name="What workers are told beside what others are told").click()
    expect(page.get_by_role("heading", name="Fewer say yes to somebody independent")).to_be_visible()
    axe(page)
    shot(page, "compare")
    page.go_back()
    page.get_by_role("link", name="Answers to follow up").click()
    expect(page.get_by_role("heading", name="12 answers to decide about")).to_be_visible()
    axe(page)
    shot(page, "answers")
    page.get_by_role("link", name="number 1", exact=False).first.click()
    page.get_by_label("What does it speak of?").select_option("Change of worker")
    page.get_by_role("button", name="Put the theme on it").click()
    expect(page.get_by_text("to be checked")).to_be_visible()
    axe(page)
    shot(page, "answer")
    page.get_by_role("button", name="Have it followed up").click()
    page.get_by_label("What is to be done?").fill("Ring them")
    page.get_by_label("How shall we know that it worked?").fill("They say they were heard")
    page.get_by_label("Who does it?").select_option("M. Hale")
    due = timezone.localdate() + timedelta(days=14)
    for name, value in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        page.get_by_role("textbox", name=name, exact=True).fill(str(value))
    axe(page)
    shot(page, "follow-up")
    page.get_by_role("button", name="Give it to them").click()
    expect(page.get_by_role("link", name="Ring them")).to_be_visible()
    axe(page)
    page.goto(f"{live_server.url}/themes/")
    axe(page)
    shot(page, "themes")


def test_what_people_said_becomes_a_reply_for_everybody(tree, signed_in, live_server, axe, both_widths):
    make_theme()
    page = signed_in("participation_lead")
    page.goto(f"{live_server.url}/feedback/")
    page.get_by_role("link", name="What people raised, and our replies").click()
    expect(page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Raise what people said").click()
    page.get_by_label("Theme", exact=True).select_option("Change of worker")
    page.get_by_label("What did people say?").fill("Tell us before our worker changes")
    axe(page)
    shot(page, "said-raise")
    page.get_by_role("button", name="It waits for a reply").click()
    page.get_by_role("button", name="Write the reply").click()
    page.get_by_label("We cannot, because").check()
    page.get_by_label("To families").fill("People leave at short notice. We say goodbye, always.")
    page.get_by_label("To staff").fill("Say goodbye in person.")
    axe(page)
    page.get_by_role("button", name="Keep the reply").click()
    expect(page.get_by_text("Somebody else publishes it")).to_be_visible()
    axe(page)
    shot(page, "said-one")
    page.context.clear_cookies()
    page = signed_in("quality_lead")
    page.goto(f"{live_server.url}/feedback/you-said/")
    page.get_by_role("link", name="Tell us before our worker changes").click()
    page.get_by_role("button", name="Publish the reply").click()
    expect(page.get_by_text("It is published")).to_be_visible()
    page.goto(f"{live_server.url}/feedback/you-said/")
    axe(page)
    shot(page, "said-list")
    page.context.clear_cookies()
    for name in ("you-said", "you-said/print"):
        page.goto(f"{live_server.url}/{name}/")
        expect(page.get_by_text("We say goodbye, always.")).to_be_visible()
        axe(page)
        shot(page, name.replace("/", "-"))


def test_a_complaint_is_logged_and_something_learned(tree, signed_in, live_server, axe, both_widths):
    make_theme("Being on time")
    make_complaint(tree["mere-safeguarding"], reference="C-1041", received_on=timezone.localdate() - timedelta(days=60))
    page = signed_in("quality_lead")
    page.goto(f"{live_server.url}/feedback/")
    page.get_by_role("link", name="What complaints teach").click()
    expect(page.get_by_role("heading", name="What complaints teach")).to_be_visible()
    axe(page)
    shot(page, "complaints")
    page.get_by_role("button", name="Log a complaint").click()
    page.get_by_label("Reference in the complaints system").fill("C-1042")
    axe(page)
    shot(page, "complaint-log")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("Choose at least one theme.").first).to_be_visible()
    axe(page)
    page.goto(f"{live_server.url}/feedback/complaints/")
    page.get_by_role("link", name="C-1041").first.click()
    expect(page.get_by_role("heading", name="Complaint C-1041 is late")).to_be_visible()
    page.get_by_role("button", name="Write what was learned").click()
    page.get_by_label("Learning").check()
    page.get_by_label("In a sentence").fill("Ring before a visit is moved")
    axe(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="Ring before a visit is moved")).to_be_visible()
    axe(page)
    shot(page, "complaint")


def test_how_reviews_are_found(tree, signed_in, live_server, axe, both_widths):
    today = timezone.localdate()
    child = make_known_child(tree["mere-safeguarding"], start_on=today - timedelta(days=300))
    make_fact(Review, child=child, kind="cp", review_on=today.replace(day=1))
    page = signed_in("independent_chair")
    page.goto(f"{live_server.url}/feedback/due/reviews/?month={today.isoformat()[:7]}")
    page.get_by_role("link", name="How reviews and conferences are found").click()
    expect(page.get_by_role("heading", name="How reviews and conferences are found")).to_be_visible()
    axe(page)
    shot(page, "meetings")


def test_a_closed_case_is_drawn_and_given(tree, signed_in, live_server, axe, both_widths):
    last_month = timezone.localdate().replace(day=1) - timedelta(days=1)
    make_closed(tree["mere-safeguarding"], end_on=last_month)
    make_user("team_manager", tree["weald-safeguarding"], name="R. Asher")
    page = signed_in("participation_lead")
    page.goto(f"{live_server.url}/feedback/?month={last_month.isoformat()[:7]}")
    page.get_by_role("link", name="Families drawn to be asked, and who speaks with them").click()
    expect(page.get_by_role("heading", name="Nobody has been drawn yet")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Draw them").click()
    expect(page.get_by_text("Drawn from 1.")).to_be_visible()
    axe(page)
    shot(page, "closed")
    page.get_by_role("link", name="LS0", exact=False).first.click()
    page.get_by_role("button", name="Ask somebody to speak with them").click()
    page.get_by_label("Who speaks with them?").select_option("R. Asher")
    axe(page)
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_text("They find it under Feedback.")).to_be_visible()
    axe(page)
    shot(page, "interview")


def test_a_compliment_is_passed_on(tree, signed_in, live_server, axe, both_widths):
    worker = make_user("practitioner", tree["mere-safeguarding"], name="S. Marsh")
    compliment_log(
        about=worker,
        team=tree["mere-safeguarding"],
        source="child",
        words="She listens",
        received_on=timezone.localdate(),
        key="k",
        by=make_user(),
        at=timezone.now(),
    )
    page = signed_in("participation_lead")
    page.goto(f"{live_server.url}/feedback/")
    page.get_by_role("link", name="What people said well of staff").click()
    expect(page.get_by_text("She listens")).to_be_visible()
    axe(page)
    shot(page, "compliments")
    page.get_by_role("button", name="Pass it on").click()
    expect(page.get_by_text("S. Marsh is told.")).to_be_visible()
    page.get_by_role("button", name="Log a compliment").click()
    expect(page.get_by_role("heading", name="Log a compliment")).to_be_visible()
    axe(page)


def test_a_question_to_a_leader_is_read_and_answered(tree, signed_in, live_server, axe, both_widths):
    leader = make_user("head_of_service", tree["west"], name="L. Rowan")
    worker = make_user("practitioner", tree["mere-safeguarding"], name="S. Marsh")
    page = signed_in(user=worker)
    page.goto(f"{live_server.url}/feedback/")
    page.get_by_role("link", name="Questions to leaders, and their answers").click()
    expect(page.get_by_role("heading", name="None yet")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Ask a question").click()
    page.get_by_label("What do you want to ask?").fill("When do we move to the new office?")
    page.get_by_label("Whom do you ask?").select_option("L. Rowan")
    page.get_by_label("All staff, with the question").check()
    axe(page)
    shot(page, "leader-ask")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("A duty reader reads it first, by")).to_be_visible()
    axe(page)
    page = signed_in("participation_lead", team=tree["larchshire"])
    page.goto(f"{live_server.url}/feedback/queue/")
    page.get_by_role("link", name="A question to a leader").click()
    page.get_by_label("Read; those it is meant for may see it").check()
    axe(page)
    shot(page, "leader-passage")
    page.get_by_role("button", name="Say so").click()
    page = signed_in(user=leader)
    page.goto(f"{live_server.url}/feedback/leaders/")
    page.get_by_role("link", name="Answer this").click()
    page.get_by_label("Your answer").fill("In May, all of us at once.")
    axe(page)
    shot(page, "leader-answer")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("In May, all of us at once.")).to_be_visible()
    expect(page.get_by_text("S. Marsh")).to_have_count(0)
    axe(page)
    shot(page, "leaders")


def _type_today(page):
    today = timezone.localdate()
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        page.get_by_role("textbox", name=part).fill(str(value))


def test_a_leader_met_children_and_they_say_what_changed(tree, signed_in, live_server, axe, both_widths):
    make_user("director", tree["larchshire"], name="D. Holm")
    make_theme("Contact with family")
    page = signed_in("participation_lead", team=tree["larchshire"])
    page.goto(f"{live_server.url}/feedback/")
    page.get_by_role("link", name="What leaders heard from children").click()
    expect(page.get_by_role("heading", name="0 of 1 leader have met children this quarter")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Write down what children said").click()
    page.get_by_label("Children in care council").check()
    page.get_by_label("Care leavers").check()
    _type_today(page)
    page.get_by_label("D. Holm").check()
    page.get_by_label("Contact with family").check()
    page.get_by_label("What did you hear?").fill("Nobody tells us when a worker leaves.")
    axe(page)
    shot(page, "met-log")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="1 of 1 leader has met children this quarter")).to_be_visible()
    axe(page)
    shot(page, "met-list")
    page.get_by_role("link", name="Care leavers").click()
    page.get_by_role("button", name="Say what changed").click()
    page.get_by_label("What changed?").fill("Each worker now writes before they leave.")
    axe(page)
    page.get_by_role("button", name="Keep what changed").click()
    page.get_by_role("button", name="Say what the children think").click()
    page.get_by_label("In part").check()
    axe(page)
    page.get_by_role("button", name="Keep their view").click()
    expect(page.get_by_role("heading", name="What the children think")).to_be_visible()
    axe(page)
    shot(page, "met")


def test_an_escalation_is_settled(tree, signed_in, live_server, axe, both_widths):
    make_theme("Thresholds")
    page = signed_in("quality_lead", team=tree["larchshire"])
    page.goto(f"{live_server.url}/feedback/")
    page.get_by_role("link", name="What was escalated, and how long it took").click()
    expect(page.get_by_role("heading", name="None yet")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Write down an escalation").click()
    page.get_by_label("We escalated to a partner").check()
    page.get_by_label("Which agency?").select_option("Health")
    page.get_by_label("Theme").select_option("Thresholds")
    page.get_by_label("What is it about?").fill("No health assessment in eight weeks")
    _type_today(page)
    axe(page)
    shot(page, "partners-log")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Say how it was settled").click()
    page.get_by_label("Agreed in part").check()
    page.get_by_label("What was done?").fill("Clinics on Saturdays")
    _type_today(page)
    axe(page)
    page.get_by_role("button", name="It is settled").click()
    expect(page.get_by_text("after 0 working days")).to_be_visible()
    axe(page)
    shot(page, "partners")


def test_somebody_who_allowed_it_is_quoted(tree, signed_in, live_server, axe, both_widths):
    theme = make_theme()
    lead = make_user("participation_lead", tree["larchshire"], name="P. Lead")
    quality = make_user("quality_lead", tree["larchshire"], name="Q. Lead")
    response = answer_all(
        make_link(make_known_child(tree["mere"])), text="Nobody rang. The new one is kind.", send=False
    )
    saying.send(response=response, quote=True, contact=False, at=AT)
    passage = response.passages.get()
    reading.open_passage(passage=passage, by=lead, at=AT)
    reading.judge(passage=passage, outcome="read", by=lead, at=AT)
    following.put_theme(response=response, theme=theme, by=lead, at=AT)
    one = make_said(tree["larchshire"], theme=theme)
    reply = {"to_families": "We ring you first.", "to_staff": "Ring first."}
    wedid.write(you_said=one, kind="cannot", **reply, by=lead, at=AT)
    wedid.publish(you_said=one, written_at=one.written_at, by=quality, at=AT)
    page = signed_in(user=lead)
    page.goto(f"{live_server.url}/feedback/you-said/{one.pk}/")
    page.get_by_role("link", name="Quote somebody who allowed it").click()
    axe(page)
    shot(page, "quote-choose")
    page.get_by_label("Nobody rang. The new one is kind.").check()
    page.get_by_label("The words to quote").fill("Nobody rang.")
    page.get_by_label("I have read them").check()
    page.get_by_role("button", name="Keep for the second look").click()
    expect(page.get_by_text("not shown before somebody else has looked")).to_be_visible()
    page = signed_in(user=quality)
    page.goto(f"{live_server.url}/feedback/you-said/{one.pk}/")
    axe(page)
    shot(page, "quote-check")
    page.get_by_role("button", name="It names nobody: show it").click()
    page.goto(f"{live_server.url}/you-said/")
    expect(page.get_by_text("Nobody rang.", exact=True)).to_be_visible()
    axe(page)
    shot(page, "quote-everybody")
