"""A practice week from its plan to Monday at 7.45 with two leaders ill (M8); a case in one's own line refused (M3)."""

import pytest
from playwright.sync_api import expect

from audits.models import Activity, Round
from audits.rounds import allocating, drawing, services
from tests.browser import shot
from tests.factories import make_tree, make_user, make_worker
from tests.factories.audits import make_tool
from tests.factories.rounds import AT, make_open_work, make_participant, make_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tree():
    tree = make_tree()
    make_tool()
    for code in ("mere-assessment", "mere-safeguarding", "weald-safeguarding"):
        make_open_work(tree[code], count=8, worker=make_worker(f"Worker of {tree[code]}"))
    return tree


def test_a_practice_week_and_two_leaders_ill(tree, signed_in, live_server, axe, both_widths):
    lead = make_user("quality_lead", tree["larchshire"], name="Q. Lead")
    page = signed_in(user=lead)
    page.get_by_role("link", name="Rounds").click()
    page.get_by_role("heading", name="No round yet").wait_for()
    axe(page)
    page.get_by_role("link", name="Plan a round").first.click()
    page.get_by_label("Name").fill("Practice week, November 2026")
    page.get_by_label("Practice week", exact=True).check()
    page.get_by_label("Whose work does it look at?").select_option(label="Larchshire")
    page.get_by_label("Who leads it?").select_option(label="Q. Lead")
    for group, day in (("First day", "23"), ("Last day", "27")):
        dates = page.get_by_role("group", name=group)
        dates.get_by_label("Day").fill(day)
        dates.get_by_label("Month").fill("11")
        dates.get_by_label("Year").fill("2026")
    page.get_by_label("Audits", exact=True).fill("6")
    page.get_by_label("Observations of practice").fill("3")
    page.get_by_label("Families spoken with").fill("3")
    axe(page)
    shot(page, "plan")
    page.get_by_role("button", name="Plan the round").click()
    page.get_by_role("heading", name="What comes next").wait_for()
    axe(page)
    page.get_by_role("link", name="Draw the sample").click()
    axe(page)
    shot(page, "draw")
    page.get_by_role("button", name="Draw the sample").click()
    page.get_by_role("heading", name="Drawn by chance").wait_for()
    axe(page)
    shot(page, "sample")

    week = Round.objects.get()
    ill = [make_participant(week, make_user(name=name), part="leader").person for name in ("A. Ill", "B. Ill")]
    for name in ("P. Shah", "T. Okoro", "R. Dean"):
        make_participant(week, make_user(name=name))
    make_participant(week, make_user("head_of_service", tree["larchshire"], name="M. Hale"))
    page.goto(f"{live_server.url}/audits/rounds/{week.pk}/")
    page.get_by_role("button", name="Share out the 12 that nobody has").click()
    page.get_by_role("heading", name="Everything has somebody.").wait_for()
    page.goto(f"{live_server.url}/audits/rounds/{week.pk}/")
    shot(page, "round")
    axe(page)
    page.get_by_role("button", name="Tell everybody and begin").click()
    page.get_by_text("Everybody is told. The round runs.").wait_for()
    axe(page)
    shot(page, "board")
    theirs = Activity.objects.filter(person__in=ill).count()
    assert theirs
    for person in ill:
        page.get_by_label(f"{person.name} is away").check()
    page.get_by_role("button", name="Mark away and share their work out").click()
    page.get_by_text(f"A. Ill and B. Ill are away: {theirs} given to somebody. Those concerned are told.").wait_for()
    axe(page)
    shot(page, "board-away")
    assert not Activity.objects.filter(person__in=ill, state="given").exists()
    page.get_by_label("Who", exact=True).select_option(label="P. Shah")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**person=**")
    count = Activity.objects.filter(person__name="P. Shah").count()
    expect(page.get_by_role("heading", name=f"{count} activit")).to_be_visible()

    page.get_by_role("link", name=" of LS").first.click()
    page.get_by_role("heading", name="Who may have it").wait_for()
    axe(page)
    shot(page, "activity")
    expect(page.get_by_text("M. Hale manages").first).to_be_visible()
    page.get_by_label("Give it to", exact=True).select_option(label="M. Hale")
    page.get_by_label("Why?", exact=True).fill("She asked for it")
    page.get_by_role("button", name="Give it", exact=True).click()
    page.locator(".govuk-error-summary").get_by_text("M. Hale manages").wait_for()
    axe(page)


def test_whoever_looks_says_that_it_is_done_on_a_phone(tree, signed_in, live_server, axe, both_widths):
    lead = make_user("quality_lead", tree["larchshire"])
    week = make_round(tree["larchshire"], by=lead, target_audits=0, target_observations=0, target_families=2)
    drawing.draw_sample(round=week, strata=[], key="d", by=lead, at=AT)
    auditor = make_participant(week, make_user("auditor", tree["larchshire"], name="P. Shah")).person
    allocating.share_out(round=week, key="s", path="/", by=lead, at=AT)
    services.tell(round=week, path="/", by=lead, at=AT)
    page = signed_in(user=auditor)
    page.goto(f"{live_server.url}/audits/rounds/")
    page.get_by_role("heading", name="You have 2 to do.").wait_for()
    axe(page)
    shot(page, "mine")
    page.get_by_role("link", name="Family conversation of LS").first.click()
    page.get_by_label("The worker has had written feedback").check()
    page.get_by_role("button", name="It is done").click()
    page.get_by_text("Done.").first.wait_for()
    axe(page)
    page.goto(f"{live_server.url}/audits/rounds/")
    page.get_by_role("heading", name="You have 1 to do.").wait_for()
    page.get_by_role("link", name="Whom I know too well to judge").click()
    axe(page)
    page.get_by_label("Child's reference").fill("LS000001")
    page.get_by_role("button", name="Declare it").click()
    page.get_by_text("It is declared").wait_for()
    axe(page)
