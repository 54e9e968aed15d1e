"""The form by which an auditor keeps what they found."""

from django import forms

from audits.models import Finding
from audits.rounds.forms import key_field
from audits.tools.queries import newest_standards
from casework.actions.forms import NO_NAMES, text
from casework.themes import offered
from improvement.lib.forms import Question, helper


class FindingForm(forms.Form):
    """One strength or difficulty: under which standard, with which theme, in words without names."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=Finding.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is a strength or a difficulty."},
    )
    standard = forms.ModelChoiceField(
        queryset=None,
        label="Which standard is it about?",
        empty_label="Choose a standard",
        error_messages={"required": "Choose the standard it is about."},
    )
    theme = forms.ModelChoiceField(
        queryset=None,
        label="Theme",
        empty_label="Choose a theme",
        help_text="Shared with what families, staff and complaints say, so that they can be read together",
        error_messages={"required": "Choose a theme."},
    )
    words = text("What did you see?", "Say what you saw.", NO_NAMES, rows=3, longest=600)
    key = key_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["standard"].queryset = newest_standards()
        self.fields["theme"].queryset = offered()
        self.helper = helper(
            Question("kind", inline=True), "standard", "theme", "words", "key", submit="Keep the finding"
        )
