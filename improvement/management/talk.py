"""What the people of the synthetic department say of its figures, through the services they would use."""

from datetime import datetime
from decimal import Decimal

from casework.models import Level, Team, User
from improvement.indicators.models import Figure
from improvement.indicators.queries import latest_month
from improvement.indicators.said import services
from improvement.indicators.targets.services import propose_target, sign_target
from improvement.lib.months import add_months

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
COMMENT = "Two posts were empty for most of the month; both are filled from the first of next month."


def talk(*, at: datetime) -> None:
    """Set a target, ask two questions and write a comment; said again, nothing is added."""
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


NAMES = ("director", "analyst", "head-of-service")
