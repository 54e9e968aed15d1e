"""Who may judge whose work: what the rules of allocation need to know of people and cases, read in a few queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Count, Q

from audits.allocation import Auditor, Case
from audits.models import Activity, Audit, Participant, Relation, Round
from casework.models import FACTS, RoleGrant, TeamEdge, Worker

# A line is managed by these; a director's is the whole county, which would leave them nothing to look at, and no
# director manages a case (practice reference, 3: directors take part in practice weeks).
MANAGE = {"team_manager", "head_of_service"}
WORK_IN = {"practitioner", "team_manager", "independent_chair"}

WORKED = " UNION ".join(
    f"SELECT child_id, worker_id FROM {fact._meta.db_table} "  # noqa: S608 - our own tables
    "WHERE child_id = ANY(%(children)s) AND worker_id IS NOT NULL"
    for fact in FACTS
)
# Whose work each person judged last: the newest of a worker's activities and audits before a day.
LAST = """
SELECT DISTINCT ON (worker_id) worker_id, person_id FROM (
    SELECT a.worker_id, a.person_id, r.start_on AS day, a.id
    FROM audits_activity a JOIN audits_round r ON r.id = a.round_id
    WHERE a.worker_id = ANY(%(workers)s) AND a.state IN ('given', 'done') AND r.id <> %(round)s AND r.start_on < %(on)s
    UNION ALL
    SELECT worker_id, auditor_id, allocated_at::date, id FROM audits_audit
    WHERE worker_id = ANY(%(workers)s) AND state <> 'withdrawn' AND allocated_at < %(on)s
        AND id NOT IN (SELECT audit_id FROM audits_activity WHERE round_id = %(round)s AND audit_id IS NOT NULL)
) judged ORDER BY worker_id, day DESC, id DESC
"""


def cases_of(looked_at: Iterable[Activity | Audit]) -> list[Case]:
    """Return activities or audits, with their child, team and worker, as cases to allocate; one query more."""
    looked_at = list(looked_at)
    worked = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(WORKED, {"children": [each.child_id for each in looked_at if each.child_id]})
        for child, worker in cursor.fetchall():
            worked[child].add(worker)
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


def auditors_of(round: Round, *, on: date, cases: Iterable[Case], away: bool = False) -> list[Auditor]:
    """Return those who take part in a round and are here (with `away`, all), as the rules see them; six queries."""
    participants = list(Participant.objects.filter(round=round).select_related("person").order_by("person__name", "pk"))
    participants = [each for each in participants if away or each.away_at is None]
    people = [each.person_id for each in participants]
    children, relations = _relations(people)
    posts = defaultdict(set)
    for person, worker in Worker.objects.filter(user_id__in=people).values_list("user_id", "pk"):
        posts[person].add(worker)
    teams, lines = _places(people, on)
    last = _judged_last(round, {case.worker for case in cases if case.worker})
    loads = dict(
        Activity.objects.filter(round=round, state__in=["given", "done"], person_id__in=people)
        .values_list("person_id")
        .annotate(count=Count("pk"))
    )
    return [
        Auditor(
            key=each.person_id,
            name=each.person.name,
            limit=each.limit,
            load=loads.get(each.person_id, 0),
            workers=frozenset(posts[each.person_id]),
            teams=frozenset(teams[each.person_id]),
            line=frozenset(lines[each.person_id]),
            children=frozenset(children[each.person_id]),
            relations=frozenset(relations[each.person_id]),
            last=frozenset(last[each.person_id]),
        )
        for each in participants
    ]


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
            teams[person].add(team)
        waiting = [team] if role in MANAGE else []
        while waiting:
            here = waiting.pop()
            lines[person].add(here)
            waiting += below[here]
    return teams, lines


def _judged_last(round, workers):
    judged = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(LAST, {"workers": sorted(workers), "round": round.pk, "on": round.start_on})
        for worker, person in cursor.fetchall():
            judged[person].add(worker)
    return judged
