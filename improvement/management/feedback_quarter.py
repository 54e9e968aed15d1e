"""A quarter of feedback in the synthetic department, played through the services people use (S06, S07, S30, S35, S36).

Families and children answer in the four ways, by link, by plain code, to a worker and to an independent chair; what
they write is read, and followed up; themes are checked by a second person; replies are published. It ends today, with
a few texts that nobody has read yet. Its chances come from what it is given, so that it is the same quarter each time.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from casework.models import CarePeriod, Child, CinEpisode, CpPlan, Team, User
from casework.synthetic.staff import names
from feedback.asking import services as asking
from feedback.asking.queries import team_of
from feedback.models import Asking, Invitation, Response, Telling
from feedback.reading import services as reading
from feedback.saying import services as saying
from feedback.tokens import digest
from improvement.lib.months import add_months
from improvement.lib.working_days import add_working_days
from improvement.management.joining import join

WORDS = tomllib.loads((Path(__file__).parent / "data" / "feedback_quarter.toml").read_text(encoding="utf-8"))
KEY = "synthetic quarter"
START: date = WORDS["first_day"]
END = add_months(START, 3)
RESPONSES, TEAMS, STAFF_A_TEAM = 240, 6, 13
# Of a hundred askings by link, how many nobody answers; of a hundred answers, how many have words beside them.
UNANSWERED, WITH_WORDS = 25, 55


@dataclass(frozen=True)
class Cast:
    """Who takes part: the leads, an independent chair, and the staff of some teams by the team's id."""

    participation: User
    quality: User
    chair: User
    head: User
    staff: dict[int, list[User]]

    @property
    def everybody(self) -> list[User]:
        """The staff of all teams, team by team."""
        return [person for team in self.staff.values() for person in team]


