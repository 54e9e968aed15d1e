"""What every page's frame needs: who is here, where they stand in the tree of teams, and which month they look at."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from casework import access
from casework.models import Role, Team
from improvement.indicators import queries
from improvement.lib import months

NAV = (
    ("Home", "home"),
    ("Figures", "figures:index"),
    ("Audits", "audits:index"),
    ("Feedback", "feedback:index"),
    ("Boards", "boards:index"),
    ("Plan", "plan:index"),
)
FOOTER = (
    ("People and roles", "casework:people"),
    ("Teams", "casework:teams"),
    ("Actions", "casework:actions"),
    ("Themes", "casework:themes"),
    ("Imports", "casework:imports"),
    ("Rounds", "rounds:index"),
    ("Visits", "visits:index"),
    ("Report of quality", "reports:quality"),
    ("Find a child", "casework:children"),
    ("Read log", "casework:reads"),
    ("Help", "help"),
    ("Accessibility statement", "accessibility"),
    ("Privacy", "privacy"),
    ("Your account", "mfa_index"),
)
MONTHS_OFFERED = 24
# Widest first, so that someone with two grants starts at the one that shows more.
LEVELS = ("county", "area", "district", "team")


@dataclass(frozen=True)
class NavItem:
    """A link of the frame; `current` is "page", "true" (somewhere inside it) or ""."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True)
class Place:
    """A team, the visible teams above it (widest first) and right below it, and what the month picker offers."""

    team: Team
    up: tuple[Team, ...]
    down: tuple[Team, ...]
    months: tuple[date, ...]
    kept: tuple[tuple[str, str], ...]

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The months as the picker writes them: ("2026-10", "October 2026")."""
        return _options(self.months)


# Formatting two dozen months by template filters would be a tenth of a page's time.
@lru_cache(maxsize=64)
def _options(offered: tuple[date, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((f"{each:%Y-%m}", months.long_label(each)) for each in offered)


def PlaceMiddleware(get_response):
    """Return middleware that gives every request `.month` and `.place`, so that page and frame agree on them."""

    def add_place(request):
        request.month = SimpleLazyObject(partial(month_of, request))
        request.place = SimpleLazyObject(partial(place_of, request))
        return get_response(request)

    return add_place


def page(request) -> dict:
    """Return the frame's context. All of it is lazy: a page that shows no frame asks the database nothing."""
    user = getattr(request, "user", None)
    return {
        "department": settings.DEPARTMENT_NAME,
        "synthetic": settings.SYNTHETIC,
        "me": SimpleLazyObject(partial(me, user)),
        "nav": SimpleLazyObject(partial(navigation, request)),
        "footer_links": SimpleLazyObject(partial(links, user, FOOTER)),
        "month": getattr(request, "month", None),
        "place": getattr(request, "place", None),
    }


def signed_in(user) -> bool:
    """Return whether there is a person and they have signed in."""
    return user is not None and user.is_authenticated


def me(user) -> dict | None:
    """Return the signed-in person's name and first role in words, or None."""
    if not signed_in(user):
        return None
    held = access.roles(user)
    return {"name": user.name, "role": next((role.label for role in Role if role.value in held), "")}


def links(user, table) -> tuple[NavItem, ...]:
    """Return the entries of `table` (label, URL name) that exist and that this person may open."""
    if user is None:
        return ()
    return tuple(NavItem(label, url) for label, name in table if (url := _address(name)) and access.may(user, name))


# Two dozen in every frame, and they never change.
@cache
def _address(url_name: str) -> str | None:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def navigation(request) -> tuple[NavItem, ...]:
    """Return the top navigation for the signed-in person, the present room marked and team and month kept."""
    user = getattr(request, "user", None)
    if not signed_in(user):
        return ()
    return tuple(
        NavItem(item.label, item.url + kept_query(request), _current(item.url, request.path))
        for item in links(user, NAV)
    )


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""


def kept_query(request, **changes) -> str:
    """Return "?team=..&month=.." of what the address bar holds, with `changes`; empty when there is neither."""
    query = request.GET.copy()
    for name in list(query):
        if name not in ("team", "month"):
            del query[name]
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}" if query else ""


def month_of(request) -> date:
    """Return the month asked for by ?month=2026-10, else the latest with figures, else the last full month."""
    asked = request.GET.get("month", "")
    try:
        year, number = asked.split("-")
        return date(int(year), int(number), 1)
    except ValueError:
        return latest_month()


def latest_month() -> date:
    """Return the last month we have been told all of, else the last full month."""
    return queries.latest_month() or months.add_months(months.first_of(timezone.localdate()), -1)


def place_of(request) -> Place | None:
    """Return where ?team= stands in what this person may see, else their widest team, else None."""
    user = getattr(request, "user", None)
    if not signed_in(user):
        return None
    today = timezone.localdate()
    teams = _visible_teams(user, on=today)
    if not teams:
        return None
    asked = request.GET.get("team")
    by_width = sorted(teams.values(), key=lambda team: (LEVELS.index(team.level), team.name))
    team = next((team for team in by_width if team.code == asked), by_width[0])
    return Place(
        team=team,
        up=_above(team, teams),
        down=tuple(below for below in by_width if below.parent_id == team.pk),
        months=tuple(months.add_months(months.first_of(today), -back) for back in range(1, MONTHS_OFFERED + 1)),
        kept=tuple((name, value) for name, value in request.GET.items() if name not in ("month", "page")),
    )


def _visible_teams(user, *, on: date) -> dict[int, Team]:
    """Return the open teams at or below this person's grants, each with `parent_id` as of a day; one query.

    A county has a few hundred teams, so all are read and the tree is walked here: `access.visible_teams` needs two.
    """
    granted = {grant.team_id for grant in access.active_grants(user)}
    if not granted:
        return {}
    teams = {team.pk: team for team in Team.objects.raw(OPEN_TEAMS, {"on": on})}
    return {
        pk: team for pk, team in teams.items() if pk in granted or granted & {above.pk for above in _above(team, teams)}
    }


# Every page asks, so it is written out: composing it anew would take longer than answering it.
OPEN_TEAMS = """
SELECT t.id, t.code, t.name, t.level, t.opened_on, t.closed_on, e.parent_id
FROM casework_team t
LEFT JOIN casework_teamedge e ON e.team_id = t.id AND e.start_on <= %(on)s AND (e.end_on IS NULL OR e.end_on > %(on)s)
WHERE t.closed_on IS NULL OR t.closed_on > %(on)s
"""


def _above(team: Team, teams: dict[int, Team]) -> tuple[Team, ...]:
    found = []
    while (team := teams.get(team.parent_id)) is not None:
        found.append(team)
    return tuple(reversed(found))
