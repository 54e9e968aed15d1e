"""Staff ask, make codes and record; who gathers independently is checked, and what is said in confidence is kept."""

from uuid import uuid4

import pytest
from django.utils import timezone

from casework.models import ReadLog, Review
from casework.services import NotAllowed
from feedback.asking import services
from feedback.models import Asking, Invitation, Passage, Permission, Response
from tests.factories import make_fact, make_user, make_worker
from tests.factories.feedback import AT, answer_all, make_known_child, make_link

GIVEN = {
    "respondent": "family",
    "reason": "review",
    "mode": "named",
    "variant": "helper",
    "language": "en",
    "method": "in_person",
    "setting": "review",
}
ANSWERS = {1: ("yes", ""), 2: ("no", "Nobody asked me"), 3: ("", ""), 4: ("", ""), 5: ("", "Ring before you come")}


def record(child, by, **fields):
    answers, key = fields.pop("answers", ANSWERS), fields.pop("key", uuid4().hex)
    told = services.Told(**{**GIVEN, "gathered_by": "worker", **fields})
    return services.record(child=child, told=told, answers=answers, key=key, by=by, at=AT)


def test_a_form_sent_twice_shows_the_same_link(client, child, people):
    client.force_login(people["manager"])
    form = {"respondent": "family", "reason": "quarter", "key": "k" * 32}
    pages = [client.post(f"/feedback/children/{child.pk}/ask/", form).content.decode() for _ in range(2)]
    addresses = {page.split("/say/")[1][:32] for page in pages}
    assert len(addresses) == 1
    assert "<svg" in pages[0]
    assert Invitation.objects.count() == Asking.objects.count() == 1
    assert client.get(f"/say/{addresses.pop()}/").status_code == 200
    assert ReadLog.objects.filter(what="feedback:ask", children=[child.pk]).count() == 2


def test_codes_are_for_a_district_or_wider(client, tree, people):
    with pytest.raises(NotAllowed, match="district or wider"):
        services.make_codes(team=tree["mere-safeguarding"], count=3, key="k", by=people["head"], at=AT)
    with pytest.raises(NotAllowed, match="from 1 to 30"):
        services.make_codes(team=tree["mere"], count=31, key="k", by=people["head"], at=AT)
    made = [services.make_codes(team=tree["mere"], count=3, key="k", by=people["head"], at=AT) for _ in range(2)]
    assert made[0] == made[1]
    assert len(set(made[0])) == Invitation.objects.count() == 3
    client.force_login(people["head"])
    page = client.post("/feedback/codes/", {"team": tree["mere"].pk, "count": "2", "key": "x"}).content.decode()
    assert page.count("<svg") == 2
    client.force_login(people["manager"])
    assert client.get("/feedback/codes/").status_code == 404


def test_recorded_answers_keep_how_where_and_by_whom(child, people):
    response = record(child, people["manager"])
    assert (response.gathered_by, response.method, response.setting, response.state) == (
        "worker",
        "in_person",
        "review",
        "sent",
    )
    assert response.asking.reason == "review"
    assert {answer.question.number: answer.choice for answer in response.answers.all()} == {1: "yes", 2: "no"}
    assert [(passage.question.number, passage.text) for passage in Passage.objects.order_by("question__number")] == [
        (2, "Nobody asked me"),
        (5, "Ring before you come"),
    ]


def test_recorded_twice_is_recorded_once(child, people):
    key = uuid4().hex
    assert record(child, people["manager"], key=key).pk == record(child, people["manager"], key=key).pk
    assert Response.objects.count() == 1
    assert Passage.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"answers": {}}, "at least one question"),
        ({"answers": {5: ("", "  ")}}, "at least one question"),
        ({"mode": "anonymous"}, "give them a plain code"),
        ({"mode": "confidential"}, "cannot be kept from their worker"),
        ({"gathered_by": "chair"}, "Only an independent chair"),
        ({"gathered_by": "manager"}, "not independent of it"),
    ],
)
def test_what_is_not_so_is_refused(child, people, fields, said):
    with pytest.raises(NotAllowed, match=said):
        record(child, people["manager"], **fields)
    assert Response.objects.count() == 0


