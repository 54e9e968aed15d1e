"""What a public pack printed is known, and what it hid stays hidden, whatever the figures become."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from improvement.indicators.issued.queries import past
from improvement.indicators.issued.services import issue
from improvement.indicators.models import Figure, Issued, Reported, ReportedMonth
from improvement.indicators.queries import Point
from improvement.indicators.shown import series_shown
from tests.factories import make_tree
from tests.factories.indicators import make_tree_series

pytestmark = pytest.mark.django_db
MONTH = date(2026, 10, 1)
AT = datetime(2026, 11, 5, tzinfo=UTC)


@pytest.fixture
def tree():
    tree = make_tree()
    make_tree_series("FD01", {"mere-assessment": [3], "mere-safeguarding": [9], "weald-safeguarding": [30]})
    return tree


def shown(tree, code):
    (point,) = series_shown(["FD01"], until=MONTH, months=1)["FD01"][tree[code].pk]
    return point.symbol or point.numerator


def recount(tree, code, number):
    """As a roll-up would after a late record: the team and every team above it."""
    change = number - Figure.objects.get(indicator="FD01", team=tree[code]).numerator
    for each in {"mere-assessment": (code, "mere", "west", "larchshire")}[code]:
        row = Figure.objects.get(indicator="FD01", team=tree[each])
        Figure.objects.filter(pk=row.pk).update(numerator=row.numerator + change)


def test_what_was_hidden_in_a_public_pack_stays_hidden(tree):
    recount(tree, "mere-assessment", 7)
    assert shown(tree, "mere-assessment") == 7
    issue(team=tree["mere-assessment"], points={"FD01": [Point(MONTH, symbol="c")]}, at=AT)
    assert shown(tree, "mere-assessment") == "c"
    # By itself it would be the whole less the rest.
    assert "c" in (shown(tree, "mere-safeguarding"), shown(tree, "mere"))


def test_what_was_small_when_first_reported_stays_hidden(tree):
    month = ReportedMonth.objects.create(month=MONTH, reported_at=AT)
    Reported.objects.create(of=month, indicator="FD01", team=tree["mere-assessment"], numerator=3, definition_version=1)
    assert past(codes=["FD01"], first=MONTH, last=MONTH) == {}
    recount(tree, "mere-assessment", 7)
    assert shown(tree, "mere-assessment") == "c"


def test_what_a_public_pack_printed_hides_nothing_any_more(tree):
    assert [shown(tree, code) for code in ("mere-assessment", "mere-safeguarding", "mere")] == ["c", "c", 12]
    issue(team=tree["mere-safeguarding"], points={"FD01": [Point(MONTH, 9)]}, at=AT)
    # Everybody knows the nine, so that something else must be hidden for the three.
    assert [shown(tree, code) for code in ("mere-assessment", "mere-safeguarding", "mere")] == ["c", 9, "c"]


def test_what_moved_by_a_few_stands_as_it_was_printed_and_cannot_be_worked_out(tree):
    recount(tree, "mere-assessment", 20)
    issue(team=tree["larchshire"], points={"FD01": [Point(MONTH, 59)]}, at=AT)
    assert [shown(tree, code) for code in ("larchshire", "west", "mere-assessment")] == [59, 29, 20]
    recount(tree, "mere-assessment", 22)
    assert shown(tree, "larchshire") == 59
    # By itself the county would be its areas added up.
    assert "c" in (shown(tree, "west"), shown(tree, "north"))
    recount(tree, "mere-assessment", 29)
    assert shown(tree, "larchshire") == 59
    recount(tree, "mere-assessment", 30)
    assert [shown(tree, code) for code in ("larchshire", "west", "mere-assessment")] == [69, 39, 30]


def test_what_has_become_small_does_not_stand_as_it_was(tree):
    issue(team=tree["mere-safeguarding"], points={"FD01": [Point(MONTH, 7)]}, at=AT)
    Figure.objects.filter(indicator="FD01", team=tree["mere-safeguarding"]).update(numerator=4)
    assert shown(tree, "mere-safeguarding") == "c"


def test_a_rest_that_moved_by_a_few_cannot_be_worked_out(tree):
    make_tree_series("FD06", {"weald-safeguarding": [40]}, {"weald-safeguarding": [70]})
    issue(team=tree["larchshire"], points={"FD06": [Point(MONTH, 24, 52)]}, at=AT)
    (point,) = series_shown(["FD06"], until=MONTH, months=1)["FD06"][tree["larchshire"].pk]
    # 28 were left and 30 are: of 70, which is shown, nobody is told how many.
    assert (point.symbol, point.numerator) == ("c", None)


def test_the_same_is_kept_once_and_never_changed(tree):
    for _ in range(2):
        issue(team=tree["mere"], points={"FD01": [Point(MONTH, 12)]}, at=AT)
    assert Issued.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Issued.objects.create(indicator="FD01", team=tree["mere"], month=MONTH.replace(day=2), issued_at=AT)
