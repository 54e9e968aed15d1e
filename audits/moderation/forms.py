"""The forms by which an audit is graded a second time, and settled."""

from django import forms

from audits.models import Grade
from audits.rounds.forms import key_field
from improvement.lib.forms import Question, helper

LONG = {"max_length": "This is %(show_value)s characters long. Write at most %(limit_value)s."}


def grade_choice(label: str, missing: str) -> forms.ChoiceField:
    """Return a choice of the four grades."""
    return forms.ChoiceField(
        label=label,
        choices=Grade.choices,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": "Choose one of the four grades."},
    )


class GradeForm(forms.Form):
    """A grade of each question, then of the whole, with why."""

    overall = grade_choice("Overall", "Grade the whole.")
    text = forms.CharField(
        label="Why is it that grade?",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What you saw, and what difference it has made for the child. Name nobody.",
        error_messages={"required": "Say why: a grade without analysis cannot be given.", **LONG},
    )

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = {f"question_{each.pk}": each for each in questions}
        for name, each in self.names.items():
            self.fields[name] = grade_choice(each.text, f"{each.section.title}: choose a grade.")
            self.fields[name].help_text = each.guidance
        chosen = [Question(name, group="b-choices") for name in [*self.names, "overall"]]
        self.helper = helper(*chosen, "text", submit="Give the second grade")

    def grades(self) -> dict[int, str]:
        """Return question id -> grade, of a valid form."""
        return {each.pk: self.cleaned_data[name] for name, each in self.names.items()}


class SettleForm(forms.Form):
    """Which of the two grades stands, and why where it changes."""

    outcome = forms.ChoiceField(
        label="Which grade stands?", widget=forms.RadioSelect, error_messages={"required": "Choose which grade stands."}
    )
    because = forms.CharField(
        label="If the auditor's grade changes, why?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=LONG,
    )

    def __init__(self, *args, first, second, **kwargs):
        super().__init__(*args, **kwargs)
        words = dict(Grade.choices)
        self.fields["outcome"].choices = dict(
            [(first, f"The auditor's: {words[first]}"), (second, f"The moderator's: {words[second]}")]
            if first != second
            else [(first, f"Both say: {words[first]}")]
        ).items()
        self.helper = helper("outcome", "because", submit="Settle it")


class CalibrationForm(forms.Form):
    """One case, to be graded by many."""

    title = forms.CharField(label="Title", max_length=80, error_messages={"required": "Give it a title.", **LONG})
    reference = forms.CharField(
        label="Child's reference", max_length=20, error_messages={"required": "Give a child's reference.", **LONG}
    )
    tool_version = forms.ModelChoiceField(
        label="With which tool?",
        queryset=None,
        empty_label="Choose a tool",
        error_messages={"required": "Choose a tool."},
    )
    key = key_field()

    def __init__(self, *args, tools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tool_version"].queryset = tools
        self.helper = helper("title", "reference", "tool_version", "key", submit="Begin")


class OwnGradeForm(forms.Form):
    """One's own grade of the case."""

    grade = grade_choice("Your grade", "Choose a grade.")
    text = forms.CharField(
        label="Why?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say why it is that grade.", **LONG},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(Question("grade", group="b-choices"), "text", submit="Give your grade")
