"""The forms of meetings with children."""

from uuid import uuid4

from django import forms

from casework.actions.forms import NO_NAMES, text
from feedback.met.services import LONGEST
from feedback.models import ChildrenMet
from improvement.lib.forms import DateField, Question, helper

URGENT = "If a child may be hurt, tell the duty manager now: nobody reads this today."


def _one_of(label, choices, missing):
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": missing}
    )


def _some_of(label, missing):
    return forms.ModelMultipleChoiceField(
        queryset=None, label=label, widget=forms.CheckboxSelectMultiple, error_messages={"required": missing}
    )


class MetForm(forms.Form):
    """Who met whom, where and when, and what was heard."""

    kind = _one_of("How did you meet?", ChildrenMet.Kind.choices, "Choose how you met.")
    group = _one_of("Whom did you meet?", ChildrenMet.Group.choices, "Choose whom you met.")
    influence = forms.ChoiceField(
        label="What did ambassadors work on?",
        help_text="For care ambassadors; for others it may stay empty.",
        choices=(("", "Nothing of these"), *ChildrenMet.Influence.choices),
        required=False,
    )
    ambassadors = forms.ModelMultipleChoiceField(
        queryset=None,
        label="Which ambassadors took part? (optional)",
        help_text="They see on their own page what you write down here and what changes.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    team = forms.ModelChoiceField(queryset=None, label="Where?", error_messages={"required": "Choose where."})
    met_on = DateField(label="When?", help_text="For example, 27 3 2026")
    leaders = _some_of("Which leaders were there?", "Choose at least one leader who was there.")
    themes = _some_of("What was it about?", "Choose at least one theme.")
    heard = text("What did you hear?", "Say what you heard.", f"{NO_NAMES} {URGENT}", longest=LONGEST["heard"])
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    def __init__(self, *args, teams, leaders, themes, ambassadors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["leaders"].queryset = leaders
        self.fields["themes"].queryset = themes
        self.fields["ambassadors"].queryset = ambassadors
        given = ["kind", "group", "influence", "ambassadors", "team", "met_on", "leaders", "themes", "heard", "key"]
        if not ambassadors:
            given.remove("ambassadors")
        self.helper = helper(*given, submit="Keep it")


class AmbassadorForm(forms.Form):
    """By what address a care ambassador signs in, and for which place."""

    email = forms.EmailField(
        label="Their work e-mail address",
        help_text="They set a password from the sign-in page. For somebody under 18, use an address that does not hold "
        "their name.",
        error_messages={
            "required": "Write the address they sign in by.",
            "invalid": "Write an address like ambassador7@example.gov.uk.",
        },
    )
    team = forms.ModelChoiceField(queryset=None, label="For", error_messages={"required": "Choose for which place."})

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.helper = helper("email", "team", submit="Add them")


class EndForm(forms.Form):
    """Why a care ambassador's role ends."""

    why = text("Why does it end?", "Say why it ends.", f"For example, they moved on. {NO_NAMES}", rows=2, longest=200)
    helper = helper("why", submit="End their role today")


class ChangedForm(forms.Form):
    """What changed because of it."""

    did = text("What changed?", "Say what changed.", f"Or why it could not. {NO_NAMES}", longest=LONGEST["did"])
    helper = helper("did", submit="Keep what changed")


class ViewForm(forms.Form):
    """The children's own view, after they were told."""

    view = _one_of("Do the children think that it changed?", ChildrenMet.View.choices, "Choose what they think.")
    view_words = forms.CharField(
        label="In their words (optional)",
        help_text=f"{NO_NAMES} {URGENT}",
        max_length=LONGEST["view"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = helper(Question("view", inline=True), "view_words", submit="Keep their view")
