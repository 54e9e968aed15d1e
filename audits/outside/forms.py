"""The forms of reviews from outside."""

from django import forms

from audits.models import Audit, OutsideFinding, OutsideReview
from audits.outside.queries import OFFERED
from audits.rounds.forms import key_field
from casework.actions.forms import NO_NAMES, text
from casework.models import Team, User
from casework.themes import offered
from improvement.lib.forms import DateField, helper


class PlanForm(forms.Form):
    """Who looks, from where, at which team, when, and at what."""

    kind = forms.ChoiceField(
        label="What kind of review?",
        choices=OutsideReview.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of review it is."},
    )
    reviewer = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Who reviews?",
        help_text="Somebody from outside whom an administrator gave the role of peer, with a last day",
        error_messages={"required": "Choose who reviews."},
    )
    authority = forms.CharField(
        label="Which authority or body are they from?",
        max_length=80,
        error_messages={"required": "Say which authority they come from."},
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), label="Whose work?", error_messages={"required": "Choose the team."}
    )
    purpose = text("What are they asked to look at?", "Say what they are asked to look at.", rows=2, longest=300)
    start_on = DateField(label="First day", help_text="For example, 27 3 2027")
    last_on = DateField(label="Last day", help_text="Thirty working days at most; ten are usual")
    key = key_field()
    helper = helper(
        "kind", "reviewer", "authority", "team", "purpose", "start_on", "last_on", "key", submit="Plan the review"
    )

    def __init__(self, *args, teams, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["reviewer"].queryset = people


class ShareForm(forms.Form):
    """Which audits the reviewer reads."""

    audits = forms.ModelMultipleChoiceField(
        queryset=Audit.objects.none(),
        label="Which audits do they read?",
        help_text="Final audits of the last year, the newest first. The reviewer never sees whose work it was.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one audit.",
            "invalid_choice": "One of the audits cannot be shared any more. Choose again.",
        },
    )
    helper = helper("audits", submit="Share them")

    def __init__(self, *args, audits, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audits"].queryset = audits
        self.fields["audits"].choices = [(each.pk, _label(each)) for each in audits[:OFFERED]]


def _label(audit) -> str:
    child = f"{audit.child.reference}, " if audit.child else ""
    return f"{child}{audit.tool_version.tool.name}, {audit.team.name}, final on {audit.final_at:%-d %B %Y}"


class FoundForm(forms.Form):
    """One thing that was found."""

    heading = forms.ChoiceField(
        label="Under which heading?",
        choices=OutsideFinding.Heading.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three headings."},
    )
    words = text("What did you find?", "Say what you found.", NO_NAMES, rows=4, longest=1000)
    theme = forms.ModelChoiceField(queryset=None, label="Theme (optional)", required=False)
    key = key_field()
    helper = helper("heading", "words", "theme", "key", submit="Keep it")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = offered()


class CallOffForm(forms.Form):
    """Why it does not take place."""

    because = text("Why is it called off?", "Say why it is called off.", rows=2, longest=300)
    helper = helper("because", submit="Call it off")
