"""The form of a guide."""

from django import forms

from audits.guidance.queries import owners
from audits.models import Standard
from audits.rounds.forms import key_field
from casework.actions.forms import NO_NAMES, text
from casework.themes import offered
from improvement.lib.forms import DateField, helper


class GuideForm(forms.Form):
    """A title, a topic, one page of text, who keeps it up to date, and when it is reviewed."""

    title = forms.CharField(label="Title", max_length=80, error_messages={"required": "Give it a title."})
    topic = forms.ModelChoiceField(
        queryset=None, label="Topic", empty_label="Choose a theme", error_messages={"required": "Choose its topic."}
    )
    standard = forms.ModelChoiceField(queryset=None, label="Standard (optional)", required=False, empty_label="None")
    text = text(
        "What to do", "Write the guide.", f"At most one page, 3,500 characters. {NO_NAMES}", rows=18, longest=3500
    )
    owner = forms.ModelChoiceField(
        queryset=None,
        label="Who keeps it up to date?",
        empty_label="Choose who",
        error_messages={"required": "Choose who keeps it up to date."},
    )
    review_on = DateField(label="When is it reviewed?", help_text="For example, 27 3 2027")
    key = key_field()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = offered()
        self.fields["standard"].queryset = Standard.objects.all()
        self.fields["owner"].queryset = owners()
        self.helper = helper(
            "title", "topic", "standard", "text", "owner", "review_on", "key", "version", submit="Keep the guide"
        )

    def words(self) -> dict:
        """Return what was written, without what the form itself needs."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("key", "version")}
