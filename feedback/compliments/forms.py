"""The form of a compliment."""

from uuid import uuid4

from django import forms

from casework.actions.forms import text
from casework.models import Team, User
from feedback.compliments.services import LONGEST
from feedback.models import Compliment
from improvement.lib.forms import DateField, helper


class ComplimentForm(forms.Form):
    """Who said what of whom."""

    about = forms.ModelChoiceField(
        queryset=User.objects.none(), label="About whom?", error_messages={"required": "Choose whom it is about."}
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), label="In which team?", error_messages={"required": "Choose the team."}
    )
    source = forms.ChoiceField(
        label="From whom?",
        choices=Compliment.Source.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who said it."},
    )
    words = text("What did they say?", "Write what they said.", "Name no child and no family.", longest=LONGEST)
    received_on = DateField(label="When?", help_text="For example, 27 3 2026")
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    def __init__(self, *args, teams, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["about"].queryset = people
        self.helper = helper("about", "team", "source", "words", "received_on", submit="Keep it")
