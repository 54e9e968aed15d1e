"""The rule between overall grade and parts, proved against the rule written a second way over every case."""

import itertools

import pytest

from audits.grading import verdict

GRADES = ["outstanding", "good", "requires_improvement", "inadequate"]


@pytest.mark.parametrize("overall", GRADES)
def test_every_case_of_three_parts(overall):
    for parts in itertools.product(itertools.product(GRADES, [False, True]), repeat=3):
        found = verdict(overall, list(parts))
        steps = max(GRADES.index(grade) for grade, _ in parts) - GRADES.index(overall)
        unsafe = ("inadequate", True) in parts and overall != "inadequate"
        assert found.needs_second == (steps >= 2 or unsafe)
        assert found.needs_reason == (steps == 1 and not unsafe)
        assert bool(found.words) == (found.needs_second or found.needs_reason)


def test_nothing_is_asked_before_there_is_a_grade():
    assert not verdict("", [("good", False)]).words
    assert not verdict("good", [("", True)]).words
