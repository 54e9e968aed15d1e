"""The indicators counted from SSDA903 returns, in plain Python, as `rules.py` has the others."""

from tests.indicators.recompute.days import back, on
from tests.indicators.recompute.rules import extract, looked_after_at_extract, rule
from tests.indicators.recompute.world import in_month

RETURNED = {"LA14", "LA17", "LA18"}


def team_in_care(world, child_id, day):
    """The team of the latest period of care that a day falls in, its last day too."""
    periods = [
        p for p in world.history("CarePeriod", child_id) if p.start_on <= day and (p.end_on is None or p.end_on >= day)
    ]
    return max(periods, key=lambda p: p.start_on).team_id if periods else None


@rule("LA14")
def la14(world, month):
    rows = extract(world, "CareHealth", month)
    return rows and [
        (team_in_care(world, h.child_id, h.as_on), h.sdq_score or 0, h.sdq_score is not None) for h in rows
    ]


@rule("LA17")
def la17(world, month):
    rows = looked_after_at_extract(world, month)
    if rows is None:
        return None
    found = []
    for period, day in rows:
        workers = {
            e.social_worker
            for e in world.history("SocialWorkerEpisode", period.child_id)
            if e.start_on <= day and (e.end_on is None or e.end_on > back(day, 12))
        }
        found.append((period.team_id, len(workers) >= 3, bool(workers)))
    return found


@rule("LA18")
def la18(world, month):
    for review in world.Review:
        if review.kind == "cla" and review.participation and in_month(review.review_on, month):
            born = review.child.birth_month
            asked = review.participation != "PN0" and (born is None or on(born, 48) <= review.review_on)
            took_part = review.participation in ("PN1", "PN2", "PN3", "PN5", "PN6")
            yield team_in_care(world, review.child_id, review.review_on), took_part, asked
