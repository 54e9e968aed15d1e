"""On a phone no page of what we hear is wider than the screen, nor any table on it."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from feedback.models import Concern, Interview
from feedback.reading.services import judge
from tests.factories import grant, make_tree, make_user
from tests.factories.casework import NOW
from tests.factories.feedback import make_asked, make_passage
from tests.test_every_url import NAMES
from tests.url_samples import SAMPLES, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROOM = ("feedback:", "surveys:", "survey:", "say:", "said:")
# Files, and addresses that only take what a form on another page sends.
NO_PAGES = {
    "feedback:acknowledge",
    "feedback:check_theme",
    "feedback:compliment_pass",
    "feedback:end_concern",
    "feedback:interview_decline",
    "feedback:month_file",
    "feedback:publish_reply",
    "feedback:put_theme",
    "feedback:quote_check",
    "feedback:quote_take_off",
    "feedback:withdraw",
    "say:anything",
    "surveys:close",
    "surveys:discard",
    "surveys:download",
    "surveys:open",
    "surveys:share",
}
WIDER = """() => [document.documentElement, ...document.querySelectorAll('.b-scroll')]
    .filter(each => each.scrollWidth > Math.min(each.clientWidth, 360) + 1)
    .map(each => `${each.className || each.tagName} is ${each.scrollWidth} wide in ${each.clientWidth}`)"""


def waiting_for(user, world):
    """Give somebody a concern, an interview and a question, whose pages exist for nobody else; return the samples."""
    reader, team = make_user("participation_lead", world.tree["larchshire"]), world.tree["mere-safeguarding"]
    judge(passage=make_passage(world.child, "Somebody shouts", device="b"), outcome="staff", by=reader, at=NOW)
    asked = make_asked(make_user("practitioner", team), leader=user)
    judge(passage=asked.passage, outcome="read", by=reader, at=NOW)
    Interview.objects.update(state="given", interviewer=user, given_by=reader, given_at=NOW)
    return {
        "feedback:concern": lambda world: {"pk": Concern.objects.get().pk},
        "feedback:leader_answer": lambda world: {"pk": asked.pk},
        **dict.fromkeys(("feedback:interview", "feedback:interview_hold"), lambda world: {"pk": world.interview.pk}),
    }


def test_no_page_and_no_table_scrolls_sideways(signed_in, live_server, page):
    cache.clear()
    tree = make_tree()
    world = make_world(tree)
    page.set_viewport_size({"width": 360, "height": 740})
    user = make_user("quality_lead", tree["larchshire"])
    for role in ("director", "participation_lead"):
        grant(user, role, tree["larchshire"])
    world.bind(user)
    samples = SAMPLES | waiting_for(user, world)
    signed_in(user=user)
    wider, shown = {}, set()
    for name in sorted(name for name in NAMES if name.startswith(ROOM) and name not in NO_PAGES):
        kwargs = samples.get(name, lambda world: {})(world)
        answered = page.goto(live_server.url + reverse(name, kwargs=kwargs))
        if answered.status == 200:
            shown.add(name)
            if found := page.evaluate(WIDER):
                wider[name] = found
    assert wider == {}
    assert {name for name in NAMES if name.startswith(ROOM)} - shown - NO_PAGES == set()
