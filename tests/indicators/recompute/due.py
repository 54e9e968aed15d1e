"""Who was due to be asked and who was asked in time, in plain Python; shares no code with the roll-up."""

from collections import defaultdict
from datetime import date, timedelta

from feedback.models import Asking
from tests.indicators.recompute.audited import Row, here, month_of
from tests.indicators.recompute.days import back, on

DUE = {"VO08"}
TWO_WEEKS = timedelta(days=14)


def due(world, today):
    """A row for each team and month with somebody due, from the month of the first asking on."""
    asked = defaultdict(set)
    for asking in Asking.objects.all():
        asked[asking.child_id, asking.respondent].add(here(asking.asked_at))
    if not asked:
        return []
    first = min(min(days) for days in asked.values())
    rows, month = {}, month_of(first)
    while month <= today:
        end = min(on(month, 1) - timedelta(days=1), today)
        for child in {fact.child for name in SPELLS for fact in world.facts[name]}:
            for respondent in ("child", "family"):
                found = judged(world, child, asked[child.pk, respondent], respondent, month, end, first)
                if found:
                    key = "VO08", found[0], month
                    row = rows.setdefault(key, Row(*key))
                    row.numerator += found[1]
                    row.denominator += 1
        month = on(month, 1)
    return list(rows.values())


SPELLS = ("CpPlan", "CarePeriod", "CinEpisode")


def held(world, name, child):
    return [fact for fact in world.history(name, child.pk) if fact.gone_source_id is None]


def judged(world, child, days, respondent, month, end, first):
    """The team, and whether somebody was asked in time, of whom it was due of in a month; None where it was not."""
    if respondent == "child" and (child.is_unborn or (child.birth_month and on(child.birth_month, 48) > end)):
        return None
    spells = [
        each
        for name in SPELLS
        for each in held(world, name, child)
        if each.team_id and each.start_on <= end and (each.end_on is None or each.end_on > back(end, 3))
    ]
    if not spells:
        return None
    current = [each for each in spells if each.end_on is None or each.end_on > end]
    # Where there is work, the newest of it; where there is none any more, what ended last.
    newest = [(each.start_on if current else each.end_on, each.start_on, -each.team_id) for each in current or spells]
    team_id = -max(newest)[2]
    in_time = set()
    if current and on(max(first, min(each.start_on for each in current)), 3) < end:
        in_time.add(any(day <= end <= on(day, 3) for day in days))
    for day in key_points(world, child):
        if max(month, first) <= day + TWO_WEEKS <= end:
            in_time.add(any(abs(asked - day) <= TWO_WEEKS for asked in days))
    return (team_id, all(in_time)) if in_time else None


def key_points(world, child) -> set[date]:
    """The days on which a plan or care began or ended, a review or conference was held, a child moved, work ended."""
    care = held(world, "CarePeriod", child)
    spells = [each for name in ("CpPlan", "CinPlan", "CarePeriod") for each in held(world, name, child)]
    found = {day for each in spells for day in (each.start_on, each.end_on)}
    found |= {each.review_on for each in held(world, "Review", child)}
    found |= {each.icpc_on for each in held(world, "Section47", child)}
    found |= {each.end_on for each in held(world, "CinEpisode", child)}
    for each in held(world, "Placement", child):
        if any(k.start_on < each.start_on and (k.end_on is None or k.end_on > each.start_on) for k in care):
            found.add(each.start_on)
    return found - {None}
