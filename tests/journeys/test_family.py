"""M9: a parent scans a code in a waiting room; a child answers with pictures; nobody is shut out by a script."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from feedback.models import Passage, Response
from tests.browser import shot
from tests.factories import make_tree, make_user
from tests.factories.feedback import answer_all, make_code, make_known_child, make_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tree():
    cache.clear()
    return make_tree()


@pytest.fixture
def child(tree):
    return make_known_child(tree["mere-safeguarding"])


def answer_every_question(page, axe, name="", words=""):
    for number in range(1, 5):
        page.wait_for_url(f"**/{number}/**")
        if axe:
            axe(page)
        if number in (1, 3) and name:
            shot(page, f"{name}-{number}")
        page.locator("label.choice").nth(number % 4).click()
        if axe and number == 2:
            page.get_by_text("Say more, if you want to").click()
            page.get_by_label("Say more, if you want to").fill("Only sometimes")
            axe(page)
            shot(page, "more")
        page.locator("button.go").click()
    page.wait_for_url("**/5/**")
    if axe:
        axe(page)
    if name:
        shot(page, f"{name}-5")
    page.locator("textarea").fill(words)
    page.locator("button.go").click()
    page.wait_for_url("**/end/**")


def test_a_parent_answers_by_a_code_from_a_waiting_room(tree, page, live_server, axe, both_widths):
    token = make_code(tree["mere"], at=timezone.now())
    page.goto(f"{live_server.url}/say/{token}/")
    expect(page.get_by_role("heading", name="What do you think?")).to_be_visible()
    axe(page)
    shot(page, "start-plain")
    page.get_by_role("button", name="Start").click()
    answer_every_question(page, axe, "adult", "Ring before you come")
    axe(page)
    shot(page, "end")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    axe(page)
    shot(page, "sent")
    response = Response.objects.get()
    assert (response.state, response.mode, response.answers.count()) == ("sent", "anonymous", 4)


@pytest.mark.parametrize(
    ("variant", "language"),
    [("helper", "cy"), ("easy", "pl"), ("child", "ro"), ("adult", "ur")],
)
def test_every_way_and_language_without_script(
    child, page, without_script, live_server, axe, both_widths, variant, language
):
    """Answered with no script at all; each page is then opened with one, for axe is a script itself."""
    token = make_link(child, at=timezone.now())
    plain = without_script(page)
    plain.set_viewport_size(both_widths)
    address = f"{live_server.url}/say/{token}/"
    page.goto(f"{address}?l={language}&v={variant}")
    axe(page)
    shot(page, f"start-{variant}-{language}")
    plain.goto(f"{address}?l={language}&v={variant}")
    for label in plain.locator("fieldset label.choice:first-of-type").all():
        label.click()
    plain.locator("button.go").click()
    answer_every_question(plain, None)
    page.context.add_cookies([cookie for cookie in plain.context.cookies() if cookie["name"] == "five"])
    for part in ("1", "5", "end"):
        page.goto(f"{address}{part}/?l={language}&v={variant}")
        axe(page)
        shot(page, f"{part}-{variant}-{language}")
    plain.locator("button.go").click()
    plain.wait_for_url("**/sent/**")
    assert Response.objects.get().state == "sent"
    assert (Response.objects.get().variant, Response.objects.get().language) == (variant, language)


def test_i_feel_unsafe_is_on_each_page_and_reaches_the_queue(child, page, live_server, axe, both_widths):
    page.goto(f"{live_server.url}/say/{make_link(child, respondent='child', at=timezone.now())}/")
    page.get_by_text("In confidence").click()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/1/**")
    shot(page, "child-1")
    for number in range(1, 6):
        expect(page.get_by_role("link", name="I feel unsafe")).to_be_visible()
        if number < 5:
            page.get_by_role("button", name="Next").click()
            page.wait_for_url(f"**/{number + 1}/**")
    page.get_by_role("link", name="I feel unsafe").click()
    expect(page.get_by_role("heading", name="You can tell us")).to_be_visible()
    expect(page.get_by_role("link", name="0800 1111")).to_be_visible()
    axe(page)
    shot(page, "unsafe")
    page.get_by_label("What is happening?").fill("he hurts me")
    page.get_by_role("button", name="Tell someone").click()
    expect(page.get_by_role("heading", name="We have it")).to_be_visible()
    axe(page)
    shot(page, "unsafe-told")
    passage = Passage.objects.get()
    assert (passage.text, passage.is_urgent, passage.flags > 0) == ("he hurts me", True, True)
    page.get_by_role("link", name="Go on with the questions").click()
    page.wait_for_url("**/say/**")


def test_leaving_leaves_nothing_to_go_back_to(child, page, live_server):
    page.route(
        "https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html")
    )
    page.goto(f"{live_server.url}/healthz")
    page.goto(f"{live_server.url}/say/{make_link(child, at=timezone.now())}/")
    page.get_by_role("link", name="Leave now").click()
    expect(page.get_by_role("heading", name="Weather")).to_be_visible()
    page.go_back()
    page.wait_for_url("**/healthz")
    assert page.evaluate("[localStorage.length, sessionStorage.length].join()") == "0,0"


def test_a_page_asks_nothing_of_anybody_else_and_its_policy_is_kept(child, page, live_server):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_server.url}/say/{make_link(child, at=timezone.now())}/?v=child")
    page.wait_for_load_state("networkidle")
    assert {address for address in asked if not address.startswith((live_server.url, "data:"))} == set()
    assert said == []
    assert len(asked) <= 4


def test_bad_links_are_plain_pages(child, page, live_server, axe, both_widths):
    token = make_link(child, at=timezone.now())
    answer_all(token, at=timezone.now())
    for address, heading in ((token, "This link has been used"), (token[:20], "This link does not work")):
        page.goto(f"{live_server.url}/say/{address}/")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        axe(page)
        shot(page, heading.replace(" ", "-"))


def test_a_worker_makes_a_link_and_records_an_answer(tree, child, signed_in, live_server, axe, both_widths):
    page = signed_in(user=make_user("team_manager", tree["mere-safeguarding"]))
    page.goto(f"{live_server.url}/feedback/")
    axe(page)
    shot(page, "landing-empty")
    page.get_by_label("Child's reference").fill(child.reference)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="When they were asked")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Make a link for them").click()
    page.get_by_label("Parent, carer or family").check()
    axe(page)
    shot(page, "ask")
    page.get_by_label("A review or conference").check()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("Scan this with your phone")).to_be_visible()
    axe(page)
    shot(page, "link")
    page.get_by_role("link", name="Back to child").click()
    page.get_by_role("link", name="Record what they told you").click()
    expect(page.get_by_role("heading", name="Record what they told you")).to_be_visible()
    axe(page)
    shot(page, "record")
    for label in ("Child or young person", "A review or conference", "A worker", "In person", "At home"):
        page.get_by_label(label, exact=True).check()
    page.get_by_label("Named: their worker sees it").check()
    page.get_by_label("Yes", exact=True).first.check()
    page.get_by_role("button", name="Record the answers").click()
    expect(page.get_by_text("The answers are recorded.")).to_be_visible()
    axe(page)
    shot(page, "child")


def test_plain_codes_to_print(tree, signed_in, live_server, axe, both_widths):
    page = signed_in("participation_lead")
    page.goto(f"{live_server.url}/feedback/")
    page.get_by_role("link", name="Make plain codes to hand out").click()
    page.get_by_label("For", exact=True).select_option("Mere")
    axe(page)
    page.get_by_role("button", name="Make the codes").click()
    expect(page.get_by_text("Scan this with your phone").first).to_be_visible()
    axe(page)
    shot(page, "codes")
