"""What an attacker on a survey has, and every way to look at it; `test_attacks.py` says who they are.

Each attack takes the evidence and returns whose comment each is, as {person: comment}.
"""

import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection

from feedback.models import Passage
from feedback.reading import queries as reading
from feedback.reading.services import judge, open_passage


@dataclass
class Evidence:
    """All that the attacker has."""

    people: list = field(default_factory=list)
    contents: list = field(default_factory=list)
    # After each request: who sent it (by the address in the log), and every row that was new then.
    copies: list = field(default_factory=list)
    log: list = field(default_factory=list)
    # The comments as the duty reader finds them, and as they judged them.
    queue: list = field(default_factory=list)
    truth: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A row as it lies on the disk."""

    table: str
    xmin: int
    ctid: tuple
    text: str


def tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def whole_database() -> set[Row]:
    """Return every row of every table, with what PostgreSQL itself keeps of it."""
    with connection.cursor() as cursor:
        cursor.execute("EXECUTE whole_database")
        found = cursor.fetchall()
    return {Row(name, xmin, tuple(map(int, ctid.strip("()").split(","))), text) for name, xmin, ctid, text in found}


class Watcher:
    """Copies the database after each request, and keeps the web server's log."""

    def __init__(self):
        self.evidence = Evidence()
        each = " UNION ALL ".join(
            f"SELECT '{name}', xmin::text::bigint, ctid::text, row_to_json(t)::text FROM \"{name}\" t"
            for name in tables()
        )
        with connection.cursor() as cursor:
            # Prepared, because to plan for so many tables takes longer than to read them.
            cursor.execute(
                f"DEALLOCATE ALL; PREPARE whole_database AS {each}; SET plan_cache_mode = force_generic_plan"
            )
        self.seen = whole_database()

    def copied(self, actor):
        now = whole_database()
        self.evidence.copies.append((actor, now - self.seen))
        self.seen = now

    def asks(self, person, client, path, data, *, copied=True):
        """Send a request from this person's own machine, with what gunicorn's log has of it."""
        address = f"10.0.{person.pk // 250}.{person.pk % 250}"
        answered = client.post(path, data, REMOTE_ADDR=address, headers={"user-agent": f"Browser {person.pk}"})
        self.evidence.log.append((person.pk, path, answered.status_code, len(answered.content)))
        if copied:
            self.copied(person.pk)
        return answered


def by_transaction(evidence):
    """The rows of a person and the rows of a comment that came in one transaction."""
    found = {}
    for person in evidence.people:
        stamps = {row.xmin for row in evidence.rows_of[person]}
        same = {content for content, row in evidence.contents if row.xmin in stamps}
        if len(same) == 1:
            found[person] = same.pop()
    return found


def ordered(key, *, backwards=False):
    def attack(evidence):
        people = sorted(evidence.people, key=lambda person: evidence.came[person])
        contents = [content for content, row in sorted(evidence.contents, key=lambda each: key(*each))]
        return dict(zip(people, reversed(contents) if backwards else contents, strict=True))

    return attack


def by_copies(evidence):
    """The person whose request was followed by the first copy of the database that holds a comment."""
    found = {}
    for content, _ in evidence.contents:
        actor = next((actor for actor, new in evidence.copies if any(content in row.text for row in new)), None)
        if actor is not None:
            found[actor] = content
    return found


def by_slip(key):
    """The slip that came with a person's request, and the comments, both put in an order of the slips' own."""

    def attack(evidence):
        slips = {}
        for actor, new in evidence.copies:
            for row in new:
                if row.table == "feedback_surveyslip":
                    slips[actor] = row
        people = sorted(slips, key=lambda actor: key(slips[actor]))
        contents = [content for content, row in sorted(evidence.contents, key=lambda each: each[1].ctid)]
        return dict(zip(people, contents, strict=False))

    return attack


def by_queue(*, backwards=False):
    """The people as they came, and the comments as they stand in the read queue."""

    def attack(evidence):
        people = sorted(evidence.people, key=lambda person: evidence.came[person])
        return dict(zip(people, reversed(evidence.queue) if backwards else evidence.queue, strict=False))

    return attack


def by_moment(evidence):
    """A comment whose moment in the queue is no other's, and the person who came at that place among moments."""
    moments = sorted({json.loads(row.text)["written_at"] for _, row in evidence.contents})
    people = sorted(evidence.people, key=lambda person: evidence.came[person])
    if len(moments) < len(people):
        return {}
    at = {json.loads(row.text)["written_at"]: content for content, row in evidence.contents}
    return {person: at[moment] for person, moment in zip(people, moments, strict=True)}


def by_length(evidence):
    """How long the answers in the log are, and how long the comments."""
    most = {}
    for person, _, _, length in evidence.log:
        most[person] = max(length, most.get(person, 0))
    people = sorted(evidence.people, key=lambda person: most.get(person, 0))
    contents = sorted((content for content, _ in evidence.contents), key=len)
    return dict(zip(people, contents, strict=True))


ATTACKS = {
    "one transaction": by_transaction,
    "order on the disk": ordered(lambda content, row: row.ctid),
    "order on the disk, backwards": ordered(lambda content, row: row.ctid, backwards=True),
    "order of transactions": ordered(lambda content, row: (row.xmin, row.ctid)),
    "order of ids": ordered(lambda content, row: row.text),
    "copies between answers": by_copies,
    "marks in order": by_slip(lambda row: row.text),
    "slips on the disk": by_slip(lambda row: row.ctid),
    "transactions of slips": by_slip(lambda row: row.xmin),
    "lengths in the log": by_length,
    "order of the queue": by_queue(),
    "order of the queue, backwards": by_queue(backwards=True),
    "moments in the queue": by_moment,
    "order of digests": ordered(lambda content, row: json.loads(row.text).get("digest", "")),
}


def hits(evidence, attack) -> int:
    guessed = attack(evidence)
    return sum(evidence.truth.get(person) == content for person, content in guessed.items())


def look(evidence, watcher, person_tables, holds):
    """Let the attacker sort what they have: whose rows are whose, when each came, and where the comments lie."""
    evidence.rows_of = {
        person: [row for row in watcher.seen if row.table in person_tables and f'"user_id":{person},' in row.text]
        for person in evidence.people
    }
    first = {}
    for number, (actor, _) in enumerate(evidence.copies):
        first.setdefault(actor, number)
    evidence.came = first
    evidence.contents = [
        (content, row)
        for content in evidence.truth.values()
        for row in watcher.seen
        if row.table == holds and content in row.text
    ]


def words(number, dice) -> str:
    return f"Words {secrets.token_hex(8)} {'x' * dice.randrange(1500)}"


def read_all(evidence, survey, *, at):
    """Let the duty reader read what stands in the queue, from its top down, a minute each."""
    reader = survey.made_by
    waits = reading.queue(team=survey.team, user=reader, at=at)
    held = Passage.objects.in_bulk([line.pk for line in waits])
    evidence.queue = [held[line.pk].text for line in waits]
    for minutes, line in enumerate(waits):
        given = {"passage": held[line.pk], "by": reader, "at": at + timedelta(minutes=minutes)}
        open_passage(**given)
        judge(**given, outcome="read")
