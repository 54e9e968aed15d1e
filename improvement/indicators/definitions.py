"""Indicators as data: one TOML file each, read and checked once, wrong in no quiet way.

A file says what the indicator is in words, where the rule comes from, and the SQL by which its rows are told apart, or
that its figures are given; `sources.py` says which rows there are. Every error names the file and the field.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from improvement.indicators.definition_fields import DefinitionError, Fields
from improvement.indicators.sources import GIVEN, GIVEN_FRAME, OWN, SOURCES, Frame
from improvement.lib.months import first_of
from improvement.lib.rates import unit_of

FOLDER = Path(__file__).parent / "definitions"

# The order of the index; the first two letters of a code are its group.
GROUPS = {
    "FD": "Front door",
    "AS": "Assessment",
    "CP": "Child protection",
    "CN": "Children in need",
    "LA": "Children looked after and adoption",
    "CL": "Care leavers",
    "WF": "Workforce",
    "QA": "Quality and feedback",
    "VO": "Children's and families' voices",
}

BASES = {
    "period": "in the month",
    "snapshot": "as at the month's end",
    "R12": "over the last 12 months, as at the month's end",
    "cohort": "of those that began in the month, whatever became of them since",
}
PERIOD_TYPES = {
    "financial": "year ending 31 March",
    "workforce": "year ending 30 September",
}
POLARITIES = {"higher": "higher is better", "lower": "lower is better", "neutral": "neither way is better in itself"}
# No local timescale may be longer than what a write marks stale after it (`marks.py`).
LONGEST_LOCAL = {"days": 92, "working days": 60}
POPULATION = "population"


@dataclass(frozen=True)
class Setting:
    """A locally chosen number, in force from a day."""

    valid_from: date
    value: int


@dataclass(frozen=True)
class Local:
    """A timescale the department sets for itself, with its history: oldest first."""

    unit: str
    settings: tuple[Setting, ...]

    def on(self, day: date) -> int:
        """Return the number in force on `day`; before the first setting, the first."""
        found = [setting.value for setting in self.settings if setting.valid_from <= day]
        return found[-1] if found else self.settings[0].value


@dataclass(frozen=True)
class Change:
    """From `month` on the indicator is counted otherwise; `words` say what changed, as it prints on the chart."""

    month: date
    words: str


@dataclass(frozen=True)
class Target:
    """What the department aims for, in the indicator's unit, and who says so."""

    value: float
    source: str


@dataclass(frozen=True)
class Counting:
    """How the rows of a frame are counted, as SQL on `f` (the fact), `m` (the month) and the frame's joins.

    `numerator` and `denominator` are conditions; the denominator may also be "population", or empty for a count.
    `numerator_sum` and `denominator_sum` add an expression up instead of counting; `denominator_distinct` counts
    different values of one.
    """

    frame: str
    numerator: str
    denominator: str = ""
    numerator_sum: str = ""
    denominator_sum: str = ""
    denominator_distinct: str = ""


