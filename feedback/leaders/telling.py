"""Who is told that a question waits for them; a notice holds nothing of it."""

from datetime import datetime

from django.utils.timezone import localdate

from casework.models import Role, Team, User
from casework.notices import tell_all
from feedback.models import LeaderQuestion
from feedback.reading.queries import holders

PAGE = "/feedback/leaders/"


def senior_team(team: Team, *, on) -> list[User]:
    """Return the heads of service and directors over a team on a day, the nearest first, each once; four queries."""
    found = [*holders(Role.HEAD_OF_SERVICE, team, on=on), *holders(Role.DIRECTOR, team, on=on)]
    return list(dict.fromkeys(found))


def tell_leaders(*, question: LeaderQuestion, at: datetime) -> None:
    """Tell the leader asked, or the senior team but for the asker, that a question may be answered."""
    people = [question.leader] if question.leader else senior_team(question.team, on=localdate(at))
    waiting = {person.pk for person in people} - {question.asked_by_id}
    tell_all(people=waiting, words="A question waits for your answer.", path=PAGE, at=at)


def tell_directors(*, question: LeaderQuestion, at: datetime) -> None:
    """Tell the directors over the asker's team that a question is late."""
    people = {person.pk for person in holders(Role.DIRECTOR, question.team, on=localdate(at))}
    people -= {question.asked_by_id}
    tell_all(people=people, words="A question to a leader was not answered in time.", path=PAGE, at=at)
