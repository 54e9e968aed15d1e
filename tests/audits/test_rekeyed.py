"""A child's reference changes in the next Annex A extract while an audit is in progress; read through real imports.

The case system gives no link from the old reference to the new, so they are two children here
(docs/adr/2026-11-22-child-as-reference.md). The audit goes on with the one it was begun of, and says so.
"""

from datetime import date

import pytest
from django.utils import timezone

from audits import independence, services
from audits.known import known_of, work_of
from audits.models import Audit
from audits.starting import Starter
from casework.imports import services as imports
from casework.models import Child, CinEpisode, CpPlan, Worker
from tests.factories import make_tree, make_user
from tests.factories.audits import make_tool, make_whole

pytestmark = pytest.mark.django_db
NEED = "Child Unique ID,Gender,Date of Birth,CIN Start Date,Date Child Was Last Seen,Case Status"
NEED += ",Allocated Team,Allocated Worker\r\n"
PLAN = "Child Unique ID,Gender,Date of Birth,Child Protection Plan Start Date,Date of the Last Statutory Visit"
PLAN += ",Was the Child Seen Alone?,Allocated Team,Allocated Worker\r\n"
OLD, NEW = "LS000777", "LS900001"


def extract(day, *references, on_plan=True):
    """Apply the lists of a day, in which one girl stands under each of these references; return the import."""
    who, work = "b) Female,03/04/2014", "Mere Safeguarding,W. Worker"
    need = [f"{each},{who},01/09/2026,20/10/2026,CIN,{work}\r\n" for each in references]
    plan = [f"{each},{who},01/10/2026,20/10/2026,a) Yes,{work}\r\n" for each in references]
    other = f"LS000001,a) Male,05/06/2012,01/09/2026,19/10/2026,a) Yes,{work}\r\n"
    files = [("list_6.csv", (NEED + "".join(need)).encode())]
    files.append(("list_7.csv", (PLAN + "".join(plan if on_plan else ()) + other).encode()))
    delivery = imports.receive_files(files=files, by=None, at=timezone.now(), key=f"{day}", as_on=day)
    delivery = imports.read_and_check(delivery_id=delivery.pk, at=timezone.now())
    assert delivery.state == "checked", delivery.reason
    return imports.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def people(tree):
    team = tree["mere-safeguarding"]
    return {
        "auditor": make_user("auditor", tree["larchshire"], name="A. Auditor"),
        "lead": make_user("quality_lead", tree["larchshire"], name="Q. Lead"),
        "worker": make_user("practitioner", team, name="W. Worker"),
    }


def begun(people, reference=OLD, key="audit") -> Audit:
    today = timezone.localdate()
    given = {"tool": make_tool(), "auditor": people["auditor"], "due_on": today, "key": key, "at": timezone.now()}
    return Starter(people["lead"], on=today).start(reference=reference, **given)


def talking(people, **fields) -> Audit:
    Worker.objects.filter(name="W. Worker").update(user=people["worker"])
    audit, at = begun(people, **fields), timezone.now()
    services.invite(audit=audit, meet_on=timezone.localdate(), by=audit.auditor, at=at)
    parts = ["auditor", "worker"]
    services.record_conversation(
        audit=audit, held_on=timezone.localdate(), how="video", parts=parts, by=audit.auditor, at=at
    )
    return audit


def known(audit) -> dict[str, tuple[str, str]]:
    return {each.label: (each.value, each.source) for each in known_of(audit, on=timezone.localdate())}


def test_the_audit_goes_on_with_the_child_it_was_begun_of_and_says_that_the_lists_lost_it(tree, people, client):
    extract(date(2026, 10, 31), OLD)
    audit = talking(people)
    assert "In the lists" not in known(audit)
    extract(date(2026, 11, 25), NEW)
    old, new = Child.objects.get(reference=OLD), Child.objects.get(reference=NEW)
    assert (audit.child, old.pk == new.pk) == (old, False)
    assert CpPlan.objects.get(child=old).gone_source is not None
    # What we hold is shown still, each with the lists that had it last and those that lost it.
    told = known(audit)
    assert told["In the lists"][0].startswith("Not any more")
    assert told["In the lists"][1] == "import of 25 November 2026"
    assert told["Plan"][0].startswith("Child protection")
    assert told["Plan"][1] == "import of 31 October 2026, not in that of 25 November 2026"
    client.force_login(audit.auditor)
    for page in ("", "section/1/", "overall/"):
        text = client.get(f"/audits/{audit.pk}/{page}").content.decode()
        assert OLD in text, page
        assert "the case system may have given this child a new reference" in text, page
    # It is written, sent, replied to and final like any other, and its worker is still who it was.
    at = timezone.now()
    services.submit(audit=make_whole(audit, at=at), by=audit.auditor, at=at)
    services.reply(audit=audit, stance="agrees", text="", by=people["worker"], at=at)
    services.finish(audit=audit, by=audit.auditor, at=at)
    audit.refresh_from_db()
    assert (audit.state, audit.child, audit.worker.name) == ("final", old, "W. Worker")


def test_a_child_in_need_alone_is_missed_in_the_lists_too(tree, people):
    extract(date(2026, 10, 31), OLD, on_plan=False)
    audit = talking(people)
    extract(date(2026, 11, 25), NEW, on_plan=False)
    assert CinEpisode.objects.get(child=audit.child).gone_source is not None
    assert known(audit)["In the lists"][0].startswith("Not any more")


def test_a_reference_that_comes_back_is_missed_no_longer(tree, people):
    extract(date(2026, 10, 31), OLD)
    audit = talking(people)
    extract(date(2026, 11, 24), NEW)
    assert "In the lists" in known(audit)
    extract(date(2026, 11, 25), OLD)
    assert "In the lists" not in known(audit)
    assert known(audit)["Plan"][1] == "import of 25 November 2026"


def test_nobody_judges_more_of_the_new_reference_than_of_the_old(tree, people):
    extract(date(2026, 10, 31), OLD)
    audit = talking(people)
    extract(date(2026, 11, 25), NEW)
    new = Child.objects.get(reference=NEW)
    assert work_of(new).worker == audit.worker
    assert begun(people, reference=NEW, key="new").child == new
    for child in (audit.child, new):
        work = {"child": child, "worker": audit.worker, "team": audit.team, "on": timezone.localdate()}
        assert independence.why_not(person=people["auditor"], **work) == ""
        assert independence.why_not(person=people["worker"], **work)


def test_the_audit_stands_when_the_second_import_is_undone_and_when_the_first_cannot_be(tree, people):
    first = extract(date(2026, 10, 31), OLD)
    audit = talking(people)
    second = extract(date(2026, 11, 25), NEW)
    imports.undo_import(delivery_id=second.pk, by=None, at=timezone.now())
    assert not Child.objects.filter(reference=NEW).exists()
    assert "In the lists" not in known(audit)
    with pytest.raises(imports.CannotImport, match="audits, visits or other work"):
        imports.undo_import(delivery_id=first.pk, by=None, at=timezone.now())
    assert Audit.objects.get().child.reference == OLD
