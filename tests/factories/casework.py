"""Factories of the ground floor."""

import itertools
from datetime import UTC, date, datetime
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import make_password

from casework.models import Action, Child, Import, RoleGrant, Team, TeamEdge, User, Worker

_next = itertools.count(1).__next__
OPENED = date(2015, 4, 1)
NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


def make_team(name=None, *, level="team", parent=None, **fields):
    """Return a team, under `parent` since it opened."""
    number = _next()
    name = name or f"Team {number}"
    fields.setdefault("code", name.lower().replace(" ", "-"))
    team = Team.objects.create(name=name, level=level, opened_on=OPENED, **fields)
    if parent is not None:
        TeamEdge.objects.create(team=team, parent=parent, start_on=OPENED)
    return team


def make_tree():
    """Return a small county by code: county, two areas, two districts, three teams."""
    county = make_team("Larchshire", level="county")
    west = make_team("West", level="area", parent=county)
    north = make_team("North", level="area", parent=county)
    mere = make_team("Mere", level="district", parent=west)
    weald = make_team("North Weald", level="district", parent=north)
    teams = [
        county,
        west,
        north,
        mere,
        weald,
        make_team("Mere Assessment", parent=mere),
        make_team("Mere Safeguarding", parent=mere),
        make_team("Weald Safeguarding", parent=weald),
    ]
    return {team.code: team for team in teams}


@cache
def _hashed(_hasher):
    # Half a second each: whoever is made here has the same one.
    return make_password(PASSWORD)


def make_user(role=None, team=None, *, name=None, **fields):
    """Return a person; with `role`, granted it for `team`."""
    number = _next()
    user = User.objects.create(
        email=fields.pop("email", f"person{number}@larchshire.example").lower(),
        password=_hashed(settings.PASSWORD_HASHERS[0]),
        name=name or f"Person {number}",
        **fields,
    )
    if role is not None:
        grant(user, role, team)
    return user


def grant(user, role, team, *, start_on=OPENED, end_on=None, **fields):
    """Return a grant of `role` for `team`; a peer's has a purpose and an end."""
    if role == "peer":
        fields.setdefault("purpose", "Peer review of visits")
        end_on = end_on or date(2030, 1, 1)
    return RoleGrant.objects.create(
        user=user, role=role, team=team, start_on=start_on, end_on=end_on, granted_at=NOW, **fields
    )


def make_worker(name=None, **fields):
    """Return a worker."""
    return Worker.objects.create(name=name or f"Worker {_next()}", **fields)


def make_import(*, state="applied", as_on=date(2026, 10, 31), **fields):
    """Return an import, applied unless told otherwise."""
    if state == "applied":
        fields.setdefault("applied_at", NOW)
    return Import.objects.create(
        state=state, as_on=as_on, uploaded_at=NOW, key=fields.pop("key", f"key-{_next()}"), digest="0" * 64, **fields
    )


def make_child(reference=None, *, birth_month=date(2015, 6, 1), source=None, **fields):
    """Return a child, by reference only."""
    return Child.objects.create(
        reference=reference or f"LS{_next():06d}", birth_month=birth_month, source=source or make_import(), **fields
    )


def make_fact(model, *, child=None, source=None, **fields):
    """Return a fact of any kind, for a child made for it unless given."""
    child = child or make_child()
    return model.objects.create(child=child, source=source or child.source, **fields)


def make_action(*, team, owner, state="open", due_on=date(2026, 12, 1), **fields):
    """Return an action: open, or with what its state needs."""
    done = {"evidence": "Seen in three files", "changed": "She sees her brother", "done_at": NOW, "done_by": owner}
    if state in ("done", "closed"):
        fields = {**done, **fields}
    return Action.objects.create(
        what=fields.pop("what", "Visit every week"),
        measure=fields.pop("measure", "Visits on time for three months"),
        team=team,
        owner=owner,
        state=state,
        first_due_on=due_on,
        due_on=due_on,
        key=fields.pop("key", f"action-{_next()}"),
        raised_at=NOW,
        **fields,
    )
