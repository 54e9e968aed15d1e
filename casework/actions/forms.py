"""The forms of the register."""

from uuid import uuid4

from django import forms

from casework.models import Team, Theme, User
from casework.themes import offered
from improvement.lib.forms import DateField, Question, helper

NO_NAMES = "Name no child: this is read by many and kept."
TOO_LONG = "This is %(show_value)s characters long. Write at most %(limit_value)s."


def text(label: str, missing: str, help_text: str = "", *, rows: int = 4, longest: int = 2000) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": TOO_LONG},
    )


class RaiseForm(forms.Form):
    """Something agreed: what, whose, by when, and how we shall know."""

    what = text("What is to be done?", "Say what is to be done.", NO_NAMES, rows=2, longest=300)
    measure = text("How shall we know that it worked?", "Say how we shall know.", rows=2, longest=300)
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who does it?", error_messages={"required": "Choose who does it."}
    )
    due_on = DateField(label="By when?", help_text="For example, 27 3 2027")
    theme = forms.ModelChoiceField(queryset=Theme.objects.none(), label="Theme (optional)", required=False)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    def __init__(self, *args, submit="Agree the action", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(is_active=True).order_by("name")
        self.fields["theme"].queryset = offered()
        self.helper = helper("what", "measure", "owner", "due_on", "theme", submit=submit)


class RaiseForTeamForm(RaiseForm):
    """The same, for one of the teams this person may agree actions for."""

    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), label="For which team?", error_messages={"required": "Choose the team."}
    )

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.helper = helper("what", "measure", "team", "owner", "due_on", "theme", submit="Agree the action")


class DoneForm(forms.Form):
    """What shows that it is done, and what changed."""

    evidence = text("What shows that it is done?", "Say what shows that it is done.", f"Where to look. {NO_NAMES}")
    changed = text(
        "What changed for the child or children?",
        "Say what changed for the child or children.",
        "Not what we did: what is different for them.",
    )
    helper = helper("evidence", "changed", submit="Say it is done")


class MoveForm(forms.Form):
    """Another day, and why."""

    to_on = DateField(label="The new day", help_text="The first day and every move stay to be seen")
    reason = text("Why does it move?", "Say why the day moves.", rows=2, longest=300)
    version = forms.IntegerField(widget=forms.HiddenInput)
    helper = helper("to_on", "reason", submit="Move the day")


class CloseForm(forms.Form):
    """When to look whether the change lasted."""

    look_again_on = DateField(label="When shall we look whether it lasted?")
    helper = helper("look_again_on", submit="Close the action")


class SendBackForm(forms.Form):
    """What is missing."""

    because = text("What is missing?", "Say what is missing.", "The owner reads this.", rows=3)
    helper = helper("because", submit="Send it back")


class WithdrawForm(forms.Form):
    """Why it need not be done."""

    because = text("Why need it not be done?", "Say why it need not be done.", rows=3)
    helper = helper("because", submit="Withdraw the action")


class LookAgainForm(forms.Form):
    """Whether what changed has lasted."""

    lasted = forms.TypedChoiceField(
        label="Has what changed lasted?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it has lasted."},
    )
    found = text("What did you find?", "Say what you found.", rows=3)
    helper = helper(Question("lasted", inline=True), "found", submit="Keep what you found")
