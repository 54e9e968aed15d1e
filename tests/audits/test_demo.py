"""The synthetic audits: one at each stage, through the services, and the same the second time."""

from datetime import date

from audits.models import Audit
from audits.tools.shipped import load_shipped
from casework.models import CinStatus
from improvement.management.audited import STAGES, audit_some
from tests.audits.conftest import AT
from tests.factories import make_child, make_fact, make_user


def test_one_at_each_stage_and_no_more_the_second_time(scene):
    load_shipped(at=AT)
    county = scene.tree["larchshire"]
    for role in ("auditor", "quality_lead", "director"):
        make_user(role, county, email=f"{role.replace('_', '-')}@larchshire.example")
    worker = make_user("practitioner", scene.tree["mere-safeguarding"], email="practitioner@larchshire.example")
    scene.worker.user = worker
    scene.worker.save()
    for _ in STAGES:
        make_fact(
            CinStatus,
            child=make_child(source=scene.child.source),
            team=scene.tree["mere-safeguarding"],
            worker=scene.worker,
            as_on=date(2026, 10, 31),
            status="CIN",
        )
    assert audit_some(at=AT) == len(STAGES)
    assert audit_some(at=AT) == len(STAGES)
    assert sorted(audit.state for audit in Audit.objects.all()) == sorted(
        ["allocated", "invited", "in_conversation", "drafted", "final"]
    )
    assert Audit.objects.get(state="final").reply.stance == "partly"
