"""Programs read what their person may read, by key alone, and no more."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from casework import programs
from casework.middleware import _caller
from casework.models import ProgramCalls, ProgramKey, ReadLog
from casework.services import NotAllowed
from improvement.indicators.api.queries import COLUMNS
from improvement.indicators.api.schema import FIELDS, PARAMETERS, schema
from improvement.indicators.models import Figure
from tests.factories import grant, make_import, make_tree, make_user
from tests.factories.indicators import make_tree_series

ADDRESS = "/api/v1/figures?from=2026-09&to=2026-10"


@pytest.fixture
def tree(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    make_import()
    counts = {"mere-assessment": 20, "mere-safeguarding": 2, "weald-safeguarding": 20}
    make_tree_series("FD06", {code: [n] * 14 for code, n in counts.items()}, {code: [60] * 14 for code in counts})
    make_tree_series("FD01", {code: [n] * 14 for code, n in counts.items()})
    return tree


def key_of(user, days=90):
    now = timezone.now()
    return programs.make_key(
        user=user, name="Power BI", expires_on=timezone.localdate(now) + timedelta(days=days), at=now
    )


@pytest.fixture
def ask(client, tree):
    """Return `ask(address, role=..., team=...)`: what a program with that person's key is told."""
    keys = {}

    def get(address=ADDRESS, role="director", team="larchshire"):
        if (role, team) not in keys:
            keys[role, team] = key_of(make_user(role, tree[team]))[1]
        return client.get(address, headers={"Authorization": f"Bearer {keys[role, team]}"})

    return get


def test_it_is_what_the_table_of_figures_holds(ask, tree):
    rows = ask().json()["figures"]
    held = {
        (row.indicator, row.team.code, f"{row.month:%Y-%m}"): (row.numerator, row.denominator)
        for row in Figure.objects.filter(month__gte=date(2026, 9, 1)).select_related("team")
    }
    assert {(r["indicator"], r["team"], r["month"]): (r["numerator"], r["denominator"]) for r in rows} == held
    county = next(r for r in rows if (r["indicator"], r["team"]) == ("FD06", "larchshire"))
    assert county["value"] == round(100 * 42 / 180, 4)
    assert set(county) == set(COLUMNS)


def test_csv_says_the_same_as_json(ask):
    rows = ask().json()["figures"]
    answer = ask(ADDRESS + "&format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    read = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["indicator"], row["team"], row["month"]) for row in read] == [
        (row["indicator"], row["team"], row["month"]) for row in rows
    ]
    assert [float(row["numerator"]) for row in read] == [row["numerator"] for row in rows]


def test_narrowed_to_teams_and_indicators(ask):
    rows = ask(ADDRESS + "&team=mere,west&indicator=FD06").json()["figures"]
    assert {(row["indicator"], row["team"]) for row in rows} == {("FD06", "mere"), ("FD06", "west")}


def test_each_sees_their_own_teams(ask):
    rows = ask(role="head_of_service", team="west").json()["figures"]
    assert {row["team"] for row in rows} == {"west", "mere", "mere-assessment", "mere-safeguarding"}
    answer = ask(ADDRESS + "&team=weald-safeguarding", role="head_of_service", team="west")
    assert answer.status_code == 404
    assert answer.json()["error"] == "There is no team weald-safeguarding that you may read."


def test_small_numbers_are_hidden_as_on_the_page(ask, client, tree):
    rows = ask(ADDRESS + "&indicator=FD06", role="board_member").json()["figures"]
    small = next(r for r in rows if r["team"] == "mere-safeguarding")
    assert (small["numerator"], small["value"], small["symbol"]) == (None, None, "c")
    # Alone it would come back as Mere less Mere Assessment, so something beside it is hidden too.
    shown = {r["team"] for r in rows if r["numerator"] is not None and r["month"] == "2026-10"}
    assert not {"mere", "mere-assessment"} <= shown
    client.force_login(make_user("board_member", tree["larchshire"]))
    for code in ("mere-safeguarding", "mere-assessment", "larchshire"):
        page = client.get(f"/figures/FD06/?team={code}&month=2026-10").context["page"]
        told = next(r for r in rows if r["team"] == code and r["month"] == "2026-10")
        row = next(row for row in page.rows if row.month == date(2026, 10, 1))
        assert (row.numerator == "c") == (told["symbol"] == "c"), code
        if told["numerator"] is not None:
            assert row.numerator == str(told["numerator"])


