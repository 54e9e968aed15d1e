"""The register of actions, as it is read."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.urls import reverse

from casework import access
from casework.actions import states
from casework.models import Action, User

ACTIONS, ACTION = "casework:actions", "casework:action"
# The page of what an action came from, by the kind its room gave it; the rooms above are known by address only.
ORIGINS = {
    "audit": "audits:audit",
    "learning": "learning:entry",
    "survey": "surveys:survey",
    "outside": "outside:finding",
}
# Who may check, close and withdraw others' actions: `casework:action_close` in the permission table says.
CHECKS = "casework:action_close"


@dataclass(frozen=True)
class ActionLine:
    """An action as it is listed. `slipped` is how many times its day was moved."""

    pk: int
    what: str
    owner: str
    team: str
    due_on: date
    first_due_on: date
    state: str
    state_words: str
    late: bool
    slipped: int
    origin_words: str
    origin_url: str


@dataclass(frozen=True)
class Waiting:
    """How many actions wait on somebody: theirs to do, of those late, others' to check, and to look at again."""

    mine: int
    late: int
    to_check: int
    to_look_again: int


TO_CHECK = Q(state=states.DONE)
SHOWN = ("mine", "team", "late", "check", "again", "closed")


def to_look_again(on: date) -> Q:
    """Return which closed actions are to be looked at again on a day."""
    return Q(state=states.CLOSED, looked_again_at__isnull=True, look_again_on__lte=on)


def actions_of(user: User, *, show: str, team_ids: set[int], on: date):
    """Return the actions of one part of the register, those due first at the top.

    Args:
        show: mine (this person's, open), team (open at the place), late (open past their day), check (said done, to
            be looked at by somebody else), again (closed, and the day to look again has come), closed.
        team_ids: the place looked at and all below it.
    """
    rows = visible(user).select_related("owner", "team").annotate(slipped=Count("slips"))
    here = rows.filter(team_id__in=team_ids)
    found = {
        "mine": rows.filter(owner=user, state=states.OPEN),
        "team": here.filter(state__in=[states.OPEN, states.DONE]),
        "late": here.filter(state=states.OPEN, due_on__lt=on),
        "check": rows.filter(TO_CHECK, Q(team_id__in=team_ids) | Q(checker=user)).exclude(owner=user),
        "again": rows.filter(to_look_again(on), Q(team_id__in=team_ids) | Q(checker=user)).exclude(owner=user),
        "closed": here.filter(state=states.CLOSED),
    }[show]
    return found.order_by(F("ended_at").desc(nulls_last=True), "due_on", "pk")


def lines(rows, *, on: date) -> list[ActionLine]:
    """Return a page of `actions_of` as lines."""
    return [
        ActionLine(
            pk=row.pk,
            what=row.what,
            owner=row.owner.name,
            team=row.team.name,
            due_on=row.due_on,
            first_due_on=row.first_due_on,
            state=row.state,
            state_words=row.get_state_display(),
            late=row.state == states.OPEN and row.due_on < on,
            slipped=row.slipped,
            origin_words=row.origin_words,
            origin_url=origin_url(row),
        )
        for row in rows
    ]


def origin_url(action: Action) -> str:
    """Return the address of what an action came from, or ""."""
    name = ORIGINS.get(action.origin)
    return reverse(name, args=[action.origin_id]) if name else ""


def visible(user: User):
    """Return the actions this person may read: theirs to do or check, and those their roles reach."""
    reach = access.team_ids_for(user, ACTIONS, codes="RWX")
    return Action.objects.filter(Q(team_id__in=reach) | Q(owner=user) | Q(checker=user))


def action_or_none(*, pk: int, user: User) -> Action | None:
    """Return an action this person may read, or None."""
    people = ("owner", "checker", "raised_by", "done_by", "ended_by", "looked_again_by")
    return visible(user).select_related("team", "theme", *people).filter(pk=pk).first()


def slips_of(action: Action) -> list:
    """Return each time the day was moved, first to last; one query."""
    return list(action.slips.select_related("moved_by"))


def may_check(action: Action, user: User, url_name: str = CHECKS) -> bool:
    """Return whether this person may look at what its owner shows: asked to or by role, and never their own."""
    if user.pk in (action.owner_id, action.done_by_id):
        return False
    asked = action.checker_id == user.pk and url_name == CHECKS
    return asked or action.team_id in access.team_ids_for(user, url_name, codes="W")


def waiting(user: User, *, on: date) -> Waiting:
    """Return how much of the register waits on this person; one query."""
    reach = access.team_ids_for(user, CHECKS, codes="W")
    checks = (Q(team_id__in=reach) | Q(checker=user)) & ~Q(owner=user)
    mine = Q(owner=user, state=states.OPEN)
    return Waiting(
        **Action.objects.aggregate(
            mine=Count("pk", filter=mine),
            late=Count("pk", filter=mine & Q(due_on__lt=on)),
            to_check=Count("pk", filter=checks & TO_CHECK),
            to_look_again=Count("pk", filter=checks & to_look_again(on)),
        )
    )