@dataclass(frozen=True)
class Definition:
    """One indicator: what it is, why it matters, and how it is counted.

    With `notes_structure` its chart notes every change of the structure of teams.
    """

    code: str
    title: str
    subject: str
    plural: bool
    group: str
    why: str
    numerator: str
    denominator: str
    counted: str
    basis: str
    period_type: str
    polarity: str
    unit: str
    timescale: str
    source: str
    counting: Counting
    fields: tuple[str, ...]
    rule: str
    owner: str
    next_review: date
    version: int
    valid_from: date
    note: str = ""
    local: Local | None = None
    target: Target | None = None
    noted: tuple[Change, ...] = ()
    decimals: int = 0
    may_be_given: bool = False
    notes_structure: bool = False

    @property
    def group_title(self) -> str:
        """The group in words."""
        return GROUPS[self.group]

    @property
    def basis_words(self) -> str:
        """The basis as it is printed beside a number."""
        return BASES[self.basis]

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change of what is counted, oldest first: those noted in the file, and those of a local timescale.

        A line is broken at each, and each is a new version.
        """
        settings = self.local.settings if self.local else ()
        later = [
            Change(
                first_of(new.valid_from), f"the local timescale became {new.value} {self.local.unit}, was {old.value}"
            )
            for old, new in pairwise(settings)
        ]
        return tuple(sorted([*self.noted, *later], key=lambda change: change.month))

    def version_in(self, month: date) -> int:
        """Return the version by which a month is counted."""
        return 1 + sum(change.month <= month for change in self.changes)

    @property
    def is_share(self) -> bool:
        """Whether the numerator is counted from inside the denominator."""
        return unit_of(self.unit).share

    @property
    def frame(self) -> Frame:
        """The rows it is counted from."""
        return SOURCES[self.source][self.counting.frame]

    @property
    def is_given(self) -> bool:
        """Whether its figures have the shape of given ones: those that are, and what is counted here.

        `may_be_given` says which may be given by file or by hand, to at most `decimals` places: those that nothing
        counts, and of audits and feedback those that were given before there were any here.
        """
        return self.source in OWN

    @property
    def is_rate(self) -> bool:
        """Whether the denominator is the population of the place."""
        return self.counting.denominator == POPULATION


@dataclass(frozen=True)
class Group:
    """Definitions shown together."""

    code: str
    title: str
    definitions: tuple[Definition, ...]


@cache
def all_definitions() -> tuple[Definition, ...]:
    """Return every indicator, in the order of groups and codes. Raises DefinitionError."""
    return load(FOLDER)


@cache
def by_code() -> dict[str, Definition]:
    """Return the indicators by code."""
    return {found.code: found for found in all_definitions()}


def definition(code: str) -> Definition:
    """Return the indicator called `code`. Raises KeyError that names the code."""
    try:
        return by_code()[code]
    except KeyError:
        raise KeyError(f"There is no indicator {code!r}. docs/indicators.md lists them.") from None


@cache
def groups() -> tuple[Group, ...]:
    """Return the groups that have indicators, in order."""
    return tuple(
        Group(code, title, members)
        for code, title in GROUPS.items()
        if (members := tuple(found for found in all_definitions() if found.group == code))
    )


@cache
def given_definitions() -> tuple[Definition, ...]:
    """Return the indicators whose figures may be given by file or by hand, in order."""
    return tuple(found for found in all_definitions() if found.may_be_given)


@cache
def of_source(source: str) -> tuple[Definition, ...]:
    """Return the indicators counted from a source."""
    return tuple(found for found in all_definitions() if found.source == source)


def load(folder: Path) -> tuple[Definition, ...]:
    """Return the definitions in a folder of TOML files. Raises DefinitionError."""
    order = list(GROUPS)
    found = [read(path) for path in sorted(folder.glob("*.toml"))]
    return tuple(sorted(found, key=lambda item: (order.index(item.group), item.code)))


def read(path: Path) -> Definition:
    """Return the definition in one file. Raises DefinitionError naming the file and the field."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{path.name}: not readable as TOML: {error}.") from None
    return _Reader(path.name, raw).definition()


