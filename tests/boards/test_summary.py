"""The one-page summary: its sentence, and what it has room for."""

from types import SimpleNamespace

import pytest

from improvement.boards import pack


def measures(**families):
    return [
        SimpleNamespace(chart=SimpleNamespace(variation=SimpleNamespace(family=family)), number=number)
        for family, count in families.items()
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("families", "sentence"),
    [
        ({"none": 4}, "No measure has changed by more than chance."),
        ({"neutral": 1}, "No measure has changed for better or worse by more than chance."),
        ({"improvement": 1}, "One measure is better than it was. None needs attention."),
        ({"improvement": 3, "concern": 1}, "Three measures are better than they were. One needs attention."),
        ({"concern": 1}, "One measure needs attention."),
        ({"concern": 21, "none": 1}, "21 measures need attention."),
    ],
)
def test_the_headline_counts_what_changed(families, sentence):
    assert pack.headline(measures(**families)) == sentence


@pytest.mark.parametrize(
    ("families", "shown"),
    [
        (
            {"improvement": 12, "concern": 6, "neutral": 3},
            {"Better than before": 4, "Needs attention": 6, "Changed": 0},
        ),
        ({"improvement": 1, "concern": 12}, {"Better than before": 1, "Needs attention": 7}),
        ({"improvement": 2, "neutral": 2, "none": 5}, {"Better than before": 2, "Changed": 2}),
        ({"none": 5}, {}),
    ],
)
def test_what_needs_attention_is_not_crowded_out(families, shown):
    groups = pack._groups(measures(**families))
    assert {group["title"]: len(group["pages"]) for group in groups} == shown
    total = sum(len(group["pages"]) + group["more"] for group in groups)
    assert total == sum(count for family, count in families.items() if family != "none")
