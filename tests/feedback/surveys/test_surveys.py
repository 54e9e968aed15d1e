"""A survey of staff from draft to what staff said: who is asked, codes, answers, closing, comments."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.models import Notice
from casework.services import NotAllowed
from feedback.models import Passage, Survey, SurveyInvitation, SurveyQuestion, SurveyScore, SurveySlip
from feedback.surveys import queries, sealing, services
from feedback.surveys.sealing import NotOpened, Sheet
from tests.factories import grant, make_user
from tests.factories.surveys import (
    AT,
    CLOSES_ON,
    WORDS,
    answer,
    close,
    make_closed_survey,
    make_open_survey,
    make_staff,
    make_survey,
    take,
)
from tests.feedback.surveys.pages import address, sent, text_of


def test_everybody_who_works_there_is_asked_once_at_the_narrowest_place(tree, team, staff):
    head = make_user("head_of_service", tree["west"])
    grant(head, "practitioner", team)
    make_user("board_member", tree["larchshire"])
    left = make_user("practitioner", team, is_active=False)
    elsewhere = make_user("practitioner", tree["weald-safeguarding"])
    survey = make_open_survey(tree["west"])
    asked = dict(SurveyInvitation.objects.filter(survey=survey).values_list("user_id", "team_id"))
    assert {person.pk for person in staff} <= set(asked)
    assert asked[head.pk] == team.pk
    assert left.pk not in asked
    assert elsewhere.pk not in asked
    told = Notice.objects.filter(path=f"/feedback/surveys/{survey.pk}/")
    assert set(told.values_list("person_id", flat=True)) == set(asked)


def test_a_survey_that_could_show_nothing_is_not_opened(team):
    make_staff(team, 5)
    survey = make_survey(team)
    with pytest.raises(NotAllowed, match="With fewer than 10 nothing could be shown"):
        services.open_survey(survey=survey, by=survey.made_by, at=AT)
    assert Survey.objects.get().state == "draft"
    assert not SurveyInvitation.objects.exists()


def test_questions_never_change_once_it_is_open(survey):
    with pytest.raises(IntegrityError):
        SurveyQuestion.objects.create(survey=survey, number=9, words="One more")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "at least one"),
        (["  ", ""], "at least one"),
        (["Alike", " Alike "], "alike"),
        (["x" * 201], "201 characters"),
        ([str(n) for n in range(41)], "at most 40"),
    ],
)
def test_statements_that_will_not_do(team, words, said):
    with pytest.raises(NotAllowed, match=said):
        make_survey(team, words=words)
    with pytest.raises(NotAllowed, match="to come"):
        make_survey(team, closes_on=AT.date())


def test_made_twice_by_one_form_is_one(team):
    by = make_user("quality_lead", team)
    fields = {"kind": "pulse", "title": "Pulse", "team": team, "closes_on": CLOSES_ON, "words": WORDS}
    first = services.make(**fields, key="same", by=by, at=AT)
    assert services.make(**fields, key="same", by=by, at=AT) == first
    assert Survey.objects.count() == 1


def test_one_code_each_and_the_same_form_shows_it_again(survey, staff):
    first = take(survey, staff[0], key="form", at=timezone.now())
    assert take(survey, staff[0], key="form", at=timezone.now()) == first
    with pytest.raises(NotAllowed, match="kept nowhere"):
        take(survey, staff[0], key="another", at=timezone.now())
    with pytest.raises(NotAllowed):
        take(survey, make_user(), at=timezone.now())
    assert queries.progress(survey).taken == 1


def test_from_the_first_page_to_thank_you(client, survey, staff):
    client.force_login(staff[0])
    page = client.post(reverse("surveys:take", args=[survey.pk]), {"key": "k"})
    code = page.context["code"]
    questions = client.post(address(survey), {"code": page.context["grouped"].upper()})
    assert WORDS[0] in text_of(questions)
    assert not SurveySlip.objects.exists()
    thanks = client.post(address(survey), sent(code, comment="More desks"), follow=True)
    assert "Your answers are in" in text_of(thanks)
    slip = SurveySlip.objects.get()
    opened = sealing.unseal(slip.sealed, survey_id=survey.pk, mark=slip.mark)
    assert opened == Sheet(survey.team_id, (4, 2, 0), "More desks")


def test_answering_asks_nobody_who_they_are(client, survey, staff):
    """Signed in or not: no session is opened, nobody looked up, no cookie set, and no event kept."""
    code = take(survey, staff[0], at=timezone.now())
    client.force_login(staff[0])
    with CaptureQueriesContext(connection) as ran:
        answered = client.post(address(survey), sent(code))
    assert answered.status_code == 302
    assert not answered.cookies
    touched = " ".join(query["sql"] for query in ran.captured_queries)
    for table in ("django_session", "casework_user", "pghistory", "event", "invitation", "cache"):
        assert table not in touched, table
    assert str(staff[0].pk) not in [part for part in touched.split() if part.isdigit()]


def test_a_page_says_the_same_however_much_was_written(client, survey, staff):
    """A web server's log has the length of each answer; that must not say how long a comment was."""
    code = take(survey, staff[0], at=timezone.now())
    lengths = {
        len(client.post(address(survey), sent(code, choices=(4,), comment="x" * written)).content)
        for written in (0, 10, 500, 2000)
    }
    assert len(lengths) == 1


