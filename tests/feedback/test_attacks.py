"""Nobody can undo a survey: attacked with the whole database between any two answers, the log, and what is published.

The attacker holds every row of every table with its xmin, ctid and place, a copy made after each request (so also every
backup there could be), and the web server's log with address, moment, path and lengths. They do not hold SECRET_KEY.

Chance: a person is matched with one of N comments, each of which is theirs. Of N people matched at random as many are
right as a Poisson number of mean 1, whatever N is; ten or more come once in nine million runs (1.1e-7). So fewer than
ten is what an attack may find. Ranks are held to five standard errors of a correlation by chance (5.7e-7). Every attack
is first shown to find all of them in a survey that is built the obvious way.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from statistics import correlation
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback.surveys import services
from tests.factories.surveys import make_open_survey, make_partner_survey, make_staff

PEOPLE = 60
BY_CHANCE = 10
STANDARD_ERRORS = 5


@dataclass
class Evidence:
    """All that the attacker has."""

    people: list = field(default_factory=list)
    contents: list = field(default_factory=list)
    # After each request: who sent it (by the address in the log), and every row that was new then.
    copies: list = field(default_factory=list)
    log: list = field(default_factory=list)
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


# --- the attacks: each returns whose comment each is, as {person: comment} ---


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


# --- the survey as it is, attacked: of staff who take a code, and of partners who are handed one ---


@pytest.fixture
def attacked(tree, transactional_db):
    """Everybody takes a code and answers at once, each from one machine, in one order, and then it closes."""
    dice = Random(7)
    now = timezone.now()
    staff = make_staff(tree["mere-safeguarding"], PEOPLE - 20) + make_staff(tree["mere-assessment"], 16)
    staff += make_staff(tree["weald-safeguarding"], 4)
    survey = make_open_survey(tree["larchshire"], at=now, closes_on=(now + timedelta(days=9)).date())
    watcher, clients, path = Watcher(), {}, reverse("survey:answer", args=[survey.pk])
    evidence = watcher.evidence
    evidence.people = [person.pk for person in staff]
    for person in staff:
        client = clients[person.pk] = Client()
        client.force_login(person)
        page = watcher.asks(person, client, reverse("surveys:take", args=[survey.pk]), {"key": secrets.token_hex()})
        evidence.truth[person.pk] = comment = words(person.pk, dice)
        sheet = {"code": page.context["code"], "sent": "yes", "comment": comment}
        # Once with a statement left out, so that the page comes back with all that was typed.
        watcher.asks(person, client, path, {**sheet, "choice_1": "4"}, copied=False)
        answered = watcher.asks(person, client, path, {**sheet, "choice_1": "4", "choice_2": "3", "choice_3": "0"})
        assert answered.status_code == 302
    services.close(survey=survey, by=survey.made_by, at=now)
    watcher.copied("nobody")
    look(evidence, watcher, {"feedback_surveyinvitation", "casework_notice"}, "feedback_surveycomment")
    return SimpleNamespace(evidence=evidence, watcher=watcher, survey=survey)


@pytest.fixture
def attacked_partners(tree, transactional_db):
    """Partners answer by codes that were handed out; the attacker made the codes, and kept who has which."""
    dice = Random(7)
    now = timezone.now()
    survey = make_partner_survey(tree["larchshire"], at=now, closes_on=(now + timedelta(days=9)).date())
    counts = {"health": PEOPLE - 20, "schools": 16, "police": 4}
    handed = [
        code
        for agency, count in counts.items()
        for code in services.hand_out(survey=survey, agency=agency, count=count, key=secrets.token_hex(), at=now)
    ]
    watcher, path = Watcher(), reverse("survey:answer", args=[survey.pk])
    evidence = watcher.evidence
    evidence.people = list(range(PEOPLE))
    for number, code in enumerate(handed):
        evidence.truth[number] = comment = words(number, dice)
        sheet = {"code": code, "sent": "yes", "comment": comment}
        partner, client = SimpleNamespace(pk=number), Client()
        watcher.asks(partner, client, path, {**sheet, "choice_1": "4"}, copied=False)
        answered = watcher.asks(partner, client, path, {**sheet, "choice_1": "4", "choice_2": "3", "choice_3": "0"})
        assert answered.status_code == 302
    services.close(survey=survey, by=survey.made_by, at=now)
    watcher.copied("nobody")
    look(evidence, watcher, set(), "feedback_surveycomment")
    return SimpleNamespace(evidence=evidence, watcher=watcher, survey=survey)


def no_attack_does_better_than_chance(attacked):
    evidence = attacked.evidence
    assert len(evidence.contents) == PEOPLE
    found = {name: hits(evidence, attack) for name, attack in ATTACKS.items()}
    assert {name: count for name, count in found.items() if count >= BY_CHANCE} == {}
    # Who knows nothing knows no more from one transaction, or from copies, than that all came at once.
    assert found["one transaction"] == found["copies between answers"] == 0


def no_order_of_comments_goes_with_the_order_of_people(attacked):
    evidence = attacked.evidence
    came = {evidence.truth[person]: number for number, person in enumerate(evidence.people)}
    for key in (lambda each: each[1].ctid, lambda each: each[1].text):
        placed = [came[content] for content, _ in sorted(evidence.contents, key=key)]
        along = correlation(list(range(PEOPLE)), placed)
        assert abs(along) < STANDARD_ERRORS / (PEOPLE - 1) ** 0.5
    assert len({row.xmin for _, row in evidence.contents}) == 1


def slips_are_alike_and_hold_no_words(attacked):
    slips = [row.text for _, new in attacked.evidence.copies for row in new if row.table == "feedback_surveyslip"]
    assert len(slips) == PEOPLE
    assert len({len(text) for text in slips}) == 1
    everything = "\n".join(slips).lower()
    for content in attacked.evidence.truth.values():
        assert content not in everything
        assert content[:12].encode().hex() not in everything
    assert len(set(slips)) == PEOPLE


def nothing_of_codes_is_left_and_no_copy_holds_a_moment(attacked):
    watcher = attacked.watcher
    left = [row for row in watcher.seen if row.table == "feedback_surveyslip"]
    assert left == []
    slips = {row.text.split('"')[3] for _, new in attacked.evidence.copies for row in new if "slip" in row.table}
    assert len(slips) == PEOPLE
    assert not [row for row in watcher.seen if any(mark in row.text for mark in slips)]
    # What changes while people answer: invitations and slips, and whatever signing in keeps. Never a moment of either.
    changed = {row.table for _, new in attacked.evidence.copies[:-1] for row in new}
    assert changed <= {"feedback_surveyinvitation", "feedback_surveyslip", "django_session", "casework_user"}
    for _, new in attacked.evidence.copies[:-1]:
        for row in new:
            if row.table.startswith("feedback_"):
                assert f"{timezone.now():%Y-}" not in row.text


def the_log_says_no_more_than_that_somebody_answered(attacked):
    lines = [line for line in attacked.evidence.log if line[1].startswith("/survey/")]
    assert {path for _, path, _, _ in lines} == {reverse("survey:answer", args=[attacked.survey.pk])}
    by_status = {}
    for _, _, status, length in lines:
        by_status.setdefault(status, set()).add(length)
    assert {status: len(lengths) for status, lengths in by_status.items()} == {200: 1, 302: 1}


CHECKS = (
    no_attack_does_better_than_chance,
    no_order_of_comments_goes_with_the_order_of_people,
    slips_are_alike_and_hold_no_words,
    nothing_of_codes_is_left_and_no_copy_holds_a_moment,
    the_log_says_no_more_than_that_somebody_answered,
)


@pytest.mark.slow
def test_the_survey_as_it_is_attacked(attacked):
    """One survey, and everything the attacker has of it, looked at in every way."""
    for check in CHECKS:
        check(attacked)


@pytest.mark.slow
def test_the_survey_of_partners_attacked(attacked_partners):
    """Whoever handed out the codes sees that one was used, and no more than anybody what was said by it."""
    for check in CHECKS:
        check(attacked_partners)


# --- the same survey built the obvious ways: the attacks work ---


def planted(people, *, together, shuffled=False):
    """Answers without a name or a time, as a survey is often made "anonymous": a random id and no foreign key."""
    dice = Random(3)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_took (id serial PRIMARY KEY, user_id int, at date)")
        cursor.execute("CREATE TABLE naive_answer (id serial PRIMARY KEY, words text)")
    watcher = Watcher()
    evidence = watcher.evidence
    evidence.people = list(people)
    for person in people:
        evidence.truth[person] = content = words(person, dice)
        taken = f"INSERT INTO naive_took (user_id, at) VALUES ({person}, current_date)"
        answered = f"INSERT INTO naive_answer (words) VALUES ('{content}')"
        with connection.cursor() as cursor:
            if together:
                cursor.execute(f"BEGIN; {taken}; {answered}; COMMIT")
            else:
                cursor.execute(taken)
                cursor.execute(answered)
        evidence.log.append((person, "/answer/", 200, 2000 + len(content)))
        watcher.copied(person)
    look(evidence, watcher, {"naive_took"}, "naive_answer")
    return evidence


@pytest.fixture
def naive(transactional_db):
    yield planted
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS naive_took, naive_answer")


def test_attacks_undo_a_survey_without_a_foreign_key(naive):
    evidence = naive(range(1000, 1000 + PEOPLE), together=True)
    assert hits(evidence, ATTACKS["one transaction"]) == PEOPLE
    assert hits(evidence, ATTACKS["copies between answers"]) == PEOPLE


def test_attacks_undo_a_survey_in_two_transactions(naive):
    evidence = naive(range(1000, 1000 + PEOPLE), together=False)
    assert hits(evidence, ATTACKS["one transaction"]) == 0
    for name in ("order on the disk", "order of transactions", "copies between answers", "lengths in the log"):
        assert hits(evidence, ATTACKS[name]) >= PEOPLE - 5, name
