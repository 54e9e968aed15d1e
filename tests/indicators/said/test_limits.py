"""New limits: only by a person, with a reason that prints on the chart, and undone with another."""

from datetime import date

import pytest

from casework.services import NotAllowed
from improvement.indicators.limits.services import set_limits, undo_limits
from improvement.indicators.models import NewLimits
from improvement.indicators.readings import readings
from tests.indicators.said.conftest import AT, OCTOBER

CHANGED = date(2026, 2, 1)


def read(tree, team="larchshire"):
    (reading,) = readings(team=tree[team], codes=["FD06"], until=OCTOBER)
    return reading


def begin(tree, by, month=CHANGED, reason="A new front door opened", team="larchshire"):
    return set_limits(indicator="FD06", team=tree[team], month=month, reason=reason, by=by, at=AT)


def test_limits_begin_anew_and_the_chart_says_why(tree, people):
    assert read(tree).family == "concern"
    begin(tree, people["analyst"])
    chart = read(tree).chart
    assert [(part.start, part.end) for part in chart.segments] == [(0, 15), (15, 24)]
    name = people["analyst"].name
    assert chart.notes == (
        f"Limits set anew from February 2026, by {name} on 3 November 2026: A new front door opened.",
    )
    assert chart.too_few == "9 of 13 points"
    assert "since the limits were set anew in February 2026" in chart.title
    assert len(read(tree, "mere").chart.segments) == 1


def test_undone_the_chart_is_as_it_was(tree, people):
    before = read(tree).chart
    limits = begin(tree, people["analyst"])
    undo_limits(limits=limits, reason="The change did not last", by=people["quality"], at=AT)
    assert read(tree).chart == before
    with pytest.raises(NotAllowed, match="meanwhile"):
        undo_limits(limits=limits, reason="Again", by=people["quality"], at=AT)
    begin(tree, people["analyst"])
    assert NewLimits.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": "  "}, "Say what changed"),
        ({"month": date(2026, 12, 1)}, "has no figure for December 2026"),
        ({"month": date(2024, 11, 1)}, "is the first figure there is"),
    ],
)
def test_what_cannot_be(fields, said, tree, people):
    with pytest.raises(NotAllowed, match=said):
        begin(tree, people["analyst"], **fields)


def test_once_a_month(tree, people):
    begin(tree, people["analyst"])
    with pytest.raises(NotAllowed, match="begin anew in February 2026 already"):
        begin(tree, people["quality"])


def test_looking_first_keeps_nothing(client, tree, people):
    client.force_login(people["analyst"])
    form = {"month": "2026-02", "reason": "A new front door opened", "look": "1"}
    page = client.post("/figures/FD06/limits/", form).content.decode()
    assert "As it would be" in page
    assert "Limits set anew from February 2026" in page
    assert not NewLimits.objects.exists()
    del form["look"]
    assert client.post("/figures/FD06/limits/", form).status_code == 302
    assert "Limits set anew from February 2026" in client.get("/figures/FD06/").content.decode()


def test_another_team_or_indicator_has_no_such_limits(client, tree, people):
    limits = begin(tree, people["analyst"])
    client.force_login(people["analyst"])
    assert client.get(f"/figures/FD06/limits/{limits.pk}/undo/", {"team": "mere"}).status_code == 404
    assert client.get(f"/figures/AS02/limits/{limits.pk}/undo/").status_code == 404
    assert client.post(f"/figures/FD06/limits/{limits.pk}/undo/", {"reason": "No"}).status_code == 302
    client.force_login(people["manager"])
    assert client.get("/figures/FD06/limits/").status_code == 404
