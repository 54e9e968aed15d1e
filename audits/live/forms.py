"""The forms of a live audit."""

from django import forms

from audits.forms import StartForm
from casework.models import User
from improvement.lib.forms import helper


class BeginForm(StartForm):
    """Whose work, and with what: the one who writes audits, today."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, people=[], **kwargs)
        del self.fields["auditor"], self.fields["due_on"]
        self.helper = helper("reference", "tool", "key", submit="Begin")


class RoomForm(forms.Form):
    """Which meeting, and who is in the room."""

    meeting = forms.CharField(
        label="Which meeting?",
        max_length=80,
        initial="Case audit meeting",
        error_messages={"required": "Say which meeting it is."},
    )
    people = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label="Who else is in the room?",
        help_text="They have a part in the judgement, so none of them gives a second grade or decides a dispute of it.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Say who else is in the room.",
            "invalid_choice": "One of them holds no role for this team. Choose again.",
        },
    )

    def __init__(self, *args, people, is_live, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people
        self.helper = helper("meeting", "people", submit="Keep it" if is_live else "Audit now")
