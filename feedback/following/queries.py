"""Answers as they are followed up: what waits for a decision, what was decided, and the themes put on each."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from casework import access
from casework.models import Team, User
from feedback import states
from feedback.models import Answer, Choice, Passage, Permission, Response, Theming
from feedback.reading.queries import kept_from

ANSWERS, ANSWER = "feedback:answers", "feedback:answer"
SHOWN = {"wait": "To decide", "themes": "Themes to check", "open": "Followed up", "all": "All"}


@dataclass(frozen=True)
class AnswerLine:
    """One response as it is listed: nothing of whose it is, only what asks for somebody."""

    pk: int
    on: date
    who: str
    team: str
    how: str
    noes: int
    has_words: bool
    contact: bool
    themes: int
    decided: str


def answers(*, team: Team, user: User, show: str, on: date) -> QuerySet[Response]:
    """Return the sent responses of one part of the list, newest first, at a place and all below it.

    `show`: wait (somebody said no or a little, wrote something or may be contacted, and nobody has decided), themes (a
    theme waits for its check), open (followed up, the action not closed yet), all. KeyError for any other.
    """
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, ANSWERS, codes="RW")
    doubtful = Exists(Answer.objects.filter(response=OuterRef("pk"), choice__in=[Choice.NO, Choice.A_LITTLE]))
    written = Exists(Passage.objects.filter(response=OuterRef("pk")))
    contact = Exists(Permission.objects.filter(response=OuterRef("pk"), kind="contact", withdrawn_at__isnull=True))
    asks = doubtful | written | contact
    part = {
        "wait": Q(asks, follow_up__isnull=True),
        "themes": Q(Exists(Theming.objects.filter(response=OuterRef("pk"), checked_at__isnull=True))),
        "open": Q(follow_up__action__state__in=["open", "done"]),
        "all": Q(),
    }[show]
    rows = Response.objects.filter(part, team_id__in=reach, state=states.SENT)
    return rows.order_by("-sent_at", "-pk")


def lines(rows: QuerySet[Response]) -> list[AnswerLine]:
    """Return a page of `answers` as lines; one query."""
    noes = Count("answers", filter=Q(answers__choice=Choice.NO), distinct=True)
    themes = Count("themings", filter=~Q(themings__fits=False), distinct=True)
    standing = Q(permissions__kind="contact", permissions__withdrawn_at__isnull=True)
    counted = rows.annotate(
        noes=noes,
        themes=themes,
        texts=Count("passages", distinct=True),
        contacts=Count("permissions", filter=standing, distinct=True),
    )
    return [_line(row) for row in counted.select_related("team", "follow_up__action")]


def _line(row: Response) -> AnswerLine:
    return AnswerLine(
        pk=row.pk,
        on=localdate(row.sent_at),
        who=row.get_respondent_display() or "Somebody by a plain code",
        team=row.team.name,
        how=f"{row.get_mode_display()}, {row.get_method_display().lower()}",
        noes=row.noes,
        has_words=row.texts > 0,
        contact=row.contacts > 0,
        themes=row.themes,
        decided=decided(row),
    )


def decided(response: Response) -> str:
    """Return what was decided about a response, in words, or ""."""
    found = getattr(response, "follow_up", None)
    if found is None:
        return ""
    return found.action.get_state_display() if found.action else "Nothing more needed"


def answer_or_none(*, pk: int, user: User) -> Response | None:
    """Return a sent response this person may follow up, or None."""
    reach = access.team_ids_for(user, ANSWER, codes="RW")
    rows = Response.objects.filter(pk=pk, team_id__in=reach, state=states.SENT)
    related = ("team", "asking__child", "follow_up__action__owner", "follow_up__decided_by")
    return rows.select_related(*related).first()


def said_in(response: Response, *, user: User) -> tuple[list[Answer], list[Passage]]:
    """Return the choices of a response, and the words of it that a person has read; two queries.

    What a duty reader has not read yet, and what is about a member of staff, is not here (practice.md 6.3).
    """
    chosen = response.answers.select_related("question").order_by("question__number")
    words = response.passages.filter(verdict__isnull=False).exclude(pk__in=kept_from(user))
    return list(chosen), list(words.select_related("question").order_by("written_at", "pk"))


def themings_of(response: Response) -> list[Theming]:
    """Return the themes put on a response; one query."""
    return list(response.themings.select_related("theme", "put_by", "checked_by"))


def theming_or_none(*, pk: int, response: Response) -> Theming | None:
    """Return a theming of a response, or None."""
    return response.themings.filter(pk=pk).select_related("theme").first()
