"""Which figures a person may see, in full or with small numbers hidden, and whose rows they may open."""

from dataclasses import dataclass
from datetime import date
from functools import wraps

from django.http import Http404
from django.shortcuts import render

from casework import access, permissions
from casework.models import Team
from improvement.indicators.forms import StandingForm

IN_FULL = "ARWX"
ROWS = "figures:rows"


class NotUnderstood(Exception):
    """The address asks for something that is no team or month; the message says what and what to do."""


@dataclass(frozen=True)
class Standing:
    """Where a person looks and how much they may see there.

    `above` are the visible teams over `team`, widest first; `below` those right under it. Unless `in_full`, small
    numbers are hidden. `rows` says whether they may open the children behind the numbers.
    """

    team: Team
    month: date
    above: tuple[Team, ...]
    below: tuple[Team, ...]
    in_full: bool
    rows: bool


def standing(request, url_name: str) -> Standing | None:
    """Return where the address ?team=CODE&month=2026-10 stands for this person on a page, None if nowhere.

    Without ?team it is the widest team they may see. Raises NotUnderstood for what is no month or team code, Http404
    for a team that does not exist or that they may not see here.
    """
    form = StandingForm(request.GET)
    if not form.is_valid():
        raise NotUnderstood(" ".join(form.problems()))
    place = request.place
    if not place:
        return None
    if form.cleaned_data["team"] not in ("", place.team.code):
        raise Http404
    codes = _codes(request.user, url_name, place)
    if codes <= {"-"}:
        raise Http404
    return Standing(
        team=place.team,
        # The frame's month is lazy, which neither the database driver nor a format takes for a date.
        month=form.cleaned_data["month"] or date(request.month.year, request.month.month, 1),
        above=place.up,
        below=place.down,
        in_full=bool(codes & set(IN_FULL)),
        rows="R" in _codes(request.user, ROWS, place),
    )


def placed(url_name):
    """Return a decorator that gives a view where the person stands on the page `url_name` (`access.standing`)."""

    def decorate(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            try:
                found = standing(request, url_name)
                if found is None:
                    raise Http404
                return view(request, found, *args, **kwargs)
            except NotUnderstood as problem:
                context = {"message": str(problem)}
                return render(request, "improvement/indicators/not_understood.html", context, status=400)

        return answer

    return decorate


def _codes(user, url_name, place) -> set[str]:
    """Return the codes this person's roles have for the page at a place: those held there or above it."""
    row = permissions.table().get(url_name)
    lineage = {place.team.pk, *(team.pk for team in place.up)}
    return {row[grant.role] for grant in access.active_grants(user) if grant.team_id in lineage} if row else set()
