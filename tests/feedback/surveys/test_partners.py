"""A survey of partners: codes that are handed out, results by kind of agency where ten or more answered."""

import csv
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.models import Action, Notice
from casework.services import NotAllowed
from feedback.models import Agency, Passage, Survey, SurveyInvitation, SurveyScore, SurveySlip
from feedback.surveys import places, queries, sealing, services
from tests.factories import make_user
from tests.factories.surveys import (
    AT,
    WORDS,
    answer,
    answer_as,
    close,
    make_open_survey,
    make_partner_survey,
    make_staff,
)
from tests.feedback.surveys.pages import address, sent, text_of


@pytest.fixture
def county(tree):
    return tree["larchshire"]


def codes_of(survey, agency="health", count=3, key="k", at=AT):
    return services.hand_out(survey=survey, agency=agency, count=count, key=key, at=at)


def asked_staff(team, choices, *, at):
    people = make_staff(team, 10)
    survey = make_open_survey(team, at=at)
    for person in people:
        answer(survey, person, choices=choices, at=at)
    return close(survey, at=at)


def shown(survey):
    rows = SurveyScore.objects.filter(survey=survey, question=None)
    return dict(rows.values_list("agency", "answers"))


def test_it_asks_no_staff_and_opens_with_nobody_invited(county):
    make_staff(county, 12)
    survey = make_partner_survey(county)
    assert survey.state == "open"
    assert not SurveyInvitation.objects.exists()
    assert not Notice.objects.exists()


def test_codes_are_for_a_kind_of_agency_and_kept_nowhere(county):
    survey = make_partner_survey(county)
    codes = codes_of(survey, "police", 5)
    assert len(set(codes)) == 5
    assert codes == sorted(codes)
    assert {sealing.place_of(code, survey_id=survey.pk) for code in codes} == {places.NUMBERS["police"]}
    # The form sent twice shows the same codes, and counts them once.
    assert codes_of(survey, "police", 5) == codes
    kept = list(SurveyInvitation.objects.values_list("agency", "user", "taken"))
    assert [(agency, user) for agency, user, _ in kept] == [("police", None)] * 5
    for code in codes:
        assert not any(code in taken or sealing.mark_of(code) == taken for _, _, taken in kept)
    assert [(each.agency, each.codes) for each in queries.handed_out(survey)] == [("Police", 5)]


def test_every_kind_of_agency_has_a_number_of_its_own():
    assert set(places.NUMBERS) == set(Agency)
    assert len({*places.NUMBERS.values(), places.WHOLE}) == len(Agency) + 1
    # Codes that are out hold these, so they never change.
    assert [places.NUMBERS[each] for each in ("health", "police", "schools", "other")] == [1, 2, 3, 8]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"count": 0}, "From 1|from 1"),
        ({"count": 101}, "at most|to 100"),
        ({"agency": "council"}, "kind of agency"),
        ({"at": AT + timedelta(days=30)}, "while a survey is open"),
    ],
)
def test_codes_that_cannot_be_made(county, fields, said):
    survey = make_partner_survey(county)
    with pytest.raises(NotAllowed, match=said):
        codes_of(survey, **fields)
    assert not SurveyInvitation.objects.exists()


def test_staff_surveys_hand_out_no_codes_and_partners_have_none_to_take(client, tree, county):
    make_staff(tree["mere-safeguarding"], 10)
    of_staff, of_partners = make_open_survey(county), make_partner_survey(county)
    with pytest.raises(NotAllowed, match="Staff take theirs themselves"):
        codes_of(of_staff)
    with pytest.raises(NotAllowed):
        services.take(survey=of_partners, key="k", by=of_partners.made_by, at=AT)
    client.force_login(of_staff.made_by)
    assert client.get(reverse("surveys:hand_out", args=[of_staff.pk])).status_code == 404
    client.force_login(of_partners.made_by)
    assert client.get(reverse("surveys:take", args=[of_partners.pk])).status_code == 404


