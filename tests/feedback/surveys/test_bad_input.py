"""Codes that are none, used and late; much too much, and hostile words; ten at once; the database or Redis away."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.services import NotAllowed
from feedback.models import Passage, Survey, SurveySlip
from feedback.surveys import sealing, services
from tests.factories.surveys import (
    AT,
    answer,
    close,
    make_open_survey,
    make_staff,
    take,
)
from tests.feedback.surveys.pages import address, sent, text_of

HOSTILE = '<script>alert(1)</script> =HYPERLINK("http://x") 👩‍👧 مرحبا \u0000'


@pytest.mark.parametrize("code", ["", "nonsense", "a" * 32, "a" * 5000, "=1+1", "<script>", "ä" * 32])
def test_codes_that_are_none(client, survey, code):
    answered = client.post(address(survey), sent(code))
    assert answered.status_code == 200
    assert "Answer by your code" in text_of(answered)
    assert not SurveySlip.objects.exists()


def test_guessed_cut_and_changed_codes_are_none(survey, staff, tree):
    code = take(survey, staff[0], at=timezone.now())
    swapped = "b" if code[0] == "a" else "a"
    for wrong in (code[:-1], code[:31] + ("b" if code[31] == "a" else "a"), swapped + code[1:], code + "a"):
        assert sealing.place_of(wrong, survey_id=survey.pk) is None
    # Neither for another survey, nor made by who does not know the key.
    assert sealing.place_of(code, survey_id=survey.pk + 1) is None
    assert sealing.place_of(code, survey_id=survey.pk) == survey.team_id


def test_a_used_code_counts_once(client, survey, staff):
    code = take(survey, staff[0], at=timezone.now())
    client.post(address(survey), sent(code))
    again = client.post(address(survey), sent(code, choices=(0, 0, 0)))
    assert again.status_code == 410
    assert "counts once" in text_of(again)
    slip = SurveySlip.objects.get()
    assert sealing.unseal(slip.sealed, survey_id=survey.pk, mark=slip.mark).choices == (4, 2, 0)


def test_nothing_is_answered_after_the_last_day_or_the_end(client, team, staff):
    survey = make_open_survey(team)
    code = take(survey, staff[0])
    late = {"survey": survey, "code": code, "choices": (1, 1, 1), "comment": ""}
    with pytest.raises(NotAllowed, match="closed"):
        services.answer(**late, at=AT + timedelta(days=30))
    closed = close(survey)
    answered = client.post(address(closed), sent(code))
    assert answered.status_code == 410
    assert "closed" in text_of(answered)
    # And the database itself refuses, whoever comes past the service.
    with pytest.raises(IntegrityError):
        SurveySlip.objects.create(mark="m", survey=closed, sealed=b"x" * sealing.SEALED_BYTES)


def test_a_text_of_a_megabyte_is_given_back(client, survey, staff):
    code = take(survey, staff[0], at=timezone.now())
    answered = client.post(address(survey), sent(code, comment="x" * 1_000_000))
    assert "1,000,000" in text_of(answered) or "1000000" in text_of(answered)
    assert not SurveySlip.objects.exists()
    assert client.post(address(survey), sent(code, comment="x" * 3_000_000)).status_code == 413
    assert client.post(address(survey), sent(code)).status_code == 302


def test_unanswered_and_unheard_of_choices_keep_what_was_typed(client, survey, staff):
    code = take(survey, staff[0], at=timezone.now())
    for choices in ((4,), (4, 2, 9), ("4", "2", "<b>")):
        answered = client.post(address(survey), sent(code, choices=choices, comment="Kept words"))
        assert answered.status_code == 200
        assert "Kept words" in text_of(answered)
    assert not SurveySlip.objects.exists()
    with pytest.raises(NotAllowed):
        services.answer(survey=survey, code=code, choices=(4, 2), comment="", at=timezone.now())


def test_hostile_words_are_only_words(client, tree, team, staff):
    survey = make_open_survey(team)
    for person in staff:
        answer(survey, person, comment=HOSTILE)
    closed = close(survey)
    client.force_login(survey.made_by)
    first = Passage.objects.filter(survey=closed).first()
    page = client.get(reverse("feedback:passage", args=[first.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "👩‍👧" in page
    assert "\x00" not in first.text


def test_the_longest_comment_of_the_widest_signs_fits(survey, staff):
    code = take(survey, staff[0], at=timezone.now())
    services.answer(survey=survey, code=code, choices=(4, 4, 4), comment="\x01😀" * 1000, at=timezone.now())
    assert SurveySlip.objects.count() == 1


def test_when_the_database_is_away_nothing_is_said_to_be_saved(client, survey, staff, monkeypatch, caplog):
    from django.db import OperationalError

    def gone(*args, **kwargs):
        raise OperationalError("could not connect; words: secret words")

    code = take(survey, staff[0], at=timezone.now())
    monkeypatch.setattr(services, "answer", gone)
    answered = client.post(address(survey), sent(code, comment="secret words"))
    assert answered.status_code == 503
    assert "did not reach us" in text_of(answered)
    assert "secret words" in text_of(answered)
    assert "secret words" not in caplog.text
    assert code not in caplog.text


def test_with_redis_stopped_all_of_it_works(client, survey, staff, settings):
    settings.CELERY_BROKER_URL = "redis://localhost:1/0"
    for person in staff:
        code = take(survey, person, at=timezone.now())
        assert client.post(address(survey), sent(code)).status_code == 302
    client.force_login(survey.made_by)
    client.post(reverse("surveys:close", args=[survey.pk]))
    assert Survey.objects.get(pk=survey.pk).answered == 12


@pytest.mark.django_db(transaction=True)
def test_ten_posts_at_once_count_once(team):
    staff = make_staff(team, 10)
    now = timezone.now()
    survey = make_open_survey(team, at=now, closes_on=(now + timedelta(days=14)).date())
    code = take(survey, staff[0], at=now)
    barrier, statuses = threading.Barrier(10), []

    def post():
        barrier.wait()
        statuses.append(Client().post(address(survey), sent(code)).status_code)
        connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(10)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(statuses) == [302] + [410] * 9
    assert SurveySlip.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_meets_the_closing_is_counted_or_refused(team):
    staff = make_staff(team, 14)
    now = timezone.now()
    survey = make_open_survey(team, at=now, closes_on=(now + timedelta(days=14)).date())
    codes = [take(survey, person, at=now) for person in staff]
    for code in codes[:10]:
        services.answer(survey=survey, code=code, choices=(4, 4, 4), comment="", at=now)
    barrier, statuses = threading.Barrier(5), []

    def post(code):
        barrier.wait()
        statuses.append(Client().post(address(survey), sent(code)).status_code)
        connections.close_all()

    def shut():
        barrier.wait()
        services.close(survey=survey, by=None, at=now)
        connections.close_all()

    threads = [threading.Thread(target=post, args=[code]) for code in codes[10:]] + [threading.Thread(target=shut)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert set(statuses) <= {302, 410}
    assert Survey.objects.get().answered == 10 + statuses.count(302)
    assert not SurveySlip.objects.exists()
