"""A reviewer from outside attacks: other audits, after their time, after they submitted, by forging; nothing opens."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audits.access import audits_shared_with
from audits.models import OutsideFinding, OutsideReview
from casework.models import ReadLog, Role, RoleGrant
from casework.services import end_grant
from tests.audits.outside.conftest import MARK, final
from tests.factories import grant, make_user
from tests.factories.moderation import make_moderation
from tests.factories.outside import make_outside, make_outside_finding, make_shared
from tests.test_every_url import NAMES
from tests.url_samples import NOT_WALKED, SAMPLES, make_world


@pytest.fixture
def review(team, peer, lead):
    return make_outside(team, reviewer=peer, by=lead)


@pytest.fixture
def shared(review, team):
    return make_shared(review, final(team))


def page_of(shared):
    return reverse("outside:audit", args=[shared.review_id, shared.audit_id])


def pages_of(shared):
    review = [shared.review_id]
    return [page_of(shared), *(reverse(f"outside:{name}", args=review) for name in ("review", "find"))]


def statuses(client, shared):
    return {client.get(page).status_code for page in pages_of(shared)}


def test_the_reviewer_reads_what_is_shared_without_who_and_every_read_is_kept(client, peer, shared):
    client.force_login(peer)
    text = client.get(page_of(shared)).content.decode()
    assert MARK in text
    assert shared.audit.worker.name not in text
    assert shared.audit.auditor.name not in text
    log = ReadLog.objects.get(what="outside:audit")
    assert (log.user, log.children) == (peer, [shared.audit.child_id])
    client.get(page_of(shared))
    assert ReadLog.objects.filter(what="outside:audit").count() == 2


def test_no_other_address_tells_a_reviewer_of_the_audit_or_of_another(client, tree, team, peer, shared):
    other = final(team, text="zx-not-shared-zx")
    world = make_world(tree)
    world.audit = world.own_audit = world.drafted = world.final = shared.audit
    world.child = shared.audit.child
    client.force_login(peer)
    told = []
    for name in sorted(set(NAMES) - set(NOT_WALKED)):
        text = client.get(reverse(name, kwargs=SAMPLES.get(name, lambda world: {})(world))).content.decode("latin-1")
        if MARK in text or "zx-not-shared-zx" in text:
            told.append(name)
    assert told == []
    for path in (
        reverse("outside:audit", args=[shared.review_id, other.pk]),
        reverse("audits:audit", args=[shared.audit_id]),
        reverse("audits:audit", args=[other.pk]),
    ):
        assert client.get(path).status_code == 404


def test_an_audit_of_another_review_is_not_read_through_one_s_own(client, team, lead, shared, peer):
    theirs = make_shared(make_outside(team, by=lead), final(team))
    client.force_login(peer)
    for review, audit in ((shared.review_id, theirs.audit_id), (theirs.review_id, theirs.audit_id)):
        assert client.get(reverse("outside:audit", args=[review, audit])).status_code == 404
    assert client.get(reverse("outside:review", args=[theirs.review_id])).status_code == 404
    assert list(audits_shared_with(peer)) == [shared.audit]


@pytest.mark.parametrize("role", [role for role in Role.values if role != "peer"])
def test_nobody_reads_as_the_reviewer(client, tree, shared, role):
    client.force_login(make_user(role, tree["larchshire"]))
    assert client.get(page_of(shared)).status_code == 404


def test_another_peer_of_the_same_place_reads_nothing(client, tree, shared):
    client.force_login(make_user("peer", tree["larchshire"]))
    assert statuses(client, shared) == {404}


@pytest.mark.parametrize(
    "when", ["grant is over", "grant was ended", "days are over", "days are to come", "called off"]
)
def test_after_their_time_nothing_is_read(client, peer, lead, shared, today, when):
    client.force_login(peer)
    assert statuses(client, shared) == {200}
    finding = make_outside_finding(shared.review)
    grants, reviews = RoleGrant.objects.filter(user=peer), OutsideReview.objects.filter(pk=shared.review_id)
    if when == "grant is over":
        grants.update(end_on=today)
    elif when == "grant was ended":
        end_grant(grant=grants.get(), on=today, by=lead, why="They moved on")
    elif when == "days are over":
        reviews.update(last_on=today - timedelta(days=1))
    elif when == "days are to come":
        reviews.update(start_on=today + timedelta(days=1))
    else:
        moment = {"ended_at": timezone.now(), "ended_by": lead, "called_off_because": "Ill"}
        reviews.update(state="called_off", **moment)
    assert statuses(client, shared) == {404}
    assert client.get(reverse("outside:finding", args=[finding.pk])).status_code == 404
    words = {"heading": "focus", "words": "Too late", "key": "late"}
    for name, pk, sent in (
        ("find", shared.review_id, words),
        ("submit", shared.review_id, {}),
        ("take_out", finding.pk, {}),
    ):
        assert client.post(reverse(f"outside:{name}", args=[pk]), sent).status_code == 404
    assert list(OutsideFinding.objects.all()) == [finding]
    listed = client.get(reverse("outside:index"))
    assert listed.status_code == 404 or shared.review.purpose not in listed.content.decode()


def test_a_role_elsewhere_later_opens_nothing_again(client, tree, peer, shared, today):
    RoleGrant.objects.filter(user=peer).update(end_on=today)
    grant(peer, "peer", tree["weald-safeguarding"], end_on=today + timedelta(days=9))
    client.force_login(peer)
    assert statuses(client, shared) == {404}


def test_another_role_here_does_not_stand_in_for_the_one_that_ended(client, tree, peer, shared, today):
    RoleGrant.objects.filter(user=peer).update(end_on=today)
    grant(peer, "peer", tree["weald-safeguarding"], end_on=today + timedelta(days=9))
    grant(peer, "board_member", tree["larchshire"])
    client.force_login(peer)
    assert statuses(client, shared) == {404}
    assert list(audits_shared_with(peer)) == []


def test_each_of_one_s_own_reviews_has_its_own_audits(client, team, lead, peer, shared):
    second = make_shared(make_outside(team, reviewer=peer, by=lead), final(team))
    client.force_login(peer)
    assert client.get(page_of(second)).status_code == 200
    assert client.get(reverse("outside:audit", args=[shared.review_id, second.audit_id])).status_code == 404


def test_after_submission_nothing_is_written(client, peer, shared):
    client.force_login(peer)
    for heading in ("works", "time", "focus"):
        sent = {"heading": heading, "words": f"Under {heading}", "key": heading}
        client.post(reverse("outside:find", args=[shared.review_id]), sent)
    client.post(reverse("outside:submit", args=[shared.review_id]))
    assert OutsideReview.objects.get(pk=shared.review_id).state == "submitted"
    finding = OutsideFinding.objects.first()
    find, out = reverse("outside:find", args=[shared.review_id]), reverse("outside:take_out", args=[finding.pk])
    assert client.get(find).status_code == 404
    assert client.post(find, {"heading": "works", "words": "More", "key": "more"}).status_code == 404
    assert client.post(out).status_code == 404
    assert client.post(reverse("outside:submit", args=[shared.review_id])).status_code == 404
    assert OutsideFinding.objects.count() == 3


def test_forged_fields_choose_nothing(client, tree, team, lead, peer, shared):
    other = make_outside_finding(make_outside(team, by=lead), words="Another's")
    client.force_login(peer)
    sent = {"heading": "praise", "words": "Kept words", "key": "f", "theme": "999999", "review": other.review_id}
    bad = client.post(reverse("outside:find", args=[shared.review_id]), sent).content.decode()
    assert "Kept words" in bad
    assert OutsideFinding.objects.get() == other
    # The key of another's finding does not bring it here.
    client.post(reverse("outside:find", args=[shared.review_id]), {"heading": "works", "words": "Mine", "key": "mine"})
    assert OutsideFinding.objects.get(key="mine").review_id == shared.review_id
    for path in (
        reverse("outside:share", args=[shared.review_id]),
        reverse("outside:take_back", args=[shared.pk]),
        reverse("outside:plan"),
        reverse("outside:action", args=[other.pk]),
        reverse("outside:take_out", args=[other.pk]),
        reverse("outside:file", args=[shared.review_id, "xlsx"]),
    ):
        assert client.post(path, {"audits": [final(team).pk]}).status_code == 404
    assert shared.review.shared.count() == 1


def test_the_lead_shares_nothing_forged(client, tree, team, lead, shared):
    elsewhere, north = final(tree["weald-safeguarding"]), make_user("quality_lead", tree["north"])
    client.force_login(lead)
    address = reverse("outside:share", args=[shared.review_id])
    answer = client.post(address, {"audits": [elsewhere.pk]}).content.decode()
    assert "cannot be shared any more" in answer
    client.force_login(north)
    assert client.post(address, {"audits": [elsewhere.pk]}).status_code == 404
    assert shared.review.shared.count() == 1


def test_what_is_hidden_from_a_blind_moderator_is_not_read_here_either(client, peer, shared):
    make_moderation(shared.audit, moderator=peer)
    client.force_login(peer)
    assert client.get(page_of(shared)).status_code == 404
    assert list(audits_shared_with(peer)) == []


def test_a_dispute_that_makes_it_unfinished_again_takes_it_away(client, peer, shared):
    type(shared.audit).objects.filter(pk=shared.audit_id).update(state="replied", final_at=None)
    client.force_login(peer)
    assert client.get(page_of(shared)).status_code == 404


def test_what_a_reviewer_writes_is_theirs_until_they_submit(client, tree, lead, shared):
    finding = make_outside_finding(shared.review, words="zx-draft-zx")
    world = make_world(tree)
    world.shared, world.outside_finding = shared, finding
    director = make_user("director", tree["larchshire"])
    for reader in (lead, director):
        client.force_login(reader)
        told = []
        for name in sorted(name for name in NAMES if name.startswith(("outside:", "learning:", "casework:action"))):
            text = client.get(reverse(name, kwargs=SAMPLES.get(name, lambda world: {})(world))).content
            if b"zx-draft-zx" in text:
                told.append(name)
        assert told == []