def test_a_code_of_before_the_key_changed_still_works(survey, staff, settings):
    code = take(survey, staff[0], at=timezone.now())
    services.answer(survey=survey, code=code, choices=(4, 4, 4), comment="", at=timezone.now())
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key altogether"
    with pytest.raises(NotAllowed, match="SECRET_KEY has changed"):
        services.close(survey=survey, by=None, at=timezone.now())
    assert SurveySlip.objects.count() == 1
    settings.SECRET_KEY_FALLBACKS = [old]
    assert services.close(survey=survey, by=None, at=timezone.now()).answered == 1


def test_with_fewer_than_ten_answers_nothing_is_kept(team, staff, client):
    survey = make_open_survey(team)
    for person in staff[:9]:
        answer(survey, person, comment="We are nine")
    closed = close(survey)
    assert closed.answered == 9
    assert not (SurveyScore.objects.exists() or Passage.objects.exists() or SurveySlip.objects.exists())
    client.force_login(staff[0])
    assert "Too few to show" in text_of(client.get(reverse("surveys:survey", args=[survey.pk])))


def test_it_closes_by_itself_with_its_last_day(team):
    make_staff(team, 10)
    survey = make_open_survey(team)
    assert services.close_due(at=AT) == 0
    assert services.close_due(at=AT + timedelta(days=18)) == 1
    assert Survey.objects.get(pk=survey.pk).state == "closed"
    with pytest.raises(NotAllowed, match="not open"):
        services.close(survey=survey, by=None, at=AT)


def test_a_slip_opens_for_its_survey_and_code_only(survey):
    sealed = sealing.seal(Sheet(1, (4,), "x"), survey_id=survey.pk, mark="a")
    assert sealing.unseal(sealed, survey_id=survey.pk, mark="a").comment == "x"
    for survey_id, mark, bytes_ in (
        (survey.pk + 1, "a", sealed),
        (survey.pk, "b", sealed),
        (survey.pk, "a", b"0" * 99),
    ):
        with pytest.raises(NotOpened):
            sealing.unseal(bytes_, survey_id=survey_id, mark=mark)


def test_who_leads_makes_opens_and_closes_and_nobody_else(client, tree, team):
    staff = make_staff(team, 10)
    lead = make_user("participation_lead", tree["larchshire"])
    client.force_login(lead)
    form = {"key": "k", "title": "Pulse, autumn", "team": team.pk, "words": "I am heard\nI am safe\n\n"}
    day = timezone.localdate() + timedelta(days=10)
    dated = {"closes_on_day": day.day, "closes_on_month": day.month, "closes_on_year": day.year}
    refused = client.post(reverse("surveys:make", args=["pulse"]), {**form, **dated, "closes_on_day": "x"})
    assert "real date" in text_of(refused)
    assert "I am heard" in text_of(refused)
    client.post(reverse("surveys:make", args=["pulse"]), {**form, **dated})
    survey = Survey.objects.get()
    assert [question.words for question in survey.questions.all()] == ["I am heard", "I am safe"]
    for person in (staff[0], make_user("quality_lead", tree["weald-safeguarding"])):
        client.force_login(person)
        for name in ("open", "close", "discard"):
            assert client.post(reverse(f"surveys:{name}", args=[survey.pk])).status_code == 404
        assert client.get(reverse("surveys:survey", args=[survey.pk])).status_code == 404
    client.force_login(lead)
    client.post(reverse("surveys:open", args=[survey.pk]))
    client.force_login(staff[0])
    assert "Say what you think" in text_of(client.get(reverse("surveys:survey", args=[survey.pk])))
    client.force_login(lead)
    client.post(reverse("surveys:close", args=[survey.pk]))
    survey.refresh_from_db()
    assert (survey.state, survey.answered) == ("closed", 0)
    assert client.get(reverse("surveys:make", args=["nonsense"])).status_code == 404


def test_the_list_takes_the_same_queries_whatever_is_in_it(client, team):
    reader = make_user("practitioner", team)
    client.force_login(reader)
    survey = make_closed_survey(team)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("surveys:index"))
    for number in range(5):
        survey = make_survey(team, by=survey.made_by, title=f"Survey {number}", at=AT, closes_on=date(2027, 1, 1))
        services.open_survey(survey=survey, by=survey.made_by, at=AT)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("surveys:index"))
    assert len(few) == len(many)
