"""A round that runs, with audits that are final, one that is blind still, and people who read its report."""

from dataclasses import dataclass

import pytest

from audits.models import Audit
from audits.rounds import drawing, services
from tests.factories import make_tree, make_user, make_worker
from tests.factories.audits import make_tool
from tests.factories.casework import NOW
from tests.factories.learning import make_finding
from tests.factories.moderation import make_judged
from tests.factories.rounds import AT, make_activity, make_open_work, make_participant, make_round


@dataclass
class Looked:
    """What the tests of reports play with."""

    tree: dict
    round: object
    lead: object
    auditor: object
    tool: object

    def final(self, *, grade="good", grades=None, at=NOW, team="mere-safeguarding", themes=(), **fields):
        """Return a final audit of the round, with a finding for each of `themes`, (kind, theme)."""
        team = self.tree[team]
        audit = make_judged(team=team, auditor=self.auditor, grade=grade, grades=grades, tool=self.tool, **fields)
        Audit.objects.filter(pk=audit.pk).update(state="in_conversation")
        for kind, theme in themes:
            make_finding(audit, kind=kind, theme=theme)
        Audit.objects.filter(pk=audit.pk).update(state="final", final_at=at)
        moments = {"state": "done", "done_at": at, "done_by": self.auditor, "feedback_at": at}
        make_activity(
            self.round,
            child=audit.child,
            worker=audit.worker,
            team=team,
            person=self.auditor,
            audit=audit,
            feedback_by=self.auditor,
            **moments,
        )
        return audit


@pytest.fixture
def looked(db, settings):
    settings.SYNTHETIC = True
    tree = make_tree()
    lead = make_user("quality_lead", tree["larchshire"], name="Q. Lead")
    tool = make_tool()
    make_open_work(tree["mere-assessment"], count=12, worker=make_worker())
    week = make_round(tree["larchshire"], by=lead, name="Practice week", tool=tool.tool)
    auditor = make_participant(week, make_user("auditor", tree["larchshire"], name="A. Auditor")).person
    drawing.draw_sample(round=week, strata=["team"], key="d", by=lead, at=AT)
    drawn = week.samples.get().drawn.first()
    drawing.swap(drawn=drawn, because="The family is away that week", by=lead, at=AT)
    activity = week.activities.filter(state="open").first()
    services.exempt(activity=activity, because="The case closed", agreed_by=make_user(name="S. Senior"), by=lead, at=AT)
    week.activities.filter(state="open").update(state="dropped")
    type(week).objects.filter(pk=week.pk).update(state="running", told_at=AT, told_by=lead)
    week.refresh_from_db()
    return Looked(tree, week, lead, auditor, tool)
