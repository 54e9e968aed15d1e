"""The forms of closed-case interviews."""

from django import forms

from casework.models import User
from feedback.closed.services import MOST
from improvement.lib.forms import Question, helper


class DrawForm(forms.Form):
    """How many to draw."""

    wanted = forms.IntegerField(
        label="How many families?",
        min_value=1,
        max_value=MOST,
        initial=5,
        help_text="Drawn by chance, with the same share of each team. Nobody chooses whom.",
    )
    helper = helper(Question("wanted", width=2), submit="Draw them")


class GiveForm(forms.Form):
    """Who speaks with the family."""

    interviewer = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Who speaks with them?",
        help_text="Somebody outside the line of the team that worked with them.",
        error_messages={"required": "Choose who speaks with them."},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["interviewer"].queryset = people
        self.helper = helper("interviewer", submit="Ask them")
