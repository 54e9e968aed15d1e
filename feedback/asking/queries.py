"""Who works with a child: the team that will follow an answer up, and who is not independent of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch
from django.utils.timezone import localdate

from casework.access import at_or_below, team_ids_for, visible_children
from casework.models import FACTS, Child, Level, RoleGrant, Team, User
from feedback import states, words
from feedback.models import Answer, Asking, Mode, Passage, Permission, Question, Response

CHILD = "feedback:child"

# The team of the work that is open, else of what was last done; of several that are open, the one begun last.
TEAM_OF = """
SELECT team_id FROM (
    SELECT team_id, start_on, end_on FROM casework_cpplan WHERE child_id = %(child)s
    UNION ALL SELECT team_id, start_on, end_on FROM casework_careperiod WHERE child_id = %(child)s
    UNION ALL SELECT team_id, start_on, end_on FROM casework_cinepisode WHERE child_id = %(child)s
    UNION ALL SELECT team_id, start_on, authorised_on FROM casework_assessment WHERE child_id = %(child)s
    UNION ALL SELECT team_id, referral_on, referral_on FROM casework_referral WHERE child_id = %(child)s
) w
WHERE team_id IS NOT NULL AND start_on <= %(on)s
ORDER BY (end_on IS NULL OR end_on > %(on)s) DESC, coalesce(end_on, start_on) DESC, start_on DESC, team_id
LIMIT 1
"""
# Roles in the line of a child's team (reliability-security-performance.md section 5, I1).
LINE = ("practitioner", "team_manager", "head_of_service")


def team_of(child: Child, *, on: date) -> Team | None:
    """Return the team that works with a child on a day, or did last; None where no fact says."""
    with connection.cursor() as cursor:
        cursor.execute(TEAM_OF, {"child": child.pk, "on": on})
        row = cursor.fetchone()
    return Team.objects.filter(pk=row[0]).first() if row else None


def works_with(user: User, child: Child, *, on: date) -> bool:
    """Return whether a person works with a child, or stands in the line of the team that does, on a day."""
    if any(fact.objects.filter(child=child, worker__user=user).exists() for fact in FACTS):
        return True
    team = team_of(child, on=on)
    granted = RoleGrant.objects.filter(user=user, role__in=LINE, start_on__lte=on).exclude(end_on__lte=on)
    reached = at_or_below(list(granted.values_list("team_id", flat=True)), on=on)
    return team is not None and team.pk in reached


@dataclass(frozen=True)
class Heard:
    """One response as staff near the child see it, its answers in the order of the questions.

    In confidence nothing but the day is shown: `answers` and `permits` are empty then.
    """

    pk: int
    on: date
    respondent: str
    mode: str
    how: str
    by: str
    answers: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    unread: bool
    permits: tuple[str, ...]


def heard_of(child: Child) -> list[Heard]:
    """Return what a child and family answered, newest first; five queries however much it is.

    Only what was said with a name is shown: the worker was promised to see that, and to others in confidence.
    """
    rows = (
        Response.objects.filter(asking__child=child, state=states.SENT)
        .prefetch_related(
            Prefetch("answers", Answer.objects.select_related("question").order_by("question__number")),
            Prefetch("passages", Passage.objects.filter(is_urgent=False).select_related("verdict")),
            Prefetch("permissions", Permission.objects.filter(withdrawn_at__isnull=True).order_by("kind")),
        )
        .order_by("-sent_at", "-pk")
    )
    return [_heard(response) for response in rows]


def _heard(response: Response) -> Heard:
    named = response.mode == Mode.NAMED
    return Heard(
        pk=response.pk,
        on=localdate(response.sent_at),
        respondent=response.get_respondent_display(),
        mode=response.get_mode_display(),
        how=_how(response, named),
        by=response.get_gathered_by_display(),
        answers=tuple((each.question.words, each.get_choice_display()) for each in response.answers.all())
        if named
        else (),
        words=tuple(each.text for each in response.passages.all() if _released(each)) if named else (),
        unread=named and any(not hasattr(each, "verdict") for each in response.passages.all()),
        permits=tuple(each.get_kind_display() for each in response.permissions.all()) if named else (),
    )


def _how(response: Response, named: bool) -> str:
    parts = [response.get_method_display(), response.get_setting_display().lower()]
    if named and response.took_part:
        parts.append(f"took part in their review: {response.get_took_part_display().lower()}")
    return ", ".join(parts)


def _released(passage: Passage) -> bool:
    """Whether a person has read a passage and said that those who work with the child may see it."""
    return hasattr(passage, "verdict") and passage.verdict.outcome == "read"


@dataclass(frozen=True)
class AskingLine:
    """Somebody was asked: who, why, when, by whom, and whether an answer came."""

    respondent: str
    reason: str
    at: datetime
    by: str
    answered: bool


def askings_of(child: Child) -> list[AskingLine]:
    """Return when a child and family were asked, newest first; one query."""
    answered = Exists(Response.objects.filter(asking=OuterRef("pk"), state=states.SENT))
    rows = Asking.objects.filter(child=child).annotate(answered=answered).select_related("asked_by")
    return [
        AskingLine(
            row.get_respondent_display(), row.get_reason_display(), row.asked_at, row.asked_by.name, row.answered
        )
        for row in rows.order_by("-asked_at", "-pk")
    ]


def child_or_none(*, pk: int, user: User, url_name: str) -> Child | None:
    """Return a child whose feedback pages this person may open, or None."""
    return visible_children(user, within=Child.objects.filter(pk=pk), url_name=url_name).first()


def child_by_reference(*, reference: str, user: User) -> Child | None:
    """Return the child with a reference, whose feedback this person may open, or None."""
    return visible_children(user, within=Child.objects.filter(reference=reference), url_name=CHILD).first()


def code_teams(user: User):
    """Return the teams for which this person may make plain codes: a district or wider (`services.CODE_LEVELS`)."""
    wide = (Level.COUNTY, Level.AREA, Level.DISTRICT)
    reach = team_ids_for(user, "feedback:codes", codes="W")
    return Team.objects.filter(pk__in=reach, level__in=wide, closed_on__isnull=True).order_by("name")


def questions_asked() -> list[Question]:
    """Return the five questions in use, by number; unsaved ones while no round has asked them yet."""
    kept = list(Question.objects.filter(question_set__version=words.VERSION).order_by("number"))
    exact = enumerate(zip(words.CODES, words.words("en").questions["adult"], strict=True), start=1)
    return kept or [
        Question(number=number, code=code, words=text, is_open=code == words.CODES[-1])
        for number, (code, text) in exact
    ]


def withdrawable(*, response_id: int, child: Child) -> Response | None:
    """Return a sent response of a child, whose permissions may be taken back, or None."""
    return Response.objects.filter(pk=response_id, asking__child=child, state=states.SENT).first()
