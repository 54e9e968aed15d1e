"""A case audited live in a meeting: the room, the one page, and that it stays an audit like any other."""

import pytest
from django.urls import reverse

from audits import services
from audits.disputes.services import why_not_decide
from audits.live.services import sit
from audits.models import Answer, Audit, InTheRoom, LiveAudit
from audits.moderation import services as moderating
from casework.models import Notice, ReadLog
from casework.services import NotAllowed
from tests.audits.conftest import AT, make_scene
from tests.factories import make_user
from tests.factories.audits import make_dispute, make_tool
from tests.factories.moderation import make_judged
from tests.factories.rounds import make_activity, make_participant, make_round


@pytest.fixture
def scene(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_scene()


def seated(scene, *who, audit=None, **fields):
    audit = audit or scene.allocate()
    people = [scene.people[name] for name in who or ("director", "manager")]
    given = {"meeting": "Case audit meeting", "by": audit.auditor, "at": AT, **fields}
    return sit(audit=audit, people=people, **given)


def fields_for(client, audit, **changes):
    form = client.get(reverse("audits:live", args=[audit.pk])).context["form"]
    return {name: "" if field.initial is None else field.initial for name, field in form.fields.items()} | changes


def test_an_audit_becomes_live_once_and_the_worker_is_invited(scene):
    live = seated(scene)
    again = seated(scene, "director", "colleague", audit=live.audit)
    assert again == live
    assert LiveAudit.objects.get().held_on == AT.date()
    assert set(live.people.values_list("person__name", flat=True)) == {"D. Director", "C. Colleague"}
    audit = Audit.objects.get()
    assert (audit.state, audit.meet_on) == ("invited", AT.date())
    assert Notice.objects.filter(person=scene.people["worker"]).exists()
    # Who came and left stays to be seen.
    labels = InTheRoom.pgh_event_model.objects.filter(person=scene.people["manager"]).order_by("pgh_id")
    assert [each.pgh_label for each in labels] == ["insert", "delete"]


def test_only_the_auditor_writes_for_the_room_and_not_alone(scene):
    audit = scene.allocate()
    with pytest.raises(NotAllowed, match="Only A"):
        seated(scene, audit=audit, by=scene.people["quality"])
    with pytest.raises(NotAllowed, match="Say who else"):
        seated(scene, "auditor", audit=audit)
    with pytest.raises(NotAllowed, match="which meeting"):
        seated(scene, audit=audit, meeting=" ")
    assert not LiveAudit.objects.exists()
    drafted = scene.drafted(key="other")
    with pytest.raises(NotAllowed, match="is drafted"):
        seated(scene, audit=drafted)


def test_who_was_in_the_room_gives_no_second_look(scene):
    audit = scene.talking()
    seated(scene, "second", audit=audit)
    scene.write(audit, grades=("good", "inadequate"), overall="outstanding", better_because="x")
    with pytest.raises(NotAllowed, match="Second was in the room"):
        services.ask_second(audit=audit, of=scene.people["second"], by=audit.auditor, at=AT)
    services.ask_second(audit=audit, of=scene.people["director"], by=audit.auditor, at=AT)
    with pytest.raises(NotAllowed, match="gives this audit a second look"):
        seated(scene, "director", audit=audit)


def test_who_was_in_the_room_decides_no_dispute_of_it(scene):
    live = seated(scene, "quality")
    Audit.objects.filter(pk=live.audit_id).update(
        state="final", grade="good", drafted_at=AT, replied_at=AT, final_at=AT
    )
    dispute = make_dispute(Audit.objects.get(), raised_by=scene.people["worker"])
    assert "had a part in this grade" in why_not_decide(dispute, scene.people["quality"], on=AT.date())
    other = make_user("quality_lead", scene.tree["larchshire"])
    assert why_not_decide(dispute, other, on=AT.date()) == ""


def test_who_was_in_the_room_moderates_it_not(scene):
    tree, lead = scene.tree, scene.people["quality"]
    week = make_round(tree["larchshire"], by=lead, moderated_share=100)
    there, elsewhere = (make_participant(week, make_user("auditor", tree["larchshire"])).person for _ in range(2))
    for number in range(4):
        audit = make_judged(team=tree["mere-safeguarding"])
        make_activity(week, child=audit.child, worker=audit.worker, team=audit.team, person=audit.auditor, audit=audit)
        live = LiveAudit.objects.create(
            audit=audit, meeting="Case audit meeting", held_on=AT.date(), begun_at=AT, begun_by=audit.auditor
        )
        InTheRoom.objects.create(live=live, person=there)
        made, refused = moderating.draw(round=week, by=lead, at=AT)
        assert ([each.moderator for each in made], refused) == ([elsewhere], []), number


def test_the_page_has_every_part_and_hides_the_reference_until_asked(client, scene):
    live = seated(scene, "director", "manager", "worker")
    audit = live.audit
    client.force_login(audit.auditor)
    page = reverse("audits:live", args=[audit.pk])
    answer = client.get(page)
    text = answer.content.decode()
    assert [section.title for section, _ in answer.context["blocks"]] == ["Voice", "Risk and safety"]
    assert text.count("What makes you say so?") == 2
    for hidden in (scene.child.reference, scene.worker.name, "D. Director", "M. Manager"):
        assert hidden not in text
    assert "What are you proud of?" not in text
    assert scene.child.reference in client.get(page, {"reference": "show"}).content.decode()
    for other in ("overall", "findings"):
        text = client.get(reverse(f"audits:{other}", args=[audit.pk])).content.decode()
        assert scene.child.reference not in text, other
    assert ReadLog.objects.filter(what="audits:live", children=[scene.child.pk]).count() == 2


def test_all_parts_are_kept_by_themselves_and_by_the_button(client, scene):
    audit = seated(scene).audit
    first, second = scene.questions()
    client.force_login(audit.auditor)
    page = reverse("audits:live", args=[audit.pk])
    sent = fields_for(client, audit, **{f"grade_{first.pk}": "good", f"text_{first.pk}": "Her words are there"})
    told = client.post(page, sent, headers={"X-Autosave": "1"}).json()
    assert (told["versions"][f"version_{first.pk}"], told["problems"], told["conflicts"]) == (1, [], {})
    # The page has the old version still: what was kept meanwhile is not lost, and both are shown.
    stale = sent | {f"text_{first.pk}": "Written on an old page", f"text_{second.pk}": "Seen alone"}
    text = client.post(page, stale).content.decode()
    assert "Written on an old page" in text
    assert "Her words are there" in text
    answer = client.post(page, fields_for(client, audit, **{f"text_{second.pk}": "Seen alone each time"}))
    assert answer["Location"] == reverse("audits:overall", args=[audit.pk])
    assert dict(Answer.objects.values_list("question", "text")) == {
        first.pk: "Her words are there",
        second.pk: "Seen alone each time",
    }


def test_the_worker_writes_their_own_voice_beside_it_and_nobody_else_writes(client, scene):
    audit = seated(scene).audit
    page = reverse("audits:live", args=[audit.pk])
    for name in ("worker", "manager", "director", "quality", "colleague", "neighbour"):
        client.force_login(scene.people[name])
        assert client.get(page).status_code == 404, name
        assert client.post(page, {"text_1": "x"}).status_code == 404, name
        assert client.get(reverse("audits:room", args=[audit.pk])).status_code == 404, name
    client.force_login(scene.people["worker"])
    question = scene.questions()[0]
    sent = {f"text_{question.pk}": "My own words", f"version_{question.pk}": "0"}
    client.post(f"/audits/{audit.pk}/section/{question.section.number}/", sent)
    client.force_login(audit.auditor)
    assert "My own words" in client.get(page).content.decode()


def test_signed_out_in_the_middle_what_was_written_is_back(client, scene):
    audit = seated(scene).audit
    question = scene.questions()[0]
    client.force_login(audit.auditor)
    page = reverse("audits:live", args=[audit.pk])
    sent = fields_for(client, audit, **{f"text_{question.pk}": "Not lost"})
    sent["writer"] = client.get(page).context["form"].fields["writer"].initial
    client.logout()
    assert client.post(page, sent)["Location"].startswith("/account/login/")
    client.force_login(audit.auditor)
    assert "Not lost" in client.get(page).content.decode()


def test_it_needs_the_conversation_and_the_reply_like_any_other(client, scene):
    audit = seated(scene).audit
    audit.refresh_from_db()
    scene.write(audit)
    with pytest.raises(NotAllowed, match="Talk with the worker first"):
        services.submit(audit=audit, by=audit.auditor, at=AT)
    services.record_conversation(
        audit=audit, held_on=AT.date(), how="in_person", parts=["auditor", "worker"], by=audit.auditor, at=AT
    )
    services.submit(audit=audit, by=audit.auditor, at=AT)
    with pytest.raises(NotAllowed, match="has not replied"):
        services.finish(audit=audit, by=audit.auditor, at=AT)
    client.force_login(audit.auditor)
    assert client.get(reverse("audits:live", args=[audit.pk])).status_code == 404
    text = client.get(f"/audits/{audit.pk}/").content.decode()
    assert "in the room: A. Auditor, who wrote, D. Director, M. Manager" in text


def test_one_begins_in_two_steps_and_who_is_too_near_is_told(client, scene):
    client.force_login(scene.people["auditor"])
    sent = {"reference": "LS000777", "tool": scene.tool.pk, "key": "live"}
    answer = client.post(reverse("audits:live_begin"), sent)
    audit = Audit.objects.get()
    assert answer["Location"] == reverse("audits:room", args=[audit.pk])
    client.post(reverse("audits:live_begin"), sent)
    assert Audit.objects.count() == 1
    room = {"meeting": "Case audit meeting", "people": [scene.people["director"].pk]}
    bad = client.post(answer["Location"], {"meeting": "A long name kept"}).content.decode()
    assert "A long name kept" in bad
    assert "Say who else is in the room." in bad
    outsider = make_user("team_manager", scene.tree["weald-safeguarding"])
    assert (
        "holds no role for this team"
        in client.post(answer["Location"], room | {"people": [outsider.pk]}).content.decode()
    )
    assert client.get(reverse("audits:live", args=[audit.pk]))["Location"] == answer["Location"]
    assert client.post(answer["Location"], room)["Location"] == reverse("audits:live", args=[audit.pk])
    client.force_login(scene.people["manager"])
    refused = client.post(reverse("audits:live_begin"), sent | {"key": "mine"}).content.decode()
    assert "LS000777" in refused
    assert Audit.objects.count() == 1


def test_the_page_asks_the_same_queries_for_two_parts_and_for_ten(client, scene, django_assert_max_num_queries):
    asked = []
    for number, parts in enumerate((2, 10)):
        titles = tuple(f"Part {each}" for each in range(parts))
        audit = scene.allocate(tool=make_tool(sections=titles, safety=()), key=f"size {number}")
        seated(scene, *["director", "manager", "colleague"][: number + 2], audit=audit)
        client.force_login(audit.auditor)
        page = reverse("audits:live", args=[audit.pk])
        client.get(page)
        with django_assert_max_num_queries(22) as counted:
            client.get(page)
        asked.append(len(counted))
    assert asked[0] == asked[1]
