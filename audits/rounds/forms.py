"""The forms by which a round is planned, drawn, shared out and kept going."""

from uuid import uuid4

from django import forms

from audits.models import Activity, Participant, Round, Tool
from casework.models import Child, Team, User, Worker
from improvement.lib.forms import DateField, Fieldset, Question, helper
from improvement.lib.sampling import BY

STRATA = {"team": "Team", "plan": "Kind of plan", "age": "Age", "status": "Case status"}
LONGEST = {"max_length": "This is %(show_value)s characters long. Write at most %(limit_value)s."}


def reason(label: str, missing: str, help_text: str = "") -> forms.CharField:
    """Return a field for one sentence of reason, at most 300 characters."""
    return forms.CharField(
        label=label,
        help_text=help_text or "It is kept, and shown in the report. Name no child.",
        max_length=300,
        error_messages={"required": missing, **LONGEST},
    )


def key_field() -> forms.CharField:
    """Return the hidden field that makes a form sent twice count once."""
    return forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)


def _number(label, initial, most=500, help_text=""):
    return forms.IntegerField(
        label=label,
        initial=initial,
        min_value=0,
        max_value=most,
        help_text=help_text,
        error_messages={
            "required": f"{label}: write a number, 0 for none.",
            "invalid": f"{label}: write a whole number.",
            "max_value": f"{label}: at most {most}.",
        },
    )


