"""Forms that people wait for, against their floor: an audit opened and kept, and the first question to a family."""

import pytest
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.audits.conftest import make_scene
from tests.bench.test_pages import ROUNDS, STATIC, Door, report, run_bare, timed
from tests.factories import make_tree
from tests.factories.feedback import make_known_child, make_link

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


def against_floor(name, door, act) -> None:
    """Hold an act to its statements run bare and what it answers as a static page."""
    act()
    with CaptureQueriesContext(connection) as captured:
        answer = act()
    assert answer.status_code == 200
    STATIC["page"] = engines["django"].from_string("{% verbatim %}" + answer.content.decode() + "{% endverbatim %}")
    statements = [query["sql"] for query in captured.captured_queries]
    ours, floor = [], []
    for _ in range(ROUNDS):
        ours.append(timed(act))
        floor.append(timed(lambda: (door.get_static(), run_bare(statements))))
    report(name, min(ours), min(floor), queries=len(captured))


@pytest.fixture
def writing():
    """An audit in conversation, at its first section, and the door of its auditor."""
    scene = make_scene()
    audit = scene.talking()
    scene.write(audit)
    address = reverse("audits:section", args=[audit.pk, scene.tool.sections.first().number])
    return scene, audit, address, Door(scene.people["auditor"])


def test_an_audit_is_opened(writing):
    _, _, address, door = writing
    against_floor("audit_opened", door, lambda: door.get(address))


def test_an_audit_is_kept_while_it_is_written(writing):
    scene, audit, address, door = writing
    question = scene.questions()[0]
    held = {"version": audit.answers.get(question=question, voice="auditor").version, "turn": 0}

    def keep():
        held["turn"] += 1
        sent = {f"text_{question.pk}": f"Turn {held['turn']}", f"version_{question.pk}": held["version"]}
        sent |= {f"grade_{question.pk}": "good", f"difference_{question.pk}": "She sees her brother on Saturdays"}
        request = door.requests.post(address, sent, headers={"X-Autosave": "1"})
        request._dont_enforce_csrf_checks = True
        answer = door.handler.get_response(request)
        held["version"] += 1
        assert f'"version_{question.pk}": {held["version"]}' in answer.content.decode()
        return answer

    against_floor("audit_kept", door, keep)


def test_the_first_question_to_a_family():
    child = make_known_child(make_tree()["mere-safeguarding"])
    door = Door(None, sign_in=False)
    address = f"/say/{make_link(child, at=timezone.now())}/"
    against_floor("first_question", door, lambda: door.get(address))
