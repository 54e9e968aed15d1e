"""The forms that set and undo new limits."""

from django import forms

from improvement.indicators.forms import MonthField
from improvement.lib.forms import Buttons, Submit, helper
from improvement.lib.months import long_label


class LimitsForm(forms.Form):
    """From which month, and why; "Look first" shows the chart as it would be and keeps nothing."""

    month = MonthField(label="From the month")
    reason = forms.CharField(
        label="What changed, and why will it last?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Printed on the chart with your name and the day. Name no child.",
        error_messages={"required": "Say what changed: it is printed on the chart."},
    )

    def __init__(self, *args, months, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a month"), *((f"{month:%Y-%m}", long_label(month)) for month in reversed(months))]
        self.fields["month"].widget = forms.Select(choices=choices)
        buttons = Buttons(Submit("Set the limits anew"), Submit("Look first", name="look", value="1", kind="secondary"))
        self.helper = helper("month", "reason", buttons)


class UndoForm(forms.Form):
    """Why the limits should be as they were."""

    reason = forms.CharField(
        label="Why should the limits be as they were?",
        max_length=300,
        error_messages={"required": "Say why: it is kept."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("reason", submit="Undo the new limits")
