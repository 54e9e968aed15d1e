"""The forms of reports."""

from datetime import date

from django import forms

from casework.actions.forms import NO_NAMES, TOO_LONG
from improvement.lib.forms import DateField, helper
from improvement.lib.months import long_label, months_to

MONTHS_OFFERED = 24
LENGTHS = {"1": "One month", "3": "Three months, a quarter"}


class PeriodForm(forms.Form):
    """Up to which month, and for how long."""

    until = forms.ChoiceField(label="Up to and with", required=False)
    months = forms.ChoiceField(label="For", choices=list(LENGTHS.items()), required=False)

    def __init__(self, *args, last: date, **kwargs):
        super().__init__(*args, **kwargs)
        offered = months_to(last, MONTHS_OFFERED)[::-1]
        self.fields["until"].choices = [(f"{each:%Y-%m}", long_label(each)) for each in offered]


class DatesForm(forms.Form):
    """From which day to which."""

    first = DateField(label="From", error_messages={"required": "Say from which day."})
    last = DateField(label="To", error_messages={"required": "Say to which day."})
    helper = helper("first", "last", submit="Show", method="get")

    def clean(self):
        """Refuse days that are the wrong way round."""
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day is before the first.")
        return cleaned


def _words(label, help_text):
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": TOO_LONG},
    )


class WordsForm(forms.Form):
    """What the lead writes beside the numbers."""

    strengths = _words("What is strong?", f"Across the work, with what shows it. {NO_NAMES}")
    difficulties = _words(
        "What gets in the way again and again?", f"Difficulties of the system, not of one person. {NO_NAMES}"
    )
    difference = _words(
        "So what difference has been made?", "For children and families. Without this the report is not issued."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    helper = helper("strengths", "difficulties", "difference", "version", submit="Save")
