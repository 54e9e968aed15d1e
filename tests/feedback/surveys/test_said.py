"""What staff said: ten or more or nothing, neighbours too, for everybody; a leader sees theirs first; actions."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.models import Action, Notice
from casework.services import NotAllowed
from feedback.models import SurveyScore
from feedback.surveys import queries, services
from tests.factories import make_user
from tests.factories.surveys import (
    AT,
    WORDS,
    answer,
    close,
    make_closed_survey,
    make_leader_survey,
    make_open_survey,
    make_staff,
    make_survey,
    make_yearly_surveys,
)


def page_of(client, survey, name="survey", **query):
    found = client.get(reverse(f"surveys:{name}", args=[survey.pk]), query)
    return found, " ".join(found.content.decode().split())


def answered_by(survey, people, choices=(4, 2, 0), **fields):
    for person in people:
        answer(survey, person, choices=choices, **fields)


@pytest.fixture
def county(tree):
    """A survey of the whole county: fourteen and four in Mere, twelve far away."""
    mere, four = make_staff(tree["mere-safeguarding"], 14), make_staff(tree["mere-assessment"], 4)
    far = make_staff(tree["weald-safeguarding"], 12)
    survey = make_open_survey(tree["larchshire"])
    answered_by(survey, mere, (4, 2, 0))
    answered_by(survey, four, (0, 0, 4))
    answered_by(survey, far, (2, 2, 2))
    return close(survey)


def shown(survey):
    rows = SurveyScore.objects.filter(survey=survey, question=None)
    return dict(rows.values_list("team__code", "answers"))


def test_a_team_of_four_and_its_neighbour_are_too_few_to_show(client, county):
    """Mere is 18: were it and its team of fourteen both shown, so were the four."""
    found = shown(county)
    assert found["larchshire"] == 30
    assert "mere-assessment" not in found
    assert not {"mere", "mere-safeguarding"} <= set(found)
    assert not {"west", "mere-safeguarding"} <= set(found)
    assert not SurveyScore.objects.filter(survey=county, answers__lt=10).exists()
    client.force_login(make_user("practitioner", county.team))
    _, text = page_of(client, county)
    row = text[text.index('scope="row">Mere Assessment') :]
    assert row[: row.index("</tr>")].count("too few to show") == 1
    # Asked for by its address, it shows the whole, never the four.
    _, text = page_of(client, county, unit="mere-assessment")
    assert "Larchshire, 30 answers" in text


def test_scores_are_points_out_of_ten_the_strongest_first(county):
    said = queries.what_was_said(county)
    expected = {
        WORDS[0]: (14 * 4 + 12 * 2) / 30 * 2.5,
        WORDS[1]: (14 * 2 + 12 * 2) / 30 * 2.5,
        WORDS[2]: (4 * 4 + 12 * 2) / 30 * 2.5,
    }
    assert {each.words: round(each.score, 6) for each in said.statements} == {
        words: round(score, 6) for words, score in expected.items()
    }
    scores = [each.score for each in said.statements]
    assert scores == sorted(scores, reverse=True)


def test_every_statement_is_shown_wherever_how_many_answered_is(county):
    for team_id in SurveyScore.objects.filter(survey=county, question=None).values_list("team_id", flat=True):
        assert SurveyScore.objects.filter(survey=county, team_id=team_id).count() == 1 + len(WORDS)


def test_the_database_itself_refuses_fewer_than_ten(county):
    with pytest.raises(IntegrityError):
        SurveyScore.objects.create(survey=county, team_id=make_user("auditor", county.team).pk, answers=9)


def test_nothing_published_moves_while_a_survey_runs(client, tree):
    """One more answer, and every byte of every page stays as it was (T29)."""
    staff = make_staff(tree["mere-safeguarding"], 14)
    survey = make_open_survey(tree["mere-safeguarding"])
    codes = [services.take(survey=survey, key=str(person.pk), by=person, at=AT) for person in staff]
    client.force_login(survey.made_by)

    def pages():
        found = [page_of(client, survey)[1], " ".join(client.get(reverse("surveys:index")).content.decode().split())]
        return [text.split("<main")[1].split("csrfmiddlewaretoken")[0] for text in found]

    for code in codes[:10]:
        services.answer(survey=survey, code=code, choices=(4, 4, 4), comment="", at=AT)
    before = pages()
    for code in codes[10:]:
        services.answer(survey=survey, code=code, choices=(0, 0, 0), comment="", at=AT)
        assert pages() == before


def test_the_download_says_what_the_page_says(client, county):
    client.force_login(make_user("practitioner", county.team))
    found = client.get(reverse("surveys:download", args=[county.pk, "csv"]))
    rows = list(csv.reader(StringIO(found.content.decode("utf-8-sig"))))
    assert rows[0] == ["Place", "Answered", *WORDS]
    places = {row[0]: row[1:] for row in rows[1 : rows.index([])]}
    assert set(places) == {row.team.name for row in SurveyScore.objects.filter(survey=county, question=None)}
    assert "Mere Assessment" not in found.content.decode()
    assert client.get(reverse("surveys:download", args=[county.pk, "xlsx"])).status_code == 200
    assert client.get(reverse("surveys:download", args=[county.pk, "exe"])).status_code == 404


def test_a_formula_for_a_statement_stays_text(client, tree):
    survey = make_closed_survey(tree["mere-safeguarding"], words=("=HYPERLINK(1)", "+2", "I"))
    client.force_login(survey.made_by)
    found = client.get(reverse("surveys:download", args=[survey.pk, "csv"])).content.decode()
    assert "'=HYPERLINK(1)" in found
    assert "'+2" in found


def test_the_rate_and_the_last_time_stand_beside_it(client, tree):
    team = tree["mere-safeguarding"]
    first = make_closed_survey(team, answers=12, choices=(0, 4, 2))
    staff = make_staff(team, 7)
    second = make_open_survey(team, at=AT + timedelta(days=400), closes_on=date(2028, 2, 1), title="The next")
    for invitation in second.invitations.exclude(user__in=staff):
        answer(second, invitation.user, choices=(4, 4, 4), at=AT + timedelta(days=401))
    closed = close(second, at=AT + timedelta(days=402))
    trend = [(each.survey.pk, each.invited, each.answered, each.rate) for each in queries.response_trend(closed)]
    assert trend == [(first.pk, 13, 12, 92), (second.pk, 21, 14, 67)]
    said = {each.words: (each.score, each.before) for each in queries.what_was_said(closed).statements}
    assert said == {WORDS[0]: (10, 0), WORDS[1]: (10, 10), WORDS[2]: (10, 5)}


def test_the_response_rate_is_a_chart_and_a_rate_of_fewer_than_ten_is_nowhere(client, tree):
    """Drawn from the table's own numbers; taken once more from the picture's own places."""
    *_, last = make_yearly_surveys(tree["mere-safeguarding"], [11, 7, 14, 19])
    chart = queries.response_chart(queries.response_trend(last))
    assert [point.value and round(point.value) for point in chart.points] == [52, None, 67, 90]
    assert [(point.numerator, point.denominator, point.symbol) for point in chart.points] == [
        (11, 21, None),
        (None, None, "c"),
        (14, 21, None),
        (19, 21, None),
    ]
    client.force_login(make_user("practitioner", tree["mere-safeguarding"]))
    page, text = page_of(client, last)
    assert "3 of 13 points so far" in text
    assert "90% in November (19 of 21 asked)" in text
    drawn = re.search(r'<path d="(M[^"]+)" stroke="[^"]+" stroke-width="1.5"', page.content.decode()).group(1)
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", drawn)]
    # From 16 at a hundred to 146 at none: three of the four, and what they say read off the picture.
    assert [round((146 - y) / 130 * 100) for y in heights] == [52, 67, 90]
    row = text[text.index('scope="row">Survey 2027') :].split("</tr>")[0]
    assert "too few to show" in row
    assert "33%" not in text
    assert ">7<" not in text.replace(" ", "")


def test_no_number_below_ten_is_said_of_a_whole_survey(client, tree):
    (few,) = make_yearly_surveys(tree["mere-safeguarding"], [7])
    client.force_login(few.made_by)
    for text in (page_of(client, few)[1], " ".join(client.get(reverse("surveys:index")).content.decode().split())):
        assert "ewer than ten answered" in text
        assert "7 answered" not in text
    assert queries.response_chart(queries.response_trend(few)) is None


def test_what_staff_said_is_for_all_staff_and_they_are_told(client, county, tree):
    told = Notice.objects.filter(words__contains="can be read")
    assert told.count() == county.invitations.count()
    for reader in (make_user("practitioner", tree["weald-safeguarding"]), make_user("auditor", tree["west"])):
        client.force_login(reader)
        assert page_of(client, county)[0].status_code == 200
        assert county.title in " ".join(client.get(reverse("surveys:index")).content.decode().split())


def test_the_page_takes_the_same_queries_however_many_places(client, tree):
    def count(survey):
        client.force_login(make_user("practitioner", survey.team))
        with CaptureQueriesContext(connection) as ran:
            page_of(client, survey)
        return len(ran)

    small = make_closed_survey(tree["mere-safeguarding"])
    make_staff(tree["weald-safeguarding"], 30)
    large = make_open_survey(tree["larchshire"])
    for invitation in large.invitations.all():
        answer(large, invitation.user)
    assert count(small) == count(close(large))


def test_actions_answer_what_staff_said_and_everybody_sees_them(client, county, tree):
    head = make_user("head_of_service", tree["larchshire"])
    owner = make_user("team_manager", tree["west"])
    client.force_login(head)
    due = timezone.localdate() + timedelta(days=30)
    fields = {"what": "Halve the duty rota", "measure": "Nobody on duty twice a week", "owner": owner.pk, "key": "k"}
    day = {"due_on_day": due.day, "due_on_month": due.month, "due_on_year": due.year}
    client.post(reverse("surveys:act", args=[county.pk]), {**fields, **day})
    action = Action.objects.get()
    assert (action.origin, action.origin_id, action.owner) == ("survey", county.pk, owner)
    client.force_login(make_user("practitioner", tree["weald-safeguarding"]))
    _, text = page_of(client, county)
    assert "Halve the duty rota" in text
    assert "Agree an action" not in text
    assert client.get(reverse("surveys:act", args=[county.pk])).status_code == 404
    with pytest.raises(NotAllowed, match="Close the survey first"):
        services.agree_action(survey=make_survey(tree["larchshire"]), by=head, at=AT)


def test_a_leader_sees_what_was_said_of_them_first(client, tree):
    leader = make_user("head_of_service", tree["west"], name="H. Ead")
    lead = make_user("quality_lead", tree["larchshire"])
    survey = make_leader_survey(leader, tree["west"], by=lead)
    raters = [invitation.user for invitation in survey.invitations.select_related("user")]
    answered_by(survey, raters)
    closed = close(survey)
    assert Notice.objects.filter(person=leader, words__contains="You see it first").exists()
    client.force_login(lead)
    assert "For H. Ead first" in page_of(client, closed)[1]
    assert "Out of ten" not in page_of(client, closed)[1]
    assert page_of(client, closed, "share")[0].status_code == 405
    for other in (raters[0], make_user("director", tree["larchshire"])):
        client.force_login(other)
        assert page_of(client, closed)[0].status_code == 404
        assert client.post(reverse("surveys:share", args=[closed.pk])).status_code == 404
    client.force_login(lead)
    client.post(reverse("surveys:share", args=[closed.pk]))
    assert "For H. Ead first" in page_of(client, closed)[1]
    client.force_login(leader)
    text = page_of(client, closed)[1]
    assert "You alone see this" in text
    assert text.index(WORDS[0]) < text.index(WORDS[2])
    client.post(reverse("surveys:share", args=[closed.pk]))
    for other in (lead, raters[0]):
        client.force_login(other)
        assert "H. Ead, 10 answers" not in page_of(client, closed)[1]
        assert "Out of ten" in page_of(client, closed)[1]
    client.force_login(make_user("director", tree["larchshire"]))
    assert page_of(client, closed)[0].status_code == 404


def test_words_about_a_leader_are_not_taken(client, tree):
    now = timezone.now()
    leader = make_user("head_of_service", tree["west"])
    survey = make_leader_survey(leader, tree["west"], at=now, closes_on=(now + timedelta(days=9)).date())
    rater = survey.invitations.first().user
    code = services.take(survey=survey, key="k", by=rater, at=now)
    page = client.post(reverse("survey:answer", args=[survey.pk]), {"code": code}).content.decode()
    assert WORDS[0] in page
    assert "textarea" not in page
    with pytest.raises(NotAllowed, match="would show who wrote them"):
        services.answer(survey=survey, code=code, choices=(1, 1, 1), comment="Never listens", at=now)


def test_a_leader_is_rated_by_ten_or_more_and_never_by_themselves(tree):
    leader = make_user("team_manager", tree["mere-safeguarding"])
    with pytest.raises(NotAllowed, match="Name at least 10"):
        make_leader_survey(leader, tree["mere-safeguarding"], raters=make_staff(tree["mere-safeguarding"], 9))
    with pytest.raises(NotAllowed, match="about themselves"):
        raters = [*make_staff(tree["mere-safeguarding"], 9), leader]
        make_leader_survey(leader, tree["mere-safeguarding"], raters=raters)


def test_a_survey_about_a_leader_is_made_by_a_form(client, tree):
    leader, lead = make_user("team_manager", tree["west"]), make_user("quality_lead", tree["larchshire"])
    raters = make_staff(tree["west"], 10)
    client.force_login(lead)
    day = timezone.localdate() + timedelta(days=10)
    fields = {"title": "360", "about": leader.pk, "team": tree["west"].pk, "words": "Is open\nLearns", "key": "k"}
    fields |= {"closes_on_day": day.day, "closes_on_month": day.month, "closes_on_year": day.year}
    address = reverse("surveys:make", args=["leader"])
    refused = client.post(address, {**fields, "raters": "nobody@example.org"}).content.decode()
    assert "Nobody signs in as nobody@example.org" in refused
    made = client.post(address, {**fields, "raters": "\n".join(person.email for person in raters)}, follow=True)
    survey = made.context["survey"]
    assert survey.about == leader
    assert set(survey.invitations.values_list("user_id", flat=True)) == {person.pk for person in raters}


def test_somebody_who_was_asked_finds_it_on_their_first_screen(client, tree):
    team = tree["mere-safeguarding"]
    now = timezone.now()
    people = [make_user(role, team) for role in ("practitioner", "team_manager", "quality_lead", "independent_chair")]
    make_staff(team, 8)
    survey = make_open_survey(team, at=now, closes_on=(now + timedelta(days=9)).date())
    for person in people:
        client.force_login(person)
        first = client.get("/", follow=True).content.decode()
        assert f"{survey.title}: say what you think" in first
        client.post(reverse("surveys:take", args=[survey.pk]), {"key": str(person.pk)})
        assert f"{survey.title}: say what you think" not in client.get("/", follow=True).content.decode()
