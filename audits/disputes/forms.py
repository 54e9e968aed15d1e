"""The forms by which a grade is disputed, and decided."""

from django import forms

from audits.models import Grade
from audits.moderation.forms import grade_choice
from audits.rounds.forms import key_field
from casework.actions.forms import NO_NAMES, text
from improvement.lib.forms import Question, helper


class DisputeForm(forms.Form):
    """What the grade should be, and why."""

    wanted = grade_choice("What should it be?", "Choose the grade that you think is right.")
    because = text(
        "What makes you say so?", "Say why the grade is wrong.", f"It stays for ever. {NO_NAMES}", rows=6, longest=4000
    )
    key = key_field()

    def __init__(self, *args, grade, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [each for each in Grade.choices if each[0] != grade]
        self.helper = helper(Question("wanted", group="b-choices"), "because", "key", submit="Dispute the grade")


class DecideForm(forms.Form):
    """Which grade stands, and why."""

    outcome = grade_choice("Which grade stands?", "Choose which grade stands.")
    because = text(
        "Why?",
        "Say why: a decision without its reason cannot be kept.",
        "Everybody concerned reads this.",
        rows=6,
        longest=4000,
    )
    helper = helper(Question("outcome", group="b-choices"), "because", submit="Decide")
