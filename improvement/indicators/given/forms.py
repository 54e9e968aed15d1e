"""The forms by which figures are given: a file, or a page for a team and month."""

import uuid
from dataclasses import dataclass

from django import forms

from casework.imports.fold import clean
from improvement.indicators.definitions import Definition
from improvement.indicators.given.lines import Line, Unreadable, fault_of, number_of, symbol_of
from improvement.indicators.given.problems import PROBLEMS
from improvement.indicators.given.queries import came_from, plain, written
from improvement.indicators.models import GivenFigure
from improvement.indicators.models.given import SYMBOLS

SYMBOLS_TYPED = ("x", "z", ":")


class FileForm(forms.Form):
    """A file of figures; the key makes pressing the button twice the same as once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    file = forms.FileField(
        label="File of figures",
        help_text="CSV, at most 5 MB; or the workforce census as XML",
        error_messages={"required": "Choose a file to upload", "empty": "The file is empty. Export it again"},
        allow_empty_file=True,
    )

    def __init__(self, *args, too_large=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4().hex)
        self.too_large = too_large

    def clean(self):
        """Say plainly that the file was too large, and only that."""
        if self.too_large:
            self.errors.pop("file", None)
            self.add_error("file", "The file is larger than 20 MB, as no file of figures is. Give fewer months in one")
        return super().clean()


@dataclass(frozen=True)
class Row:
    """One indicator on the page: its fields, and where what stands there came from."""

    definition: Definition
    numerator: object
    denominator: object
    symbol: object
    version: object
    origin: str


class GiveForm(forms.Form):
    """The figures of a team and month, every indicator that is `offered`; empty is not given.

    What is typed is read by the very rules of the file. `held` is what was given already, by indicator.
    """

    def __init__(self, *args, held: dict[str, GivenFigure], offered: list[Definition], **kwargs):
        super().__init__(*args, **kwargs)
        self.held, self.offered = held, offered
        self.figures: dict[str, tuple] = {}
        for found in offered:
            self._add(found, held.get(found.code))

    def _add(self, found: Definition, row: GivenFigure | None) -> None:
        code = found.code
        label = "Children in them" if found.is_rate else found.numerator
        self.fields[f"{code}-numerator"] = self._box(label, row and plain(row.numerator))
        if found.denominator and not found.is_rate:
            self.fields[f"{code}-denominator"] = self._box(found.denominator, row and plain(row.denominator))
        offered = [*SYMBOLS_TYPED, *({row.symbol} - {"", *SYMBOLS_TYPED} if row else ())]
        self.fields[f"{code}-symbol"] = forms.ChoiceField(
            label="If there is no number, why",
            choices=[("", "Choose if it applies"), *((symbol, SYMBOLS[symbol]) for symbol in offered)],
            required=False,
            initial=row.symbol if row else "",
        )
        self.fields[f"{code}-version"] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=0, required=False, initial=row.version if row else 0
        )

    @staticmethod
    def _box(label: str, value) -> forms.CharField:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        return forms.CharField(label=label, required=False, initial=value or "", widget=forms.TextInput(attrs=attrs))

    def groups(self) -> list[tuple[str, list[Row]]]:
        """Return the rows of the page by part of the work."""
        groups: dict[str, list[Row]] = {}
        for found in self.offered:
            parts = {name: f"{found.code}-{name}" for name in ("numerator", "denominator", "symbol", "version")}
            fields = {name: self[field] if field in self.fields else None for name, field in parts.items()}
            row = self.held.get(found.code)
            groups.setdefault(found.group_title, []).append(Row(found, **fields, origin=came_from(row) if row else ""))
        return list(groups.items())

    def clean(self):
        """Read every figure; what is wrong stands beside its field."""
        cleaned = super().clean()
        for found in self.offered:
            before = len(self.errors)
            numerator, denominator, symbol = (
                self._read(found, name) for name in ("numerator", "denominator", "symbol")
            )
            if len(self.errors) > before:
                continue
            said = (numerator, denominator, symbol or "")
            fault = fault_of(found, Line(0, found.code, 0, None, *said)) if said != (None, None, "") else None
            if fault:
                self._say(found, fault.column, fault.key, fault.words)
            self.figures[found.code] = said
        return cleaned

    def _read(self, found: Definition, name: str):
        text = clean(self.cleaned_data.get(f"{found.code}-{name}") or "")
        try:
            return symbol_of(text) if name == "symbol" else number_of(text, found.decimals)
        except Unreadable as fault:
            self._say(found, name, fault.key, fault.words)

    def _say(self, found: Definition, name: str, key: str, words: str) -> None:
        _, message, remedy = PROBLEMS[key]
        field = f"{found.code}-{name}" if f"{found.code}-{name}" in self.fields else f"{found.code}-numerator"
        self.add_error(field, f"{found.title}: {message[:1].lower()}{message[1:]}. {remedy}".format(words=words))

    @property
    def versions(self) -> dict[str, int]:
        """The version of each figure that was on the page."""
        return {code: self.cleaned_data.get(f"{code}-version") or 0 for code in self.figures}

    def overtaken(self, rows: dict[str, GivenFigure | None]) -> None:
        """Say what somebody else saved meanwhile, beside what was typed; saving again puts the typed in its place."""
        self.data = self.data.copy()
        for code, row in rows.items():
            stands = f"{written(row.numerator, row.denominator, row.symbol)} ({came_from(row)})" if row else "nothing"
            self.add_error(
                f"{code}-numerator",
                f"Meanwhile this became {stands}. Save again to put yours in its place, or change yours to match",
            )
            self.data[self.add_prefix(f"{code}-version")] = str(row.version if row else 0)

    def counted_twice(self, words: dict[str, str]) -> None:
        """Say which figures would be counted twice."""
        for code, text in words.items():
            self.add_error(f"{code}-numerator", text)
