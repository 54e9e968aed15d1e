"""What leaders of the synthetic department hear themselves, by the services people use (S28, S33, S38, S42).

Families after the case has closed, drawn by chance; escalations from and to partners; children they met; questions of
their own staff. A few of each are still open today.
"""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from casework.models import Notice, Team, Theme, User
from feedback.asking.services import Told
from feedback.closed import services as closing
from feedback.closed.queries import closures
from feedback.following import services as following
from feedback.leaders import services as leading
from feedback.met import services as meeting
from feedback.models import Interview
from feedback.partners import services as escalating
from feedback.reading import services as reading
from improvement.lib.months import next_month
from improvement.lib.working_days import add_working_days
from improvement.management.feedback_quarter import KEY, Cast, drawn, moment
from improvement.management.feedback_quarter import WORDS as QUARTER

WORDS = tomllib.loads((Path(__file__).parent / "data" / "leaders_heard.toml").read_text(encoding="utf-8"))
# How long after children were met it was said what changed, and they what they think of it.
CHANGED_IN, SEEN_IN = timedelta(days=35), timedelta(days=49)


@transaction.atomic
def hear(*, cast: Cast, at: datetime) -> None:
    """Play what leaders heard in the quarter and since."""
    director, county = User.objects.get(email__startswith="director@"), Team.objects.get(level="county")
    themes, leaders = {theme.code: theme for theme in Theme.objects.all()}, {"director": director, "head": cast.head}
    _interviews(county, themes, cast)
    teams = [Team.objects.get(pk=pk) for pk in cast.staff]
    for number, story in enumerate(WORDS["escalation"]):
        _escalated(f"{KEY} escalated {number}", story, teams[number % len(teams)], themes[story["theme"]], cast)
    for number, story in enumerate(WORDS["met"]):
        _met(f"{KEY} met {number}", story, county, leaders, themes, cast)
    for number, story in enumerate(WORDS["question"]):
        _asked(f"{KEY} asked {number}", story, cast.everybody[7 * number], leaders, cast, at)


def _interviews(county: Team, themes: dict[str, Theme], cast: Cast) -> None:
    story, chance = WORDS["interviews"], Random(f"{KEY} interviews")  # noqa: S311 - a story, not a secret
    for month in story["months"]:
        on = add_working_days(next_month(month), 3)
        if not closures(team=county, month=month, on=on):
            continue
        wanted = {"wanted": story["wanted"], "seed": f"{KEY} {month}"}
        draw = closing.draw_closures(team=county, month=month, **wanted, by=cast.participation, at=moment(on))
        rows = list(draw.interviews.select_related("child", "team"))
        ends = story["newest"] if month == story["months"][-1] else []
        for number, (interview, end) in enumerate(zip(rows, ["held"] * (len(rows) - len(ends)) + ends, strict=False)):
            _spoken(number, interview, end, on, themes, cast, chance)


def _spoken(number, interview, end, on, themes, cast, chance) -> None:
    """Somebody outside the line is asked and speaks with the family, unless they decline or it is too early."""
    if end != "drawn":
        _given(interview, number, moment(on, 10), cast)
    if end == "held":
        _held(interview, number, moment(add_working_days(on, 4), 14), themes, cast, chance)
    elif end == "declined":
        closing.decline(interview=interview, by=interview.interviewer, at=moment(add_working_days(on, 2), 11))
    if end in ("held", "declined"):
        # Nobody is told today of what is over.
        Notice.objects.filter(path=f"/feedback/closed/{interview.pk}/").update(seen_at=F("sent_at"))


def _given(interview: Interview, number: int, at: datetime, cast: Cast) -> None:
    names = WORDS["interviews"]["by"]
    interviewer = getattr(cast, names[number % len(names)])
    closing.give(interview=interview, interviewer=interviewer, by=cast.participation, at=at)


def _held(interview, number, at, themes, cast, chance) -> None:
    said = WORDS["interviews"]["said"]
    words = said[number % len(said)] if number % 3 != 2 else {"text": "", "theme": ""}
    told = Told(
        "family", "closure", "manager", "named", "adult", "en", chance.choice(("in_person", "telephone")), "home"
    )
    answers = {n: (drawn(QUARTER["choices"]["chair"], chance), "") for n in range(1, 5)} | {5: ("", words["text"])}
    key = f"{KEY} interview {interview.pk}"
    response = closing.hold(interview=interview, told=told, answers=answers, key=key, by=interview.interviewer, at=at)
    for passage in response.passages.all():
        _read(passage, cast)
        theming = following.put_theme(
            response=response, theme=themes[words["theme"]], by=cast.participation, at=at + timedelta(days=1)
        )
        following.check_theme(theming=theming, fits=True, by=cast.quality, at=at + timedelta(days=2))


def _read(passage, cast: Cast) -> None:
    at = min(passage.written_at + timedelta(minutes=50), passage.due_at)
    reading.open_passage(passage=passage, by=cast.participation, at=at)
    reading.judge(passage=passage, outcome="read", by=cast.participation, at=at)


def _escalated(key: str, story: dict, team: Team, theme: Theme, cast: Cast) -> None:
    given = {name: story[name] for name in ("direction", "agency", "about")} | {"raised_on": story["raised"]}
    escalation = escalating.log(
        **given, team=team, theme=theme, key=key, by=cast.quality, at=moment(story["raised"], 15)
    )
    if "settled" in story:
        ended = {"outcome": story["outcome"], "settled": story["did"], "resolved_on": story["settled"]}
        escalating.resolve(escalation=escalation, **ended, by=cast.quality, at=moment(story["settled"], 15))


def _met(key: str, story: dict, county: Team, leaders: dict, themes: dict, cast: Cast) -> None:
    met = meeting.log(
        kind=story["kind"],
        group=story["group"],
        influence=story.get("influence", ""),
        team=county,
        met_on=story["on"],
        leaders=[leaders[name] for name in story["leaders"]],
        themes=[themes[code] for code in story["themes"]],
        heard=story["heard"],
        key=key,
        by=cast.participation,
        at=moment(story["on"], 16),
    )
    if "did" in story:
        did_at = moment(story["on"] + CHANGED_IN, 16)
        met = meeting.say_did(met=met, did=story["did"], by=cast.participation, at=did_at)
    if "view" in story:
        view = {"view": story["view"], "view_words": story["view_words"]}
        meeting.keep_view(met=met, **view, by=cast.participation, at=moment(story["on"] + SEEN_IN, 16))


def _asked(key: str, story: dict, by: User, leaders: dict[str, User], cast: Cast, at: datetime) -> None:
    """A question that is answered; or one of today, read an hour ago, that waits for its leader."""
    asked_at = moment(story["on"], 12) if "on" in story else moment(add_working_days(localdate(at), -1), 12)
    question = leading.ask(
        words=story["words"],
        leader=leaders.get(story["to"]),
        asked_for=story.get("asked_for", "oneself"),
        audience=story["audience"],
        shows_name=story.get("shows_name", False),
        key=key,
        by=by,
        at=asked_at,
    )
    _read(question.passage, cast)
    if "answer" in story:
        answered_at = moment(add_working_days(localdate(asked_at), 3), 16)
        leading.answer(question=question, words=story["answer"], by=leaders["director"], at=answered_at)
