"""Read the workforce census (CSWW) as the department sends it to the Department for Education.

XML is read as a stream with no document type and no entities, whatever its encoding, to a bounded depth and number of
elements; of a worker only what is counted is looked at, and of the worker's number only whether it stands twice.
What it gives is the authority's as a whole, for the month of its reference date (XSD of 2022).
"""

from datetime import date
from decimal import Decimal
from xml.parsers import expat

from casework.imports.bounds import Refused
from improvement.indicators.given.lines import Read, Unreadable, month_of, number_of
from improvement.indicators.given.problems import Problem
from improvement.indicators.given.workforce import Post, day_or_none, figures_of, fte_of, holding, remarks

DEEPEST = 12
MOST_ELEMENTS = 400_000
LONGEST_TEXT = 1_000
WORKER, VACANCIES = "CSWWWorker", "LALevelVacancies"
WANTED = {
    "AgencyWorker", "SWENo", "FTE", "RoleEndDate", "FTE30", "Cases30", "WorkingDaysLost", "ContractWeeks",
}  # fmt: skip
TOLD = {"Collection", "ReferenceDate", "NumberOfVacancies", "NoAgencyFTE"}
# A contract's week has five working days; a year no more than 53 weeks.
DAYS_A_WEEK, MOST_WEEKS = 5, 53


class _Stream:
    """The elements of a census as they come: what is told of the whole, and each worker with the line it starts on."""

    def __init__(self, name: str):
        self.name, self.path, self.text, self.elements = name, [], "", 0
        self.told: dict[str, str] = {}
        self.workers: list[tuple[int, dict[str, str]]] = []
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._definitions
        self.parser.EntityDeclHandler = self._definitions
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def read(self, content: bytes) -> None:
        """Read it all. Raises Refused."""
        try:
            self.parser.Parse(content, True)
        except expat.ExpatError as error:
            raise Refused(
                f"{self.name} is damaged or no XML: it cannot be read at line {error.lineno}. Export it again."
            ) from error

    def _definitions(self, *_):
        raise Refused(f"{self.name} holds definitions that no census needs. Export it again from the workforce system.")

    def _start(self, tag, _):
        self.path.append(tag)
        self.elements += 1
        if len(self.path) > DEEPEST or self.elements > MOST_ELEMENTS:
            raise Refused(f"{self.name} has more in it than any workforce census. Export it again.")
        if tag == WORKER:
            self.workers.append((self.parser.CurrentLineNumber, {}))
        self.text = ""

    def _characters(self, text):
        if len(self.text) < LONGEST_TEXT:
            self.text += text

    def _end(self, tag):
        self.path.pop()
        value = self.text.strip()[:LONGEST_TEXT]
        if WORKER in self.path and tag in WANTED:
            self.workers[-1][1][tag] = value
        elif tag in TOLD and WORKER not in self.path:
            self.told[tag] = value
        self.text = ""


def read_census(content: bytes, *, name: str, county: int | None, on: date) -> Read:
    """Return what a workforce census gives for the authority, `county`, as a whole.

    Raises:
        Refused: it is no workforce census, or of no month that has begun, or there is no county to give it to.
    """
    stream = _Stream(name)
    stream.read(content)
    if stream.told.get("Collection") != "CSWW":
        raise Refused(f"{name} is XML but not the workforce census: its collection is not CSWW.")
    if county is None:
        raise Refused(f"{name} gives figures of the whole authority, which are not yours to give, or no team is one.")
    try:
        month = month_of(stream.told.get("ReferenceDate", ""), on)
    except Unreadable:
        date_said = stream.told.get("ReferenceDate") or "none"
        raise Refused(f"{name} has the reference date {date_said}, which is no day of the last five years.") from None
    return _read(stream, county, month)


def _read(stream: _Stream, county: int, month: date) -> Read:
    read = Read(filled=len(stream.workers))
    posts, seen = [], {}
    for line, cells in stream.workers:
        reference = cells.get("SWENo", "").upper()
        if reference and reference in seen:
            read.problems.append(Problem("post_twice", line, "SWENo", words=str(seen[reference])))
        seen.setdefault(reference, line)
        post = _worker(read, line, cells, county, month)
        if post:
            posts.append(post)
    vacancies = _told(read, stream, "NumberOfVacancies")
    agency = _told(read, stream, "NoAgencyFTE")
    read.posts = holding(posts)
    read.problems += remarks(posts)
    counted = sum((post.fte for post in posts if post.agency and not post.has_left), Decimal(0))
    if agency is not None and counted and abs(agency - counted) > counted / 10:
        read.problems.append(Problem("agency_differs", column="NoAgencyFTE", value=str(agency), words=f"{counted:.2f}"))
    if vacancies is not None:
        posts.append(Post(0, county, month, vacancies, vacant=True))
    given = figures_of(posts, leavers=True, absence=True, agency=None if agency is None else round(agency, 2))
    # Without a number of vacancies nothing is known of them.
    read.lines = [line for line in given if vacancies is not None or line.indicator != "WF02"]
    return read


def _told(read: Read, stream: _Stream, tag: str) -> Decimal | None:
    try:
        return number_of(stream.told.get(tag, ""), 9)
    except Unreadable as fault:
        read.problems.append(Problem(fault.key, column=tag, value=stream.told[tag], words=fault.words))


def _worker(read: Read, line: int, cells: dict[str, str], county: int, month: date) -> Post | None:
    before = len(read.problems)

    def value(tag, reader, *more):
        try:
            return reader(cells.get(tag, ""), *more)
        except Unreadable as fault:
            read.problems.append(Problem(fault.key, line, tag, cells.get(tag, ""), fault.words))

    fte, left_on = value("FTE", fte_of), value("RoleEndDate", day_or_none)
    at_reference = value("FTE30", number_of, 9)
    cases = value("Cases30", number_of, 0)
    lost, weeks = value("WorkingDaysLost", number_of, 9), value("ContractWeeks", number_of, 9)
    if len(read.problems) > before:
        return None
    if weeks is not None and weeks > MOST_WEEKS:
        read.problems.append(Problem("weeks_over", line, "ContractWeeks", str(weeks)))
        weeks = None
    return Post(
        line,
        county,
        month,
        fte,
        agency=cells.get("AgencyWorker") == "1",
        cases=None if cases is None else int(cases),
        cases_fte=at_reference,
        lost=lost,
        available=None if weeks is None else weeks * DAYS_A_WEEK,
        left_on=left_on,
    )
