"""The forms of reading: what was made of a passage, where a concern is held, who is on duty."""

from django import forms

from casework.models import Team, User
from feedback.models import Duty, Verdict
from improvement.lib.forms import DateField, Question, helper

# What becomes of words by what they stand in: once they are read, and when to hold them.
GOES_ON = {
    "response": ("With a named answer, their worker sees it.", ""),
    "leader_question": ("The leader is told and answers.", ""),
    "survey": (
        "It is shown with what was said, to all staff, and nobody knows from which place.",
        "It names or points to somebody, whoever they are, or to a child. ",
    ),
}
EXAMPLE = "For example, 27 3 2026"


class VerdictForm(forms.Form):
    """What this is; choosing one of the last two tells somebody at once."""

    outcome = forms.ChoiceField(
        label="What is this?",
        choices=Verdict.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what this is."},
    )

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        goes_on, held = GOES_ON[source]
        hints = {
            "read": f"It leaves the queue. {goes_on}",
            "held": f"{held}It leaves the queue and goes no further.",
            "safeguarding": "Somebody may be hurt. The duty manager is told at once.",
            "staff": "The designated officer is told at once, not the line. Nobody else can open it after.",
        }
        self.helper = helper(Question("outcome", hints=hints), submit="Say so")


class EndForm(forms.Form):
    """What was done about a concern."""

    outcome = forms.CharField(
        label="What was done, and where does the case system hold it?",
        help_text="For example: referred in the case system on 3 November at 11:20. Name nobody.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what was done and where the case system holds it."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("outcome", submit="It is in hand")


class DutyForm(forms.Form):
    """Who is on duty, as what, where and when."""

    kind = forms.ChoiceField(
        label="As what?",
        choices=Duty.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they are on duty as."},
    )
    team = forms.ModelChoiceField(queryset=Team.objects.none(), label="For")
    user = forms.ModelChoiceField(queryset=User.objects.none(), label="Who?")
    start_on = DateField(label="First day", help_text=EXAMPLE)
    end_on = DateField(
        label="First day they no longer are (optional)", required=False, help_text="Empty: until another is named"
    )

    def __init__(self, *args, teams, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["user"].queryset = people
        hints = {
            "reader": "Reads what was written, the same working day.",
            "manager": "Is told of a safeguarding concern at once.",
            "officer": "Is told of an allegation about a member of staff, past the line.",
        }
        self.helper = helper(Question("kind", hints=hints), "team", "user", "start_on", "end_on", submit="Name them")
