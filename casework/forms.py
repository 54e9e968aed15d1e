"""Forms of the ground floor."""

from django import forms

from casework.models import Child, Level, Role, RoleGrant, Team, User
from casework.services import PARENT_LEVEL
from improvement.lib.forms import DateField, helper

EXAMPLE = "For example, 27 3 2026"


class PersonForm(forms.ModelForm):
    """A new person."""

    class Meta:
        model = User
        fields = ["name", "email"]
        labels = {"name": "Full name", "email": "Work email address"}


class GrantForm(forms.ModelForm):
    """A role for a team, with its days."""

    start_on = DateField(label="First day", help_text=EXAMPLE)
    end_on = DateField(
        label="First day it no longer counts",
        required=False,
        help_text="Leave empty if there is no end. A peer must have one",
    )

    class Meta:
        model = RoleGrant
        fields = ["role", "team", "start_on", "end_on", "purpose"]
        help_texts = {
            "team": "The role counts for this team and everything below it",
            "purpose": "For a peer: what they were invited to look at",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(closed_on__isnull=True).order_by("name")


class ReasonForm(forms.Form):
    """Why; kept with the change."""

    why = forms.CharField(label="Why", max_length=200, help_text="Kept with the change, for whoever asks later")


class OpenTeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(max_length=80)
    code = forms.SlugField(max_length=40, help_text="Short, for addresses and files, such as mere-assessment")
    level = forms.ChoiceField(choices=[choice for choice in Level.choices if choice[0] in PARENT_LEVEL])
    parent = forms.ModelChoiceField(queryset=Team.objects.none(), label="Stands under")
    on = DateField(label="From", help_text=EXAMPLE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Team.objects.filter(closed_on__isnull=True).exclude(level=Level.TEAM)


class MoveTeamForm(forms.Form):
    """Where a team stands from a day on."""

    parent = forms.ModelChoiceField(queryset=Team.objects.none(), label="Stands under")
    on = DateField(label="From", help_text=EXAMPLE)

    def __init__(self, *args, level, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Team.objects.filter(closed_on__isnull=True, level=PARENT_LEVEL.get(level, ""))


class RenameTeamForm(forms.Form):
    """A team's name, and the name it had when the page was opened."""

    name = forms.CharField(max_length=80)
    was = forms.CharField(widget=forms.HiddenInput)


class CloseTeamForm(forms.Form):
    """The day a team closes."""

    on = DateField(label="Closes on", help_text=EXAMPLE)


class FindChildForm(forms.Form):
    """A reference, sent by POST so that it stays out of addresses and logs."""

    reference = forms.CharField(max_length=20, label="Child's reference", help_text="As the case system gives it")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_reference(self):
        reference = self.cleaned_data["reference"].strip()
        self.child = Child.objects.filter(reference=reference).visible_to(self.user).first()
        if self.child is None:
            raise forms.ValidationError("No child you work with has this reference. Check it against the case system.")
        return reference


class PeopleFilter(forms.Form):
    """Find people."""

    search = forms.CharField(required=False, label="Name or email address")
    role = forms.ChoiceField(required=False, choices=[("", "Any role"), *Role.choices])


class ReadsFilter(forms.Form):
    """Find reads."""

    person = forms.CharField(required=False, label="Person")
    child = forms.CharField(required=False, label="Child's reference", max_length=20)
    kind = forms.ChoiceField(
        required=False,
        label="What",
        choices=[("", "Opened or taken away"), ("page", "Opened"), ("export", "Taken away")],
    )


class ProgramKeyForm(forms.Form):
    """Which program, and until when."""

    name = forms.CharField(
        label="Which program is it for?",
        max_length=80,
        error_messages={"required": "Say which program it is for."},
    )
    expires_on = DateField(label="Works until", help_text="At most a year from now")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("name", "expires_on", submit="Make a key")


class ThemeForm(forms.Form):
    """A new theme of the shared list."""

    name = forms.CharField(
        label="Theme", max_length=80, help_text="For example, Change of worker", error_messages={"required": "Name it."}
    )
    means = forms.CharField(
        label="What belongs under it? (optional)", max_length=300, required=False, help_text="In one sentence"
    )
    helper = helper("name", "means", submit="Add the theme")
