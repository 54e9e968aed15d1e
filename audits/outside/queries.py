"""Reviews from outside as they are read: those of a place, one with its sample and findings, and what may be shared."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from audits.access import audits_shared_with
from audits.models import Audit, OutsideFinding, OutsideReview, Overall, SharedAudit
from audits.outside import states
from audits.outside.services import ORIGIN
from audits.queries import SectionRead, sections_of
from casework import access
from casework.models import Action, Role, RoleGrant, User

# What is offered to share: the final audits of a year, the newest first, so many at most.
A_YEAR, OFFERED = timedelta(days=365), 100
WITH = ("audit__child", "audit__team", "audit__tool_version__tool")


def peers(*, on: date):
    """Return who holds a peer's role now or later, by name."""
    grants = RoleGrant.objects.filter(role=Role.PEER, end_on__gt=on)
    return User.objects.filter(is_active=True, pk__in=grants.values("user_id")).order_by("name", "pk")


def reviews_at(user: User, *, team_ids: set[int]):
    """Return the reviews of a place that this person may open, and those they are to do, newest first, to be paged."""
    rows = OutsideReview.objects.visible_to(user).filter(Q(team_id__in=team_ids) | Q(reviewer=user))
    rows = rows.annotate(audits=Count("shared", filter=Q(shared__taken_back_at__isnull=True)))
    return rows.select_related("team", "reviewer").order_by("-start_on", "-pk")


@dataclass(frozen=True)
class Reading:
    """A review as one person has it: whether they do it or run it."""

    review: OutsideReview
    reviews: bool
    runs: bool

    @property
    def reads_findings(self) -> bool:
        """Whether they read what was found: their own, and anybody here once it has ended."""
        return self.reviews or self.review.state in (states.SUBMITTED, states.LAPSED)

    @property
    def writes(self) -> bool:
        """Whether they write what they find."""
        return self.reviews and self.review.state == states.SHARED

    @property
    def shares(self) -> bool:
        """Whether they say what the reviewer reads."""
        return self.runs and self.review.state == states.SHARED


def reading(*, pk: int, user: User) -> Reading | None:
    """Return a review this person may open, with what they are in it, or None; one query after their reach."""
    rows = OutsideReview.objects.visible_to(user).select_related("team", "reviewer", "planned_by", "ended_by")
    review = rows.filter(pk=pk).first()
    if review is None:
        return None
    runs = review.team_id in access.team_ids_for(user, "outside:share", codes="W")
    return Reading(review, review.reviewer_id == user.pk, runs)


def sample_of(review: OutsideReview) -> list[SharedAudit]:
    """Return what is shared for a review, in the order it was; one query."""
    return list(review.shared.filter(taken_back_at__isnull=True).select_related(*WITH))


def may_be_shared(review: OutsideReview, user: User, *, on: date):
    """Return the final audits of a year that may be added to a review, newest first; their tools come along."""
    there = review.shared.filter(taken_back_at__isnull=True).values("audit_id")
    teams = access.at_or_below([review.team_id], on=on)
    rows = Audit.objects.visible_to(user).filter(team_id__in=teams, final_at__date__gt=on - A_YEAR)
    rows = rows.exclude(pk__in=there).exclude(auditor=review.reviewer)
    return rows.select_related("child", "team", "worker", "tool_version__tool").order_by("-final_at", "-pk")


def shared_or_none(*, pk: int, user: User) -> SharedAudit | None:
    """Return one audit of a review this person runs, or None."""
    teams = access.team_ids_for(user, "outside:share", codes="W")
    return SharedAudit.objects.filter(pk=pk, review__team_id__in=teams).select_related("review").first()


@dataclass(frozen=True)
class Shown:
    """An audit as a reviewer from outside reads it: what was judged and why, and never who."""

    audit: Audit
    overall: Overall | None
    sections: list[SectionRead]
    findings: list
    reply: object


def shown(*, review: OutsideReview, pk: int, user: User) -> Shown | None:
    """Return an audit of a review that this person may read as its reviewer today, or None; seven queries."""
    named = review.shared.filter(taken_back_at__isnull=True).values("audit_id")
    rows = audits_shared_with(user).filter(pk__in=named).select_related("child", "team", "tool_version__tool")
    audit = rows.select_related("overall", "reply").filter(pk=pk).first()
    if audit is None:
        return None
    found = list(audit.findings.select_related("standard__standard", "theme"))
    overall, reply = getattr(audit, "overall", None), getattr(audit, "reply", None)
    return Shown(audit, overall, sections_of(audit), found, reply)


@dataclass(frozen=True)
class Found:
    """One finding of a reviewer, and what is done about it."""

    finding: OutsideFinding
    actions: list[Action]


def found_in(review: OutsideReview) -> list[tuple[str, list[Found]]]:
    """Return what was found under each of the three headings, with its actions; two queries."""
    findings = list(review.findings.select_related("theme"))
    actions: dict[int, list[Action]] = {}
    rows = Action.objects.filter(origin=ORIGIN, origin_id__in=[each.pk for each in findings]).select_related("owner")
    for action in rows.order_by("due_on", "pk"):
        actions.setdefault(action.origin_id, []).append(action)
    return [
        (label, [Found(each, actions.get(each.pk, [])) for each in findings if each.heading == heading])
        for heading, label in OutsideFinding.Heading.choices
    ]


def finding_or_none(*, pk: int, user: User) -> OutsideFinding | None:
    """Return one finding of a review this person may open, or None."""
    rows = OutsideFinding.objects.filter(pk=pk, review__in=OutsideReview.objects.visible_to(user))
    return rows.select_related("review__team", "review__planned_by", "review__reviewer", "theme").first()