def test_where_numbers_are_hidden_indicators_must_be_named(ask):
    answer = ask(role="board_member")
    assert answer.status_code == 400
    assert "Name one to 5 indicators" in answer.json()["error"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Say the first month"),
        ("?from=2026-09", "Say the last month"),
        ("?from=2026-13&to=2026-10", "is not a month"),
        ("?from=2026-10&to=2026-09", "from comes before to"),
        ("?from=2000-01&to=2026-09", "at most 60 months"),
        ("?from=2026-09&to=2026-10&indicator=ZZ99", "There is no indicator ZZ99"),
        ("?from=2026-09&to=2026-10&format=xml", "format is json or csv"),
        ("?from=2026-09&to=2026-10&page=x", "page is a number"),
    ],
)
def test_what_cannot_be_asked_is_said(query, said, ask):
    answer = ask("/api/v1/figures" + query)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_pages_follow_one_another(ask, monkeypatch):
    every = ask().json()["figures"]
    monkeypatch.setattr("improvement.indicators.api.views.ROWS_A_PAGE", 10)
    found, address = [], ADDRESS
    while address:
        answer = ask(address).json()
        found += answer["figures"]
        address = answer["next"] and answer["next"].removeprefix("http://testserver")
    assert found == every


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic abc", "Bearer " + "a" * 43, "Bearer " + "a" * 5000, "bearer é"]
)
def test_without_a_key_that_works_there_is_nothing(header, client, tree):
    for address in (ADDRESS, "/api/v1/teams", "/api/v1/indicators"):
        answer = client.get(address, headers={"Authorization": header} if header else {})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_a_session_opens_nothing(client, tree):
    client.force_login(make_user("director", tree["larchshire"]))
    assert client.get(ADDRESS).status_code == 401


def test_a_key_dies_with_its_day_its_person_and_its_taking_back(client, tree):
    user = make_user("director", tree["larchshire"])
    key, text = key_of(user)

    def status():
        return client.get(ADDRESS, headers={"Authorization": f"Bearer {text}"}).status_code

    assert status() == 200
    user.is_active = False
    user.save()
    assert status() == 401
    user.is_active = True
    user.save()
    ProgramKey.objects.update(expires_on=timezone.localdate() + timedelta(days=1))
    assert status() == 200
    ProgramKey.objects.update(used_on=None, expires_on=timezone.localdate())
    assert status() == 401
    ProgramKey.objects.update(expires_on=timezone.localdate() + timedelta(days=9))
    programs.revoke_key(key=key, by=user, at=timezone.now())
    assert status() == 401


def test_a_role_taken_away_counts_at_once(client, tree):
    user = make_user("director", tree["larchshire"])
    text = key_of(user)[1]
    user.grants.update(end_on=date(2016, 1, 1))
    answer = client.get(ADDRESS, headers={"Authorization": f"Bearer {text}"})
    assert (answer.status_code, answer.json()) == (404, {"error": "There is nothing here that you may read."})
    grant(user, "team_manager", tree["mere-safeguarding"])
    rows = client.get(ADDRESS, headers={"Authorization": f"Bearer {text}"}).json()["figures"]
    assert {row["team"] for row in rows} == {"mere-safeguarding"}


def test_it_only_reads(client, tree):
    text = key_of(make_user("director", tree["larchshire"]))[1]
    for method in (client.post, client.put, client.delete):
        assert method(ADDRESS, headers={"Authorization": f"Bearer {text}"}).status_code == 405


