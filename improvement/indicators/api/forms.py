"""What a program may ask for, and what it is told when it asks for something else."""

from django import forms

from improvement.indicators.api.queries import Asked
from improvement.indicators.definitions import by_code
from improvement.indicators.forms import MonthField
from improvement.lib.months import add_months

MOST_MONTHS = 60


class FiguresForm(forms.Form):
    """?from=2026-01&to=2026-10&team=CODE,CODE&indicator=FD06,AS02&format=csv&page=2."""

    to = MonthField(error_messages={"required": "Say the last month: to=2026-10."})
    team = forms.CharField(required=False, max_length=2000)
    indicator = forms.CharField(required=False, max_length=600)
    format = forms.ChoiceField(
        required=False,
        choices=[("", ""), ("json", "json"), ("csv", "csv")],
        error_messages={"invalid_choice": "format is json or csv."},
    )
    page = forms.IntegerField(
        required=False, min_value=1, max_value=100_000, error_messages={"invalid": "page is a number from 1."}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from"] = MonthField(error_messages={"required": "Say the first month: from=2026-01."})

    def clean_indicator(self):
        """Return the codes, or None for all. Raises ValidationError naming those there are not."""
        codes = _listed(self.cleaned_data["indicator"])
        unknown = [code for code in codes or () if code not in by_code()]
        if unknown:
            raise forms.ValidationError(f"There is no indicator {', '.join(unknown)[:80]}: see /api/v1/indicators.")
        return codes

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("from"), cleaned.get("to")
        if since and until and not since <= until < add_months(since, MOST_MONTHS):
            raise forms.ValidationError(
                f"from comes before to, with at most {MOST_MONTHS} months from one to the other."
            )
        return cleaned

    def asked(self) -> Asked:
        """Return what was asked for."""
        given = self.cleaned_data
        return Asked(given["from"], given["to"], _listed(given["team"]), given["indicator"])


def _listed(text: str) -> tuple[str, ...] | None:
    found = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    return found or None