class TargetsForm(forms.Form):
    """What may change while a round is planned: focus, targets, and the rules of moderation."""

    focus = forms.CharField(
        label="What does it look at in particular? (optional)", max_length=200, required=False, error_messages=LONGEST
    )
    tool = forms.ModelChoiceField(
        label="What are its audits made with?",
        queryset=Tool.objects.none(),
        required=False,
        empty_label="Choose later",
    )
    target_audits = _number("Audits", 80)
    target_observations = _number("Observations of practice", 20)
    target_families = _number("Families spoken with", 25)
    moderated_share = _number("Per cent graded a second time", 20, most=100)
    moderates_inadequate = forms.BooleanField(label="Every audit graded inadequate", required=False, initial=True)
    moderates_new = forms.BooleanField(label="Every audit of a new auditor", required=False, initial=True)
    moderates_blind = forms.BooleanField(
        label="Blind: the first grade is not seen before the second is given", required=False, initial=True
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        used = Tool.objects.filter(versions__state="published").exclude(kind=Tool.Kind.OBSERVATION)
        self.fields["tool"].queryset = used
        self.fields["tool"].initial = used.filter(kind=Tool.Kind.CASE).first()
        self.helper = helper(*self.layout(), submit=self.button)

    button = "Save"

    def layout(self):
        """Return what the form shows, in order."""
        return (
            "focus",
            "tool",
            Fieldset(
                "Targets",
                *(Question(name, width=3) for name in ("target_audits", "target_observations", "target_families")),
            ),
            Fieldset(
                "Graded a second time",
                Question("moderated_share", width=3, suffix="%"),
                "moderates_inadequate",
                "moderates_new",
                "moderates_blind",
            ),
            "version",
        )


class PlanForm(TargetsForm):
    """A new round."""

    button = "Plan the round"
    name = forms.CharField(
        label="Name",
        max_length=80,
        help_text="For example, Practice week, November 2026",
        error_messages={"required": "Give the round a name.", **LONGEST},
    )
    kind = forms.ChoiceField(
        label="What kind of round is it?",
        choices=Round.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of round it is."},
    )
    team = forms.ModelChoiceField(
        label="Whose work does it look at?",
        queryset=None,
        empty_label="Choose a team",
        error_messages={"required": "Choose a team: it looks at that team and all below it."},
    )
    lead = forms.ModelChoiceField(
        label="Who leads it?",
        queryset=None,
        empty_label="Choose somebody",
        error_messages={"required": "Choose who leads it."},
    )
    start_on = DateField(label="First day", error_messages={"required": "Say on which day it begins."})
    last_on = DateField(label="Last day", error_messages={"required": "Say on which day it ends."})
    key = key_field()

    def __init__(self, *args, teams, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["lead"].queryset = people

    def layout(self):
        """Return what the form shows, in order."""
        return ("name", "kind", "team", "lead", "start_on", "last_on", *super().layout(), "key")


class ParticipantForm(forms.Form):
    """Somebody who looks, and how much they take on."""

    person = forms.ModelChoiceField(
        label="Who?",
        queryset=User.objects.none(),
        empty_label="Choose somebody",
        error_messages={"required": "Choose somebody."},
    )
    part = forms.ChoiceField(label="As", choices=Participant.Part.choices, initial="auditor", widget=forms.RadioSelect)
    limit = _number("The most they take on", 6, most=40)
    theme = forms.CharField(
        label="Theme they lead on (optional)",
        max_length=120,
        required=False,
        help_text="In a peer inspection a senior manager leads on each theme.",
        error_messages=LONGEST,
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.helper = helper(
            "person", Question("part", inline=True), Question("limit", width=3), "theme", submit="Add to the round"
        )


class DrawForm(forms.Form):
    """How a sample is drawn."""

    strata = forms.MultipleChoiceField(
        label="Spread it over",
        choices=[
            (name, {"age": "Age", "plan": "Kind of plan", "status": "Case status", "team": "Team"}[name]) for name in BY
        ],
        required=False,
        initial=["team", "plan"],
        widget=forms.CheckboxSelectMultiple,
        help_text="Each part of the list gives its share, and at least one child where that is possible. Without any, "
        "every child has the same chance.",
    )
    because = forms.CharField(
        label="Why is it drawn again?",
        max_length=300,
        required=False,
        help_text="The draw that is there stays to be seen, with your reason.",
        error_messages=LONGEST,
    )
    key = key_field()

    def __init__(self, *args, again, **kwargs):
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["because"]
        self.helper = helper(
            "strata", *(["because"] if again else []), "key", submit="Draw it again" if again else "Draw the sample"
        )


class SwapForm(forms.Form):
    """Why a child is swapped out."""

    because = reason("Why is this child swapped out?", "Say why this child is swapped out.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("because", submit="Swap for the next in line")


class BoardFilter(forms.Form):
    """What the board is narrowed to."""

    person = forms.ChoiceField(label="Who", required=False)
    team = forms.ChoiceField(label="Team", required=False)
    kind = forms.ChoiceField(label="What", required=False, choices=[("", "Everything"), *Activity.Kind.choices])
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Any"), ("open", "Nobody has it"), ("given", "To do"), ("late", "Late"), ("done", "Done")],
    )

    def __init__(self, *args, board, **kwargs):
        super().__init__(*args, **kwargs)
        people = [(str(line.participant.person_id), line.participant.person.name) for line in board.people]
        self.fields["person"].choices = [("", "Everybody"), *people]
        self.fields["team"].choices = [("", "Every team"), *((str(pk), name) for pk, name in board.teams)]


class GiveForm(forms.Form):
    """To whom one activity goes, by hand."""

    person = forms.ModelChoiceField(
        label="Give it to",
        queryset=User.objects.none(),
        empty_label="Choose somebody",
        error_messages={"required": "Choose who gets it."},
    )
    because = reason("Why?", "Say why it goes to them.")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.helper = helper("person", "because", submit="Give it")


class _Agreed(forms.Form):
    agreed_by = forms.ModelChoiceField(
        label="Who agreed?",
        queryset=User.objects.none(),
        empty_label="Choose somebody",
        help_text="More than a week, or none at all, needs a senior manager.",
        error_messages={"required": "Choose who agreed."},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agreed_by"].queryset = people


class ExtendForm(_Agreed):
    """More time for an activity."""

    to_on = DateField(label="Until", error_messages={"required": "Say until when."})
    because = reason("Why does it need longer?", "Say why it needs longer.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("to_on", "because", "agreed_by", submit="Give more time")


class ExemptForm(_Agreed):
    """An activity that need not be done."""

    because = reason("Why need it not be done?", "Say why it need not be done.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("because", "agreed_by", submit="Drop it")


class RelationForm(forms.Form):
    """Whom one knows too well to judge: a child's family by reference, or a worker by name."""

    reference = forms.CharField(label="Child's reference", max_length=20, required=False, error_messages=LONGEST)
    worker = forms.CharField(
        label="Or a worker, as the case system spells them", max_length=120, required=False, error_messages=LONGEST
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("reference", "worker", submit="Declare it")

    def clean(self):
        """Add `found`: the child or the worker that was meant."""
        cleaned = super().clean()
        reference, name = (cleaned.get("reference") or "").strip(), (cleaned.get("worker") or "").strip()
        if bool(reference) == bool(name):
            raise forms.ValidationError("Give a child's reference or a worker's name: one of the two.")
        if reference:
            cleaned["child"] = Child.objects.filter(reference=reference).first()
            # The same answer whether or not the reference exists: this page is no way to find out.
            cleaned["worker_found"] = None
        else:
            cleaned["child"], cleaned["worker_found"] = None, Worker.objects.filter(name__iexact=name).first()
            if cleaned["worker_found"] is None:
                self.add_error("worker", "Nobody is spelled like that in the case system. Check the spelling.")
        return cleaned


def teams_offered(team_ids) -> "Team":
    """Return the teams a round may be planned for, widest first."""
    return Team.objects.filter(pk__in=team_ids, closed_on__isnull=True).order_by("name")
