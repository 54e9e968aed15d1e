"""A county with somebody who plans, a peer whose role lasts, and a final audit to be shared."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import grant, make_tree, make_user
from tests.factories.moderation import make_judged

MARK = "zx-the-analysis-zx"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def team(tree):
    return tree["mere-safeguarding"]


@pytest.fixture
def lead(tree):
    return make_user("quality_lead", tree["larchshire"], name="Q. Lead")


@pytest.fixture
def peer(tree, today):
    person = make_user(name="P. Peer")
    grant(
        person,
        "peer",
        tree["larchshire"],
        start_on=today - timedelta(days=5),
        end_on=today + timedelta(days=20),
        granted_by=make_user("administrator", tree["larchshire"]),
    )
    return person


def final(team, *, text=MARK, **fields):
    """Return an audit that is final, with the auditor's words."""
    audit = make_judged(team=team, text=text, **fields)
    type(audit).objects.filter(pk=audit.pk).update(state="final", final_at=timezone.now())
    audit.refresh_from_db()
    return audit
