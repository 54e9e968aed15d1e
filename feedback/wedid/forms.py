"""The forms of you said, we did."""

from uuid import uuid4

from django import forms

from casework.actions.forms import text
from casework.models import Team, Theme
from feedback.models import Passage, YouSaid
from feedback.wedid.services import LONGEST
from improvement.lib.forms import Question, helper

PLAIN = "Plain words, as to somebody you know. Name nobody."


class SaidForm(forms.Form):
    """What people said, about which theme, where."""

    theme = forms.ModelChoiceField(
        queryset=Theme.objects.none(), label="Theme", error_messages={"required": "Choose a theme."}
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), label="For", error_messages={"required": "Choose who is to answer."}
    )
    words = text("What did people say?", "Say what people said.", PLAIN, rows=2, longest=LONGEST["said"])
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    def __init__(self, *args, themes, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes
        self.fields["team"].queryset = teams
        self.helper = helper("theme", "team", "words", submit="It waits for a reply")


class QuoteForm(forms.Form):
    """Whose words are quoted, and which of them."""

    passage = forms.ModelChoiceField(
        queryset=Passage.objects.none(),
        label="From what they wrote",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose what they wrote.", "invalid_choice": "This can no longer be quoted."},
    )
    words = text(
        "The words to quote",
        "Write the words to quote.",
        "As they stand there; leave out what is not needed.",
        rows=2,
        longest=LONGEST["quote"],
    )
    names_nobody = forms.BooleanField(
        label="I have read them: they name nobody and point to nobody",
        error_messages={"required": "Say that they name nobody, or choose other words."},
    )

    def __init__(self, *args, passages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["passage"].queryset = passages
        self.fields["passage"].label_from_instance = lambda passage: passage.text
        self.helper = helper("passage", "words", "names_nobody", submit="Keep for the second look")

    def given(self) -> dict[str, object]:
        """Return what the service takes of a valid form."""
        return {name: self.cleaned_data[name] for name in ("passage", "words")}


class ReplyForm(forms.Form):
    """What we answer, to families and to staff."""

    kind = forms.ChoiceField(
        label="What do we answer?",
        choices=YouSaid.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether we did or cannot."},
    )
    to_families = text("To families", "Write the reply to families.", PLAIN, rows=3, longest=LONGEST["reply"])
    to_staff = text("To staff", "Write the reply to staff.", PLAIN, rows=3, longest=LONGEST["reply"])
    helper = helper(Question("kind", inline=True), "to_families", "to_staff", submit="Keep the reply")
