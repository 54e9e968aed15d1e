"""The forms of the learning register."""

from django import forms

from audits.models import Learning, Standard
from casework.actions.forms import NO_NAMES, RaiseForm, text
from improvement.lib.forms import DateField, Fieldset, helper


class LearningForm(RaiseForm):
    """What was learned and from where, then what is done about it: an action of the one register."""

    learned = text("What was learned?", "Say what was learned.", NO_NAMES, rows=3, longest=600)
    source = forms.ChoiceField(
        label="From where?", choices=Learning.Source.choices, error_messages={"required": "Say from where."}
    )
    source_words = forms.CharField(
        label="Which one? (optional)", max_length=200, required=False, help_text="Such as: practice week, November 2026"
    )
    standard = forms.ModelChoiceField(queryset=None, label="Standard (optional)", required=False, empty_label="None")
    team = forms.ModelChoiceField(
        queryset=None,
        label="For which team and all below it?",
        empty_label="Choose the team",
        error_messages={"required": "Choose the team."},
    )
    look_again_on = DateField(label="When do we look whether practice changed?", help_text="For example, 27 9 2027")

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        theme = self.fields["theme"]
        theme.required, theme.label = True, "Theme"
        theme.error_messages["required"] = "Choose a theme."
        self.fields["standard"].queryset = Standard.objects.all()
        self.fields["team"].queryset = teams
        self.helper = helper(
            Fieldset("What was learned", "learned", "source", "source_words", "theme", "standard", "team"),
            Fieldset("What we do about it", "what", "measure", "owner", "due_on", "look_again_on"),
            submit="Keep what was learned",
        )


class LookForm(forms.Form):
    """What was seen on looking again."""

    found = text(
        "Has practice changed? What did you see?", "Say what you saw.", f"And how you know. {NO_NAMES}", longest=1000
    )
    helper = helper("found", submit="Keep what you saw")