@transaction.atomic
def play_quarter(*, at: datetime, responses: int = RESPONSES) -> Cast | None:
    """Play three months of answers once; return who took part, or None where it was played, or nobody is there."""
    people = {name: User.objects.filter(email__startswith=f"{name}@").first() for name in LEADS}
    children = _children()
    if Asking.objects.filter(key__startswith=KEY).exists() or not all(people.values()) or not children:
        return None
    cast = Cast(*people.values(), staff=_staff(children, people["quality-lead"]))
    _on_duty(cast)
    chance = Random(KEY)  # noqa: S311 - a story, not a secret
    chosen = _chosen(children, cast, responses, chance)
    for number, child in enumerate(chosen):
        _one(number, child, _working(START + timedelta(days=number * (END - START).days // responses)), cast, chance)
    _concerns(chosen[:: len(chosen) - 1], cast)
    _read(cast)
    _unread(chosen, cast, at)
    # Who was told was told then: nobody gets an e-mail today of what happened in a story.
    Telling.objects.filter(told_at__isnull=True).update(told_at=F("at"))
    return cast


LEADS = ("participation-lead", "quality-lead", "independent-chair", "head-of-service")


def moment(on: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of a day, by the clock on the wall."""
    return timezone.make_aware(datetime.combine(on, time(hour, minute)))


def _working(on: date) -> date:
    return add_working_days(on - timedelta(days=1), 1)


def _children() -> dict[int, list[int]]:
    """Return the children with work that is open all quarter, by the team it is with; those of most children first."""
    found: dict[int, dict[int, None]] = {}
    for fact in (CpPlan, CarePeriod, CinEpisode):
        rows = fact.objects.filter(Q(end_on=None) | Q(end_on__gt=END), start_on__lt=START, gone_source=None)
        rows = rows.exclude(team=None).order_by("child__reference")
        for team_id, child_id in rows.values_list("team_id", "child_id"):
            found.setdefault(team_id, {})[child_id] = None
    codes = dict(Team.objects.values_list("pk", "code"))
    order = sorted(found, key=lambda team_id: (-len(found[team_id]), codes[team_id]))
    return {team_id: list(found[team_id]) for team_id in order}


def _staff(children: dict[int, list[int]], by: User) -> dict[int, list[User]]:
    fresh = names(Random("staff of a feedback quarter"))  # noqa: S311 - names, not secrets
    teams = Team.objects.in_bulk(list(children)[:TEAMS])
    return {
        pk: [
            join(f"{teams[pk].code}-{number}", next(fresh), "practitioner", teams[pk], by=by, at=moment(START))
            for number in range(1, STAFF_A_TEAM + 1)
        ]
        for pk in list(children)[:TEAMS]
    }


def _on_duty(cast: Cast) -> None:
    county = Team.objects.get(level="county")
    for kind, user in (("reader", cast.participation), ("officer", cast.quality)):
        days = {"start_on": START, "end_on": None}
        reading.name_duty(kind=kind, team=county, user=user, **days, by=cast.quality, at=moment(START))


def _chosen(children: dict[int, list[int]], cast: Cast, wanted: int, chance: Random) -> list[Child]:
    """Return as many children as are wanted, seven in ten of them from the teams whose staff sign in."""
    near = [pk for team_id in cast.staff for pk in children[team_id]]
    far = [pk for team_id, found in children.items() if team_id not in cast.staff for pk in found]
    near, far = (chance.sample(found, len(found)) for found in (list(dict.fromkeys(near)), list(dict.fromkeys(far))))
    picked = list(dict.fromkeys(near[: wanted * 7 // 10] + far + near))[:wanted]
    held = Child.objects.in_bulk(picked)
    return [held[pk] for pk in chance.sample(picked, len(picked))]


def _one(number: int, child: Child, on: date, cast: Cast, chance: Random) -> None:
    way = drawn(WORDS["ways"], chance)
    team = team_of(child, on=on)
    respondent = chance.choice(("child", "family"))
    answers = _answers(way, respondent, chance)
    at, key = moment(on, chance.randint(9, 15), chance.randint(0, 59)), f"{KEY} {number}"
    if way == "code":
        by_code(team, answers, key, cast, at)
    elif way == "chair" or (way == "worker" and team.pk in cast.staff):
        by = cast.chair if way == "chair" else chance.choice(cast.staff[team.pk])
        _recorded(child, respondent, way, answers, key, by, at, chance)
    else:
        by_link(child, respondent, answers, key, cast, at, chance)


@dataclass(frozen=True)
class Answers:
    """What somebody answers: choices by question, words beside the last, and how they are asked."""

    choices: dict[int, str]
    text: str
    variant: str
    language: str


def _answers(way: str, respondent: str, chance: Random) -> Answers:
    choices = {number: drawn(WORDS["choices"][way], chance) for number in range(1, 5)}
    language = drawn(WORDS["languages"], chance)
    text = chance.choice(WORDS["said"][language])["text"] if chance.randrange(100) < WITH_WORDS else ""
    variant = chance.choice(("child", "child", "easy") if respondent == "child" else ("adult", "adult", "helper"))
    return Answers(choices, text, variant, language)


def drawn(weights: dict[str, int], chance: Random) -> str:
    """Return one of these by chance, as often as their weights say."""
    return chance.choices(list(weights), list(weights.values()))[0]


def by_link(child, respondent, answers: Answers, key: str, cast: Cast, at: datetime, chance: Random) -> Response | None:
    """Ask a child or family by link and answer by it two days later; None where nobody answers."""
    asked, token = asking.ask(
        child=child,
        respondent=respondent,
        reason="quarter",
        key=key,
        by=cast.participation,
        at=at - timedelta(days=2),
    )
    if chance.randrange(100) < UNANSWERED:
        return None
    mode = chance.choice(("named", "named", "confidential"))
    method = chance.choice(("in_person", "telephone")) if answers.variant == "helper" else "link"
    return _answered(asked.invitation, token, answers, at, mode=mode, method=method, quote=chance.random() < 0.5)


def by_code(team: Team, answers: Answers, key: str, cast: Cast, at: datetime) -> Response:
    """Answer by a plain code of the whole county, as nobody."""
    county = Team.objects.get(level="county")
    (token,) = asking.make_codes(team=county, count=1, key=key, by=cast.participation, at=at - timedelta(days=2))
    return _answered(Invitation.objects.get(digest=digest(token)), token, answers, at, mode="anonymous")


def _answered(invitation, token, answers, at, *, mode, method="link", quote=False) -> Response:
    how = {"mode": mode, "variant": answers.variant, "language": answers.language, "method": method}
    response = saying.begin(invitation=invitation, token=token, device="synthetic", **how, at=at)
    for number, choice in answers.choices.items():
        saying.answer(response=response, number=number, choice=choice, text="", language=answers.language, at=at)
    if answers.text:
        saying.answer(response=response, number=5, choice="", text=answers.text, language=answers.language, at=at)
    return saying.send(response=response, quote=quote, contact=quote, at=at)


def _recorded(child, respondent, way, answers, key, by, at, chance) -> None:
    told = asking.Told(
        respondent=respondent,
        reason="review" if way == "chair" else "quarter",
        gathered_by=way,
        mode=chance.choice(("named", "confidential")) if way == "chair" else "named",
        variant="child" if respondent == "child" else "helper",
        language=answers.language,
        method=chance.choice(("in_person", "in_person", "telephone")),
        setting="review" if way == "chair" else chance.choice(("home", "school", "placement")),
    )
    written = {number: (choice, "") for number, choice in answers.choices.items()} | {5: ("", answers.text)}
    asking.record(child=child, told=told, answers=written, key=key, by=by, at=at)


def _concerns(children: list[Child], cast: Cast) -> None:
    """Two texts that could not wait: each is told at once and taken on within the half hour."""
    for number, (child, words) in enumerate(zip(children, WORDS["concern"], strict=True)):
        at = moment(_working(add_months(START, 1) + timedelta(days=20 * number)), 10)
        key = f"{KEY} concern {number}"
        asked, token = asking.ask(
            child=child, respondent="child", reason="quarter", key=key, by=cast.participation, at=at
        )
        how = {"mode": "named", "variant": "child", "language": "en"}
        response = saying.begin(invitation=asked.invitation, token=token, device="synthetic", **how, at=at)
        passage = saying.tell(response=response, text=words["text"], at=at)
        reading.open_passage(passage=passage, by=cast.participation, at=at + timedelta(minutes=9))
        reading.judge(passage=passage, outcome=words["outcome"], by=cast.participation, at=at + timedelta(minutes=11))
        concern = passage.concern
        by = concern.holder
        concern = reading.acknowledge(concern=concern, by=by, at=at + timedelta(minutes=23))
        if words["ended"]:
            reading.end_concern(concern=concern, outcome=words["ended"], by=by, at=at + timedelta(hours=5))


def _read(cast: Cast) -> None:
    """Read everything that was written, each on its day."""
    rows = Response.objects.filter(passages__verdict__isnull=True, passages__isnull=False).order_by("pk").distinct()
    for response in rows.prefetch_related("passages"):
        for passage in response.passages.all():
            at = min(passage.written_at + timedelta(minutes=50), passage.due_at)
            reading.open_passage(passage=passage, by=cast.participation, at=at)
            outcome = "held" if response.mode == "confidential" else "read"
            reading.judge(passage=passage, outcome=outcome, by=cast.participation, at=at + timedelta(minutes=2))


def _unread(children: list[Child], cast: Cast, at: datetime) -> None:
    """A few families write today, and the queue has something to show."""
    for number, (child, words) in enumerate(zip(children[1:], WORDS["unread"], strict=False)):
        written_at = at - timedelta(minutes=7 * (number + 1))
        key, yes = f"{KEY} today {number}", dict.fromkeys(range(1, 5), "yes")
        asked, token = asking.ask(
            child=child,
            respondent="family",
            reason="quarter",
            key=key,
            by=cast.participation,
            at=at - timedelta(days=1),
        )
        _answered(asked.invitation, token, Answers(yes, words["text"], "adult", "en"), written_at, mode="named")
