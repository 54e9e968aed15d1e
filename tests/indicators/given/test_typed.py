"""Figures typed by a manager: on their own page, kept with who and when, races shown to the loser."""

from datetime import date

import pytest

from improvement.indicators.given import services
from improvement.indicators.models import GivenFigure
from tests.factories import make_tree, make_user
from tests.factories.given import AT, MONTH, apply, make_given

pytestmark = pytest.mark.django_db
PAGE = "/figures/give/?month=2026-10"


@pytest.fixture
def tree(calendar):
    return make_tree()


@pytest.fixture
def manager(tree, client):
    user = make_user("team_manager", tree["mere-safeguarding"], name="A. Marsh")
    client.force_login(user)
    return user


def fields(response):
    """The values of the page's form as a browser would send them."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def given(code="WF07"):
    return GivenFigure.objects.filter(indicator=code).first()


def test_what_is_typed_is_kept_with_who_and_when(client, manager, tree):
    answer = client.post(PAGE, {"WF07-numerator": "11", "WF07-denominator": "12", "QA01-symbol": "x"}, follow=True)
    assert "2 figures saved." in answer.content.decode()
    row = given()
    assert (row.team, row.month, row.numerator, row.denominator) == (tree["mere-safeguarding"], MONTH, 11, 12)
    assert (row.given_by, row.file, row.version) == (manager, None, 1)
    assert given("QA01").symbol == "x"
    assert GivenFigure.objects.count() == 2


def test_the_page_shows_what_was_given_and_from_where(client, manager, tree):
    apply("WF07,2026-10,mere-safeguarding,11,12,", name="october.csv", by=manager)
    answer = client.get(PAGE)
    assert answer.context["form"]["WF07-numerator"].value() == "11"
    assert "From line 2 of october.csv, applied on 3 November 2026 by A. Marsh." in answer.content.decode()
    assert "1 of 17 given so far" in answer.content.decode()


def test_saved_again_unchanged_nothing_changes(client, manager):
    client.post(PAGE, {"WF07-numerator": "11", "WF07-denominator": "12"})
    sent = fields(client.get(PAGE))
    assert "No change." in client.post(PAGE, sent, follow=True).content.decode()
    # The button pressed twice: the second time the page still says that there was no figure.
    client.post(PAGE, {"WF07-numerator": "11", "WF07-denominator": "12", "WF07-version": "0"})
    assert given().version == 1


def test_emptied_it_is_taken_back(client, manager):
    client.post(PAGE, {"WF07-numerator": "11", "WF07-denominator": "12"})
    sent = {**fields(client.get(PAGE)), "WF07-numerator": "", "WF07-denominator": ""}
    client.post(PAGE, sent)
    assert given() is None


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"WF07-numerator": "many"}, "WF07-numerator", "this is not a number"),
        ({"WF07-numerator": "3.5", "WF07-denominator": "9"}, "WF07-numerator", "not a whole number"),
        ({"WF07-numerator": "3"}, "WF07-denominator", "the denominator is missing"),
        ({"WF07-denominator": "3"}, "WF07-numerator", "neither a number nor a symbol"),
        ({"WF07-numerator": "13", "WF07-denominator": "12"}, "WF07-numerator", "larger than the denominator of 12"),
        ({"WF07-numerator": "3", "WF07-denominator": "9", "WF07-symbol": "x"}, "WF07-symbol", "a number and a symbol"),
        ({"WF07-symbol": "q"}, "WF07-symbol", "Select a valid choice"),
        ({"WF07-numerator": "1\x00", "WF07-denominator": "9"}, "WF07-numerator", "Null characters"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_is_saved(client, manager, sent, field, words):
    answer = client.post(PAGE, {"QA01-numerator": "4", "QA01-denominator": "5", **sent})
    assert words in " ".join(answer.context["form"].errors[field])
    assert answer.context["form"]["QA01-numerator"].value() == "4"
    assert not GivenFigure.objects.exists()


def test_the_loser_of_a_race_sees_both_and_may_save_again(client, manager, tree):
    other = make_user(name="B. Novak")
    opened = fields(client.get(PAGE))
    services.give_figures(
        team=tree["mere-safeguarding"],
        month=MONTH,
        figures={"WF07": (10, 12, "")},
        versions={"WF07": 0},
        by=other,
        at=AT,
    )
    answer = client.post(PAGE, {**opened, "WF07-numerator": "11", "WF07-denominator": "12"})
    assert "Meanwhile this became 10 of 12 (Typed by B. Novak on 3 November 2026)" in answer.content.decode()
    assert answer.context["form"]["WF07-numerator"].value() == "11"
    assert given().numerator == 10
    client.post(PAGE, fields(answer))
    assert (given().numerator, given().given_by, given().version) == (11, manager, 2)


def test_both_saying_the_same_is_no_race(client, manager, tree):
    opened = fields(client.get(PAGE))
    make_given("WF07", tree["mere-safeguarding"], 11, 12)
    answer = client.post(PAGE, {**opened, "WF07-numerator": "11", "WF07-denominator": "12"}, follow=True)
    assert "No change." in answer.content.decode()


def test_a_figure_counted_twice_is_refused_beside_its_field(client, manager, tree):
    make_given("WF07", tree["mere"], 30, 40)
    answer = client.post(PAGE, {"WF07-numerator": "11", "WF07-denominator": "12"})
    words = " ".join(answer.context["form"].errors["WF07-numerator"])
    assert "Mere has a figure already, which counts for all teams below it" in words
    assert given().team == tree["mere"]


def test_a_head_of_service_gives_for_a_whole_area(client, tree):
    client.force_login(make_user("head_of_service", tree["west"]))
    page = client.get(PAGE).content.decode()
    assert "A figure given here stands for the whole area" in page
    client.post(PAGE, {"WF02-numerator": "2.5", "WF02-denominator": "20"})
    assert given("WF02").team == tree["west"]


def test_a_manager_gives_for_no_other_team(client, manager):
    assert client.get(PAGE + "&team=mere-assessment").status_code == 404
    assert client.post(PAGE + "&team=mere-assessment", {"WF07-symbol": "x"}).status_code == 404
    assert not GivenFigure.objects.exists()


def test_a_month_that_has_not_begun_is_refused(client, manager):
    answer = client.get("/figures/give/?month=2098-01")
    assert answer.status_code == 400
    assert "January 2098 has not begun yet" in answer.content.decode()


def test_a_team_that_was_not_open_gives_nothing(client, manager, tree):
    tree["mere-safeguarding"].opened_on = date(2026, 11, 1)
    tree["mere-safeguarding"].save()
    answer = client.post(PAGE, {"WF07-symbol": "x"})
    assert "Mere Safeguarding was not open in that month" in answer.content.decode()


def test_my_team_leads_there(client, manager):
    page = client.get("/figures/team/?month=2026-10").content.decode()
    assert "/figures/give/?month=2026-10" in page
    assert "0 of 17 given" in page
