"""Factories of reviews from outside."""

import itertools
from datetime import timedelta

from django.utils import timezone

from audits.models import OutsideFinding, OutsideReview, SharedAudit
from tests.factories.audits import make_audit
from tests.factories.casework import NOW, make_user

_next = itertools.count(1).__next__


def make_outside(team, *, reviewer=None, state="shared", by=None, **fields):
    """Return a review from outside that is under way today, or in any state with what that state needs."""
    today = timezone.localdate()
    by = by or make_user()
    if state != "shared":
        fields = {"ended_at": NOW, "ended_by": by, **fields}
    if state == "called_off":
        fields.setdefault("called_off_because", "They are inspected themselves")
    return OutsideReview.objects.create(
        kind=fields.pop("kind", "partner"),
        team=team,
        reviewer=reviewer or make_user(),
        authority=fields.pop("authority", "Wealdshire"),
        purpose=fields.pop("purpose", "How children are heard"),
        start_on=fields.pop("start_on", today - timedelta(days=1)),
        last_on=fields.pop("last_on", today + timedelta(days=9)),
        state=state,
        key=f"outside-{_next()}",
        planned_at=NOW,
        planned_by=by,
        **fields,
    )


def make_shared(review, audit=None, **fields):
    """Return an audit named to the reviewer; a final one is made unless given."""
    audit = audit or make_audit(auditor=make_user(), team=review.team, state="final")
    return SharedAudit.objects.create(review=review, audit=audit, shared_at=NOW, shared_by=review.planned_by, **fields)


def make_outside_finding(review, *, heading="works", words="Workers know the children", **fields):
    """Return a finding of a review; one that has ended is opened for the moment of writing, as it was when it came."""
    state = OutsideReview.objects.filter(pk=review.pk)
    if review.state != "shared":
        state.update(state="shared", ended_at=None, ended_by=None)
    finding = OutsideFinding.objects.create(
        review=review,
        heading=heading,
        words=words,
        key=f"found-{_next()}",
        written_at=NOW,
        written_by=review.reviewer,
        **fields,
    )
    state.update(state=review.state, ended_at=review.ended_at, ended_by=review.ended_by)
    return finding
