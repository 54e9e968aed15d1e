"""What is watched of feedback: answers, askings and replies, and the facts by which somebody is due to be asked."""

from casework import models as casework
from feedback import models as feedback
from feedback.due.sql import NEAR_DAYS
from improvement.indicators import due, voiced
from improvement.indicators.own import day_of
from improvement.indicators.sources import DUE, RESPONSE
from improvement.indicators.watching import Rule, Watched

# What nobody was asked yet is due of nobody.
_ASKED = "EXISTS (SELECT FROM feedback_asking)"


def work(start="x.start_on", since="x.since", end="x.end_on", join="") -> Rule:
    """The months in which somebody is due because of a spell of work: until three months after it ended."""
    first = f"GREATEST({start}, {since}, {due.FIRST})" if since else f"GREATEST({start}, {due.FIRST})"
    return Rule((DUE,), first, f"({end} + {due.LASTS})::date", join, _ASKED)


def key_point(column: str) -> Rule:
    """The month in which a key point of a plan falls due."""
    return Rule((DUE,), f"x.{column} + {NEAR_DAYS}", where=_ASKED)


VOICES = (
    Watched(
        feedback.Response,
        ("asking_id", "team_id", "gathered_by", "mode", "variant", "sent_at"),
        (
            Rule((RESPONSE,), day_of("x.sent_at")),
            # The first answers of all set aside what was given from their month on.
            Rule(
                (RESPONSE,),
                day_of("x.sent_at"),
                "NULL::date",
                where="NOT EXISTS (SELECT FROM feedback_response o WHERE o.sent_at < x.sent_at)",
            ),
            Rule(
                (RESPONSE,),
                voiced.answered_by("a.asked_at"),
                join="JOIN feedback_asking a ON a.id = x.asking_id",
                where="x.sent_at IS NOT NULL",
            ),
        ),
    ),
    # A question never changes once it was asked, so its table leaves no marks.
    Watched(
        feedback.Answer,
        ("response_id", "question_id", "choice"),
        (Rule((RESPONSE,), day_of("k.sent_at"), join="JOIN feedback_response k ON k.id = x.response_id"),),
    ),
    Watched(
        feedback.Asking,
        ("child_id", "respondent", "team_id", "asked_at"),
        (
            Rule((RESPONSE,), voiced.answered_by("x.asked_at")),
            Rule((DUE,), day_of("x.asked_at"), f"({day_of('x.asked_at')} + {due.LASTS})::date"),
            # With the first asking of all everybody's three months begin.
            Rule(
                (DUE,),
                day_of("x.asked_at"),
                "NULL::date",
                where="NOT EXISTS (SELECT FROM feedback_asking o WHERE o.asked_at < x.asked_at)",
            ),
        ),
    ),
    Watched(
        feedback.YouSaid,
        ("team_id", "raised_at", "published_at"),
        (Rule((RESPONSE,), voiced.owed_by("x.raised_at")),),
    ),
    Watched(
        casework.CinPlan,
        ("child_id", "gone_source_id", "start_on", "end_on"),
        (key_point("start_on"), key_point("end_on")),
    ),
    Watched(casework.Placement, ("child_id", "gone_source_id", "start_on"), (key_point("start_on"),)),
)
