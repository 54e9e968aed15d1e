"""The forms by which the quality lead writes a tool, without code."""

from django import forms

from audits.models import AppliesTo, Grade, Question, StandardVersion, Tool
from casework.actions.forms import text as sentences
from improvement.lib.forms import DateField, Fieldset, helper


class ToolForm(forms.Form):
    """A new tool."""

    name = forms.CharField(max_length=80, label="What is it called?", error_messages={"required": "Name the tool."})
    kind = forms.ChoiceField(choices=Tool.Kind.choices, label="What is it a kind of?")
    purpose = sentences("What is it for?", "Say what it is for.", "In one sentence", rows=2, longest=300)
    helper = helper("name", "kind", "purpose", submit="Begin the tool")


class _Edit(forms.Form):
    edits = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class IntroductionForm(_Edit):
    """What people read before the first question."""

    introduction = sentences("What people read first", "Write something.", rows=5)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["introduction"].required = False
        self.helper = helper("introduction", submit="Keep the introduction")


class SectionForm(_Edit):
    """A section: its title, and which children it is for."""

    title = forms.CharField(max_length=80, label="Title", error_messages={"required": "Name the section."})
    introduction = sentences("Introduction (optional)", "", rows=2, longest=600)
    applies_to = forms.ChoiceField(
        choices=AppliesTo.choices,
        label="Which children is it for?",
        widget=forms.RadioSelect,
        initial=AppliesTo.EVERYONE,
        help_text="Worked out from the facts we hold when an audit begins",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["introduction"].required = False
        self.helper = helper("title", "introduction", "applies_to", submit="Keep the section")


class QuestionForm(_Edit):
    """A question: its words, its standard, what to look for, and what each grade looks like."""

    text = sentences(
        "The question", "Write the question.", "Begin with “how well” rather than “is there”.", rows=2, longest=300
    )
    asked_of = forms.ChoiceField(
        choices=Question.AskedOf.choices, label="Who answers?", widget=forms.RadioSelect, initial="auditor"
    )
    is_graded = forms.BooleanField(label="It is graded", required=False, initial=True)
    asks_difference = forms.BooleanField(
        label="It asks what difference this has made for the child", required=False, initial=True
    )
    is_safety = forms.BooleanField(
        label="It is about safety",
        required=False,
        help_text="Inadequate here, and a better grade overall, needs a second auditor",
    )
    standard = forms.ModelChoiceField(
        queryset=StandardVersion.objects.none(), label="Standard (a graded question needs one)", required=False
    )
    guidance = sentences("What to look for (optional)", "", rows=3)

    def __init__(self, *args, standards, **kwargs):
        super().__init__(*args, **kwargs)
        rows = StandardVersion.objects.filter(pk__in=[each.pk for each in standards])
        self.fields["standard"].queryset = rows.select_related("standard").order_by("standard__place")
        # A draft may wait for its words; publishing asks for them.
        for name in ("guidance", "text"):
            self.fields[name].required = False
        for grade in Grade:
            self.fields[f"looks_{grade.value}"] = sentences(
                f"{grade.label} looks like (optional)", "", rows=2, longest=600
            )
            self.fields[f"looks_{grade.value}"].required = False
        self.helper = helper(
            "text",
            "asked_of",
            Fieldset("What it asks for", "is_graded", "asks_difference", "is_safety"),
            "standard",
            "guidance",
            Fieldset("What each grade looks like", *[f"looks_{grade.value}" for grade in Grade]),
            submit="Keep the question",
        )

    def given(self) -> dict:
        """Return what was sent, as the service takes it."""
        kept = dict(self.cleaned_data)
        looks = {grade.value: kept.pop(f"looks_{grade.value}").strip() for grade in Grade}
        return {**kept, "text": kept["text"].strip(), "descriptors": looks}


class StandardForm(forms.Form):
    """A standard's words: new, or new words for one there is."""

    code = forms.CharField(
        max_length=10, label="Number", help_text="Such as 3.1", error_messages={"required": "Give it a number."}
    )
    title = forms.CharField(max_length=80, label="Title", error_messages={"required": "Give it a title."})
    text = sentences("The standard", "Write the standard.", rows=3, longest=600)
    from_on = DateField(label="From which day?", help_text="Tools written after that day use these words")
    helper = helper("code", "title", "text", "from_on", submit="Keep the standard")
