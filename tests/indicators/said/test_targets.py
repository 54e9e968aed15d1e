"""Targets: proposed by one, signed by another, in force from their month, and never two at once."""

from datetime import date
from decimal import Decimal

import pytest

from casework.services import NotAllowed
from improvement.indicators.models import TargetSetting
from improvement.indicators.readings import readings
from improvement.indicators.targets.services import propose_target, sign_target, withdraw_target
from tests.indicators.said.conftest import AT, OCTOBER


def propose(by, **fields):
    given = {
        "indicator": "FD06",
        "level": "county",
        "month": date(2026, 4, 1),
        "value": Decimal("16"),
        "source": "Improvement board, March 2026",
        "key": f"key-{TargetSetting.objects.count()}",
        **fields,
    }
    return propose_target(**given, by=by, at=AT)


def read(tree, team="larchshire"):
    (reading,) = readings(team=tree[team], codes=["FD06"], until=OCTOBER)
    return reading


def test_only_a_signed_target_is_in_force(tree, people):
    default = read(tree).target
    target = propose(people["analyst"])
    assert read(tree).target == default
    sign_target(target=target, by=people["director"], at=AT)
    reading = read(tree)
    assert (reading.target.value, reading.chart.target) == (16.0, 16.0)
    assert "target of 16%" in reading.subtitle
    assert "The target was 18% until March 2026." in reading.chart.notes
    assert read(tree, "mere").target == default
    withdraw_target(target=target, by=people["analyst"], at=AT)
    assert read(tree).target == default


def test_a_later_one_takes_over_from_its_month(tree, people):
    for month, value in ((date(2026, 1, 1), 19), (date(2026, 10, 1), 17), (date(2026, 11, 1), 15)):
        sign_target(target=propose(people["analyst"], month=month, value=Decimal(value)), by=people["director"], at=AT)
    reading = read(tree)
    assert reading.target.value == 17
    assert "The target was 19% until September 2026." in reading.chart.notes


def test_nobody_signs_their_own(tree, people):
    target = propose(people["director"])
    with pytest.raises(NotAllowed, match="somebody else has to sign it"):
        sign_target(target=target, by=people["director"], at=AT)


def test_of_two_who_sign_at_once_one_is_told(tree, people):
    target = propose(people["analyst"])
    sign_target(target=target, by=people["director"], at=AT)
    with pytest.raises(NotAllowed, match="meanwhile"):
        sign_target(target=target, by=people["head"], at=AT)


def test_one_for_a_level_and_month(tree, people):
    propose(people["analyst"])
    with pytest.raises(NotAllowed, match="one that begins in April 2026 already"):
        propose(people["quality"])
    propose(people["quality"], level="team")


def test_the_same_form_sent_twice_makes_one(tree, people):
    assert propose(people["analyst"], key="once") == propose(people["analyst"], key="once")
    assert TargetSetting.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"indicator": "ZZ99"}, "There is no indicator ZZ99"), ({"value": Decimal(101)}, "more than 100%")],
)
def test_what_cannot_be(fields, said, tree, people):
    with pytest.raises(NotAllowed, match=said):
        propose(people["analyst"], **fields)


def test_the_page_proposes_and_signs(client, tree, people):
    client.force_login(people["analyst"])
    form = {"indicator": "FD06", "level": "county", "month": "2026-04", "value": "18", "source": "Board", "key": "k"}
    assert client.post("/figures/targets/propose/", form).status_code == 302
    target = TargetSetting.objects.get()
    assert client.post(f"/figures/targets/{target.pk}/sign/").status_code == 404
    client.force_login(people["director"])
    assert "Waiting to be signed" in client.get("/figures/targets/").content.decode()
    client.post(f"/figures/targets/{target.pk}/sign/")
    target.refresh_from_db()
    assert target.signed_by == people["director"]


def test_what_was_typed_is_kept_and_what_is_wrong_is_said(client, tree, people):
    client.force_login(people["analyst"])
    form = {
        "indicator": "FD06",
        "level": "moon",
        "month": "October",
        "value": "many",
        "source": "<b>Board</b>",
        "key": "k",
    }
    page = client.post("/figures/targets/propose/", form).content.decode()
    assert "“October” is not a month" in page
    assert "Write the target as a number" in page
    assert "&lt;b&gt;Board&lt;/b&gt;" in page
    assert not TargetSetting.objects.exists()


def test_history_says_who_and_why(tree, people):
    target = propose(people["analyst"])
    sign_target(target=target, by=people["director"], at=AT)
    events = list(target.events.order_by("pgh_id"))
    assert [event.pgh_context.metadata for event in events] == [
        {"user": people["analyst"].pk, "why": "target proposed"},
        {"user": people["director"].pk, "why": "target signed"},
    ]


def test_the_list_asks_one_query_whatever_its_length(client, tree, people, django_assert_max_num_queries):
    client.force_login(people["director"])

    def asked():
        with django_assert_max_num_queries(10) as counted:
            client.get("/figures/targets/")
        return len(counted)

    before = asked()
    for number in range(20):
        propose(people["analyst"], month=date(2020 + number // 12, number % 12 + 1, 1))
    assert asked() == before
