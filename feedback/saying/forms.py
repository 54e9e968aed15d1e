"""What a family sends, page by page. Nothing is compulsory but who will know whose answers these are."""

import re
from uuid import uuid4

from django import forms

from feedback.models import Choice, Method, Mode
from feedback.reading.services import LONGEST

SHAPE_OF_KEY = re.compile(r"[0-9a-f]{32}")


class Text(forms.CharField):
    """Free text, without the null character that no database takes."""

    def to_python(self, value):
        return super().to_python((value or "").replace("\x00", ""))


class _Form(forms.Form):
    """A form in the words of the person's language."""

    def __init__(self, *args, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.words = words

    def clean_text(self):
        text = self.cleaned_data["text"]
        if len(text) > LONGEST:
            raise forms.ValidationError(self.words.page["too_long"].format(count=f"{len(text):,}"))
        return text

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return (field, sentence) of what is wrong, in the order of the page."""
        return [(name, found[0]) for name, found in self.errors.items()]


class StartForm(_Form):
    """Who will know whose answers these are and, for who writes for somebody, how they hear the answers."""

    key = forms.CharField(required=False)
    mode = forms.CharField(required=False)
    method = forms.CharField(required=False)

    def __init__(self, *args, is_plain, is_helper, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_plain, self.is_helper = is_plain, is_helper

    def clean_key(self):
        key = self.cleaned_data["key"]
        return key if SHAPE_OF_KEY.fullmatch(key) else uuid4().hex

    def clean_mode(self):
        if self.is_plain:
            return Mode.ANONYMOUS
        if self.cleaned_data["mode"] not in (Mode.NAMED, Mode.CONFIDENTIAL):
            raise forms.ValidationError(self.words.page["mode_missing"])
        return self.cleaned_data["mode"]

    def clean_method(self):
        if not self.is_helper:
            return Method.LINK
        if self.cleaned_data["method"] not in (Method.IN_PERSON, Method.TELEPHONE):
            raise forms.ValidationError(self.words.page["how_missing"])
        return self.cleaned_data["method"]


class QuestionForm(_Form):
    """The answer to one question: a choice, some words, both or neither."""

    choice = forms.CharField(required=False)
    text = Text(required=False)

    def clean_choice(self):
        choice = self.cleaned_data["choice"]
        if choice and choice not in Choice.values:
            raise forms.ValidationError(self.words.page["choose_known"])
        return choice


class UnsafeForm(_Form):
    """What is happening, in as many words as somebody wants to write: none will do."""

    key = forms.CharField(required=False)
    text = Text(required=False)

    clean_key = StartForm.clean_key


class EndForm(_Form):
    """What its giver permits: anything but a plain yes is a no."""

    quote = forms.CharField(required=False)
    contact = forms.CharField(required=False)

    def clean(self):
        return {name: self.cleaned_data.get(name) == "yes" for name in ("quote", "contact")}
