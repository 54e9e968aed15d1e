"""The forms of the learning log."""

from uuid import uuid4

from django import forms

from casework.actions.forms import text
from casework.models import Team, Theme
from feedback.complaints.services import LONGEST
from feedback.models import ComplaintStage, Lesson
from improvement.lib.forms import DateField, Question, helper

EXAMPLE = "For example, 27 3 2026"


class LogForm(forms.Form):
    """A complaint, by the complaints system's reference."""

    reference = forms.CharField(
        label="Reference in the complaints system",
        max_length=20,
        help_text="Not the child's, and no names.",
        error_messages={"required": "Type the reference."},
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), label="About which team?", error_messages={"required": "Choose the team."}
    )
    received_on = DateField(label="Received on", help_text=EXAMPLE)
    themes = forms.ModelMultipleChoiceField(
        queryset=Theme.objects.none(),
        label="What is it about?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one theme."},
    )

    def __init__(self, *args, teams, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["themes"].queryset = themes
        self.helper = helper(Question("reference", width=10), "team", "received_on", "themes", submit="Log it")


class ExtendForm(forms.Form):
    """Until when, and why."""

    to_on = DateField(label="The new day", help_text=EXAMPLE)
    because = text("Why does it take longer?", "Say why it takes longer.", rows=2, longest=LONGEST)
    helper = helper("to_on", "because", submit="Extend the stage")


class EndForm(forms.Form):
    """When and how a stage ended."""

    ended_on = DateField(label="Answered on", help_text=EXAMPLE)
    outcome = forms.ChoiceField(
        label="Outcome",
        choices=ComplaintStage.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the outcome."},
    )
    helper = helper("ended_on", "outcome", submit="End the stage")


class TakeOnForm(forms.Form):
    """When the next stage was asked for."""

    began_on = DateField(label="Asked for on", help_text=EXAMPLE)
    helper = helper("began_on", submit="Begin the next stage")


class LessonForm(forms.Form):
    """What it recommends, or what was learned."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=Lesson.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is."},
    )
    words = text("In a sentence", "Say it in a sentence.", "Name nobody.", rows=2, longest=LONGEST)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)
    helper = helper(Question("kind", inline=True), "words", "key", submit="Keep it")
