"""The forms of one audit."""

from uuid import uuid4

from django import forms

from audits.models import Consent, Conversation, Grade, Question, Reply, TookPart, ToolVersion, Voice
from casework.actions.forms import NO_NAMES, text
from casework.models import User
from improvement.lib.forms import DateField, helper
from improvement.lib.forms import Question as Ask

DIFFERENCE = "So what difference has this made for the child?"


class StartForm(forms.Form):
    """Whose work, with what, by whom, and by when. The reference is sent by POST, so that it stays out of addresses."""

    reference = forms.CharField(
        label="Child's reference",
        max_length=20,
        help_text="As the case system gives it",
        error_messages={"required": "Enter the child's reference."},
    )
    tool = forms.ModelChoiceField(
        queryset=ToolVersion.objects.none(), label="Tool", error_messages={"required": "Choose a tool."}
    )
    auditor = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who audits?", error_messages={"required": "Choose who audits."}
    )
    due_on = DateField(label="By when?", help_text="For example, 27 3 2027")
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        used = ToolVersion.objects.filter(state=ToolVersion.State.PUBLISHED)
        self.fields["tool"].queryset = used.select_related("tool").order_by("tool__name")
        self.fields["tool"].label_from_instance = lambda version: version.tool.name
        self.fields["auditor"].queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("name")
        self.fields["reference"].widget.attrs["spellcheck"] = "false"
        self.helper = helper("reference", "tool", "auditor", "due_on", submit="Begin the audit")


class ObserveForm(forms.Form):
    """Whose practice is observed, by whom, and when; a child need not be named."""

    worker = forms.CharField(
        label="Whose practice?",
        max_length=120,
        help_text="The worker, as the case system spells them",
        error_messages={"required": "Enter the worker's name."},
    )
    reference = forms.CharField(
        label="Child's reference (optional)",
        max_length=20,
        required=False,
        help_text="Leave it empty for a meeting or a day that is not about one child we hold",
    )
    observer = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who observes?", error_messages={"required": "Choose who observes."}
    )
    due_on = DateField(label="By when?", help_text="For example, 27 3 2027")
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)
    helper = helper("worker", "reference", "observer", "due_on", "key", submit="Begin the observation")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["observer"].queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("name")


class ConsentForm(forms.Form):
    """What the family said when they were asked."""

    answer = forms.ChoiceField(
        label="May somebody watch?",
        help_text="The family must know who you are and why you are there. They may say no, and nobody asks why.",
        choices=Consent.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the family said."},
    )
    asked_on = DateField(label="When were they asked?")
    helper = helper("answer", "asked_on", submit="Record it")


class InviteForm(forms.Form):
    """The day proposed for the conversation."""

    meet_on = DateField(label="Which day do you propose?", help_text="For example, 27 3 2027")
    helper = helper("meet_on", submit="Invite the worker")


class ConversationForm(forms.Form):
    """When you talked, how, and who took part."""

    held_on = DateField(label="When did you talk?")
    how = forms.ChoiceField(
        label="How?",
        choices=Conversation.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how you talked."},
    )
    parts = forms.MultipleChoiceField(
        label="Who took part?",
        choices=TookPart.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Say who took part."},
    )
    helper = helper("held_on", Ask("how", inline=True), "parts", submit="Keep the conversation")


class NotHeldForm(forms.Form):
    """Why you did not talk."""

    because = text(
        "Why could you not talk?", "Say why you did not talk.", "This stays on the audit.", rows=2, longest=300
    )
    helper = helper("because", submit="Go on without a conversation")


