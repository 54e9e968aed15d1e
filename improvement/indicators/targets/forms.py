"""The form that proposes a target."""

from uuid import uuid4

from django import forms

from casework.models import Level
from improvement.indicators.definitions import groups
from improvement.indicators.forms import MonthField
from improvement.lib.forms import Question, helper


class TargetForm(forms.Form):
    """An indicator, a level, a month, a value, and who says so."""

    indicator = forms.ChoiceField(
        label="Indicator", error_messages={"invalid_choice": "Choose an indicator from the list."}
    )
    level = forms.ChoiceField(
        label="For every",
        choices=Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whom the target is for.", "invalid_choice": "Choose one of the four."},
    )
    month = MonthField(label="From the month", help_text="Year and month as numbers, like 2026-10")
    value = forms.DecimalField(
        label="Target",
        help_text="In the indicator's own unit: 90 for 90%, 15.5 for 15.5 cases a worker",
        min_value=0,
        max_digits=12,
        decimal_places=3,
        error_messages={"invalid": "Write the target as a number, like 90 or 15.5."},
    )
    source = forms.CharField(
        label="Who decided it",
        max_length=200,
        help_text="The board and its date, or the plan it comes from",
        error_messages={"required": "Say who decided it: it is printed beside the target."},
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = [(group.title, [(each.code, each.title) for each in group.definitions]) for group in groups()]
        self.fields["indicator"].choices = [("", "Choose an indicator"), *named]
        self.helper = helper("indicator", Question("level", inline=True), "month", "value", "source", submit="Propose")
