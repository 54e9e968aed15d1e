"""What changes on the ground floor: who may do what, the tree of teams, and the record of what was read."""

from datetime import date, datetime

import pghistory
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.text import slugify

from casework.models import ReadLog, RoleGrant, Team, TeamEdge, Theme, User

# What the account of a care ambassador is called, with a number after it: some of them are children in care.
AMBASSADOR = "Care ambassador"


class NotAllowed(Exception):
    """Refused, with the sentence to show."""


def record_read(
    *, user: User, at: datetime, kind: str, what: str, team: Team | None = None, children=(), rows: int = 0
) -> ReadLog:
    """Write one read-log row: `user` opened (`page`) or took away (`export`) `rows` rows about `children` (ids).

    Call it inside the transaction of the page, so that nothing is shown that is not recorded.
    """
    return ReadLog.objects.create(
        user=user, at=at, kind=kind, what=what, team=team, children=sorted(set(children)), rows=rows
    )


@transaction.atomic
def add_person(*, name: str, email: str, by: User | None) -> User:
    """Return a new person without a password or any role; they set a password from the sign-in page.

    Raises NotAllowed where the address already belongs to someone.
    """
    if User.objects.filter(email__iexact=email).exists():
        raise NotAllowed(f"{email} already belongs to someone. Find them in the list and give them the role.")
    with pghistory.context(user=by and by.pk, why="person added"):
        return User.objects.create_user(email=email, name=name)


@transaction.atomic
def grant_role(
    *, user: User, role: str, team: Team, start_on: date, end_on: date | None, purpose: str = "", by: User, at: datetime
) -> RoleGrant:
    """Return a grant of `role` for `team` and all below it during [start_on, end_on).

    Raises NotAllowed for a grant to oneself, a peer without purpose or end, a care ambassador whose account says who
    they are, and one that overlaps another.
    """
    if user.pk == by.pk:
        raise NotAllowed("You cannot give a role to yourself. Ask another administrator.")
    if role == "peer" and not (purpose and end_on):
        raise NotAllowed("A peer needs a purpose and a last day.")
    if role == "ambassador" and not user.name.startswith(AMBASSADOR):
        raise NotAllowed(
            "Names of children are never held, and a care ambassador may be in care. The participation lead adds them "
            "under Feedback, Care ambassadors, without a name."
        )
    if end_on is not None and end_on <= start_on:
        raise NotAllowed("The last day must be after the first.")
    User.objects.select_for_update().get(pk=user.pk)
    overlapping = RoleGrant.objects.filter(user=user, role=role, team=team).filter(
        Q(end_on__isnull=True) | Q(end_on__gt=start_on)
    )
    if end_on is not None:
        overlapping = overlapping.filter(start_on__lt=end_on)
    if overlapping.exists():
        raise NotAllowed(f"{user.name} already holds this role for {team.name} on some of those days.")
    with pghistory.context(user=by.pk, why="role given"):
        return RoleGrant.objects.create(
            user=user,
            role=role,
            team=team,
            start_on=start_on,
            end_on=end_on,
            purpose=purpose,
            granted_by=by,
            granted_at=at,
        )


@transaction.atomic
def end_grant(*, grant: RoleGrant, on: date, by: User, why: str) -> None:
    """End a grant: from `on` it no longer counts. One that has not begun keeps an empty period.

    Raises NotAllowed when it has ended already, or is one's own.
    """
    if grant.user_id == by.pk:
        raise NotAllowed("You cannot end a role of your own. Ask another administrator.")
    with pghistory.context(user=by.pk, why=why):
        running = RoleGrant.objects.filter(pk=grant.pk).filter(Q(end_on__isnull=True) | Q(end_on__gt=on))
        if not running.update(end_on=Greatest(F("start_on"), Value(on))):
            raise NotAllowed("This role had already ended.")


@transaction.atomic
def set_active(*, user: User, is_active: bool, by: User, why: str) -> None:
    """Let a person sign in, or stop them at once. Raises NotAllowed for oneself or when it is so already."""
    if user.pk == by.pk:
        raise NotAllowed("You cannot suspend yourself.")
    with pghistory.context(user=by.pk, why=why):
        if not User.objects.filter(pk=user.pk, is_active=not is_active).update(is_active=is_active):
            raise NotAllowed(f"{user.name} is already {'able to sign in' if is_active else 'suspended'}.")


PARENT_LEVEL = {"area": "county", "district": "area", "team": "district"}


@transaction.atomic
def open_team(*, code: str, name: str, level: str, parent: Team, on: date, by: User) -> Team:
    """Return a new team under `parent` from `on`. Raises NotAllowed where the levels do not fit."""
    _check_parent(level=level, parent=parent)
    if Team.objects.filter(Q(code=code) | Q(name__iexact=name)).exists():
        raise NotAllowed("Another team has this name or code. Choose a different one.")
    with pghistory.context(user=by.pk, why="team opened"):
        team = Team.objects.create(code=code, name=name, level=level, opened_on=on)
        TeamEdge.objects.create(team=team, parent=parent, start_on=on)
    return team


