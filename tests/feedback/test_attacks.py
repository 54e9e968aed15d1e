"""Nobody can undo a survey: attacked with the whole database between any two answers, the log, and what is published.

The attacker holds every row of every table with its xmin, ctid and place, a copy made after each request (so also every
backup there could be), and the web server's log with address, moment, path and lengths. They do not hold SECRET_KEY.
They also sit beside the duty reader: the read queue in its order, who opened what and when, what was made of it.

Chance: a person is matched with one of N comments, each of which is theirs. Of N people matched at random as many are
right as a Poisson number of mean 1, whatever N is; ten or more come once in nine million runs (1.1e-7). So fewer than
ten is what an attack may find. Ranks are held to five standard errors of a correlation by chance (5.7e-7). Every attack
is first shown to find all of them in a survey that is built the obvious way.
"""

import json
import secrets
from datetime import timedelta
from random import Random
from statistics import correlation
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.services import NotAllowed
from feedback.reading.services import write_comments
from feedback.surveys import services
from feedback.surveys.counting import may_be_shown
from feedback.surveys.places import places_of
from feedback.surveys.sealing import Sheet
from tests.factories.surveys import make_open_survey, make_partner_survey, make_staff
from tests.feedback.attacks import ATTACKS, Watcher, hits, look, read_all, words

PEOPLE = 60
BY_CHANCE = 10
STANDARD_ERRORS = 5


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
    read_all(evidence, survey, at=now)
    watcher.copied("nobody")
    look(evidence, watcher, {"feedback_surveyinvitation", "casework_notice"}, "feedback_passage")
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
    read_all(evidence, survey, at=now)
    watcher.copied("nobody")
    look(evidence, watcher, set(), "feedback_passage")
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
    orders = [[content for content, _ in sorted(evidence.contents, key=lambda each: each[1].ctid)]]
    orders += [[content for content, _ in sorted(evidence.contents, key=lambda each: each[1].text)], evidence.queue]
    for order in orders:
        placed = [came[content] for content in order]
        along = correlation(list(range(PEOPLE)), placed)
        assert abs(along) < STANDARD_ERRORS / (PEOPLE - 1) ** 0.5
    assert len({row.xmin for _, row in evidence.contents}) == 1


def a_row_of_the_queue_tells_nothing_but_its_words(attacked):
    """All came in one moment, of the one place that was asked; what else differs, follows from the words alone."""
    rows = [json.loads(row.text) for _, row in attacked.evidence.contents]
    differs = {name for row in rows for name in row if row[name] != rows[0][name]}
    assert differs <= {"id", "text", "digest", "flags", "due_at"}
    assert {row["team_id"] for row in rows} == {attacked.survey.team_id}
    assert len({(row["flags"] > 0, row["due_at"]) for row in rows}) == len({row["flags"] > 0 for row in rows})
    # Nothing else in the whole database speaks of them, but that the reader opened and judged them, and when.
    held = {row["id"] for row in rows}
    speaks = {"feedback_opening", "feedback_verdict"}
    named = [row for row in attacked.watcher.seen if json.loads(row.text).get("passage_id") in held]
    assert {row.table for row in named} == speaks
    assert len(named) == len(speaks) * PEOPLE


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
    answering = attacked.evidence.copies[:-2]
    changed = {row.table for _, new in answering for row in new}
    assert changed <= {"feedback_surveyinvitation", "feedback_surveyslip", "django_session", "casework_user"}
    for _, new in answering:
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
    a_row_of_the_queue_tells_nothing_but_its_words,
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


def test_attacks_undo_a_queue_that_fills_as_people_answer(tree, transactional_db):
    """Were each comment put in the queue as it is written, every one would be found, and more than once."""
    dice = Random(11)
    now = timezone.now()
    staff = make_staff(tree["mere-safeguarding"], PEOPLE)
    survey = make_open_survey(tree["larchshire"], at=now, closes_on=(now + timedelta(days=9)).date())
    watcher = Watcher()
    evidence = watcher.evidence
    evidence.people = [person.pk for person in staff]
    for number, person in enumerate(staff):
        evidence.truth[person.pk] = content = words(person.pk, dice)
        services.take(survey=survey, key=secrets.token_hex(), by=person, at=now)
        write_comments(survey=survey, texts=[content], at=now + timedelta(seconds=number))
        watcher.copied(person.pk)
    read_all(evidence, survey, at=now)
    watcher.copied("nobody")
    look(evidence, watcher, {"feedback_surveyinvitation"}, "feedback_passage")
    for name in ("moments in the queue", "order of the queue", "copies between answers"):
        assert hits(evidence, ATTACKS[name]) == PEOPLE, name


def test_why_there_is_no_open_link(tree):
    """Who could send nine answers of their own would read the tenth; by codes one person has one."""
    now = timezone.now()
    person, *_ = make_staff(tree["mere"], 10)
    survey = make_open_survey(tree["mere"], at=now, closes_on=(now + timedelta(days=9)).date())
    places, parents = places_of(survey, on=now.date())
    mine = [Sheet(tree["mere"].pk, choices, "") for choices in [(4, 0, 2), (1, 3, 2), (0, 0, 4)] * 3]
    theirs = Sheet(tree["mere"].pk, (0, 4, 1), "")
    (shown,) = may_be_shown([*mine, theirs], places=places, parents=parents)
    taken_away = [shown.points[number] - sum(sheet.choices[number] for sheet in mine) for number in range(3)]
    assert tuple(taken_away) == theirs.choices
    services.take(survey=survey, key="first", by=person, at=now)
    with pytest.raises(NotAllowed, match="taken your code"):
        services.take(survey=survey, key="second", by=person, at=now)
