"""Who may judge whose work: nobody their own, their line's, or what they are near to (practice 1.2; I1 and I2).

The rules and their words are in `audits.allocation`; here is what they need to know of people and of cases, read in a
few queries however many they are, for a round's allocation and for one audit alike.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q

from audits.allocation import ALL, Auditor, Case, Rule, refusals
from audits.models import Activity, Audit, Relation
from casework.models import FACTS, Child, Role, RoleGrant, Team, TeamEdge, User, Worker
from casework.services import NotAllowed

# The director stands above every team, so that role alone is no line: in a practice week directors audit too (S01).
MANAGE = {Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE}
WORK_IN = {Role.PRACTITIONER, Role.TEAM_MANAGER, Role.INDEPENDENT_CHAIR}
# Whoever may be asked to audit: leaders of every level and independent chairs (practice 3, S62).
AUDITING = (
    Role.AUDITOR,
    Role.QUALITY_LEAD,
    Role.TEAM_MANAGER,
    Role.HEAD_OF_SERVICE,
    Role.DIRECTOR,
    Role.INDEPENDENT_CHAIR,
)
# One audit outside a round knows no load; and who looks again is best the one who looked first (practice 2.7).
ALONE = ALL - {Rule.LIMIT, Rule.SAME_PAIR}

WORKED = " UNION ".join(
    f"SELECT child_id, worker_id FROM {fact._meta.db_table} "  # noqa: S608 - our own tables
    "WHERE child_id = ANY(%(children)s) AND worker_id IS NOT NULL"
    for fact in FACTS
)


class NotIndependent(NotAllowed):
    """Refused, because the person is too near to the work; the sentence says how."""


def why_not(*, person: User, child: Child | None, worker: Worker | None, team: Team, on: date) -> str:
    """Return the sentences that say why a person cannot judge this work, or "" when they can; five queries."""
    (auditor,) = as_auditors([person], on=on)
    return _words(_case(child, worker, team), auditor)


def check(*, person: User, child: Child | None, worker: Worker | None, team: Team, on: date) -> None:
    """Raise NotIndependent with the sentences that say why a person cannot judge this work."""
    reason = why_not(person=person, child=child, worker=worker, team=team, on=on)
    if reason:
        raise NotIndependent(reason)


def too_near(*, person: User, audits: Iterable[Audit], on: date) -> str:
    """Return the sentences that say which of these audits a person is too near to, or made themselves; "" for none.

    However many they are, six queries.
    """
    audits = list(audits)
    (judge,) = as_auditors([person], on=on)
    own = [f"{person.name} made {each} themselves." for each in audits if each.auditor_id == person.pk]
    return " ".join(own + [words for case in cases_of(audits) if (words := _words(case, judge))])


def auditors(*, on: date) -> list[User]:
    """Return everybody who may be asked to audit, by name; one query."""
    running = RoleGrant.objects.filter(role__in=AUDITING, start_on__lte=on).exclude(end_on__lte=on)
    return list(User.objects.filter(is_active=True, pk__in=running.values("user_id")).order_by("name"))


def could_audit(*, child: Child | None, worker: Worker | None, team: Team, on: date, at_most: int = 8) -> list[User]:
    """Return some who are independent of this work, by name: the way to swap; six queries."""
    people, case = auditors(on=on), _case(child, worker, team)
    able = [person for person, each in zip(people, as_auditors(people, on=on), strict=True) if not _words(case, each)]
    return able[:at_most]


def cases_of(looked_at: Iterable[Activity | Audit]) -> list[Case]:
    """Return activities or audits, with their child, team and worker, as the rules see them; one query more."""
    looked_at = list(looked_at)
    worked = _worked_with([each.child_id for each in looked_at if each.child_id])
    return [
        Case(
            key=each.pk,
            name=each.child.reference if each.child else str(each),
            team=each.team_id,
            team_name=each.team.name if each.team else "",
            worker=each.worker_id,
            worker_name=each.worker.name if each.worker else "",
            workers=frozenset(worked[each.child_id]),
            child=each.child_id,
        )
        for each in looked_at
    ]


def as_auditors(people: Iterable[User], *, on: date) -> list[Auditor]:
    """Return people, in their order, as the rules see them, with no load and no last pairs; four queries."""
    people = list(people)
    keys = [person.pk for person in people]
    children, relations = _relations(keys)
    posts = defaultdict(set)
    for person, worker in Worker.objects.filter(user_id__in=keys).values_list("user_id", "pk"):
        posts[person].add(worker)
    teams, lines = _places(keys, on)
    return [
        Auditor(
            key=each.pk,
            name=each.name,
            workers=frozenset(posts[each.pk]),
            teams=frozenset(teams[each.pk]),
            line=frozenset(lines[each.pk]),
            children=frozenset(children[each.pk]),
            relations=frozenset(relations[each.pk]),
        )
        for each in people
    ]


def _case(child, worker, team):
    return Case(
        key=0,
        name=child.reference if child else "",
        team=team.pk,
        team_name=team.name,
        worker=worker.pk if worker else None,
        worker_name=worker.name if worker else "",
        workers=frozenset(_worked_with([child.pk])[child.pk] if child else ()),
        child=child.pk if child else None,
    )


def _words(case, auditor):
    return " ".join(refusal.words for refusal in refusals(case, auditor, ALONE))


def _worked_with(children):
    worked = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(WORKED, {"children": children})
        for child, worker in cursor.fetchall():
            worked[child].add(worker)
    return worked


def _relations(people):
    children, workers = defaultdict(set), defaultdict(set)
    rows = Relation.objects.filter(person_id__in=people, ended_at__isnull=True)
    for person, child, worker in rows.values_list("person_id", "child_id", "worker_id"):
        if child:
            children[person].add(child)
        else:
            workers[person].add(worker)
    return children, workers


def _places(people, on):
    """Return person -> the teams they work in, and person -> the teams they manage and all below."""
    running = Q(start_on__lte=on) & (Q(end_on__isnull=True) | Q(end_on__gt=on))
    below = defaultdict(list)
    for team, parent in TeamEdge.objects.filter(running).values_list("team_id", "parent_id"):
        below[parent].append(team)
    teams, lines = defaultdict(set), defaultdict(set)
    grants = RoleGrant.objects.filter(running, user_id__in=people, role__in=MANAGE | WORK_IN)
    for person, role, team in grants.values_list("user_id", "role", "team_id"):
        if role in WORK_IN:
            # Who works for a district works with its teams; a chair of the whole county is outside them all.
            teams[person] |= _from(team, below) if role == Role.PRACTITIONER else {team}
        if role in MANAGE:
            lines[person] |= _from(team, below)
    return teams, lines


def _from(team, below):
    found, waiting = set(), [team]
    while waiting:
        here = waiting.pop()
        found.add(here)
        waiting += below[here]
    return found
