"""You said, we did, as staff and as families read it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils.timezone import localdate

from casework import access
from casework.models import Team, Theme, User
from feedback import states
from feedback.models import YouSaid

LIST, ONE = "feedback:you_said", "feedback:one_said"
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
    """Return the replies that anybody may read, newest first."""
    return YouSaid.objects.filter(state=states.PUBLISHED).select_related("theme").order_by("-published_at")[:MOST_SHOWN]


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
