"""Factories of surveys of staff: people in teams, a survey made, open or closed, codes taken and answers given."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from feedback.models import Survey
from feedback.surveys import services
from tests.factories.casework import make_user

AT = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
CLOSES_ON = date(2026, 11, 21)
WORDS = ("I am listened to", "My caseload is right", "I would come here again")


def make_staff(team, count, *, role="practitioner"):
    """Return so many people who work in a team."""
    return [make_user(role, team) for _ in range(count)]


def make_survey(team, *, by=None, at=AT, closes_on=CLOSES_ON, kind="annual", words=WORDS, **fields):
    """Return a draft."""
    title = fields.pop("title", "Staff survey 2026")
    by = by or make_user("quality_lead", team)
    return services.make(
        kind=kind, title=title, team=team, closes_on=closes_on, words=words, key=uuid4().hex, by=by, at=at, **fields
    )


def make_open_survey(team, *, at=AT, **fields):
    """Return a survey that is open to everybody who works at a place."""
    survey = make_survey(team, at=at, **fields)
    services.open_survey(survey=survey, by=survey.made_by, at=at)
    survey.refresh_from_db()
    return survey


def make_leader_survey(about, team, *, raters=(), opened=True, **fields):
    """Return a survey about a leader, with ten who answer unless given."""
    raters = raters or make_staff(team, 10)
    made = make_open_survey if opened else make_survey
    return made(team, kind="leader", about=about, raters=raters, title=f"About {about.name}", **fields)


def take(survey, person, *, key=None, at=AT):
    """Return a code of somebody who is invited."""
    return services.take(survey=survey, key=key or uuid4().hex, by=person, at=at)


def answer(survey, person, *, choices=(4, 2, 0), comment="", at=AT):
    """Take a code and answer by it; return the code."""
    code = take(survey, person, at=at)
    services.answer(survey=survey, code=code, choices=choices, comment=comment, at=at)
    return code


def close(survey, *, at=AT):
    """Return a survey closed and counted."""
    services.close(survey=survey, by=survey.made_by, at=at)
    return Survey.objects.select_related("team", "about").get(pk=survey.pk)


def make_closed_survey(team, *, answers=12, choices=(4, 2, 0), comment="", **fields):
    """Return a closed survey that so many of a team answered, all alike."""
    people = make_staff(team, answers)
    survey = make_open_survey(team, **fields)
    for person in people:
        answer(survey, person, choices=choices, comment=comment)
    return close(survey)


def make_yearly_surveys(team, answers):
    """Return a closed survey a year of the same twenty, so many of whom answered; the maker is asked as well."""
    staff, by = make_staff(team, 20), make_user("quality_lead", team)
    surveys = []
    for year, count in enumerate(answers):
        at = AT + timedelta(days=365 * year)
        closes_on = (at + timedelta(days=9)).date()
        survey = make_open_survey(team, by=by, at=at, closes_on=closes_on, title=f"Survey {at.year}")
        for person in staff[:count]:
            answer(survey, person, at=at)
        surveys.append(close(survey, at=at + timedelta(days=1)))
    return surveys


def make_partner_survey(team, *, at=AT, **fields):
    """Return a survey that is open to partners of a place."""
    return make_open_survey(team, at=at, kind="partner", title=fields.pop("title", "Partner survey 2026"), **fields)


def answer_as(survey, agency, count, *, choices=(4, 2, 0), comment="", at=AT):
    """Hand so many codes to a kind of agency and answer by each; return the codes."""
    codes = services.hand_out(survey=survey, agency=agency, count=count, key=uuid4().hex, at=at)
    for code in codes:
        services.answer(survey=survey, code=code, choices=choices, comment=comment, at=at)
    return codes
