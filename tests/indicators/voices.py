"""Askings, answers and themes of a small department, the same for the same seed: on the edges of days and months."""

from datetime import UTC, date, datetime, timedelta

from casework.models import Child, TeamEdge
from feedback.asking.services import published, round_of
from feedback.models import Answer, Asking, Choice, GatheredBy, Invitation, Response, YouSaid
from tests.factories.casework import make_user
from tests.factories.feedback import make_theme

BEGAN = datetime(2024, 9, 2, 22, 30, tzinfo=UTC)


def write_voices(rng, teams):
    """Write what children and families were asked and answered from September 2024 on, and the themes they raised."""
    who, children = make_user(), list(Child.objects.all()[:20])
    questions = [each for each in published(at=BEGAN).questions.all() if not each.is_open]
    quarter = round_of(on=date(2024, 10, 1), at=BEGAN)
    places = [teams[code] for code in ("mere-assessment", "mere-safeguarding", "weald-safeguarding", "lone", "mere")]
    _move(teams, date(2024, 12, 12))
    for number in range(200):
        at = BEGAN + timedelta(hours=rng.randint(0, 24 * 200))
        team, by = rng.choice(places), rng.choice(GatheredBy.values)
        asking = None
        if by != GatheredBy.SELF or rng.random() < 0.8:
            given = {"round": quarter, "child": rng.choice(children), "team": team, "respondent": "family"}
            asking = Asking.objects.create(**given, key=f"asked {number}", asked_at=at, asked_by=who)
        if rng.random() < 0.75:
            response = _response(rng, number, at, by, team, asking, quarter, who)
            for question in questions:
                if rng.random() < 0.7:
                    choice = rng.choice(["yes", "yes", *Choice.values])
                    Answer.objects.create(response=response, question=question, choice=choice)
    _themes(rng, places, who)


def _move(teams, day):
    """Another team comes to stand under another district in the middle of a month."""
    TeamEdge.objects.filter(team=teams["weald-safeguarding"]).update(end_on=day)
    TeamEdge.objects.create(team=teams["weald-safeguarding"], parent=teams["mere"], start_on=day)


def _response(rng, number, at, by, team, asking, quarter, who):
    """A response to an asking or by a plain code: some are still begun, some were sent after their four weeks."""
    is_draft = by == GatheredBy.SELF and rng.random() < 0.2
    later = at + timedelta(days=rng.choice([0, 1, 27, 28, 29, 40]), hours=rng.randint(0, 2))
    fields = {"key": f"recorded {number}", "recorded_by": who, "method": "in_person", "setting": "home"}
    if by == GatheredBy.SELF:
        link = Invitation.objects.create(
            round=quarter, asking=asking, team=team, digest=f"{number}", made_at=at, made_by=who, expires_on=later
        )
        fields = {"invitation": link, "device": f"{number}", "method": "link", "setting": "own_device"}
    return Response.objects.create(
        round=quarter,
        asking=asking,
        team=team,
        respondent=asking.respondent if asking else "",
        # What a worker is told is named; a choice of its own, so that the others fall as they did.
        mode=("named", "named" if by == GatheredBy.WORKER else "confidential")[number % 2] if asking else "anonymous",
        variant=("adult", "child", "easy", "helper", "helper")[number % 5],
        language="en",
        gathered_by=by,
        state="draft" if is_draft else "sent",
        begun_at=at,
        sent_at=None if is_draft else later,
        closes_at=later,
        **fields,
    )


def _themes(rng, places, who):
    """Themes raised, some of them answered: on the sixtieth day to the minute, before and after."""
    theme = make_theme()
    for number in range(60):
        at = BEGAN + timedelta(hours=rng.randint(-24 * 60, 24 * 140))
        reply = {}
        if rng.random() < 0.7:
            published_at = at + timedelta(days=rng.choice([3, 59, 60, 61]), minutes=rng.choice([-1, 0, 1]))
            words = {"kind": "cannot", "to_families": "We cannot, because", "to_staff": "We cannot, because"}
            done = {"written_at": at, "written_by": who, "published_at": published_at, "published_by": make_user()}
            reply = {"state": "published", **words, **done}
        YouSaid.objects.create(
            theme=theme,
            team=rng.choice(places),
            said="Tell us before the worker changes",
            key=f"said {number}",
            raised_at=at,
            raised_by=who,
            **reply,
        )