def test_too_many_calls_wait(ask, monkeypatch):
    monkeypatch.setattr("casework.middleware.CALLS_A_MINUTE", 3)
    assert [ask("/api/v1/indicators").status_code for _ in range(12)].count(429) >= 4


@pytest.mark.django_db(transaction=True)
def test_ten_calls_at_once_are_counted_as_ten(tree):
    text = key_of(make_user("director", tree["larchshire"]))[1]
    at = timezone.now()
    request = RequestFactory().get(ADDRESS, headers={"Authorization": f"Bearer {text}"})

    def call(_):
        try:
            return _caller(request, at).key_calls
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as crowd:
        assert sorted(crowd.map(call, range(10))) == list(range(1, 11))
    assert _caller(request, at + timedelta(minutes=1)).key_calls == 1
    assert ProgramCalls.objects.get().calls == 1


def test_every_reading_is_written_down(ask):
    rows = ask().json()["rows"]
    log = ReadLog.objects.latest("pk")
    assert (log.kind, log.what, log.rows) == ("export", "api:figures", rows)


def test_only_the_digest_of_a_key_is_kept(tree):
    key, text = key_of(make_user("director", tree["larchshire"]))
    kept = " ".join(map(str, ProgramKey.objects.values_list().get(pk=key.pk)))
    assert text not in kept
    assert len(text) >= 43


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "Say which program"),
        ({"expires_on": date(2026, 11, 3)}, "from tomorrow to a year"),
        ({"expires_on": date(2028, 1, 1)}, "from tomorrow to a year"),
    ],
)
def test_what_no_key_is_made_for(fields, said, tree):
    given = {"name": "Power BI", "expires_on": date(2027, 1, 1), **fields}
    with pytest.raises(NotAllowed, match=said):
        programs.make_key(
            user=make_user("director", tree["larchshire"]), at=datetime(2026, 11, 3, 9, tzinfo=UTC), **given
        )


def test_at_most_ten_keys_work_at_once(tree):
    user = make_user("director", tree["larchshire"])
    for _ in range(10):
        key_of(user)
    with pytest.raises(NotAllowed, match="10 keys that work"):
        key_of(user)


def test_the_page_shows_a_key_once_and_takes_it_back(client, tree):
    user = make_user("director", tree["larchshire"])
    client.force_login(user)
    day = timezone.localdate() + timedelta(days=30)
    form = {
        "name": "Power BI <b>",
        "expires_on_day": day.day,
        "expires_on_month": day.month,
        "expires_on_year": day.year,
    }
    answer = client.post("/programs/", form)
    text = answer.context["made"]
    assert text in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert text not in client.get("/programs/").content.decode()
    key = user.program_keys.get()
    client.force_login(make_user("director", tree["larchshire"]))
    assert client.post(f"/programs/{key.pk}/take-back/").status_code == 404
    client.force_login(user)
    assert client.post(f"/programs/{key.pk}/take-back/").status_code == 302
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_the_description_is_that_of_the_rows(client, db):
    assert set(FIELDS) == set(COLUMNS)
    answer = client.get("/api/v1/schema")
    assert answer.status_code == 200
    assert answer.json() == schema()
    asked = {each["name"] for each in schema()["paths"]["/api/v1/figures"]["get"]["parameters"]}
    assert asked == set(PARAMETERS)


def test_the_same_queries_for_ten_times_as_much(ask, tree, django_assert_max_num_queries):
    ask()

    def asked():
        with django_assert_max_num_queries(19) as counted:
            assert ask().status_code == 200
        return len(counted)

    before = asked()
    teams = {f"more-{number}": [20] * 14 for number in range(20)}
    from tests.factories import make_team

    for code in teams:
        make_team(code.capitalize(), parent=tree["mere"])
    make_tree_series("AS02", teams, {code: [60] * 14 for code in teams})
    assert asked() == before
