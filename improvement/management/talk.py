"""What the people of the synthetic department say of its figures, and try, through the services they would use."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from casework.models import Level, Team, User
from improvement.indicators.models import Figure
from improvement.indicators.queries import latest_month
from improvement.indicators.said import services
from improvement.indicators.targets.services import propose_target, sign_target
from improvement.indicators.trying.services import Plan, begin
from improvement.lib.months import add_months, next_month

# indicator, question, and the three parts of the answer where there is one.
QUERIES = (
    (
        "FD06",
        "Re-referrals have risen since the winter. Is this the new front door, or the way we record?",
        "Two assessment teams closed cases at the first contact while posts were empty",
        "Every closure within six weeks is now looked at by a second manager",
    ),
    ("AS02", "Does this hold for the disabled children's teams too?", "", ""),
)
# What a team tries: of the first of these indicators that it has figures of, with what it expects in its unit.
AIM = "Children on a plan know before a visit ends when they will be seen next."
TRIED = "The next visit is booked in the home, with the child, before the worker leaves."
MEASURES = (("CP11", "at_least", 90), ("CN04", "at_least", 85), ("AS02", "at_least", 85))
COMMENT = "Two posts were empty for most of the month; both are filled from the first of next month."


def talk(*, at: datetime) -> None:
    """Set a target, ask two questions, write a comment and try something; said again, nothing is added."""
    county = Team.objects.filter(level=Level.COUNTY).first()
    month = latest_month()
    people = {name: User.objects.filter(email__startswith=f"{name}@").first() for name in NAMES}
    if county is None or month is None or not all(people.values()):
        return
    target = propose_target(
        indicator="FD06",
        level=Level.COUNTY,
        month=add_months(month, -6),
        value=Decimal(20),
        source="Improvement board (synthetic)",
        key="synthetic target",
        by=people["analyst"],
        at=at,
    )
    if target.signed_at is None and target.withdrawn_at is None:
        sign_target(target=target, by=people["director"], at=at)
    for indicator, question, explanation, strategy in QUERIES:
        if not Figure.objects.filter(indicator=indicator, team=county, month=month).exists():
            continue
        given = {"indicator": indicator, "team": county, "month": month}
        query = services.ask(**given, question=question, key=f"synthetic {indicator}", by=people["director"], at=at)
        if explanation and query.state == "open":
            services.answer(
                query=query,
                explanation=explanation,
                strategy=strategy,
                expected_on=add_months(month, 2),
                by=people["head-of-service"],
                at=at,
            )
        services.comment(**given, text=COMMENT, key=f"synthetic comment {indicator}", by=people["analyst"], at=at)
    _try(people["team-manager"], lead=people["practitioner"], month=month, at=at)


def _try(manager: User, *, lead: User, month: date, at: datetime) -> None:
    """Have a team manager's team try something that it began three months ago and is to look at in a fortnight."""
    team, start = manager.grants.first().team, add_months(month, -2)
    measured = Figure.objects.filter(team=team, month=add_months(start, -1), numerator__isnull=False)
    for indicator, side, expected in MEASURES:
        if measured.filter(indicator=indicator).exists():
            plan = Plan(
                plan=TRIED,
                side=side,
                expected=Decimal(expected),
                expected_on=month,
                lead=lead,
                start_on=start + timedelta(days=6),
                look_on=max(localdate(at), next_month(month)) + timedelta(days=14),
            )
            about = {"indicator": indicator, "team": team, "aim": AIM, "plan": plan}
            begin(**about, key="synthetic test of change", by=manager, at=at)
            return


NAMES = ("director", "analyst", "head-of-service", "team-manager", "practitioner")
