"""The forms of visits."""

from uuid import uuid4

from django import forms

from audits.models import Heard, PracticeVisit
from casework.actions.forms import NO_NAMES, text
from casework.models import Team, User
from improvement.lib.forms import DateField, helper


class PlanForm(forms.Form):
    """Who goes where, when, and arranged with whom."""

    kind = forms.ChoiceField(
        label="What kind of visit?",
        choices=PracticeVisit.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of visit it is."},
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), label="Which team?", error_messages={"required": "Choose the team."}
    )
    visitor = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who goes?", error_messages={"required": "Choose who goes."}
    )
    arranged_with = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Arranged with which manager of that team?",
        required=False,
        help_text="A member visit is arranged by the member and the team's own manager, never through senior or middle "
        "managers. Other visits may leave this empty.",
    )
    visit_on = DateField(label="Which day?", help_text="For example, 27 3 2027")
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)
    helper = helper("kind", "team", "visitor", "arranged_with", "visit_on", "key", submit="Plan the visit")

    def __init__(self, *args, teams, people, managers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["visitor"].queryset = people
        self.fields["arranged_with"].queryset = managers


class HeardForm(forms.Form):
    """One thing that was heard or seen."""

    topic = forms.ChoiceField(
        label="What is it about?",
        choices=Heard.Topic.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about."},
    )
    words = text(
        "What did you hear or see?",
        "Say what you heard or saw.",
        f"Name no member of staff. {NO_NAMES}",
        rows=4,
        longest=1000,
    )
    helper = helper("topic", "words", submit="Keep it")


class DidForm(forms.Form):
    """What was done about it."""

    did = text(
        "What did we do about it?", "Say what was done about it.", f"The team reads this. {NO_NAMES}", longest=1000
    )
    helper = helper("did", submit="Tell the team")


class CallOffForm(forms.Form):
    """Why it does not take place."""

    because = text("Why is it called off?", "Say why it is called off.", rows=2, longest=300)
    helper = helper("because", submit="Call it off")
