"""Askings of a small department, on the edges of three months and of two weeks about key points."""

from datetime import UTC, datetime, time, timedelta
from random import Random

from casework.models import CarePeriod, Child, CinPlan, CpPlan, Import, Placement, Review, Section47
from feedback.asking.services import round_of
from feedback.models import Asking
from tests.factories.casework import make_user
from tests.indicators.recompute.days import on

# Nobody was asked before the first answers of `voices`.
FIRST = datetime(2024, 9, 3, tzinfo=UTC).date()
LAST = datetime(2025, 3, 25, tzinfo=UTC).date()
NEAR = [-40, -15, -14, -3, 0, 13, 14, 15]


def write_askings(seed, team):
    """Write plans and placements of need, and askings of children and of families near what makes them due."""
    rng, who, children = Random(seed), make_user(), list(Child.objects.all()[:90])
    source = Import.objects.filter(state="applied").first()
    for child in children:
        _facts(rng, child, source)
    days = {child.pk: _days(child) for child in children}
    for child in children[:70]:
        for respondent in ("child", "family"):
            _ask(rng, child, respondent, days[child.pk], team, who)


def _facts(rng, child, source):
    told = {"child": child, "source": source}
    if rng.random() < 0.4:
        start = FIRST + timedelta(days=rng.randint(-100, 180))
        end = rng.choice([None, start + timedelta(days=rng.randint(0, 60))])
        CinPlan.objects.create(**told, start_on=start, end_on=end, gone_source=rng.choice([None, None, source]))
    for period in CarePeriod.objects.filter(child=child):
        for days in {0, rng.randint(1, 400), rng.randint(400, 900)}:
            Placement.objects.get_or_create(**told, start_on=period.start_on + timedelta(days=days))


def _days(child):
    found = [each.review_on for each in Review.objects.filter(child=child)]
    found += [each.icpc_on for each in Section47.objects.filter(child=child)]
    found += [each.start_on for model in (CinPlan, Placement) for each in model.objects.filter(child=child)]
    found += [day for each in CpPlan.objects.filter(child=child) for day in (each.start_on, each.end_on)]
    return [day for day in found if day and FIRST <= day <= LAST]


def _ask(rng, child, respondent, days, team, who):
    asked = [day + timedelta(days=rng.choice(NEAR)) for day in days if rng.random() < 0.7]
    # Three months before the end of a month, and a day to either side.
    ends = [on(FIRST.replace(day=1), months) - timedelta(days=1) for months in range(1, 8)]
    asked += [on(end, -3) + timedelta(days=rng.choice([-1, 0, 1])) for end in ends if rng.random() < 0.3]
    for number, day in enumerate(day for day in asked if FIRST <= day <= LAST):
        at = datetime.combine(day, time(rng.choice([0, 12, 23])), UTC)
        Asking.objects.create(
            round=round_of(on=day, at=at),
            child=child,
            team=team,
            respondent=respondent,
            key=f"asked {child.pk} {respondent} {number}",
            asked_at=at,
            asked_by=who,
        )
