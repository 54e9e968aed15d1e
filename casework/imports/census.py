"""Read a children in need census (XML) as a stream: its children become rows of the lists 41 to 46.

Shapes of 2021 to 2026 are read: sex as `Sex` or `GenderCurrent`, a birth date or an expected one, reviews of a
protection plan with or without `Reviews` around them, disabilities with or without `Disabilities`. Nothing but what
`HEADINGS` names is kept. There is no resolving of entities, because a file that defines any is refused at its first
definition; depth, length of text and number of rows are bounded.
"""

from dataclasses import dataclass, field
from datetime import date
from xml.parsers import expat

from casework.imports.bounds import Refused
from casework.imports.columns import FORMS, columns

HEADINGS = {number: tuple(column.heading for column in columns()[number]) for number in FORMS["cin_census"]}
CHILD, DETAILS = "Child", "CINdetails"
# Elements that hold a row of a list of their own, within `CINdetails`.
PARTS = {"Assessments": 42, "Section47": 43, "CINPlanDates": 44, "ChildProtectionPlans": 45}
REVIEW = "CPPreviewDate"
SAME = {"GenderCurrent": "Sex", "ExpectedPersonBirthDate": "PersonBirthDate"}
# Of the child, said before its details: every row carries them.
OF_CHILD = ("LAchildID", "PersonBirthDate", "Sex", "Ethnicity", "Disability")
DEEPEST, LONGEST_TEXT, MOST_ROWS, MOST_STRAY = 20, 32_767, 1_000_000, 500
NO_DISABILITY = "NONE"
CHUNK = 64 * 1024


@dataclass
class Census:
    """What a census holds: rows of each list as (line, cells), and text that stood where none should."""

    rows: dict[int, list[tuple[int, list[str]]]] = field(default_factory=lambda: {number: [] for number in HEADINGS})
    stray: list[tuple[int, str]] = field(default_factory=list)
    reference_on: str = ""


def read(data: bytes, name: str) -> Census:
    """Return what a census holds.

    Raises:
        Refused: when it is no well-formed XML, defines entities or a document type, or is beyond all bounds.
    """
    reading = _Reading(name)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, _: reading.start(tag, parser.CurrentLineNumber)
    parser.EndElementHandler = lambda tag: reading.end(tag, parser.CurrentLineNumber)
    parser.CharacterDataHandler = lambda text: reading.text(text, parser.CurrentLineNumber)
    parser.StartDoctypeDeclHandler = reading.refuse_definitions
    parser.EntityDeclHandler = reading.refuse_definitions
    try:
        for at in range(0, len(data), CHUNK):
            parser.Parse(data[at : at + CHUNK], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refused(
            f"{name} is damaged or was cut short: its XML cannot be read at line {error.lineno}. Export it again."
        ) from error
    except (LookupError, ValueError) as error:
        raise Refused(f"{name} is in an encoding we cannot read. Export it as UTF-8.") from error
    if not reading.met_children:
        raise Refused(f"{name} is XML, but not a children in need census: it has no children in it.")
    return reading.census


class _Reading:
    """Where in the document the parser is, and what it has gathered there."""

    def __init__(self, name):
        self.name = name
        self.census = Census()
        self.met_children = False
        self.path, self.held = [], ""
        self.child, self.details, self.part = {}, {}, {}
        self.lines = dict.fromkeys(HEADINGS, 0)
        self.begun = {}
        self.rows = 0
        # Whether the element being read has had none within it so far.
        self.is_leaf = True

    def refuse_definitions(self, *_):
        raise Refused(f"{self.name} holds definitions that no census needs. Export it again.")

    def start(self, tag, line):
        tag = tag.rpartition(":")[2]
        self._stray(line)
        self.is_leaf = True
        self.path.append(tag)
        if len(self.path) > DEEPEST:
            raise Refused(f"{self.name} is nested deeper than any census. Export it again.")
        if tag == CHILD:
            self.met_children = True
            self.child = {}
        elif tag == DETAILS:
            self.details = {}
        elif tag in PARTS:
            self.part = {}
        if tag in PARTS or tag in (DETAILS, REVIEW):
            self.begun[tag] = line

    def text(self, text, line):
        self.held += text
        if len(self.held) > LONGEST_TEXT:
            raise Refused(f"{self.name} has a value of more than 32,767 characters at line {line}. Export it again.")

    def end(self, tag, line):
        tag = tag.rpartition(":")[2]
        if not self.is_leaf:
            self._stray(line)
        self.is_leaf = False
        value, self.held = self.held.strip(), ""
        self.path.pop()
        around = self.path[-1] if self.path else ""
        if tag in PARTS:
            self._row(PARTS[tag], tag, self.part)
            self.part = {}
        elif tag == DETAILS:
            self._row(41, tag, self.details)
        elif tag == REVIEW:
            self._row(46, tag, {REVIEW: value})
        elif tag == "ReferenceDate":
            self.census.reference_on = _day(value)
        elif around == DETAILS:
            self.details[tag] = value
        elif around in PARTS:
            self.part[tag] = value
        elif SAME.get(tag, tag) in OF_CHILD:
            self._of_child(SAME.get(tag, tag), value)

    def _of_child(self, name, value):
        if name == "Disability":
            said = "" if not value else "N" if value.upper() == NO_DISABILITY else "Y"
            self.child[name] = max(self.child.get(name, ""), said)
        elif value:
            self.child.setdefault(name, value)

    def _row(self, number, tag, values):
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise Refused(f"{self.name} has more than {MOST_ROWS:,} rows. Export a shorter period.")
        # A file may be one long line: rows are told apart all the same, by the next number.
        self.lines[number] = max(self.begun[tag], self.lines[number] + 1)
        cells = [
            values.get(name, "") if name not in OF_CHILD else self.child.get(name, "") for name in HEADINGS[number]
        ]
        self.census.rows[number].append((self.lines[number], cells))

    def _stray(self, line):
        """Note text that stands between elements, where it belongs to none."""
        text, self.held = " ".join(self.held.split()), ""
        if text and len(self.census.stray) < MOST_STRAY:
            self.census.stray.append((line, text))


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return ""
