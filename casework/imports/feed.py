"""What a feed is: one kind of fact that one list gives."""

from dataclasses import dataclass, field
from datetime import date

from casework.imports import staging
from casework.imports.columns import form_of

AS_ON = "%(as_on)s::date"
# Several rows of one list may be about one child: the open one speaks for today, then the latest.
LATEST_SPELL = "(s.end_on IS NULL) DESC, s.start_on DESC NULLS LAST, s.row DESC"


@dataclass(frozen=True)
class Feed:
    """One kind of fact that one list gives.

    Attributes:
        model: the fact.
        number: the list.
        key: fact column -> SQL over the staged row `s`; with the child, what makes it this fact and no other.
        values: fact column -> staged column; what may change while it stays this fact.
        where: which staged rows give this fact.
        team: whether the row's team and worker are the fact's.
        keeps_team: the team and worker are those of the day it was first seen, and do not move later.
        order: which of several rows for one key speaks; None when the list's own key makes it the only one.
        window: how the fact is known to be gone: "event", "spell", "day" (a snapshot replaced on the same day) or ""
            (the list never says it all, only the latest).
        ends: the fact columns that close a spell.
        months: how far back a list of Annex A reaches.
        rows: SQL of rows made of the list's staged ones, in place of them; it takes the statement's parameters.
        terms: fact column -> (kind, SQL over the staged row), for values that are no staged column as it is.
        with_end: fact columns that say something of the end, and go when it goes.
        of_child: any row of the child in the list keeps its facts from being gone.
    """

    model: type
    number: int
    key: dict[str, str]
    values: dict[str, str]
    where: str = "TRUE"
    team: bool = True
    keeps_team: bool = False
    order: str | None = None
    window: str = ""
    ends: tuple[str, ...] = ()
    months: int = 6
    rows: str = ""
    terms: dict[str, tuple[str, str]] = field(default_factory=dict)
    with_end: tuple[str, ...] = ()
    of_child: bool = False

    @property
    def table(self) -> str:
        """The fact's table."""
        return self.model._meta.db_table

    @property
    def name(self) -> str:
        """The fact's name, as `ImportChange.fact` keeps it."""
        return self.model._meta.model_name

    @property
    def date_column(self) -> str:
        """The date of its key."""
        return list(self.key)[-1]

    @property
    def constants(self) -> dict[str, str]:
        """The parts of its key that are the same for every row."""
        return {name: term for name, term in self.key.items() if term.startswith("'")}

    @property
    def staged(self) -> str:
        """What its rows are selected from: the list's staging table, or rows made of it."""
        return self.rows or staging.table(self.number)

    @property
    def is_return(self) -> bool:
        """Whether a yearly return tells it rather than Annex A."""
        return form_of(self.number) != "annex_a"

    def since(self, as_on: date) -> date:
        """Return the day before the first that the list tells of."""
        return before_the_year(as_on) if self.is_return else months_before(as_on, self.months)


def same(*columns: str) -> dict[str, str]:
    """Return values that are staged under the fact's own names."""
    return {column: column for column in columns}


def before_the_year(day: date) -> date:
    """Return the last day before the year of the returns, 1 April to 31 March, in which a day falls."""
    return date(day.year - (day < date(day.year, 4, 1)), 3, 31)


def months_before(day: date, months: int) -> date:
    """Return the day that many months earlier; the last of the month where there is no such day."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError(day)
