"""The synthetic department's surveys of staff, by their own services (S37): three closed, and a pulse that is open."""

from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from casework.models import Notice, Team, User
from feedback.models import Survey
from feedback.reading import services as reading
from feedback.surveys import services
from feedback.surveys.queries import statements
from improvement.management.feedback_quarter import KEY, WORDS, Cast, moment

SURVEY = WORDS["survey"]
# Of a hundred choices, how many are 0 to 4 points; and of those who are asked, every how manieth keeps silent.
POINTS, SILENT = (4, 10, 20, 40, 26), 7
SO_FAR = 15


@transaction.atomic
def survey_staff(*, cast: Cast, at: datetime) -> None:
    """Ask all staff, close, read the comments and agree an action; then open a pulse that some have answered."""
    chance = Random(f"{KEY} survey")  # noqa: S311 - a story, not a secret
    for earlier in SURVEY["earlier"]:
        _earlier(earlier, cast, chance)
    closed = _asked("annual", SURVEY["annual"], SURVEY["opened"], SURVEY["closes"], cast)
    staff = [person for number, person in enumerate(cast.everybody) if number % SILENT]
    # Written by the first who answer; how comments are kept says nothing of that.
    for number, person in enumerate(staff):
        comment = SURVEY["comments"][number] if number < len(SURVEY["comments"]) else ""
        _answered(closed, person, comment, chance, moment(SURVEY["opened"] + timedelta(days=number % 15), 12))
    closed = services.close(survey=closed, by=cast.quality, at=moment(SURVEY["closes"]))
    for comment in closed.comments.order_by("flags", "pk"):
        outcome = "held" if comment.text == SURVEY["held"] else "read"
        read = {"passage": comment, "by": cast.participation, "at": comment.due_at - timedelta(minutes=50)}
        reading.open_passage(**read)
        reading.judge(**read, outcome=outcome)
    agreed = SURVEY["action"] | {"owner": cast.head, "due_on": SURVEY["closes"] + timedelta(days=90)}
    services.agree_action(
        survey=closed, **agreed, key=f"{KEY} survey action", by=cast.quality, at=moment(SURVEY["closes"], 11)
    )
    pulse = _asked("pulse", SURVEY["pulse"], localdate(at), localdate(at) + timedelta(days=14), cast)
    for person in staff[:SO_FAR]:
        _answered(pulse, person, "", chance, at)


def _earlier(story: dict, cast: Cast, chance: Random) -> None:
    """A survey of an earlier year, when fewer answered; whoever was told of it has put that aside."""
    survey = _asked("annual", story["title"], story["opened"], story["closes"], cast)
    for number, person in enumerate(cast.everybody):
        if number % 10 < story["of_ten"]:
            _answered(survey, person, "", chance, moment(story["opened"], 12))
    services.close(survey=survey, by=cast.quality, at=moment(story["closes"]))
    Notice.objects.filter(path=f"/feedback/surveys/{survey.pk}/").update(seen_at=F("sent_at"))


def _asked(kind: str, title: str, on: date, closes_on: date, cast: Cast) -> Survey:
    county, words = Team.objects.get(level="county"), statements(kind)
    key, at = f"{KEY} {kind} {on}", moment(on)
    given = {"kind": kind, "title": title, "team": county, "closes_on": closes_on, "words": words, "key": key}
    survey = services.make(**given, by=cast.quality, at=at)
    services.open_survey(survey=survey, by=cast.quality, at=at)
    survey.refresh_from_db()
    return survey


def _answered(survey: Survey, person: User, comment: str, chance: Random, at: datetime) -> None:
    code = services.take(survey=survey, key=f"{KEY} {survey.pk} {person.pk}", by=person, at=at)
    choices = chance.choices(range(len(POINTS)), POINTS, k=survey.questions.count())
    services.answer(survey=survey, code=code, choices=choices, comment=comment, at=at)
