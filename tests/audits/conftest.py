"""A tree, the people of an audit, and a child whose work is Mere Safeguarding's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from audits import services
from audits.models import Audit, ToolVersion
from audits.writing.services import save_answer, save_overall
from casework.models import Child, CinStatus, Visit, Worker
from tests.factories import make_child, make_fact, make_import, make_tree, make_user
from tests.factories.audits import make_tool

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
DUE = date(2026, 11, 20)


@dataclass
class Scene:
    """What the tests of audits play with."""

    tree: dict
    people: dict
    child: Child
    worker: Worker
    tool: ToolVersion

    def allocate(self, **fields) -> Audit:
        given = {"tool": self.tool, "child": self.child, "auditor": self.people["auditor"], "due_on": DUE, "key": "k"}
        return services.allocate(**{**given, "by": self.people["quality"], "at": AT, **fields})

    def invited(self, **fields) -> Audit:
        audit = self.allocate(**fields)
        return services.invite(audit=audit, meet_on=date(2026, 11, 10), by=audit.auditor, at=AT)

    def talking(self, **fields) -> Audit:
        audit = self.invited(**fields)
        services.record_conversation(
            audit=audit,
            held_on=AT.date(),
            how="video",
            parts=["auditor", "worker"],
            by=audit.auditor,
            at=AT,
        )
        return audit

    def questions(self):
        return [each for section in self.tool.sections.all() for each in section.questions.all() if each.is_graded]

    def write(self, audit, *, grades=("good", "good"), overall="good", better_because="", at=AT):
        for question, grade in zip(self.questions(), grades, strict=True):
            kept = audit.answers.filter(question=question, voice="auditor").first()
            save_answer(
                audit=audit,
                question=question,
                voice="auditor",
                version=kept.version if kept else 0,
                grade=grade,
                text="Her words are on five of seven visits",
                difference="She sees her brother on Saturdays",
                by=audit.auditor,
                at=at,
            )
        kept = getattr(Audit.objects.get(pk=audit.pk), "overall", None)
        save_overall(
            audit=audit,
            version=kept.version if kept else 0,
            grade=overall,
            text="Steady work",
            better_because=better_because,
            by=audit.auditor,
            at=at,
        )

    def drafted(self, **fields) -> Audit:
        audit = self.talking(**fields)
        self.write(audit)
        return services.submit(audit=audit, by=audit.auditor, at=AT)


@pytest.fixture
def scene(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_scene()


def make_scene() -> Scene:
    tree = make_tree()
    team = tree["mere-safeguarding"]
    people = {
        "auditor": make_user("auditor", tree["larchshire"], name="A. Auditor"),
        "second": make_user("auditor", tree["larchshire"], name="B. Second"),
        "quality": make_user("quality_lead", tree["larchshire"], name="Q. Lead"),
        "director": make_user("director", tree["larchshire"], name="D. Director"),
        "head": make_user("head_of_service", tree["west"], name="H. Head"),
        "manager": make_user("team_manager", team, name="M. Manager"),
        "neighbour": make_user("team_manager", tree["weald-safeguarding"], name="N. Neighbour"),
        "worker": make_user("practitioner", team, name="W. Worker"),
        "colleague": make_user("practitioner", team, name="C. Colleague"),
    }
    worker = Worker.objects.create(name="W. Worker", user=people["worker"])
    source = make_import(as_on=date(2026, 10, 31))
    child = make_child("LS000777", source=source)
    make_fact(CinStatus, child=child, team=team, worker=worker, as_on=date(2026, 10, 31), status="CIN")
    make_fact(Visit, child=child, team=team, worker=worker, kind="cin", visit_on=date(2026, 10, 28), seen_alone="Y")
    return Scene(tree, people, child, worker, make_tool())