@transaction.atomic
def move_team(*, team: Team, parent: Team, on: date, by: User) -> None:
    """Put `team` under `parent` from `on`; earlier months keep the tree they had.

    Raises NotAllowed when the levels do not fit, or `on` is not after the last move.
    """
    _check_parent(level=team.level, parent=parent)
    edge = TeamEdge.objects.select_for_update().filter(team=team, end_on__isnull=True).first()
    if edge is not None and edge.parent_id == parent.pk:
        raise NotAllowed(f"{team.name} is already under {parent.name}.")
    if edge is not None and edge.start_on >= on:
        raise NotAllowed(f"{team.name} last moved on {edge.start_on:%d %B %Y}. Choose a later day.")
    with pghistory.context(user=by.pk, why="team moved"):
        if edge is not None:
            TeamEdge.objects.filter(pk=edge.pk).update(end_on=on)
        TeamEdge.objects.create(team=team, parent=parent, start_on=on)


@transaction.atomic
def rename_team(*, team: Team, was: str, name: str, by: User) -> None:
    """Give `team` another name; its code and history stay.

    Raises NotAllowed when someone renamed it since `was` was read, or the name is taken.
    """
    if Team.objects.exclude(pk=team.pk).filter(name__iexact=name).exists():
        raise NotAllowed("Another team has this name. Choose a different one.")
    with pghistory.context(user=by.pk, why="team renamed"):
        if not Team.objects.filter(pk=team.pk, name=was).update(name=name):
            now = Team.objects.values_list("name", flat=True).get(pk=team.pk)
            raise NotAllowed(f"Someone has just named this team “{now}”; you wrote “{name}”. Look again, then save.")


@transaction.atomic
def close_team(*, team: Team, on: date, by: User) -> None:
    """Close `team` from `on`. Raises NotAllowed while teams stand below it, or when it is closed already."""
    below = TeamEdge.objects.filter(parent=team).filter(Q(end_on__isnull=True) | Q(end_on__gt=on))
    if below.exists():
        raise NotAllowed(f"Move or close the teams below {team.name} first.")
    with pghistory.context(user=by.pk, why="team closed"):
        if not Team.objects.filter(pk=team.pk, closed_on__isnull=True, opened_on__lt=on).update(closed_on=on):
            raise NotAllowed(f"{team.name} is closed already, or opened after that day.")
        TeamEdge.objects.filter(team=team, end_on__isnull=True).update(end_on=on)


def _check_parent(*, level, parent):
    wanted = PARENT_LEVEL.get(level)
    if wanted is None:
        raise NotAllowed("There is one county, and it stands at the top.")
    if parent.level != wanted:
        raise NotAllowed(f"A {level} stands under a {wanted}, and {parent.name} is a {parent.level}.")


@transaction.atomic
def load_teams(*, rows, on: date) -> int:
    """Open the teams of `rows` (dicts with code, name, level, parent) that are not yet there; return how many.

    A parent must stand above its children in the file or be there already. Raises NotAllowed naming the line.
    """
    known = {team.code: team for team in Team.objects.all()}
    made = 0
    with pghistory.context(why="teams loaded from a file"):
        for line, row in enumerate(rows, start=2):
            code, name, level, parent = (str(row.get(key) or "").strip() for key in ("code", "name", "level", "parent"))
            if code in known:
                continue
            if not (code and name and level in {"county", *PARENT_LEVEL}):
                raise NotAllowed(f"Line {line}: give a code, a name and a level (county, area, district or team).")
            if level != "county" and parent not in known:
                raise NotAllowed(f"Line {line}: {name} stands under “{parent}”, which no line above it opens.")
            if level != "county":
                _check_parent(level=level, parent=known[parent])
            known[code] = Team.objects.create(code=code, name=name, level=level, opened_on=on)
            if level != "county":
                TeamEdge.objects.create(team=known[code], parent=known[parent], start_on=on)
            made += 1
    return made


@transaction.atomic
def add_administrator(*, name: str, email: str, password: str, on: date, at: datetime) -> User:
    """Return the first administrator, for the county. Raises NotAllowed when there is one, or no county yet."""
    if RoleGrant.objects.filter(role="administrator").exists():
        raise NotAllowed("There is an administrator already. Ask them to give you a role.")
    county = Team.objects.filter(level="county").first()
    if county is None:
        raise NotAllowed("Load the teams first: manage.py load_teams FILE.csv")
    with pghistory.context(why="first administrator"):
        user = User.objects.create_user(email=email, password=password, name=name)
        RoleGrant.objects.create(user=user, role="administrator", team=county, start_on=on, granted_at=at)
    return user


@transaction.atomic
def add_theme(*, name: str, means: str, by: User) -> Theme:
    """Return a new theme of the one shared list. Raises NotAllowed where one of that name is there already."""
    name = name.strip()
    if Theme.objects.filter(Q(name__iexact=name) | Q(code=slugify(name)[:40])).exists():
        raise NotAllowed(f"“{name}” is on the list already.")
    with pghistory.context(user=by.pk, why="theme added"):
        return Theme.objects.create(code=slugify(name)[:40], name=name, means=means.strip())
