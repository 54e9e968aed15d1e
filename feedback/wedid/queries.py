"""You said, we did, as staff and as families read it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from casework import access
from casework.models import Team, Theme, User
from feedback import states
from feedback.models import Passage, Permission, Quote, Theming, Verdict, YouSaid
from feedback.reading.queries import kept_from

LIST, ONE = "feedback:you_said", "feedback:one_said"
CHOOSE, CHECK = "feedback:quote_choose", "feedback:quote_check"
# A reply is owed within so many days of a theme being raised; over the last year the share that kept it is shown.
DAYS, YEAR = 60, 365
MOST_SHOWN, FEW = 30, 3


@dataclass(frozen=True)
class Line:
    """What people said, and where its reply stands; `late` when 60 days have passed without one."""

    pk: int
    said: str
    theme: str
    team: str
    state: str
    state_words: str
    raised_on: date
    due_on: date
    late: bool
    reply: str
    published_on: date | None


def said_at(*, team: Team, user: User, on: date) -> list[Line]:
    """Return what people said at a place and all below it, what waits for a reply first; two queries."""
    rows = _visible(user).filter(team_id__in=access.at_or_below([team.pk], on=on)).select_related("theme", "team")
    return [_line(row, on) for row in rows.order_by(F("published_at").desc(nulls_first=True), "raised_at", "pk")]


def one_or_none(*, pk: int, user: User) -> YouSaid | None:
    """Return what people said about one theme, where this person may read it, or None."""
    related = ("theme", "team", "action__owner", "raised_by", "written_by", "published_by")
    return _visible(user).filter(pk=pk).select_related(*related).first()


def in_time(*, team: Team, user: User, on: date) -> tuple[int, int]:
    """Return (answered in time, owed) of the themes whose 60 days ended in the last year, at a place and all below."""
    reach = access.at_or_below([team.pk], on=on)
    oldest, newest = on - timedelta(days=YEAR), on - timedelta(days=DAYS)
    owed = _visible(user).filter(team_id__in=reach, raised_at__date__gt=oldest, raised_at__date__lte=newest)
    kept = Q(published_at__lte=F("raised_at") + timedelta(days=DAYS))
    found = owed.aggregate(owed=Count("pk"), kept=Count("pk", filter=kept))
    return found["kept"], found["owed"]


def published() -> QuerySet[YouSaid]:
    """Return the replies that anybody may read, newest first, each with the quotes shown beside it; two queries."""
    rows = YouSaid.objects.filter(state=states.PUBLISHED).select_related("theme")
    rows = rows.prefetch_related(Prefetch("quotes", quotes_shown(), to_attr="in_their_words"))
    return rows.order_by("-published_at")[:MOST_SHOWN]


def quotes_shown() -> QuerySet[Quote]:
    """Return the quotes that may be shown now: checked by a second person, and their giver's leave not taken back.

    Every page asks this anew, so that leave taken back takes the words off at once.
    """
    rows = Quote.objects.filter(checked_at__isnull=False, permission__withdrawn_at__isnull=True)
    return rows.filter(taken_off_at__isnull=True).select_related("passage__response")


def quotes_of(you_said: YouSaid) -> list[Quote]:
    """Return the quotes of a reply that are shown or wait for their check, in the order chosen; one query."""
    rows = you_said.quotes.filter(taken_off_at__isnull=True, permission__withdrawn_at__isnull=True)
    return list(rows.select_related("chosen_by", "checked_by", "passage__response"))


def quotable(passages: QuerySet[Passage]) -> QuerySet[Passage]:
    """Return those of some passages that may be quoted: sent, the last words to their question, read by a person.

    What was told on as a concern, or stands for "I feel unsafe", never is; nor is anything without leave to quote.
    """
    leave = Permission.objects.filter(response=OuterRef("response"), kind="quote", withdrawn_at__isnull=True)
    later = Passage.objects.filter(
        response=OuterRef("response"), question=OuterRef("question"), is_urgent=False, pk__gt=OuterRef("pk")
    )
    read = (Verdict.Outcome.READ, Verdict.Outcome.HELD)
    rows = passages.filter(Exists(leave), ~Exists(later), is_urgent=False, verdict__outcome__in=read)
    return rows.filter(response__state=states.SENT)


def to_quote(you_said: YouSaid, *, user: User, on: date) -> QuerySet[Passage]:
    """Return the passages this person may quote beside a reply, newest first: of its theme, at its place and below."""
    reach = access.at_or_below([you_said.team_id], on=on) & access.team_ids_for(user, CHOOSE, codes="W")
    themed = Theming.objects.filter(response=OuterRef("response"), theme=you_said.theme_id).exclude(fits=False)
    rows = Passage.objects.filter(Exists(themed), response__team_id__in=reach).exclude(pk__in=kept_from(user))
    return quotable(rows).select_related("response__asking").order_by("-written_at", "-pk")


def among(passages) -> QuerySet[Passage]:
    """Return some passages as a form takes them, which takes no other."""
    return Passage.objects.filter(pk__in=[passage.pk for passage in passages]).order_by("-written_at", "-pk")


def quote_or_none(*, pk: int, you_said: YouSaid) -> Quote | None:
    """Return a quote of a reply, or None."""
    return you_said.quotes.filter(pk=pk).first()


def latest() -> list[YouSaid]:
    """Return the newest replies that anybody may read, as a first screen shows them; one query."""
    return list(published()[:FEW])


def themes() -> QuerySet[Theme]:
    """Return the themes that may be raised."""
    return Theme.objects.filter(retired_on__isnull=True)


def teams(user: User) -> QuerySet[Team]:
    """Return the teams for which this person may raise a theme."""
    reach = access.team_ids_for(user, "feedback:say_said", codes="W")
    return Team.objects.filter(pk__in=reach, closed_on__isnull=True).order_by("name")


def _visible(user: User) -> QuerySet[YouSaid]:
    """Return the replies that are published, and what waits for one where this person writes them."""
    reach = access.team_ids_for(user, ONE, codes="RW")
    return YouSaid.objects.filter(Q(state=states.PUBLISHED) | Q(team_id__in=reach))


def _line(row: YouSaid, on: date) -> Line:
    raised_on = localdate(row.raised_at)
    due_on = raised_on + timedelta(days=DAYS)
    return Line(
        pk=row.pk,
        said=row.said,
        theme=row.theme.name,
        team=row.team.name,
        state=row.state,
        state_words=row.get_state_display(),
        raised_on=raised_on,
        due_on=due_on,
        late=row.state != states.PUBLISHED and due_on < on,
        reply=f"{row.get_kind_display()}: {row.to_staff}" if row.state == states.PUBLISHED else "",
        published_on=localdate(row.published_at) if row.published_at else None,
    )
