"""The forms by which figures are talked about."""

from uuid import uuid4

from django import forms

from improvement.indicators.forms import MonthField
from improvement.lib.forms import helper
from improvement.lib.months import long_label

LONGEST = 2000
TOO_LONG = "This is %(show_value)s characters long. Write at most %(limit_value)s."
NO_NAMES = "Name no child: this is read by many and kept."


def text(label: str, missing: str, help_text: str = "", rows: int = 4) -> forms.CharField:
    """Return a field for a few sentences, at most 2,000 characters."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": TOO_LONG},
    )


class _OfMonth(forms.Form):
    month = MonthField(label="Month")
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    def __init__(self, *args, months, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(f"{month:%Y-%m}", long_label(month)) for month in reversed(months)]
        self.fields["month"].widget = forms.Select(choices=choices)
        self.helper = helper("month", self.says, submit=self.button)


class AskForm(_OfMonth):
    """Which month's figure, and what looks wrong."""

    says, button = "question", "Ask the team"
    question = text(
        "What looks wrong?", "Say what looks wrong.", f"The team answers within ten working days. {NO_NAMES}"
    )


class CommentForm(_OfMonth):
    """Which month's figure, and what there is to say of it."""

    says, button = "text", "Add the comment"
    text = text("Your comment", "Write something.", f"It stands beside the figure, with your name. {NO_NAMES}")


class AnswerForm(forms.Form):
    """The three parts of an answer."""

    explanation = text("Why is the figure as it is?", "Explain the figure.", NO_NAMES)
    strategy = text("What is being done about it?", "Say what is done about it.")
    expected_on = MonthField(
        label="By which month should it show?", help_text="Year and month as numbers, like 2026-12"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("explanation", "strategy", "expected_on", submit="Send the answer")


class FollowUpForm(forms.Form):
    """What became of the figure."""

    outcome = text("What became of it?", "Say what became of it.", "Look at the later figure first. " + NO_NAMES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("outcome", submit="Close the query")
