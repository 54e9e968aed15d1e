"""What the addresses of the figures may ask for."""

import re
from datetime import date

from django import forms
from django.core.validators import validate_slug

from improvement.indicators.definitions import GROUPS

MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
EARLIEST, LAST = 1990, 2100


class MonthField(forms.CharField):
    """A month as the address writes it, `2026-10`; its first day, or None when left out."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        found = MONTH.fullmatch(text)
        if not found or not 1 <= int(found[2]) <= 12 or not EARLIEST <= int(found[1]) <= LAST:
            raise forms.ValidationError(
                f"“{text[:40]}” is not a month. Write the year and the month as numbers, like 2026-10."
            )
        return date(int(found[1]), int(found[2]), 1)


class TeamCodeField(forms.CharField):
    """The code of a team."""

    def to_python(self, value):
        text = super().to_python(value)
        try:
            if text:
                validate_slug(text)
        except forms.ValidationError:
            raise forms.ValidationError(
                f"“{text[:40]}” is not the code of a team. Choose a team from the bar at the top of the page."
            ) from None
        return text


class StandingForm(forms.Form):
    """Where one stands: ?team=CODE&month=2026-10, both may be left out."""

    team = TeamCodeField(required=False, max_length=40)
    month = MonthField(required=False)

    def problems(self) -> list[str]:
        """Return every message once, in order."""
        return [message for errors in self.errors.values() for message in errors]


class IndexForm(forms.Form):
    """What the index is narrowed to: a part of the work, a signal."""

    SIGNALS = (
        ("concern", "Concern"),
        ("improvement", "Improvement"),
        ("neutral", "Change, neither good nor bad"),
        ("none", "No real change"),
        ("too_few", "Too few months to say"),
    )
    UNKNOWN = "“%(value)s” is not one of the choices. Choose one from the list and show the page again."

    group = forms.ChoiceField(
        label="Part of the work",
        required=False,
        choices=[("", "All"), *GROUPS.items()],
        error_messages={"invalid_choice": UNKNOWN},
    )
    signal = forms.ChoiceField(
        label="Signal",
        required=False,
        choices=[("", "All"), *SIGNALS],
        error_messages={"invalid_choice": UNKNOWN},
    )

    problems = StandingForm.problems

    def narrowed(self, readings: list) -> list:
        """Return the readings of the chosen group whose newest value has the chosen signal."""
        group, signal = self.cleaned_data["group"], self.cleaned_data["signal"]
        return [
            reading
            for reading in readings
            if group in ("", reading.definition.group) and signal in ("", reading.family)
        ]


class RowsForm(forms.Form):
    """Which part of a figure, and which page of its rows."""

    part = forms.ChoiceField(
        required=False,
        choices=[("numerator", "Numerator"), ("denominator", "Denominator"), ("rest", "The others")],
        error_messages={"invalid_choice": IndexForm.UNKNOWN},
    )

    problems = StandingForm.problems
