"""M15: a lead makes a survey, practitioners answer answer, a team of four stays hidden, all read the summary."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from feedback.models import Survey, SurveySlip
from tests.browser import shot
from tests.factories import make_tree, make_user
from tests.factories.surveys import answer, answer_as, close, make_leader_survey, make_staff, make_yearly_surveys

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_by_form(page, axe):
    page.get_by_role("link", name="Feedback", exact=True).click()
    page.get_by_role("link", name="Surveys").click()
    expect(page.get_by_role("heading", name="Surveys", exact=True)).to_be_visible()
    axe(page)
    shot(page, "surveys-empty")
    page.get_by_role("link", name="Make a pulse").click()
    page.get_by_label("What is it called?").fill("Pulse, autumn")
    page.get_by_label("Whom does it ask?").select_option("Larchshire")
    axe(page)
    shot(page, "survey-make")
    closes = timezone.localdate() + timedelta(days=14)
    for label, part in (("Day", closes.day), ("Month", closes.month), ("Year", closes.year)):
        page.get_by_role("textbox", name=label).fill(str(part))
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("Kept as a draft.")).to_be_visible()
    axe(page)
    shot(page, "survey-draft")
    page.get_by_role("button", name="Open it and tell everybody").click()
    expect(page.get_by_text("people are told")).to_be_visible()
    axe(page)
    shot(page, "survey-open")
    return Survey.objects.get()


def answer_by_form(page, axe):
    page.get_by_role("link", name="Pulse, autumn: say what you think").click()
    expect(page.get_by_role("button", name="Take my code")).to_be_visible()
    axe(page)
    shot(page, "survey-take")
    page.get_by_role("button", name="Take my code").click()
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    axe(page)
    shot(page, "survey-code")
    page.get_by_role("button", name="Answer now").click()
    expect(page.get_by_role("button", name="Send my answers")).to_be_visible()
    axe(page)
    shot(page, "survey-answer")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    axe(page)
    for group in page.locator("main fieldset").all():
        group.get_by_label("Agree", exact=True).check()
    page.get_by_label("Is there anything else you want to say?").fill("The lift is broken")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    axe(page)
    shot(page, "survey-thanks")


def test_from_a_draft_to_what_staff_said(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    lead = make_user("participation_lead", tree["larchshire"], name="P. Lead")
    staff = make_staff(tree["mere-safeguarding"], 14)
    four = make_staff(tree["mere-assessment"], 4)
    far = make_staff(tree["weald-safeguarding"], 12)
    survey = make_by_form(signed_in(user=lead), axe)

    page = signed_in(user=staff[0])
    axe(page)
    shot(page, "survey-home")
    answer_by_form(page, axe)
    assert SurveySlip.objects.count() == 1
    now = timezone.now()
    for number, person in enumerate([*staff[1:], *four, *far]):
        answer(
            survey, person, choices=(number % 5, 3, 1, 2, 4), comment="More desks" if number % 9 == 0 else "", at=now
        )

    page = signed_in(user=lead)
    page.goto(f"{live_server.url}/feedback/surveys/{survey.pk}/")
    page.get_by_role("button", name="Close it now").click()
    expect(page.get_by_text("It is closed. 30 answered.")).to_be_visible()
    page.get_by_role("link", name="5 comments in the queue").click()
    expect(page.get_by_role("heading", name="5 to read")).to_be_visible()
    axe(page)
    shot(page, "survey-queue")
    page.get_by_role("link", name="A comment in Pulse, autumn").first.click()
    expect(page.get_by_text("nobody knows whose it is")).to_be_visible()
    page.get_by_label("Read; those it is meant for may see it").check()
    axe(page)
    shot(page, "survey-passage")
    page.get_by_role("button", name="Say so").click()
    expect(page.get_by_role("heading", name="4 to read")).to_be_visible()

    page.goto(f"{live_server.url}/feedback/surveys/{survey.pk}/")
    page.get_by_role("link", name="Agree an action").click()
    expect(page.get_by_role("heading", name="Agree an action")).to_be_visible()
    axe(page)
    page.get_by_label("What is to be done?").fill("Halve the duty rota")
    page.get_by_label("How shall we know that it worked?").fill("Nobody on duty twice a week")
    page.get_by_label("Who does it?").select_option(lead.name)
    due = timezone.localdate() + timedelta(days=60)
    for label, part in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        page.get_by_role("textbox", name=label).fill(str(part))
    page.get_by_role("button", name="Agree the action").click()
    expect(page.get_by_text("Halve the duty rota")).to_be_visible()

    page = signed_in(user=four[0])
    page.goto(f"{live_server.url}/feedback/surveys/")
    page.get_by_role("link", name="Pulse, autumn").click()
    expect(page.get_by_role("heading", name="Pulse, autumn: what staff said")).to_be_visible()
    axe(page)
    shot(page, "survey-said")
    hidden = page.get_by_role("row", name="Mere Assessment")
    expect(hidden).to_contain_text("too few to show")
    expect(hidden).not_to_contain_text("100%")
    expect(page.get_by_text("Halve the duty rota")).to_be_visible()


def test_a_leader_reads_first_and_then_shows_it(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    lead = make_user("quality_lead", tree["larchshire"], name="Q. Lead")
    leader = make_user("head_of_service", tree["west"], name="H. Ead")
    page = signed_in(user=lead)
    page.goto(f"{live_server.url}/feedback/surveys/make/leader/")
    expect(page.get_by_role("heading", name="about one leader")).to_be_visible()
    axe(page)
    shot(page, "survey-leader-make")
    survey = make_leader_survey(leader, tree["west"], by=lead)
    for invitation in survey.invitations.select_related("user"):
        answer(survey, invitation.user)
    close(survey)
    address = f"{live_server.url}/feedback/surveys/{survey.pk}/"
    page.goto(address)
    expect(page.get_by_role("heading", name="For H. Ead first")).to_be_visible()
    axe(page)
    page = signed_in(user=leader)
    page.goto(address)
    expect(page.get_by_text("You alone see this")).to_be_visible()
    axe(page)
    shot(page, "survey-leader-said")
    page.get_by_role("button", name="Show it to others").click()
    expect(page.get_by_text("can see it now")).to_be_visible()
    page = signed_in(user=lead)
    page.goto(address)
    expect(page.get_by_text("Out of ten").first).to_be_visible()


def test_how_many_answer_year_by_year(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    *_, last = make_yearly_surveys(tree["mere-safeguarding"], [11, 7, 14, 19])
    page = signed_in("practitioner", team=tree["mere-safeguarding"])
    page.goto(f"{live_server.url}/feedback/surveys/{last.pk}/")
    expect(page.get_by_role("img", name="Line chart, November 2026 to November 2029")).to_be_visible()
    expect(page.get_by_role("row", name="Survey 2027")).to_contain_text("too few to show")
    axe(page)
    shot(page, "survey-trend")


def test_partners_answer_by_codes_that_are_handed_out(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    lead = make_user("participation_lead", tree["larchshire"], name="P. Lead")
    now = timezone.now()
    page = signed_in(user=lead)
    page.goto(f"{live_server.url}/feedback/surveys/")
    page.get_by_role("link", name="Make a partner survey").click()
    expect(page.get_by_role("heading", name="Make a survey: partner survey")).to_be_visible()
    axe(page)
    shot(page, "survey-partner-make")
    page.get_by_label("What is it called?").fill("Partner survey, autumn")
    page.get_by_label("Which part of the service do they work with?").select_option("Larchshire")
    closes = timezone.localdate() + timedelta(days=14)
    for label, part in (("Day", closes.day), ("Month", closes.month), ("Year", closes.year)):
        page.get_by_role("textbox", name=label).fill(str(part))
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_role("button", name="Open it").click()
    page.get_by_role("button", name="Make codes to hand out").click()
    axe(page)
    shot(page, "survey-partner-codes-make")
    page.get_by_label("For which kind of agency?").select_option("Health")
    page.get_by_label("How many?").fill("12")
    page.get_by_role("button", name="Make the codes").click()
    expect(page.get_by_role("heading", name="12 codes for Health")).to_be_visible()
    axe(page)
    shot(page, "survey-partner-codes")
    code = page.locator(".b-slip__address").nth(1).inner_text()

    survey = Survey.objects.get()
    guest = signed_in(user=make_user())
    guest.context.clear_cookies()
    guest.goto(f"{live_server.url}/survey/{survey.pk}/")
    expect(guest.get_by_text("on the slip or in the letter you were given")).to_be_visible()
    axe(guest)
    guest.get_by_label("Your code").fill(code)
    guest.get_by_role("button", name="Go on").click()
    axe(guest)
    shot(guest, "survey-partner-answer")
    for group in guest.locator("main fieldset").all():
        group.get_by_label("Agree", exact=True).check()
    guest.get_by_role("button", name="Send my answers").click()
    expect(guest.get_by_role("heading", name="Thank you.")).to_be_visible()

    for agency, count in (("health", 13), ("schools", 22), ("police", 4)):
        answer_as(survey, agency, count, choices=(3, 2, 4, 1, 3, 3, 2, 4, 0, 3, 4), comment="Ring us back", at=now)
    close(survey, at=now)
    page = signed_in(user=lead)
    page.goto(f"{live_server.url}/feedback/surveys/")
    axe(page)
    page.get_by_role("link", name="Partner survey, autumn", exact=True).click()
    expect(page.get_by_role("heading", name="Partner survey, autumn: what partners said")).to_be_visible()
    axe(page)
    shot(page, "survey-partner-said")
    expect(page.get_by_role("row", name="Police")).to_contain_text("too few to show")
