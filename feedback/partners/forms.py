"""The forms of escalations."""

from uuid import uuid4

from django import forms

from casework.actions.forms import NO_NAMES, text
from feedback.models import Agency, Escalation
from feedback.partners.services import LONGEST
from improvement.lib.forms import DateField, helper

EXAMPLE = "For example, 27 3 2026"


class EscalationForm(forms.Form):
    """Who escalated to whom, about what, when."""

    direction = forms.ChoiceField(
        label="Which way?",
        choices=Escalation.Direction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who escalated."},
    )
    agency = forms.ChoiceField(
        label="Which agency?",
        choices=(("", "Choose"), *Agency.choices),
        error_messages={"required": "Choose the agency."},
    )
    team = forms.ModelChoiceField(queryset=None, label="Which team of ours?", error_messages={"required": "Choose it."})
    theme = forms.ModelChoiceField(queryset=None, label="Theme", error_messages={"required": "Choose a theme."})
    about = text("What is it about?", "Say what it is about.", NO_NAMES, rows=2, longest=LONGEST)
    raised_on = DateField(label="Raised on", help_text=EXAMPLE)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    def __init__(self, *args, teams, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["theme"].queryset = themes
        self.helper = helper("direction", "agency", "team", "theme", "about", "raised_on", "key", submit="Keep it")


class ResolveForm(forms.Form):
    """How it was settled, and when."""

    outcome = forms.ChoiceField(
        label="How was it settled?",
        choices=Escalation.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it was settled."},
    )
    settled = text("What was done?", "Say what was done.", NO_NAMES, rows=2, longest=LONGEST)
    resolved_on = DateField(label="Settled on", help_text=EXAMPLE)
    helper = helper("outcome", "settled", "resolved_on", submit="It is settled")
