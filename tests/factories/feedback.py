"""Factories of feedback: a child somebody works with, a link for them, and answers sent by it."""

from datetime import UTC, date, datetime
from uuid import uuid4

from django.utils.text import slugify

from casework.models import CinEpisode, CpPlan, Theme
from feedback.asking import services as asking
from feedback.closed import services as closing
from feedback.complaints import services as complaining
from feedback.leaders import services as leading
from feedback.met import services as meeting
from feedback.partners import services as escalating
from feedback.saying import queries, services
from feedback.wedid import services as wedid
from tests.factories.casework import make_child, make_fact, make_user

# A Tuesday in office hours.
AT = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)


def make_known_child(team, *, start_on=date(2026, 6, 1), worker=None, **fields):
    """Return a child with an open plan in a team."""
    child = make_child(**fields)
    make_fact(CpPlan, child=child, team=team, worker=worker, start_on=start_on)
    return child


def make_link(child, *, respondent="family", by=None, at=AT, reason="quarter"):
    """Return the token of a link made for a child or family."""
    return asking.ask(child=child, respondent=respondent, reason=reason, key=uuid4().hex, by=by or make_user(), at=at)[
        1
    ]


def make_code(team, *, by=None, at=AT):
    """Return the token of a plain code."""
    return asking.make_codes(team=team, count=1, key=uuid4().hex, by=by or make_user(), at=at)[0]


def begin(token, *, mode="confidential", variant="adult", language="en", device="device", at=AT):
    """Return a response begun by a link."""
    found = queries.link(token=token, device="", at=at)
    return services.begin(
        invitation=found.invitation, token=token, device=device, mode=mode, variant=variant, language=language, at=at
    )


def answer_all(token, choices=("yes", "a_little", "no", "not_sure"), text="", *, at=AT, send=True, **fields):
    """Return a response by a link with these choices and, for the last question, this text; sent unless told not to."""
    response = begin(token, at=at, **fields)
    for number, choice in enumerate([*choices, ""], start=1):
        services.answer(
            response=response,
            number=number,
            choice=choice,
            text=text if number == 5 else "",
            language=response.language,
            at=at,
        )
    return services.send(response=response, quote=False, contact=False, at=at) if send else response


def make_passage(child, text="", *, mode="named", urgent=False, at=AT, device="passage"):
    """Return words somebody wrote by a link: for the last question, or after "I feel unsafe"."""
    token = make_link(child, at=at)
    response = begin(token, mode=mode, device=device, at=at)
    if urgent:
        return services.tell(response=response, text=text, at=at)
    services.answer(response=response, number=5, choice="", text=text, language="en", at=at)
    return response.passages.latest("pk")


def make_recorded(child, choices=("yes", "yes", "yes", "yes"), *, by, gathered_by="worker", at=AT, **fields):
    """Return a response that a worker, chair or manager recorded."""
    given = {"respondent": "family", "reason": "quarter", "mode": "named", "variant": "helper", "language": "en"}
    given |= {"method": "in_person", "setting": "home", "key": uuid4().hex, "gathered_by": gathered_by} | fields
    key, told = given.pop("key"), asking.Told(**given)
    answers = {number: (choice, "") for number, choice in enumerate(choices, start=1)}
    return asking.record(child=child, told=told, answers=answers, key=key, by=by, at=at)


def make_theme(name="Change of worker", **fields):
    """Return a theme of the shared list."""
    return Theme.objects.create(name=name, code=slugify(name), **fields)


def make_said(team, words="Tell us before the worker changes", *, theme=None, by=None, at=AT):
    """Return what people said about a theme, waiting for a reply."""
    theme = theme or make_theme()
    return wedid.raise_theme(theme=theme, team=team, words=words, key=uuid4().hex, by=by or make_user(), at=at)


def make_complaint(team, *, received_on=date(2026, 10, 1), themes=(), reference=None, by=None, at=AT):
    """Return a complaint about a team, at its first stage."""
    themes = themes or [Theme.objects.filter(code="delay").first() or make_theme("Delay")]
    given = {"reference": reference or f"C-{uuid4().hex[:8]}", "team": team, "received_on": received_on}
    return complaining.log(**given, themes=themes, by=by or make_user(), at=at)


def make_lesson(complaint, words="Answer the telephone", *, kind="learning", by=None, at=AT):
    """Return what a complaint taught."""
    given = {"kind": kind, "words": words, "key": uuid4().hex}
    return complaining.learn(complaint=complaint, **given, by=by or make_user(), at=at)


def make_closed(team, *, end_on=date(2026, 10, 12), worker=None, **fields):
    """Return a child whose work with a team has ended."""
    child = make_child(**fields)
    make_fact(CinEpisode, child=child, team=team, worker=worker, start_on=date(2026, 2, 1), end_on=end_on)
    return child


def make_drawn(team, *, wanted=1, by=None, at=AT):
    """Return the first interview drawn from what closed in October at a team."""
    make_closed(team)
    return closing.draw_closures(
        team=team, month=date(2026, 10, 1), wanted=wanted, by=by or make_user(), at=at
    ).interviews.first()


def make_asked(by, *, leader=None, words="What of the caseloads?", key="asked", at=AT, **fields):
    """Return a question to a leader, or to the senior team, as its asker sent it."""
    given = {"asked_for": "oneself", "audience": "staff", "shows_name": False} | fields
    return leading.ask(words=words, leader=leader, **given, key=key, by=by, at=at)


def make_met(team, *, leaders, heard="The placements are far away", themes=None, key="met", by=None, at=AT, **fields):
    """Return what leaders heard from children in care on a visit."""
    if themes is None:
        themes = [Theme.objects.filter(code="delay").first() or make_theme("Delay")]
    given = {"kind": "visit", "group": "in_care", "influence": "", "met_on": at.date()} | fields
    given |= {"heard": heard, "leaders": leaders, "themes": themes, "key": key}
    return meeting.log(**given, team=team, by=by or make_user(), at=at)


def make_escalation(team, *, about="No worker is named", raised_on=date(2026, 10, 1), key="escalated", at=AT, **fields):
    """Return what a school escalated to us."""
    theme = Theme.objects.filter(code="delay").first() or make_theme("Delay")
    given = {"direction": "from", "agency": "schools", "theme": theme, "by": make_user()} | fields
    return escalating.log(team=team, about=about, raised_on=raised_on, **given, key=key, at=at)