class _Reader(Fields):
    """Reads one definition."""

    def definition(self) -> Definition:
        code = self.text("code")
        self.check(self.name == f"{code}.toml", "code", f"must be the file's name, {self.name.removesuffix('.toml')}")
        source = self.one_of("source", SOURCES)
        unit = self.text("unit")
        try:
            unit_of(unit)
        except ValueError as error:
            raise DefinitionError(f"{self.name}: unit: {error}") from None
        local = self.local()
        given = source == GIVEN or (source in OWN and "given" in self.raw)
        made = Definition(
            code=code,
            group=self.one_of("group", GROUPS),
            source=source,
            unit=unit,
            local=local,
            counting=self.given_counting(code, unit) if source in OWN else self.counting(source, local),
            may_be_given=given,
            decimals=self.decimals() if given else 0,
            target=self.part("target", self.target),
            noted=self.noted(),
            notes_structure="notes_structure" in self.raw and self.typed("notes_structure", bool),
            plural=self.typed("plural", bool),
            basis=self.one_of("basis", BASES),
            period_type=self.one_of("period_type", PERIOD_TYPES),
            polarity=self.one_of("polarity", POLARITIES),
            fields=self.texts("fields"),
            next_review=self.typed("next_review", date),
            version=self.typed("version", int),
            valid_from=self.typed("valid_from", date),
            **{key: self.text(key) for key in ("title", "subject", "why", "numerator", "rule", "owner")},
            **{key: self.text(key, empty=True) for key in ("denominator", "counted", "timescale", "note")},
        )
        self.check(made.group == code[:2], "group", f"must be the first two letters of the code, {code[:2]}")
        newest = 1 + len(made.changes)
        self.check(made.version == newest, "version", f"must be {newest}: one more than the changes there have been")
        self.check(
            bool(made.denominator) == bool(made.counting.denominator),
            "denominator",
            "is said in words or in SQL only; say both or neither",
        )
        self.check(unit_of(unit).divided == bool(made.denominator), "unit", f"{unit!r} does not fit the denominator")
        self.check(
            made.is_rate == (unit == "rate per 10k"),
            "unit",
            "a rate per 10k is divided by the population, nothing else is",
        )
        self.nothing_left()
        return made

    def local(self) -> Local | None:
        if "local" not in self.raw:
            return None
        part = self.sub("local")
        unit = part.one_of("unit", LONGEST_LOCAL)
        rows = part.typed("settings", list)
        part.check(bool(rows), "settings", "needs at least one [[local.settings]]")
        settings = []
        for row in rows:
            one = _Reader(f"{self.name}: local.settings", row)
            settings.append(Setting(one.typed("valid_from", date), one.typed("value", int)))
            one.nothing_left()
        part.check(
            all(a.valid_from < b.valid_from for a, b in pairwise(settings)),
            "settings",
            "must be in order of valid_from, oldest first",
        )
        longest = LONGEST_LOCAL[unit]
        part.check(
            all(0 < setting.value <= longest for setting in settings),
            "settings",
            f"must be from 1 to {longest} {unit}: a write marks no more months stale than that",
        )
        part.nothing_left()
        return Local(unit, tuple(settings))

    def noted(self) -> tuple[Change, ...]:
        if "changes" not in self.raw:
            return ()
        changes = []
        for row in self.typed("changes", list):
            one = _Reader(f"{self.name}: changes", row)
            changes.append(Change(one.typed("month", date), one.text("words")))
            one.check(changes[-1].month.day == 1, "month", "must be the first day of a month")
            one.nothing_left()
        return tuple(changes)

    def counting(self, source: str, local: Local | None) -> Counting:
        part = self.sub("sql")
        made = Counting(
            frame=part.one_of("frame", SOURCES[source]),
            numerator=part.text("numerator"),
            **{
                key: part.text(key, empty=True)
                for key in ("denominator", "numerator_sum", "denominator_sum", "denominator_distinct")
            },
        )
        uses = "{N}" in made.numerator + made.denominator
        part.check(uses == (local is not None), "numerator", "uses {N} exactly when the file has a [local] timescale")
        part.nothing_left()
        return made

    def given_counting(self, code: str, unit: str) -> Counting:
        own = f"f.indicator = '{code}'"
        under = POPULATION if unit == "rate per 10k" else own if unit_of(unit).divided else ""
        return Counting(GIVEN_FRAME, own, under, numerator_sum="f.numerator", denominator_sum="f.denominator")

    def decimals(self) -> int:
        part = self.sub("given")
        places = part.typed("decimals", int)
        part.check(0 <= places <= 3, "decimals", "must be from 0 to 3")
        part.nothing_left()
        return places

    def target(self) -> Target:
        return Target(float(self.typed("value", (int, float))), self.text("source"))
