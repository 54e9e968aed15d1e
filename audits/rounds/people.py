"""Those who take part in a round, as the rules of independence see them: with what they have, and whom they had."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db import connection
from django.db.models import Count

from audits.allocation import Auditor, Case
from audits.independence import as_auditors
from audits.models import Activity, Participant, Round

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


def auditors_of(round: Round, *, on: date, cases: Iterable[Case], away: bool = False) -> list[Auditor]:
    """Return those who judge in a round and are here (with `away`, all), as the rules see them; seven queries.

    Care ambassadors sit on a team and are given nobody's records.
    """
    judging = Participant.objects.filter(round=round).exclude(part=Participant.Part.AMBASSADOR)
    participants = list(judging.select_related("person").order_by("person__name", "pk"))
    participants = [each for each in participants if away or each.away_at is None]
    people = [each.person for each in participants]
    last = _judged_last(round, {case.worker for case in cases if case.worker})
    loads = dict(
        Activity.objects.filter(round=round, state__in=["given", "done"], person__in=people)
        .values_list("person_id")
        .annotate(count=Count("pk"))
    )
    return [
        replace(auditor, limit=each.limit, load=loads.get(each.person_id, 0), last=frozenset(last[each.person_id]))
        for each, auditor in zip(participants, as_auditors(people, on=on), strict=True)
    ]


def _judged_last(round, workers):
    judged = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(LAST, {"workers": sorted(workers), "round": round.pk, "on": round.start_on})
        for worker, person in cursor.fetchall():
            judged[person].add(worker)
    return judged
