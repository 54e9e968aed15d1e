"""Audits read together: themes, standards over time and teams, each with its n; small numbers hidden from totals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audits.learning import queries
from casework.models import ReadLog
from tests.factories import make_tree, make_user
from tests.factories.audits import make_tool
from tests.factories.learning import make_found, make_graded, make_theme

TODAY = timezone.localdate()


@pytest.fixture
def tree(db):
    return make_tree()


@pytest.fixture
def team(tree):
    return tree["mere-safeguarding"]


def part(tree, code="larchshire", **fields):
    return queries.part_of(team=tree[code], on=TODAY, **fields)


def many(team, theme, count, **fields):
    return [make_found(team=team, theme=theme, final_at=timezone.now(), **fields) for _ in range(count)]


def lines(tree, *, in_full, code="larchshire"):
    found = queries.themes(part(tree, code), in_full=in_full)
    return {line.theme.code: (line.strengths.value, line.difficulties.value) for line in found}


def test_themes_count_strengths_and_difficulties_of_final_audits_here_and_now(tree, team):
    voice, risk = make_theme("voice"), make_theme("risk")
    many(team, voice, 6, kinds=("difficulty", "strength"))
    many(tree["weald-safeguarding"], risk, 2)
    make_found(team=team, theme=risk, final_at=timezone.now() - timedelta(days=400))
    assert lines(tree, in_full=True) == {"voice": (6, 6), "risk": (0, 2)}
    assert lines(tree, in_full=True, code="mere-safeguarding") == {"voice": (6, 6)}
    assert part(tree).audits == 8


def test_whoever_sees_totals_only_does_not_see_a_small_number(tree, team):
    many(team, make_theme("voice"), 6)
    many(team, make_theme("risk"), 2)
    shown = queries.themes(part(tree), in_full=False)
    assert {line.theme.code: line.difficulties.symbol for line in shown} == {"risk": "c", "voice": None}
    assert [line.theme.code for line in shown] == ["risk", "voice"]


def test_grades_by_standard_month_by_month_are_a_chart_with_its_sentence(tree, team):
    tool, theme = make_tool(), make_theme()
    for number in range(4):
        audit = make_found(team=team, theme=theme, tool=tool, kinds=(), final_at=timezone.now())
        make_graded(audit, "good" if number else "inadequate")
    (chart,) = queries.standards(part(tree, months=24), in_full=True)
    latest = chart.points[-1]
    assert (latest.numerator, latest.denominator, latest.shown) == (6, 8, "75%")
    assert "8" in chart.subtitle
    assert chart.too_few
    (hidden,) = queries.standards(part(tree, months=24), in_full=False)
    assert hidden.points[-1].value is None
    assert hidden.points[-1].symbol == "c"


def test_teams_stand_by_name_with_n_and_never_by_rank(tree, team):
    theme = make_theme()
    many(team, theme, 7)
    many(team, theme, 5, grade="inadequate", kinds=("strength",))
    many(tree["weald-safeguarding"], theme, 2)
    full = {line.team.code: line for line in queries.teams(part(tree), in_full=True)}
    line = full["mere-safeguarding"]
    assert [cell.value for cell in (line.audits, line.good, line.strengths, line.difficulties)] == [12, 7, 5, 7]
    assert [each.team.name for each in full.values()] == sorted(each.team.name for each in full.values())
    hidden = {line.team.code: line for line in queries.teams(part(tree), in_full=False)}
    assert hidden["weald-safeguarding"].audits.symbol == "c"
    assert hidden["mere-safeguarding"].audits.value == 12


@pytest.mark.parametrize("path", ["", "standards/", "teams/"])
def test_pages_ask_the_same_queries_for_ten_times_as_much(path, tree, team, client, django_assert_max_num_queries):
    theme = make_theme()
    client.force_login(make_user("quality_lead", tree["larchshire"]))

    def asked():
        with django_assert_max_num_queries(16) as counted:
            assert client.get(f"/learning/{path}").status_code == 200
        return len(counted)

    many(team, theme, 2)
    before = asked()
    many(team, theme, 18)
    for number in range(10):
        make_found(team=team, theme=make_theme(f"more-{number}"), final_at=timezone.now())
    assert asked() <= before


def test_words_are_read_by_who_sees_the_audits_and_the_opening_is_logged(tree, team, client):
    theme = make_theme("voice", name="Voice")
    many(team, theme, 3)
    client.force_login(make_user("head_of_service", tree["west"]))
    page = client.get("/learning/").content.decode()
    assert "/learning/theme/voice/" in page
    page = client.get("/learning/theme/voice/").content.decode()
    assert "Her own words are nowhere" in page
    assert "LS0" not in page
    assert ReadLog.objects.filter(what="learning:theme", rows=3).count() == 1
    assert client.get("/learning/theme/nothing/").status_code == 404
    client.force_login(make_user("analyst", tree["larchshire"]))
    assert client.get("/learning/theme/voice/").status_code == 404
    assert client.get("/learning/").status_code == 200


def test_an_auditor_sees_the_same_page_with_small_numbers_hidden(tree, team, client):
    many(team, make_theme("voice", name="Voice"), 3)
    client.force_login(make_user("auditor", tree["larchshire"]))
    page = client.get("/learning/").content.decode()
    assert "small numbers tell of nobody" in page
    assert ">3<" not in page
