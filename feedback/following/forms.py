"""The forms of following up."""

from django import forms

from casework.actions.forms import RaiseForm, text
from casework.models import Theme
from improvement.lib.forms import helper


class ThemeForm(forms.Form):
    """A theme of the shared list."""

    theme = forms.ModelChoiceField(
        queryset=Theme.objects.none(),
        label="What does it speak of?",
        help_text="Another person checks it, and then it counts.",
        error_messages={"required": "Choose a theme."},
    )

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes
        self.helper = helper("theme", submit="Put the theme on it")


class LeaveForm(forms.Form):
    """Why nothing more is needed."""

    because = text("Why is nothing more needed?", "Say why nothing more is needed.", rows=2, longest=300)
    helper = helper("because", submit="Nothing more is needed")


class FollowUpForm(RaiseForm):
    """Who follows it up, how, by when; the theme is put on the answer itself."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["theme"]
        self.helper = helper("what", "measure", "owner", "due_on", submit="Give it to them")
