"""What becomes of the synthetic quarter's answers: follow-up, themes, replies, complaints and compliments."""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils.timezone import localdate

from casework.actions import services as actions
from casework.models import Team, Theme
from feedback.asking.queries import works_with
from feedback.complaints import services as complaining
from feedback.compliments import services as thanking
from feedback.following import services as following
from feedback.models import Response, Theming
from feedback.wedid import services as wedid
from improvement.management.feedback_quarter import END, KEY, START, WORDS, Cast, moment

# How many of the newest answers nobody has decided about yet, and how many themes wait for the second person.
UNDECIDED, UNCHECKED = 12, 5


@transaction.atomic
def follow_quarter(*, cast: Cast, at: datetime) -> None:
    """Decide about the quarter's answers, put and check themes, reply, and keep the learning log."""
    rows = Response.objects.filter(state="sent", sent_at__gte=moment(START), sent_at__lt=moment(END))
    sent = list(
        rows.select_related("asking__child", "team").prefetch_related("answers", "passages").order_by("sent_at")
    )
    themes = {theme.code: theme for theme in Theme.objects.all()}
    chance = Random(f"{KEY} followed")  # noqa: S311 - a story, not a secret
    for number, response in enumerate(sent[:-UNDECIDED]):
        if response.asking is not None:
            _decided(number, response, cast, chance)
    _themes(sent, themes, cast)
    for number, reply in enumerate(WORDS["reply"]):
        _reply(number, reply, themes, cast)
    for number, complaint in enumerate(WORDS["complaint"]):
        _complaint(number, complaint, themes, cast, at)
    for number, each in enumerate(WORDS["compliment"]):
        _compliment(number, each, cast, at)


def _decided(number: int, response: Response, cast: Cast, chance: Random) -> None:
    words, at = WORDS["followed"], response.sent_at + timedelta(days=1)
    if not any(each.choice == "no" for each in response.answers.all()):
        following.leave(response=response, because=chance.choice(words["left"]), by=cast.participation, at=at)
        return
    staff = cast.staff.get(response.team_id, [cast.quality])
    owner = chance.choice(staff) if response.mode == "named" else cast.quality
    if response.mode != "named" and works_with(owner, response.asking.child, on=localdate(at)):
        owner = cast.chair
    action = following.follow_up(
        response=response,
        what=words["what"],
        measure=words["measure"],
        owner=owner,
        due_on=localdate(at) + timedelta(days=28),
        key=f"{KEY} follow {number}",
        by=cast.participation,
        at=at,
    )
    if number % 4 == 3:
        return
    said = {"evidence": words["evidence"], "changed": words["changed"]}
    action = actions.say_done(action=action, **said, by=owner, at=at + timedelta(days=16))
    if number % 4 < 2:
        look_again_on = localdate(at) + timedelta(days=110)
        actions.close(action=action, look_again_on=look_again_on, by=cast.participation, at=at + timedelta(days=19))


def _themes(sent: list[Response], themes: dict[str, Theme], cast: Cast) -> None:
    """Themes are put on what was written by one person and checked by another; one in ten does not fit."""
    of_text = {each["text"]: each["theme"] for found in WORDS["said"].values() for each in found}
    for response in sent:
        for passage in response.passages.all():
            if theme := themes.get(of_text.get(passage.text, "")):
                at = response.sent_at + timedelta(days=2)
                following.put_theme(response=response, theme=theme, by=cast.participation, at=at)
    put = list(Theming.objects.filter(put_by=cast.participation).order_by("put_at", "pk"))
    for number, theming in enumerate(put[:-UNCHECKED]):
        at = theming.put_at + timedelta(days=1)
        following.check_theme(theming=theming, fits=number % 10 != 9, by=cast.quality, at=at)


def _reply(number: int, reply: dict, themes: dict[str, Theme], cast: Cast) -> None:
    at = moment(START + timedelta(days=50 + 7 * number), 11)
    about = {"theme": themes[reply["theme"]], "team": Team.objects.get(level="county")}
    you_said = wedid.raise_theme(**about, words=reply["said"], key=f"{KEY} said {number}", by=cast.participation, at=at)
    if not reply["kind"]:
        return
    if reply["kind"] == "did":
        agreed = {"what": reply["what"], "measure": reply["measure"], "owner": cast.head}
        due_on = localdate(at) + timedelta(days=60)
        wedid.agree(you_said=you_said, **agreed, due_on=due_on, key=f"{KEY} did {number}", by=cast.quality, at=at)
    words = {name: reply[name] for name in ("kind", "to_families", "to_staff")}
    you_said = wedid.write(you_said=you_said, **words, by=cast.participation, at=at + timedelta(days=12))
    published_at = at + timedelta(days=15)
    wedid.publish(you_said=you_said, written_at=you_said.written_at, by=cast.quality, at=published_at)


def _complaint(number: int, story: dict, themes: dict[str, Theme], cast: Cast, at: datetime) -> None:
    today, by = localdate(at), cast.quality
    team = Team.objects.get(pk=list(cast.staff)[number % len(cast.staff)])
    received_on, theme = today - timedelta(days=story["received"]), themes[story["theme"]]
    complaint = complaining.log(
        reference=story["reference"], team=team, received_on=received_on, themes=[theme], by=by, at=at
    )
    for place, stage in enumerate(story["stages"]):
        if place:
            complaining.take_on(complaint=complaint, began_on=today - timedelta(days=stage["began"]), by=by, at=at)
        if "extended" in stage:
            to_on = today + timedelta(days=stage["extended"])
            complaining.extend(complaint=complaint, to_on=to_on, because=stage["because"], by=by, at=at)
        if "ended" in stage:
            ended = {"ended_on": today - timedelta(days=stage["ended"]), "outcome": stage["outcome"]}
            complaining.end_stage(complaint=complaint, **ended, by=by, at=at)
    for kind in ("recommendation", "learning"):
        if story[kind]:
            key = f"{KEY} {kind} {number}"
            lesson = complaining.learn(complaint=complaint, kind=kind, words=story[kind], key=key, by=by, at=at)
            if kind == "recommendation":
                agreed = {"what": story[kind], "measure": "No complaint about this in six months", "owner": cast.head}
                due_on = today + timedelta(days=30)
                complaining.agree(lesson=lesson, **agreed, due_on=due_on, key=f"{key} agreed", by=by, at=at)


def _compliment(number: int, story: dict, cast: Cast, at: datetime) -> None:
    team_id = list(cast.staff)[number % len(cast.staff)]
    said = {"source": story["source"], "words": story["words"], "about": cast.staff[team_id][0]}
    received_on = localdate(at) - timedelta(days=story["received"])
    given = {"team": Team.objects.get(pk=team_id), "received_on": received_on, "key": f"{KEY} thanks {number}"}
    compliment = thanking.log(**said, **given, by=cast.participation, at=at)
    if story["passed"]:
        thanking.pass_on(compliment=compliment, by=cast.participation, at=at)