def test_independence_is_checked_against_the_line_and_the_work(tree, child, people):
    assert record(child, people["chair"], gathered_by="chair", mode="confidential").gathered_by == "chair"
    # The manager of another area stands outside the line; the head of this one does not.
    assert record(child, people["neighbour"], gathered_by="manager").gathered_by == "manager"
    with pytest.raises(NotAllowed, match="not independent"):
        record(child, people["head"], gathered_by="manager")
    worked = make_user("independent_chair", tree["larchshire"])
    make_fact(Review, child=child, worker=make_worker(user=worked), kind="cp", review_on="2026-10-01")
    with pytest.raises(NotAllowed, match="not independent"):
        record(child, worked, gathered_by="chair")


def test_a_child_whom_no_team_works_with_is_not_asked(tree, people):
    from tests.factories import make_child

    with pytest.raises(NotAllowed, match="No team works with this child"):
        make_link(make_child(), by=people["director"])


def test_named_answers_are_shown_near_the_child_and_confidential_ones_are_not(client, child, people):
    answer_all(make_link(child), ("yes", "no", "no", "no"), "words to be read first", mode="named")
    answer_all(make_link(child), ("no", "no", "no", "not_sure"), mode="confidential", device="another")
    for who in ("manager", "director", "chair"):
        client.force_login(people[who])
        page = client.get(f"/feedback/children/{child.pk}/").content.decode()
        assert page.count("<dd>") == 4
        assert "Not sure" not in page
        assert "words to be read first" not in page
        assert "a duty reader reads first" in page
    client.force_login(people["neighbour"])
    assert client.get(f"/feedback/children/{child.pk}/").status_code == 404
    assert ReadLog.objects.filter(what="feedback:child", children=[child.pk]).count() == 3


def test_permission_is_taken_back_by_staff_when_somebody_says_so(client, child, people):
    token = make_link(child, at=timezone.now())
    response = answer_all(token, mode="named", at=timezone.now())
    Permission.objects.create(response=response, kind="quote", given_at=AT)
    client.force_login(people["manager"])
    address = f"/feedback/children/{child.pk}/responses/{response.pk}/withdraw/"
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    permission = Permission.objects.get()
    assert (permission.withdrawn_by, permission.withdrawn_at is not None) == (people["manager"], True)
    client.force_login(people["neighbour"])
    assert client.post(address).status_code == 404


def test_the_record_page_keeps_what_was_typed(client, child, people):
    client.force_login(people["manager"])
    address = f"/feedback/children/{child.pk}/record/"
    form = {**GIVEN, "gathered_by": "chair", "key": "k" * 32, "choice_1": "yes", "text_5": "Kept as typed"}
    page = client.post(address, form).content.decode()
    assert "Only an independent chair" in page
    assert "Kept as typed" in page
    assert client.post(address, {**form, "gathered_by": "worker"}).status_code == 302
    assert client.post(address, {**form, "gathered_by": "worker"}).status_code == 302
    assert Response.objects.count() == 1


def test_the_landing_page_counts_and_hides_small_numbers_from_who_sees_totals(client, child, people, tree):
    for _ in range(3):
        answer_all(make_link(make_known_child(tree["mere-safeguarding"]), at=timezone.now()), at=timezone.now())
    client.force_login(people["participation"])
    page = client.get("/feedback/").content.decode()
    assert "3 answers this quarter" in page
    client.force_login(people["board"])
    page = client.get("/feedback/").content.decode()
    assert "A few answers this quarter" in page
    assert "<strong>c</strong>" in page
    assert "<strong>3</strong>" not in page


def test_a_child_is_found_by_reference(client, child, people):
    client.force_login(people["participation"])
    assert client.post("/feedback/", {"reference": child.reference})["Location"] == f"/feedback/children/{child.pk}/"
    client.force_login(people["neighbour"])
    assert "No child with this reference" in client.post("/feedback/", {"reference": child.reference}).content.decode()


def test_pages_ask_the_same_queries_for_ten_times_as_much(client, child, people, django_assert_max_num_queries):
    client.force_login(people["director"])

    def asked(address):
        with django_assert_max_num_queries(30) as counted:
            client.get(address)
        return len(counted)

    addresses = (f"/feedback/children/{child.pk}/", "/feedback/")
    answer_all(make_link(child), mode="named")
    before = [asked(address) for address in addresses]
    for number in range(10):
        answer_all(make_link(child), mode="named", device=f"device {number}")
    assert [asked(address) for address in addresses] == before