def test_the_database_refuses_an_invitation_of_nobody_or_of_both(county):
    survey = make_partner_survey(county)
    for wrong in (
        {"user": None, "agency": "", "taken": "x"},
        {"user": survey.made_by, "agency": "health", "taken": "x"},
        {"user": None, "agency": "health", "taken": ""},
        {"user": None, "agency": "council", "taken": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SurveyInvitation.objects.create(survey=survey, team=county, **wrong)


def test_results_by_kind_of_agency_where_ten_or_more_answered(county):
    survey = make_partner_survey(county)
    answer_as(survey, "health", 12, choices=(4, 2, 0))
    answer_as(survey, "schools", 20, choices=(2, 2, 2))
    answer_as(survey, "police", 11, choices=(0, 4, 4))
    closed = close(survey)
    assert shown(closed) == {"": 43, "health": 12, "schools": 20, "police": 11}
    # The same again from what was sent, without what counts it.
    points = Counter()
    for count, choices in ((12, (4, 2, 0)), (20, (2, 2, 2)), (11, (0, 4, 4))):
        for words, choice in zip(WORDS, choices, strict=True):
            points[words] += count * choice
    said = queries.what_was_said(closed)
    assert {each.words: round(each.score, 6) for each in said.statements} == {
        words: round(total / 43 / 4 * 10, 6) for words, total in points.items()
    }
    health = queries.what_was_said(closed, unit="health")
    assert (health.place.name, health.answers) == ("Health", 12)
    assert [round(each.score, 1) for each in health.statements] == [10.0, 5.0, 0.0]


def test_a_kind_of_nine_is_hidden_with_what_would_give_it_away(client, county):
    survey = make_partner_survey(county)
    answer_as(survey, "health", 12)
    answer_as(survey, "schools", 15)
    answer_as(survey, "cafcass", 9, choices=(0, 0, 0))
    closed = close(survey)
    found = shown(closed)
    assert found[""] == 36
    assert "cafcass" not in found
    left = found[""] - sum(count for agency, count in found.items() if agency)
    assert left == 0 or left >= 10
    assert not SurveyScore.objects.filter(answers__lt=10).exists()
    client.force_login(make_user("practitioner", county))
    text = text_of(client.get(reverse("surveys:survey", args=[closed.pk]), {"unit": "cafcass"}))
    assert "All agencies, 36 answers" in text
    row = text[text.index('scope="row">Cafcass') :]
    assert row[: row.index("</tr>")].count("too few to show") == 1
    table = client.get(reverse("surveys:download", args=[closed.pk, "csv"])).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(table)))
    assert not [row for row in rows if row and row[0].startswith("Cafcass")]
    assert [row[1] for row in rows if row and row[0] == "All agencies"] == ["36"]


def test_with_fewer_than_ten_partners_nothing_is_kept(county):
    survey = make_partner_survey(county)
    answer_as(survey, "health", 9, comment="We are nine")
    closed = close(survey)
    assert closed.answered == 9
    assert not (SurveyScore.objects.exists() or Passage.objects.exists() or SurveySlip.objects.exists())


def test_the_rate_is_answers_out_of_codes_made(county):
    survey = make_partner_survey(county)
    answer_as(survey, "health", 15)
    codes_of(survey, "health", 5)
    codes_of(survey, "police", 10)
    closed = close(survey)
    said = queries.what_was_said(closed)
    lines = {each.place.name: (each.invited, each.answers, each.rate) for each in said.places}
    assert lines["All agencies"] == (30, 15, 50)
    assert lines["Police"] == (10, None, None)
    (only,) = queries.response_trend(closed)
    assert (only.invited, only.rate) == (30, 50)


def test_last_time_is_what_partners_said_and_never_what_staff_said(tree, county):
    asked_staff(county, (0, 0, 0), at=AT - timedelta(days=9))
    earlier = make_partner_survey(county, at=AT - timedelta(days=6))
    answer_as(earlier, "health", 12, choices=(2, 2, 2), at=AT - timedelta(days=6))
    close(earlier, at=AT - timedelta(days=5))
    survey = make_partner_survey(county)
    answer_as(survey, "health", 12, choices=(4, 4, 4))
    answer_as(survey, "police", 12, choices=(4, 4, 4))
    closed = close(survey)
    assert {each.before for each in queries.what_was_said(closed).statements} == {5.0}
    assert {each.before for each in queries.what_was_said(closed, unit="police").statements} == {None}
    of_staff = asked_staff(county, (4, 4, 4), at=AT + timedelta(days=2))
    assert {each.before for each in queries.what_was_said(of_staff).statements} == {0.0}