class ReplyForm(forms.Form):
    """The worker's reply."""

    stance = forms.ChoiceField(
        label="Do you agree with this judgement?",
        choices=Reply.Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you agree."},
    )
    text = forms.CharField(
        label="What do you want to say? (optional where you agree)",
        help_text=f"It stands beside the grade for ever, and nobody can change it, you included. {NO_NAMES}",
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    helper = helper("stance", "text", submit="Send my reply")


class PersonForm(forms.Form):
    """Somebody else who is independent of the work, and why where it is a swap."""

    person = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Who?", error_messages={"required": "Choose who."}
    )

    def __init__(self, *args, people, submit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("name")
        self.helper = helper(*self.fields, submit=submit)


class SwapForm(PersonForm):
    """Who takes an audit over, and why."""

    because = text("Why?", "Say why it is given to somebody else.", rows=2, longest=300)


class SecondForm(forms.Form):
    """Whether the overall grade can stand."""

    agrees = forms.TypedChoiceField(
        label="Can this overall grade stand?",
        choices=[("yes", "Yes, I agree"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it can stand."},
    )
    because = text("What makes you say so?", "Say why.", longest=4000)
    helper = helper(Ask("agrees", inline=True), "because", submit="Give my second look")


class WithdrawForm(forms.Form):
    """Why an audit is not done after all."""

    because = text("Why is it withdrawn?", "Say why it is withdrawn.", rows=2, longest=300)
    helper = helper("because", submit="Withdraw the audit")


class WritingForm(forms.Form):
    """One voice's page of an audit: for each question its fields, and the version that was seen."""

    def __init__(self, *args, section, voice: str, writer: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.section, self.voice, self.theirs = section, voice, {}
        self.fields["writer"] = forms.CharField(widget=forms.HiddenInput, initial=writer, required=False)
        for asked in section.asked:
            self._add(asked)

    def _add(self, asked) -> None:
        question, kept = asked.question, getattr(asked, self.voice)
        if self.voice == Voice.AUDITOR and question.asked_of == Question.AskedOf.WORKER:
            return
        if self.voice == Voice.AUDITOR and question.is_graded:
            self.fields[f"grade_{question.pk}"] = forms.ChoiceField(
                label=question.text,
                choices=Grade.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=kept.grade if kept else "",
                error_messages={"invalid_choice": "Choose one of the four grades."},
            )
        self.fields[f"text_{question.pk}"] = _box(self._label(question), kept.text if kept else "", 8000, 6)
        if self.voice == Voice.AUDITOR and question.asks_difference:
            self.fields[f"difference_{question.pk}"] = _box(DIFFERENCE, kept.difference if kept else "", 4000, 3)
        self.fields[f"version_{question.pk}"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=kept.version if kept else 0, min_value=0
        )

    def _label(self, question) -> str:
        if self.voice == Voice.WORKER:
            return (
                question.text if question.asked_of == Question.AskedOf.WORKER else "What would you add, in your words?"
            )
        return "What makes you say so?" if question.is_graded else question.text

    def groups(self) -> list[dict]:
        """Return, for each question: what is asked, both answers, and the fields this voice writes."""
        found = []
        for asked in self.section.asked:
            names = {name: f"{name}_{asked.question.pk}" for name in ("grade", "text", "difference", "version")}
            fields = {name: self[full] if full in self.fields else None for name, full in names.items()}
            found.append({"asked": asked, "theirs": self.theirs.get(asked.question.pk), **fields})
        return found

    def written(self) -> list[tuple[Question, dict]]:
        """Return what was sent for each question this voice writes to."""
        found = []
        for asked in self.section.asked:
            pk = asked.question.pk
            if f"version_{pk}" in self.fields:
                names = ("grade", "text", "difference", "version")
                sent = {name: self.cleaned_data[f"{name}_{pk}"] for name in names if f"{name}_{pk}" in self.fields}
                found.append((asked.question, sent))
        return found


class OverallForm(forms.Form):
    """The overall grade, with what makes the auditor say so."""

    grade = forms.ChoiceField(
        label="Overall, how good is this work?",
        choices=Grade.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose one of the four grades."},
    )
    text = forms.CharField(
        label="What makes you say so?", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    better_because = forms.CharField(
        label="Why is the whole better than the worst of its parts? (only where it is)",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    writer = forms.CharField(widget=forms.HiddenInput, required=False)


def _box(label: str, initial: str, longest: int, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        initial=initial,
        max_length=longest,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )
