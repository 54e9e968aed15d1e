"""Whose work is never looked at, or too often: for the quality lead alone, by name and never ranked."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from audits.models import Activity, Audit
from audits.rounds.frame import frame
from casework.access import at_or_below
from casework.models import Team, Worker

DAYS = 365
# Looked at this often in a year is much: a default, as no authority publishes one.
OFTEN = 4


@dataclass(frozen=True)
class PersonCovered:
    """Somebody with open work, the team of most of it, how many children, and how often their work was looked at."""

    worker: Worker
    team: Team
    children: int
    times: int


@dataclass(frozen=True)
class Covered:
    """Everybody with open work at a place: how many, who was never looked at in a year, and who often."""

    people: int
    never: list[PersonCovered]
    often: list[PersonCovered]


def people_covered(*, team: Team, on: date) -> Covered:
    """Return whose work at or below a team was never looked at in the year before a day, or often; six queries.

    Each list is in the order of names: how often somebody was looked at says nothing of their work (S45). A visit with
    a family is no look at the worker, so it does not count.
    """
    held = frame(team_ids=at_or_below([team.pk], on=on), on=on).values()
    teams: dict[int, Counter] = {}
    for each in held:
        if each.worker_id:
            teams.setdefault(each.worker_id, Counter())[each.team_id] += 1
    times = _times(list(teams), on)
    workers = Worker.objects.in_bulk(teams)
    places = Team.objects.in_bulk({team for counts in teams.values() for team in counts})
    found = [
        PersonCovered(workers[pk], places[counts.most_common(1)[0][0]], counts.total(), times[pk])
        for pk, counts in teams.items()
    ]
    found.sort(key=lambda each: (each.worker.name, each.worker.pk))
    return Covered(
        len(found), [each for each in found if not each.times], [each for each in found if each.times >= OFTEN]
    )


def _times(workers, on) -> Counter:
    """Return how often each worker was looked at: judgements that went to them, and what a round did without one."""
    since, until = on - timedelta(days=DAYS), on
    audits = Audit.objects.filter(worker_id__in=workers, drafted_at__date__gt=since, drafted_at__date__lte=until)
    done = Activity.objects.filter(worker_id__in=workers, state="done", audit__isnull=True)
    done = done.filter(done_at__date__gt=since, done_at__date__lte=until).exclude(kind=Activity.Kind.FAMILY)
    return Counter(audits.values_list("worker_id", flat=True)) + Counter(done.values_list("worker_id", flat=True))
