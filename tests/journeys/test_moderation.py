"""A moderator disagrees (M7): blind first, then both side by side; a change needs a reason; agreement moves."""

import pytest

from audits.models import Audit
from audits.moderation import services
from tests.browser import shot
from tests.factories import make_child, make_tree, make_user
from tests.factories.audits import make_tool
from tests.factories.casework import NOW
from tests.factories.moderation import make_judged
from tests.factories.rounds import make_activity, make_participant, make_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_moderator_disagrees(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    lead = make_user("quality_lead", tree["larchshire"], name="Q. Lead")
    week = make_round(tree["larchshire"], by=lead, moderated_share=100, name="Practice week")
    moderator = make_participant(week, make_user("auditor", tree["larchshire"], name="M. Second")).person
    audit = make_judged(team=tree["mere-safeguarding"], grade="good", text="The plan is clear")
    make_activity(week, child=audit.child, worker=audit.worker, team=audit.team, person=audit.auditor, audit=audit)

    page = signed_in(user=lead)
    page.goto(f"{live_server.url}/audits/rounds/{week.pk}/")
    page.get_by_role("link", name="How far grades agree").click()
    page.get_by_role("heading", name="Nothing is graded twice yet.").wait_for()
    axe(page)
    page.get_by_role("button", name="Draw by the round's rule").click()
    page.get_by_text("1 are asked to be graded a second time.").wait_for()

    page = signed_in(user=moderator)
    page.goto(f"{live_server.url}/audits/moderation/")
    axe(page)
    page.get_by_role("link", name=audit.child.reference).click()
    page.get_by_role("heading", name="by yourself").wait_for()
    assert "The plan is clear" not in page.content()
    axe(page)
    shot(page, "moderate")
    page.get_by_role("button", name="Give the second grade").click()
    page.get_by_role("link", name="Say why: a grade without analysis cannot be given.").wait_for()
    axe(page)
    for group in page.locator("main fieldset").all():
        group.get_by_label("Requires improvement").check()
    page.get_by_label("Why is it that grade?").fill("The risk outside the home was not seen")
    page.get_by_role("button", name="Give the second grade").click()
    page.get_by_role("heading", name="Two grades, side by side").wait_for()
    assert "The plan is clear" in page.content()
    axe(page)

    page = signed_in(user=lead)
    page.goto(f"{live_server.url}/audits/moderation/")
    page.get_by_role("link", name=audit.child.reference).click()
    page.get_by_label("The moderator's: Requires improvement").check()
    page.get_by_role("button", name="Settle it").click()
    page.get_by_text("The grade changes: say why.").first.wait_for()
    axe(page)
    page.get_by_label("If the auditor's grade changes, why?").fill("The risk was there to be seen")
    page.get_by_role("button", name="Settle it").click()
    page.get_by_role("heading", name="What stands: Requires improvement").wait_for()
    axe(page)
    shot(page, "settled")
    assert Audit.objects.get().grade == "requires_improvement"
    page.goto(f"{live_server.url}/audits/moderation/rounds/{week.pk}/")
    page.get_by_role("heading", name="0 of 1 graded twice agree exactly.").wait_for()
    axe(page)
    shot(page, "agreement")


def test_many_grade_one_case(signed_in, live_server, axe, both_widths):
    tree = make_tree()
    lead = make_user("quality_lead", tree["larchshire"])
    fields = {"team": tree["larchshire"], "child": make_child(), "tool_version": make_tool()}
    exercise = services.begin_calibration(title="One case in November", **fields, key="c", by=lead, at=NOW)
    other = make_user("auditor", tree["larchshire"])
    services.calibrate(calibration=exercise, grade="inadequate", text="Not safe", by=other, at=NOW)
    page = signed_in(user=lead)
    page.goto(f"{live_server.url}/audits/moderation/calibration/")
    axe(page)
    page.get_by_role("link", name="One case in November").click()
    axe(page)
    assert "Not safe" not in page.content()
    page.get_by_label("Good").check()
    page.get_by_label("Why?").fill("Clear")
    page.get_by_role("button", name="Give your grade").click()
    page.get_by_text("All are laid open together.").first.wait_for()
    assert "Not safe" not in page.content()
    page.get_by_role("button", name="Lay the grades open").click()
    page.get_by_text("Not safe").wait_for()
    axe(page)
