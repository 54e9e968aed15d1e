"""The forms by which staff ask, make codes and record what they were told."""

from uuid import uuid4

from django import forms

from feedback.asking.services import MOST_CODES, Told
from feedback.models import Asking, Choice, GatheredBy, Language, Method, Mode, Respondent, Setting, TookPart, Variant
from feedback.reading.services import LONGEST
from improvement.lib.forms import Question, Submit, helper

TOO_LONG = "This is %(show_value)s characters long. Write at most %(limit_value)s."


class _Keyed(forms.Form):
    key = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=lambda: uuid4().hex)


def _radios(label, choices, missing, help_text="", **kwargs) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        help_text=help_text,
        error_messages={"required": missing},
        **kwargs,
    )


class AskForm(_Keyed):
    """Whom to ask, and why now."""

    respondent = _radios("Who is asked?", Respondent.choices, "Choose who is asked.")
    reason = _radios("Why now?", Asking.Reason.choices, "Choose why they are asked now.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("respondent", "reason", submit="Make the link")


class CodesForm(_Keyed):
    """How many plain codes, and for which part of the department."""

    team = forms.ModelChoiceField(
        queryset=None,
        label="For",
        help_text="The answers count for this part of the department. Nothing narrower than a district: a code must "
        "not say whose family it was given to.",
    )
    count = forms.IntegerField(
        label="How many?",
        min_value=1,
        max_value=MOST_CODES,
        initial=12,
        help_text=f"At most {MOST_CODES} at a time. Each works once, within four weeks.",
    )

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.helper = helper("team", Question("count", width=3), submit="Make the codes")


class FindForm(forms.Form):
    """A child, by the case system's reference."""

    reference = forms.CharField(
        label="Child's reference", max_length=20, error_messages={"required": "Type the child's reference."}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(Question("reference", width=10), Submit("Find", kind="secondary"))


class RecordForm(_Keyed):
    """What somebody said in person or by telephone: who, how, where, how independent; then the five answers.

    `known` names what need not be asked, because the page knows it.
    """

    respondent = _radios("Whose answers are these?", Respondent.choices, "Choose whose answers these are.")
    reason = _radios("Why were they asked now?", Asking.Reason.choices, "Choose why they were asked now.")
    gathered_by = _radios(
        "How are you placed?",
        [(value, label) for value, label in GatheredBy.choices if value != GatheredBy.SELF],
        "Choose how you are placed.",
        "A chair or manager outside the line gathers independently.",
    )
    method = _radios(
        "How did they tell you?",
        [(value, label) for value, label in Method.choices if value != Method.LINK],
        "Choose how they told you.",
    )
    setting = _radios(
        "Where?",
        [(value, label) for value, label in Setting.choices if value != Setting.OWN_DEVICE],
        "Choose where.",
    )
    took_part = _radios(
        "How did the young person take part in their review?",
        (("", "This was not a review of care, or I did not chair it"), *TookPart.choices),
        "",
        "For the independent chair of a review of care.",
        required=False,
    )
    mode = _radios(
        "What did you agree about who will know?",
        [
            (Mode.NAMED, "Named: their worker sees it"),
            (Mode.CONFIDENTIAL, "Confidential: their worker does not see it"),
        ],
        "Choose what you agreed.",
        "Say before the first question that it is private but not secret: if somebody may be hurt, we tell someone.",
    )
    variant = forms.ChoiceField(label="Which words did you use?", choices=Variant.choices, initial=Variant.HELPER)
    language = forms.ChoiceField(label="In which language?", choices=Language.choices)

    def __init__(self, *args, questions, known=(), **kwargs):
        super().__init__(*args, **kwargs)
        for name in known:
            del self.fields[name]
        self.numbers = [question.number for question in questions]
        asked = ("respondent", "reason", "gathered_by", "method", "setting", "took_part", "mode", "variant", "language")
        layout = [name for name in asked if name not in known]
        for question in questions:
            if not question.is_open:
                self.fields[f"choice_{question.number}"] = forms.ChoiceField(
                    label=question.words, choices=Choice.choices, widget=forms.RadioSelect, required=False
                )
                layout.append(Question(f"choice_{question.number}", inline=True))
            self.fields[f"text_{question.number}"] = forms.CharField(
                label=question.words if question.is_open else "In their words (optional)",
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"max_length": TOO_LONG},
                help_text="Enters the queue of what a person reads today. Name nobody.",
            )
            layout.append(f"text_{question.number}")
        self.helper = helper(*layout, submit="Record the answers")

    def given(self, **known) -> dict[str, object]:
        """Return everything as the service takes it: how it was told (with what is `known`), the answers, the key."""
        cleaned = dict(self.cleaned_data)
        answers = {
            number: (cleaned.pop(f"choice_{number}", ""), cleaned.pop(f"text_{number}", "")) for number in self.numbers
        }
        return {"key": cleaned.pop("key"), "answers": answers, "told": Told(**cleaned, **known)}
