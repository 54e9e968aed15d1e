"""The forms of questions to leaders."""

from uuid import uuid4

from django import forms

from casework.actions.forms import NO_NAMES, text
from casework.models import User
from feedback.models import LeaderQuestion
from feedback.reading.services import LONGEST
from improvement.lib.forms import helper


class AskForm(forms.Form):
    """What is asked, of whom, and who may see the answer."""

    words = text("What do you want to ask?", "Write your question.", NO_NAMES, longest=LONGEST)
    leader = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Whom do you ask?", required=False, empty_label="The senior team"
    )
    asked_for = forms.ChoiceField(
        label="Whose question is it?",
        choices=LeaderQuestion.AskedFor.choices,
        widget=forms.RadioSelect,
        initial=LeaderQuestion.AskedFor.ONESELF,
        error_messages={"required": "Say whose question it is."},
    )
    audience = forms.ChoiceField(
        label="Who may see the answer?",
        choices=LeaderQuestion.Audience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may see the answer."},
    )
    shows_name = forms.TypedChoiceField(
        label="May your name be shown?",
        help_text="Balcony keeps who asked, so that the answer reaches you. Unless you say yes, no page shows it.",
        choices=(("no", "No"), ("yes", "Yes, to the leader, and to whoever may see the answer")),
        coerce=lambda chosen: chosen == "yes",
        widget=forms.RadioSelect,
        initial="no",
        error_messages={"required": "Say whether your name may be shown."},
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    def __init__(self, *args, leaders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = leaders
        self.helper = helper("words", "leader", "asked_for", "audience", "shows_name", "key", submit="Ask")


class AnswerForm(forms.Form):
    """The answer."""

    words = text("Your answer", "Write your answer.", NO_NAMES, longest=LONGEST)
    helper = helper("words", submit="Answer")
