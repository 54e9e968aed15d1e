"""The forms of surveys: making one, giving a code, and answering."""

from uuid import uuid4

from django import forms

from casework.models import Team, User
from feedback.models import Agency
from feedback.surveys.queries import statements
from feedback.surveys.sealing import LEAST, LONGEST_COMMENT, tidy
from feedback.surveys.services import LONGEST_TITLE, LONGEST_WORDS, MOST_CODES, MOST_QUESTIONS
from improvement.lib.forms import DateField, Question, helper

TOO_LONG = "This is %(show_value)s characters long. Write at most %(limit_value)s."
CHOICES = (
    ("4", "Strongly agree"),
    ("3", "Agree"),
    ("2", "Neither"),
    ("1", "Disagree"),
    ("0", "Strongly disagree"),
)


class _Keyed(forms.Form):
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)


class SurveyForm(_Keyed):
    """What people are asked, and until when."""

    title = forms.CharField(
        label="What is it called?",
        help_text="For example, Staff survey 2027",
        max_length=LONGEST_TITLE,
        error_messages={"required": "Say what it is called.", "max_length": TOO_LONG},
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label="Whom does it ask?",
        help_text="Everybody who works there or below, whatever their post",
        error_messages={"required": "Choose whom it asks."},
    )
    closes_on = DateField(
        label="When does it close?", help_text="Nobody can answer from this day on. For example, 27 3 2027"
    )
    words = forms.CharField(
        label="Statements",
        help_text="One a line. Staff say how far they agree with each. The same words as last time can be compared.",
        max_length=MOST_QUESTIONS * LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "Write at least one statement.", "max_length": TOO_LONG},
    )
    layout = ("title", "team", "closes_on", "words")

    def __init__(self, *args, kind, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["words"].initial = "\n".join(statements(kind))
        self.helper = helper(*self.layout, submit="Keep as a draft")

    def clean_words(self):
        """Return the statements, one each."""
        return self.cleaned_data["words"].splitlines()


class LeaderForm(SurveyForm):
    """The same about one leader, answered by people they chose together with whoever makes it."""

    about = forms.ModelChoiceField(
        queryset=User.objects.none(), label="About whom?", error_messages={"required": "Choose whom it is about."}
    )
    raters = forms.CharField(
        label="Who answers?",
        help_text=f"Their e-mail addresses, one a line; at least {LEAST}. Agree them with the leader first.",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": f"Name at least {LEAST} who answer.", "max_length": TOO_LONG},
    )
    layout = ("title", "about", "raters", "team", "closes_on", "words")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = User.objects.filter(is_active=True).order_by("name")
        self.fields["team"].label = "Which place do they lead?"
        self.fields["team"].help_text = ""

    def clean_raters(self):
        """Return the people behind the addresses."""
        typed = {line.strip().lower() for line in self.cleaned_data["raters"].splitlines() if line.strip()}
        found = {user.email.lower(): user for user in User.objects.filter(email__in=typed, is_active=True)}
        if unknown := sorted(typed - set(found)):
            raise forms.ValidationError(f"Nobody signs in as {', '.join(unknown[:5])}. Check the spelling.")
        return list(found.values())


class PartnerForm(SurveyForm):
    """The same of people in other agencies, who have no account here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = "For example, Partner survey 2027"
        self.fields["team"].label = "Which part of the service do they work with?"
        self.fields["team"].help_text = ""
        self.fields[
            "words"
        ].help_text = (
            "One a line. Partners say how far they agree with each. The same words as last time can be compared."
        )


class HandOutForm(_Keyed):
    """How many codes, and for which kind of agency."""

    agency = forms.ChoiceField(
        label="For which kind of agency?",
        choices=(("", "Choose"), *Agency.choices),
        error_messages={"required": "Choose a kind of agency.", "invalid_choice": "Choose a kind of agency."},
    )
    count = forms.IntegerField(
        label="How many?",
        help_text=f"As many as you hand out, because the response rate is worked out from them; at most {MOST_CODES} "
        "at a time. Nothing is shown of a kind of agency where fewer than ten answer.",
        min_value=1,
        max_value=MOST_CODES,
        error_messages={
            "required": "Say how many.",
            "invalid": "Write how many as a number, like 20.",
            "min_value": "Make at least one.",
            "max_value": f"Make at most {MOST_CODES} at a time.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("agency", Question("count", width=3), submit="Make the codes")


class TakeForm(_Keyed):
    """Takes a code: nothing is typed, but a form sent twice is the same form."""

    helper = helper(submit="Take my code")


class CodeForm(forms.Form):
    """The code, typed or pasted."""

    code = forms.CharField(
        label="Your code",
        help_text="32 letters and numbers. Spaces and dashes do not matter.",
        max_length=200,
        error_messages={"required": "Type or paste your code.", "max_length": "This is too long for a code."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("code", submit="Go on")
        self.helper.disable_csrf = True

    def clean_code(self):
        """Return the code as it was made."""
        return tidy(self.cleaned_data["code"])


class AnswerForm(forms.Form):
    """How far somebody agrees with each statement, and what else they want to say."""

    code = forms.CharField(widget=forms.HiddenInput)
    sent = forms.CharField(widget=forms.HiddenInput, initial="yes")
    comment = forms.CharField(
        label="Is there anything else you want to say? (optional)",
        help_text="Nobody reads this before the survey closes, and then without where you work. With fewer than ten "
        "answers nobody ever does. Name no child and nobody else: what could point to somebody is not shown.",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args, words, takes_comments, **kwargs):
        super().__init__(*args, **kwargs)
        if not takes_comments:
            del self.fields["comment"]
        self.names = [f"choice_{number}" for number in range(1, len(words) + 1)]
        for name, each in zip(self.names, words, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=each,
                choices=CHOICES,
                widget=forms.RadioSelect,
                error_messages={"required": f"Say how far you agree: {each}", "invalid_choice": "Choose one of these."},
            )
        asked = [Question(name, group="b-choices") for name in self.names]
        self.helper = helper(*asked, *(["comment"] if takes_comments else []), submit="Send my answers")
        self.helper.disable_csrf = True

    @property
    def choices(self) -> list[int]:
        """The points of each statement, of a valid form."""
        return [int(self.cleaned_data[name]) for name in self.names]