def test_from_the_form_to_thank_you_and_to_an_action(client, county):
    """A lead makes it and codes; somebody without an account answers; all staff read what partners said."""
    lead = make_user("participation_lead", county)
    client.force_login(lead)
    day = timezone.localdate() + timedelta(days=10)
    form = {"key": "k", "title": "Partners, autumn", "team": county.pk, "words": "We are heard\nWe are told"}
    form |= {"closes_on_day": day.day, "closes_on_month": day.month, "closes_on_year": day.year}
    blank = text_of(client.get(reverse("surveys:make", args=["partner"])))
    assert "My opinion counts when we plan for a child" in blank
    client.post(reverse("surveys:make", args=["partner"]), form)
    survey = Survey.objects.get()
    client.post(reverse("surveys:open", args=[survey.pk]))
    to_codes = reverse("surveys:hand_out", args=[survey.pk])
    assert to_codes in text_of(client.get(reverse("surveys:survey", args=[survey.pk])))
    for wrong, said in (({"agency": "health", "count": "x"}, "as a number"), ({"agency": "", "count": "5"}, "kind of")):
        page = text_of(client.post(to_codes, {"key": "c", **wrong}))
        assert said in page
        assert f'value="{wrong["count"]}"' in page
    made = client.post(to_codes, {"key": "c", "agency": "health", "count": "12"})
    codes = made.context["codes"]
    assert "12 codes for Health" in text_of(made)
    # The picture and the address say which survey, never the code.
    assert all(code.replace(" ", "") not in made.context["address"] for code in codes)
    assert "Health</dt><dd>12" in text_of(client.get(reverse("surveys:survey", args=[survey.pk])))
    client.logout()
    for code in codes:
        begun = client.post(address(survey), {"code": code})
        assert "We are heard" in text_of(begun)
        assert "front door of children’s services" in text_of(begun)
        done = client.post(address(survey), sent(code, choices=(3, 1), comment="Ring us back"), follow=True)
        assert "Your answers are in" in text_of(done)
        assert not client.cookies
    client.force_login(lead)
    client.post(reverse("surveys:close", args=[survey.pk]))
    first = reverse("feedback:passage", args=[Passage.objects.first().pk])
    assert "Partners; nobody knows who" in text_of(client.get(reverse("feedback:queue")))
    assert "from which agency" in text_of(client.get(first))
    client.post(first, {"outcome": "read"})
    assert Notice.objects.filter(person=lead, words="Partners, autumn: what partners said can be read.").exists()
    due = {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}
    agreed = {"what": "Ring back within a day", "measure": "Calls", "owner": lead.pk, "key": "a", **due}
    client.post(reverse("surveys:act", args=[survey.pk]), agreed)
    assert Action.objects.get().origin == "survey"
    client.force_login(make_user("practitioner", county))
    page = text_of(client.get(reverse("surveys:survey", args=[survey.pk])))
    for words in ("what partners said", "All agencies, 12 answers", "Ring back within a day", "By kind of agency"):
        assert words in page
    assert page.count("Ring us back") == 1


def test_who_leads_another_place_makes_no_codes(client, tree):
    survey = make_partner_survey(tree["mere-safeguarding"])
    path = reverse("surveys:hand_out", args=[survey.pk])
    for person in (make_user("quality_lead", tree["weald-safeguarding"]), make_user("director", tree["larchshire"])):
        client.force_login(person)
        assert client.post(path, {"agency": "health", "count": 3, "key": "k"}).status_code == 404
    assert not SurveyInvitation.objects.exists()


def test_the_pages_take_the_same_queries_however_many_codes(client, county):
    now = timezone.now()
    survey = make_partner_survey(county, at=now, closes_on=(now + timedelta(days=9)).date())
    client.force_login(survey.made_by)
    path = reverse("surveys:survey", args=[survey.pk])
    codes_of(survey, "health", 3, at=now)
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for number, agency in enumerate(Agency):
        codes_of(survey, agency.value, 20, key=str(number), at=now)
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(few) == len(many)
