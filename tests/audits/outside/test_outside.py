"""A review from outside, from its plan to the actions that come of it, and what services and database refuse."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from audits.access import audits_shared_with
from audits.models import OutsideFinding, OutsideReview, SharedAudit
from audits.outside import services
from casework.models import Action, Notice, ReadLog
from casework.services import NotAllowed
from tests.audits.outside.conftest import MARK, final
from tests.factories import grant, make_user, make_worker
from tests.factories.learning import make_theme
from tests.factories.outside import make_outside, make_outside_finding, make_shared


def plan(team, reviewer, by, today, **fields):
    given = {"kind": "peer", "authority": "Wealdshire", "purpose": "How children are heard", "key": "k"}
    given |= {"start_on": today, "last_on": today + timedelta(days=9)}
    return services.plan(team=team, reviewer=reviewer, by=by, at=timezone.now(), **{**given, **fields})


def test_a_review_is_planned_once_and_the_reviewer_is_told(team, peer, lead, today):
    review = plan(team, peer, lead, today)
    assert plan(team, peer, lead, today) == review
    assert (review.state, review.authority) == ("shared", "Wealdshire")
    assert [notice.person for notice in Notice.objects.all()] == [peer]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (0, -1, "before the first"),
        (-4, -1, "has passed"),
        (0, 19, None),
        (0, 20, "is not a peer for Mere Safeguarding on all of those days"),
        (-6, 3, "is not a peer for Mere Safeguarding on all of those days"),
        (0, 60, "thirty working days|30 working days at most"),
        (9000, 9010, "beyond the bank holidays"),
    ],
)
def test_a_review_lasts_no_longer_than_the_role(team, peer, lead, today, first, last, words):
    days = {"start_on": today + timedelta(days=first), "last_on": today + timedelta(days=last)}
    if words is None:
        assert plan(team, peer, lead, today, **days).last_on == days["last_on"]
        return
    with pytest.raises(NotAllowed, match=words):
        plan(team, peer, lead, today, **days)


def test_who_lets_a_reviewer_in_does_not_choose_what_they_read(tree, team, lead, today):
    person = make_user()
    grant(person, "peer", tree["larchshire"], end_on=today + timedelta(days=30), granted_by=lead)
    with pytest.raises(NotAllowed, match="Somebody else plans this review"):
        plan(team, person, lead, today)


def test_a_role_for_another_place_or_another_role_is_not_enough(tree, team, lead, today):
    elsewhere = make_user("peer", tree["weald-safeguarding"])
    for person in (elsewhere, make_user("director", tree["larchshire"])):
        with pytest.raises(NotAllowed, match="is not a peer for Mere Safeguarding"):
            plan(team, person, lead, today)


def test_only_final_audits_of_the_team_are_shared_thirty_at_most(tree, team, peer, lead, today, monkeypatch):
    review, audit, at = plan(team, peer, lead, today), final(team), timezone.now()
    services.share(review=review, audits=[audit], by=lead, at=at)
    services.share(review=review, audits=[audit], by=lead, at=at)
    assert SharedAudit.objects.count() == 1
    unfinished, elsewhere = final(team), final(tree["weald-safeguarding"])
    type(audit).objects.filter(pk=unfinished.pk).update(state="replied", final_at=None)
    unfinished.refresh_from_db()
    for each in (unfinished, elsewhere):
        with pytest.raises(NotAllowed, match="Only final audits of Mere Safeguarding"):
            services.share(review=review, audits=[each], by=lead, at=at)
    monkeypatch.setattr(services, "MOST_AUDITS", 1)
    with pytest.raises(NotAllowed, match="At most 1 audits"):
        services.share(review=review, audits=[final(team)], by=lead, at=at)


def test_a_reviewer_reads_nothing_they_are_near_to(team, peer, lead, today):
    review, at = plan(team, peer, lead, today), timezone.now()
    own = final(team, worker=make_worker(user=peer))
    made = final(team, auditor=peer)
    with pytest.raises(NotAllowed, match="works with this child"):
        services.share(review=review, audits=[own], by=lead, at=at)
    with pytest.raises(NotAllowed, match="Peer made Audit"):
        services.share(review=review, audits=[made], by=lead, at=at)
    assert not SharedAudit.objects.exists()


def test_findings_are_submitted_whole_and_then_nobody_changes_them(team, peer, lead, today):
    review, at = plan(team, peer, lead, today), timezone.now()

    def keep(heading, key, by=peer, words="Seen in all files"):
        return services.keep(review=review, heading=heading, words=words, key=key, by=by, at=at)

    works = keep("works", "1")
    assert keep("works", "1") == works
    with pytest.raises(NotAllowed, match="Only the reviewer"):
        keep("works", "2", by=lead)
    with pytest.raises(NotAllowed, match="Say what you found"):
        keep("works", "3", words=" ")
    with pytest.raises(NotAllowed, match="one of the three headings"):
        keep("praise", "4")
    with pytest.raises(NotAllowed, match="What needs time"):
        services.submit(review=review, by=peer, at=at)
    services.take_out(finding=keep("time", "5"), by=peer, at=at)
    keep("time", "6")
    keep("focus", "7")
    services.submit(review=review, by=peer, at=at)
    assert (review.state, review.ended_by) == ("submitted", peer)
    assert Notice.objects.filter(person=lead, words__contains="is submitted").exists()
    for act in (lambda: keep("focus", "8"), lambda: services.submit(review=review, by=peer, at=at)):
        with pytest.raises(NotAllowed, match="submitted"):
            act()
    with pytest.raises(NotAllowed, match="submitted"):
        services.take_out(finding=works, by=peer, at=at)
    with pytest.raises(NotAllowed, match="moved on meanwhile: it is submitted"):
        services.call_off(review=review, because="x", by=lead, at=at)
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        OutsideFinding.objects.filter(pk=works.pk).update(words="Better")
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        works.delete()
    # The finding taken out stays in the history, with who wrote and who took it out.
    kept = OutsideFinding.pgh_event_model.objects.filter(heading="time").order_by("pgh_id")
    assert [event.pgh_label for event in kept] == ["insert", "delete", "insert"]


def test_a_reviewer_writes_on_the_days_alone(team, peer, today):
    for days in ((-5, -1), (1, 5)):
        first, last = (today + timedelta(days=each) for each in days)
        review = make_outside(team, reviewer=peer, start_on=first, last_on=last)
        with pytest.raises(NotAllowed, match="You write from"):
            services.keep(review=review, heading="works", words="x", key=str(days), by=peer, at=timezone.now())


def test_what_was_written_is_ours_once_the_days_are_over(team, peer, lead, today, client):
    review = make_outside(team, reviewer=peer, by=lead)
    make_outside_finding(review, words="Half a thought")
    at, page = timezone.now(), reverse("outside:review", args=[review.pk])
    client.force_login(lead)
    assert "Half a thought" not in client.get(page).content.decode()
    with pytest.raises(NotAllowed, match="The reviewer has until"):
        services.take_over(review=review, by=lead, at=at)
    client.post(reverse("outside:take_over", args=[review.pk]))
    OutsideReview.objects.filter(pk=review.pk).update(last_on=today - timedelta(days=1))
    client.post(reverse("outside:take_over", args=[review.pk]))
    review.refresh_from_db()
    assert review.state == "lapsed"
    assert "Half a thought" in client.get(page).content.decode()


def test_findings_become_actions_of_the_one_register(team, tree, peer, lead, today, client):
    theme = make_theme("voice", name="Voice")
    review = make_outside(team, reviewer=peer, by=lead)
    finding = make_outside_finding(review, heading="focus", words="Plans lack the child's words", theme=theme)
    given = {"what": "Put the child's words first", "measure": "Nine plans of ten", "owner": make_user()}
    given |= {"due_on": today + timedelta(days=30), "key": "a", "by": lead, "at": timezone.now()}
    with pytest.raises(NotAllowed, match="once the reviewer has submitted"):
        services.agree_action(finding=finding, **given)
    OutsideReview.objects.filter(pk=review.pk).update(state="submitted", ended_at=timezone.now(), ended_by=peer)
    finding.refresh_from_db()
    finding.review.refresh_from_db()
    action = services.agree_action(finding=finding, **given)
    assert services.agree_action(finding=finding, **given) == action
    assert (action.team, action.theme, action.checker, action.origin) == (team, theme, lead, "outside")
    assert Notice.objects.filter(person=given["owner"]).count() == 1
    client.force_login(lead)
    register = client.get(reverse("casework:actions"), {"show": "team"}).content.decode()
    assert reverse("outside:finding", args=[finding.pk]) in register
    sent = client.get(reverse("outside:finding", args=[finding.pk]))
    assert sent["Location"] == reverse("outside:review", args=[review.pk]) + f"#finding-{finding.pk}"
    assert "Put the child&#x27;s words first" in client.get(sent["Location"]).content.decode()
    # By its theme it stands beside what auditors found.
    assert "Plans lack the child" in client.get(reverse("learning:theme", args=["voice"])).content.decode()


def test_an_action_is_agreed_on_the_page_and_what_was_typed_is_kept(team, lead, today, client):
    finding = make_outside_finding(make_outside(team, state="submitted", by=lead))
    client.force_login(lead)
    address = reverse("outside:action", args=[finding.pk])
    bad = client.post(address, {"what": "Kept words"}).content.decode()
    assert "Kept words" in bad
    assert "Say how we shall know." in bad
    due = today + timedelta(days=30)
    fields = {"what": "Write it first", "measure": "Nine of ten", "owner": lead.pk, "key": "one"}
    fields |= {"due_on_day": due.day, "due_on_month": due.month, "due_on_year": due.year}
    client.post(address, fields)
    assert Action.objects.get().origin_id == finding.pk


def test_the_report_says_the_same_on_page_and_in_the_workbook(team, lead, client):
    review = make_outside(team, state="submitted", by=lead)
    shared = make_shared(review)
    for heading in ("works", "time", "focus"):
        make_outside_finding(review, heading=heading, words=f"Said under {heading}")
    client.force_login(lead)
    page = client.get(reverse("outside:review", args=[review.pk])).content.decode()
    book = client.get(reverse("outside:file", args=[review.pk, "xlsx"]))
    pdf = client.get(reverse("outside:file", args=[review.pk, "pdf"]))
    assert pdf.content[:5] == b"%PDF-"
    sheet = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0)
    cells = [str(cell) for row in sheet.to_python() for cell in row if cell]
    for heading in ("works", "time", "focus"):
        assert f"Said under {heading}" in page
        assert f"Said under {heading}" in cells
    assert "One audit was shared." in cells
    assert shared.audit.child.reference in page
    assert not [cell for cell in cells if shared.audit.child.reference in cell]
    assert ReadLog.objects.filter(kind="export", user=lead).count() == 2


def test_the_lead_plans_shares_and_takes_back_on_the_pages(tree, team, peer, lead, today, client):
    audit = final(team)
    client.force_login(lead)
    last = today + timedelta(days=5)
    fields = {"kind": "partner", "reviewer": peer.pk, "authority": "Wealdshire", "team": team.pk, "key": "p"}
    fields |= {"purpose": "How children are heard"}
    fields |= {f"start_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    bad = client.post(reverse("outside:plan"), fields).content.decode()
    assert "How children are heard" in bad
    fields |= {f"last_on_{part}": getattr(last, part) for part in ("day", "month", "year")}
    client.post(reverse("outside:plan"), fields)
    review = OutsideReview.objects.get()
    client.post(reverse("outside:share", args=[review.pk]), {"audits": [audit.pk]})
    shared = review.shared.get()
    client.force_login(peer)
    page = reverse("outside:audit", args=[review.pk, audit.pk])
    assert MARK in client.get(page).content.decode()
    client.force_login(lead)
    client.post(reverse("outside:take_back", args=[shared.pk]))
    client.force_login(peer)
    assert client.get(page).status_code == 404
    assert list(audits_shared_with(peer)) == []
    assert not review.shared.filter(taken_back_at__isnull=True).exists()


@pytest.mark.parametrize("who", ["lead", "peer"])
def test_pages_cost_the_same_for_2_and_for_20(tree, team, lead, peer, who, client, django_assert_max_num_queries):
    review = make_outside(team, reviewer=peer, by=lead, state="submitted")
    client.force_login({"lead": lead, "peer": peer}[who])
    asked = []
    for more in (2, 18):
        for _ in range(more):
            make_shared(review, final(team))
            make_outside_finding(review)
            make_outside(team, reviewer=peer, by=lead)
        first = review.shared.first().audit_id
        pages = [reverse("outside:index"), reverse("outside:review", args=[review.pk])]
        pages += [reverse("outside:audit", args=[review.pk, first])] if who == "peer" else []
        counts = []
        for page in pages:
            client.get(page)
            with django_assert_max_num_queries(24) as counted:
                assert client.get(page).status_code == 200
            counts.append(len(counted))
        asked.append(counts)
    assert asked[0] == asked[1]
