"""Forms of the boards room."""

from uuid import uuid4

from django import forms

from casework.models import Team
from improvement.boards import audience
from improvement.boards.models import Pack
from improvement.boards.queries import in_order
from improvement.indicators import definitions
from improvement.lib.forms import Fieldset, Question, helper
from improvement.lib.months import long_label

WIDE = "b-form--wide"


class IndicatorsForm(forms.Form):
    """Indicators to tick, group by group; `cleaned_data["indicators"]` holds the codes in the order of the index."""

    def __init__(self, *args, chosen=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = definitions.groups()
        for group in self.groups:
            codes = [found.code for found in group.definitions]
            self.fields[self.name_of(group)] = forms.MultipleChoiceField(
                label=group.title,
                required=False,
                choices=[(found.code, found.title) for found in group.definitions],
                initial=[code for code in codes if code in chosen],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "There is no measure %(value)s. Choose from the list."},
            )

    @staticmethod
    def name_of(group) -> str:
        """Return the name of the field that holds a group's indicators."""
        return f"indicators_{group.code.lower()}"

    def questions(self):
        """Return the groups as layout objects."""
        return [Question(self.name_of(group), small=True, size="s") for group in self.groups]

    def clean(self):
        cleaned = super().clean()
        names = [self.name_of(group) for group in self.groups]
        if any(name in self.errors for name in names):
            return cleaned
        codes = in_order(code for name in names for code in cleaned.pop(name, ()))
        if not codes:
            self.add_error(names[0], "Choose at least one measure.")
        return {**cleaned, "indicators": codes}


class ExportForm(IndicatorsForm):
    """Which month, for whom, and which indicators."""

    month = forms.TypedChoiceField(
        label="Month of the pack",
        coerce=lambda text: text,
        error_messages={
            "required": "Choose a month.",
            "invalid_choice": "Choose a month from the list: one that has ended and has figures.",
        },
    )
    audience = forms.ChoiceField(
        label="Who is it for?",
        choices=list(audience.LABELS.items()),
        initial=Pack.Audience.RESTRICTED,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose whom the pack is for.",
            "invalid_choice": "Choose whom the pack is for: restricted or public.",
        },
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    def __init__(self, *args, months, **kwargs):
        super().__init__(*args, **kwargs)
        by_text = {f"{month:%Y-%m}": month for month in months}
        self.fields["month"].choices = [(text, long_label(month)) for text, month in by_text.items()]
        self.fields["month"].coerce = by_text.__getitem__
        hints = {kind: f"{audience.READERS[kind]} {audience.ADVICE[kind]}" for kind in audience.LABELS}
        self.helper = helper(
            "month",
            Question("audience", size="m", hints=hints),
            Fieldset("Measures", *self.questions()),
            submit="Export pack",
            css_class=WIDE,
        )


class BoardForm(IndicatorsForm):
    """A board: what it is called, whom it looks at, what it reads by default."""

    name = forms.CharField(max_length=120, label="Name of the board", help_text="As people call it: Performance board")
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label="Looks at",
        help_text="The place whose figures it reads; everything below is counted in",
        empty_label="Choose a place",
        error_messages={"invalid_choice": "Choose a place from the list."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def anew(self, *, version: int) -> "BoardForm":
        """Return this form as typed, to be saved over `version`."""
        typed = self.data.copy()
        typed["version"] = version
        return BoardForm(typed, teams=self.teams)

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = teams
        self.fields["team"].queryset = Team.objects.filter(pk__in=[team.pk for team in teams])
        self.fields["team"].choices = [("", "Choose a place"), *((team.pk, team.name) for team in teams)]
        self.helper = helper(
            "name",
            "team",
            Fieldset("What it reads unless told otherwise", *self.questions()),
            submit="Save",
            css_class=WIDE,
        )
