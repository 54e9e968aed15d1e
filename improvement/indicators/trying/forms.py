"""The forms of tests of change."""

from uuid import uuid4

from django import forms

from casework.actions.forms import NO_NAMES, text
from casework.models import User
from improvement.indicators.forms import MonthField
from improvement.indicators.models import Cycle
from improvement.indicators.trying import states
from improvement.indicators.trying.services import Plan
from improvement.lib.forms import DateField, Fieldset, Question, helper

PLAN = ("plan", "side", "expected", "expected_on", "lead", "start_on", "look_on")


class PlanForm(forms.Form):
    """What one cycle tries, expects and when: the part that a first and a further cycle share."""

    plan = text("What will you try?", "Say what you will try.", "Small enough to begin soon and to undo.", rows=3)
    side = forms.ChoiceField(
        label="What do you expect of the figure?",
        choices=Cycle.Side.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you expect at most or at least the value."},
    )
    expected = forms.DecimalField(
        label="The value you expect",
        help_text="In the figure's own unit: 15 for 15%",
        min_value=0,
        max_digits=12,
        decimal_places=3,
        error_messages={"required": "Write the value you expect.", "invalid": "Write it as a number, like 15 or 2.5."},
    )
    expected_on = MonthField(
        label="By which month should it show?",
        help_text="Year and month as numbers, like 2027-01",
        error_messages={"required": "Say by which month it should show."},
    )
    lead = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Who leads it?",
        empty_label="Choose a person",
        error_messages={"required": "Choose who leads it."},
    )
    start_on = DateField(
        label="The day it begins",
        help_text="For example, 27 3 2027",
        error_messages={"required": "Say on which day it begins."},
    )
    look_on = DateField(
        label="The day to look",
        help_text="After the month by which it should show",
        error_messages={"required": "Say on which day you will look."},
    )

    def __init__(self, *args, leads, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = leads

    def planned(self) -> Plan:
        """Return what was filled in as a plan."""
        return Plan(**{name: self.cleaned_data[name] for name in PLAN})


def _plan_fields() -> tuple:
    return (
        "plan",
        Question("side", inline=True),
        Question("expected", width=5),
        Question("expected_on", width=10),
        *PLAN[4:],
    )


class BeginForm(PlanForm):
    """The aim, then the first cycle."""

    aim = text("What do you want to be different for children?", "Say what should be different.", NO_NAMES, longest=600)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)
    field_order = ("aim", *PLAN, "key")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("aim", *_plan_fields(), submit="Begin the test of change")


class LookForm(PlanForm):
    """What was learned and what is decided; what is tried next only where it is tried again."""

    learned = text("What did people learn?", "Say what people learned.", f"Children and families too. {NO_NAMES}")
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (states.KEPT, "It works: keep it and spread it"),
            (states.REPEATED, "Try again, changed by what we learned"),
            (states.STOPPED, "Stop"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide."},
    )
    reason = text("Why?", "Say why you decide so.", "What the figure says, and what people say.", rows=3)
    field_order = ("learned", "decision", "reason", *PLAN)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in PLAN:
            # Whether they are missing is for `clean` to say, once the decision is known.
            self.fields[name].required = False
        again = Fieldset("Only if you try again", *_plan_fields())
        self.helper = helper("learned", "decision", "reason", again, submit="Keep what is decided", css_class="b-form")

    def clean(self):
        """Ask for what is tried next where it is tried again, and for nothing of it else."""
        given = super().clean()
        if given.get("decision") != states.REPEATED:
            for name in PLAN:
                self.errors.pop(name, None)
            return given
        for name in PLAN:
            if name not in self.errors and not given.get(name) and given.get(name) != 0:
                self.add_error(name, self.fields[name].error_messages["required"])
        return given

    def planned(self) -> Plan | None:
        """Return what is tried next, None where it is not tried again."""
        return super().planned() if self.cleaned_data["decision"] == states.REPEATED else None
