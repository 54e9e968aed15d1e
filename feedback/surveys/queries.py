"""Surveys as they are read: who is staff, what is open for somebody, what was said, and how many took part."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.db.models import Count, Q
from django.utils.timezone import localdate

from casework import access
from casework.models import Action, Level, Role, RoleGrant, Team, User
from feedback.models import Agency, Survey, SurveyInvitation, SurveyScore, Verdict
from feedback.surveys import states
from feedback.surveys.counting import invited_below
from feedback.surveys.kinds import HANDED, KINDS, alike
from feedback.surveys.places import ALL, Place
from feedback.surveys.sealing import LEAST, MOST_POINTS
from improvement.lib.charts import Chart, trend_chart
from improvement.lib.suppression import CONFIDENTIAL

MAKE, ACT = "surveys:make", "surveys:act"
ORIGIN = "survey"
# Scores are shown out of ten, as NHS trusts show theirs to staff.
OUT_OF = 10
SCALE = (
    "Out of ten: 10 if everybody strongly agreed, 5 if they were split or of neither mind, 0 if all strongly disagreed."
)
TOO_FEW = "Where fewer than ten answered nothing is shown, nor anything that would give them away."
NARROWEST_FIRST = (Level.TEAM, Level.DISTRICT, Level.AREA, Level.COUNTY)
GUESTS = (Role.BOARD_MEMBER, Role.PEER, Role.AMBASSADOR)


@cache
def statements(kind: str) -> list[str]:
    """Return the statements that a survey of this kind begins with, to be changed while it is a draft."""
    with Path(__file__).with_name("statements.csv").open(newline="") as lines:
        return [row["words"] for row in csv.DictReader(lines) if row["kind"] == kind]


def staff_at(team: Team, *, on: date) -> dict[int, int]:
    """Return who works at a place or below it on a day, and at which: the narrowest they hold a role for; two queries.

    Board members and peers look in from outside and are not asked; care ambassadors are heard by pages of their own.
    """
    reach = access.at_or_below([team.pk], on=on)
    grants = RoleGrant.objects.filter(Q(end_on=None) | Q(end_on__gt=on), team_id__in=reach, start_on__lte=on)
    grants = grants.filter(user__is_active=True).exclude(role__in=GUESTS).select_related("team")
    ranked = sorted(grants, key=lambda grant: (NARROWEST_FIRST.index(grant.team.level), grant.pk), reverse=True)
    return {grant.user_id: grant.team_id for grant in ranked}


def open_for(user: User, *, on: date) -> list[Survey]:
    """Return the surveys this person is invited to and has taken no code for yet, those that close first; one query."""
    mine = SurveyInvitation.objects.filter(user=user, taken="", survey__state=states.OPEN, survey__closes_on__gt=on)
    return [each.survey for each in mine.select_related("survey").order_by("survey__closes_on", "survey_id")]


def leads(user: User) -> set[int]:
    """Return the ids of the teams whose surveys this person makes and closes."""
    return access.team_ids_for(user, MAKE, codes="W")


def visible_to(user: User):
    """Return the surveys that exist for this person.

    What staff or partners said is for all staff. One about a leader is theirs alone until they show it; who made it
    sees that it runs, and no more.
    """
    invited = SurveyInvitation.objects.filter(user=user).values("survey_id")
    condition = Q(state=states.CLOSED, about=None) | Q(team_id__in=leads(user)) | Q(state=states.CLOSED, about=user)
    condition |= Q(state=states.OPEN, pk__in=invited) | Q(shared_at__isnull=False, pk__in=invited)
    return Survey.objects.filter(condition).select_related("team", "about", "made_by")


def survey_or_none(*, pk: int, user: User) -> Survey | None:
    """Return a survey this person may know of, or None."""
    return visible_to(user).filter(pk=pk).first()


def led_or_none(*, pk: int, user: User) -> Survey | None:
    """Return a survey this person makes and closes, or None."""
    return visible_to(user).filter(pk=pk, team_id__in=leads(user)).first()


def sees_results(survey: Survey, user: User) -> bool:
    """Return whether this person may see what was said in a survey that is visible to them."""
    if survey.state != states.CLOSED:
        return False
    return survey.about_id in (None, user.pk) or survey.shared_at is not None


def is_invited(survey: Survey, user: User) -> bool:
    """Return whether this person is asked; one query."""
    return survey.invitations.filter(user=user).exists()


def listed(user: User) -> list[Survey]:
    """Return the surveys to list for this person, the newest first; discarded ones are left out."""
    return list(visible_to(user).exclude(state=states.DISCARDED))


@dataclass(frozen=True)
class Progress:
    """How a survey that runs stands: how many are asked, and how many have taken a code."""

    invited: int
    taken: int


def progress(survey: Survey) -> Progress:
    """Return how many are asked and how many took a code; how many answered is not known before the end; one query."""
    counted = survey.invitations.aggregate(invited=Count("pk"), taken=Count("pk", filter=~Q(taken="")))
    return Progress(**counted)


@dataclass(frozen=True)
class Handed:
    """How many codes were made for a kind of agency."""

    agency: str
    codes: int


def hands_out(survey: Survey) -> bool:
    """Return whether codes of a survey are made to be handed out, to people without an account."""
    return KINDS[survey.kind].asks == HANDED


def handed_out(survey: Survey) -> list[Handed]:
    """Return the kinds of agency that codes were made for, and how many; one query."""
    rows = survey.invitations.exclude(agency="").values("agency").annotate(codes=Count("pk")).order_by("agency")
    return [Handed(Agency(row["agency"]).label, row["codes"]) for row in rows]


@dataclass(frozen=True)
class Statement:
    """A statement with its score out of ten at one place, or None where it may not be shown, and what it was before."""

    words: str
    score: float | None
    before: float | None


@dataclass(frozen=True)
class PlaceLine:
    """A place: how many were asked, and how many answered, or None where that may not be shown."""

    place: Place
    invited: int
    answers: int | None
    rate: int | None


@dataclass(frozen=True)
class Said:
    """What was said, at one place."""

    place: Place
    answers: int
    statements: tuple[Statement, ...]
    places: tuple[PlaceLine, ...]


def what_was_said(survey: Survey, *, unit: str = "") -> Said | None:
    """Return what may be shown of a survey at a place (`unit`, a code; the whole without), strongest first.

    None where nothing may be shown there. Seven queries at most, however many places.
    """
    counted = survey.scores.filter(question=None).values_list("team_id", "agency", "answers")
    turnout = {(team_id, agency): answers for team_id, agency, answers in counted}
    below = invited_below(survey, on=localdate(survey.closed_at))
    shown = [place for place, _ in below if turnout.get(place.key, 0) >= LEAST]
    chosen = next((place for place in shown if place.code == unit), None)
    chosen = chosen or next((place for place in shown if place.key == (survey.team_id, "")), None)
    if chosen is None:
        return None
    rows = survey.scores.filter(team_id=chosen.team_id, agency=chosen.agency, question__isnull=False)
    scores = {row.question_id: _score(row) for row in rows}
    before = _before(survey, chosen)
    found = [Statement(each.words, scores.get(each.pk), before.get(each.words)) for each in survey.questions.all()]
    found.sort(key=lambda each: (each.score is None, -(each.score or 0)))
    return Said(chosen, turnout[chosen.key], tuple(found), tuple(_line(*each, turnout) for each in below))


def _score(row: SurveyScore) -> float:
    return row.points * OUT_OF / MOST_POINTS / row.answers


def _before(survey: Survey, place: Place) -> dict[str, float]:
    """Return by its words what each statement scored at a place the last time it was asked."""
    earlier = SurveyScore.objects.filter(
        team_id=place.team_id,
        agency=place.agency,
        question__isnull=False,
        survey__kind__in=alike(survey.kind),
        survey__closed_at__lt=survey.closed_at,
        survey__about=survey.about,
        question__words__in=survey.questions.values("words"),
    )
    rows = earlier.select_related("question").order_by("survey__closed_at")
    return {row.question.words: _score(row) for row in rows}


def _line(place: Place, invited: int, turnout: dict) -> PlaceLine:
    answers = turnout.get(place.key)
    return PlaceLine(place, invited, answers, round(100 * answers / invited) if answers and invited else None)


@dataclass(frozen=True)
class Round:
    """A survey in the row of those before it: how many were asked, and how many answered, or None below ten."""

    survey: Survey
    invited: int
    answered: int | None

    @property
    def rate(self) -> int | None:
        """Answers out of everybody asked, as a whole percentage; None where how many answered is not shown."""
        return round(100 * self.answered / self.invited) if self.answered else None


def response_trend(survey: Survey) -> list[Round]:
    """Return this survey and those of its kind and place before it, the oldest first; one query."""
    rows = Survey.objects.filter(kind=survey.kind, team_id=survey.team_id, about=survey.about, state=states.CLOSED)
    rows = rows.filter(closed_at__lte=survey.closed_at).annotate(invited=Count("invitations")).order_by("closed_at")
    return [Round(row, row.invited, row.answered if row.answered >= LEAST else None) for row in rows]


def response_chart(trend: Sequence[Round]) -> Chart | None:
    """Return the response rate, survey by survey, as a chart; None before there are two to draw a line between.

    A rate of fewer than ten answers is hidden in it as everywhere. Of two surveys that closed on one day the later
    stands.
    """
    by_day = {localdate(each.survey.closed_at): each for each in trend}
    if sum(each.answered is not None for each in by_day.values()) < 2:
        return None
    return trend_chart(
        key=f"response-{trend[-1].survey.pk}",
        name="Response rate",
        unit="%",
        months=list(by_day),
        numerators=[each.answered for each in by_day.values()],
        denominators=[each.invited if each.answered else None for each in by_day.values()],
        symbols=[None if each.answered else CONFIDENTIAL for each in by_day.values()],
        polarity="higher",
        plural=False,
        counted="asked",
        scale=(0.0, 100.0),
    )


def as_table(survey: Survey) -> tuple[list[str], list[list]]:
    """Return all that is shown of a survey, place by place, as headings and rows; three queries."""
    questions = list(survey.questions.all())
    whole = ALL if hands_out(survey) else ""
    scores, answers = {}, {}
    for row in survey.scores.select_related("team"):
        key = (row.get_agency_display() or whole or row.team.name, row.team_id)
        if row.question_id is None:
            answers[key] = row.answers
        else:
            scores[key, row.question_id] = round(_score(row), 1)
    rows = [
        [key[0], count, *(scores.get((key, question.pk), CONFIDENTIAL) for question in questions)]
        for key, count in sorted(answers.items())
    ]
    return ["Place", "Answered", *(question.words for question in questions)], rows


def may_act(survey: Survey, user: User) -> bool:
    """Return whether this person may agree an action on what was said in a survey that is visible to them."""
    return sees_results(survey, user) and survey.team_id in access.team_ids_for(user, ACT, codes="W")


def actions_of(survey: Survey) -> list[Action]:
    """Return what was agreed because of a survey, due first; one query. All staff may see it, as they see why."""
    rows = Action.objects.filter(origin=ORIGIN, origin_id=survey.pk).exclude(state="withdrawn")
    return list(rows.select_related("owner").order_by("due_on", "pk"))


def comments_shown(survey: Survey) -> list[str]:
    """Return the comments that a duty reader has read and that may be seen, in their order of chance; one query."""
    shown = survey.comments.filter(verdict__outcome=Verdict.Outcome.READ)
    return list(shown.order_by("pk").values_list("text", flat=True))


def unread(survey: Survey) -> int:
    """Return how many comments nobody has read yet; one query."""
    return survey.comments.filter(verdict=None).count()


def answerable(pk: int) -> Survey | None:
    """Return a survey that codes were made for, by its id alone: whoever answers is nobody here; one query."""
    return Survey.objects.filter(pk=pk).exclude(opened_at=None).first()


def takes_answers(survey: Survey, *, at: datetime) -> bool:
    """Return whether somebody with a code may still answer."""
    return survey.state == states.OPEN and localdate(at) < survey.closes_on


def last_day(survey: Survey) -> date:
    """Return the last day on which one can answer."""
    return survey.closes_on - timedelta(days=1)
