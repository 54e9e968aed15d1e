"""What answers and replies to them count for, in plain Python; shares no code with the roll-up."""

from collections import defaultdict
from datetime import date, timedelta

from casework.models import Team, TeamEdge
from feedback.models import Answer, Asking, Response, YouSaid
from tests.indicators.recompute.audited import Row, here, month_of

VOICED = {"QA05", "VO01", "VO02", "VO03", "VO04", "VO05", "VO06", "VO07"}
QUESTIONS = {"understand_why": "VO02", "have_say": "VO03", "safer": "VO04", "understand_plan": "VO05"}


def voices_began():
    return min((month_of(here(each.sent_at)) for each in Response.objects.filter(state="sent")), default=date.max)


def place_of(team, day):
    """The place over a team on a day; the county where there is none, and anything wider than a team is itself."""
    if team.level != "team":
        return team.pk
    for edge in TeamEdge.objects.filter(team=team):
        if edge.start_on <= day and (edge.end_on is None or edge.end_on > day):
            return edge.parent_id
    return Team.objects.get(level="county").pk


def voiced(began):
    """A row for each indicator, place and month with an asking, an answer or a theme, from `began` on."""
    tally = defaultdict(list)
    sent, choices = list(Response.objects.select_related("team").filter(state="sent")), defaultdict(list)
    where = {each.pk: (place_of(each.team, here(each.sent_at)), here(each.sent_at)) for each in sent}
    for answer in Answer.objects.select_related("response", "question").filter(response__state="sent"):
        choices[answer.response_id].append(answer.choice)
        tally[QUESTIONS[answer.question.code], *where[answer.response_id]].append(answer.choice == "yes")
    for response in sent:
        tally["VO06", *where[response.pk]].append(response.gathered_by in ("chair", "manager"))
        if found := choices[response.pk]:
            tally["QA05", *where[response.pk]].append(found.count("yes") > len(found) / 2)
    for asking in Asking.objects.all():
        last = here(asking.asked_at) + timedelta(days=28)
        in_time = [each for each in sent if each.asking_id == asking.pk and here(each.sent_at) <= last]
        tally["VO01", asking.team_id, last].append(bool(in_time))
    for theme in YouSaid.objects.all():
        kept = theme.published_at is not None and theme.published_at - theme.raised_at <= timedelta(days=60)
        tally["VO07", theme.team_id, here(theme.raised_at) + timedelta(days=60)].append(kept)
    rows = {}
    for (indicator, team, day), found in tally.items():
        if day >= began:
            key = indicator, team, month_of(day)
            row = rows.setdefault(key, Row(*key))
            row.numerator += sum(found)
            row.denominator += len(found)
    return list(rows.values())
