"""What answers and replies to them count for, in plain Python; shares no code with the roll-up."""

from collections import defaultdict
from datetime import date, timedelta

from casework.models import Team, TeamEdge
from feedback.models import Answer, Asking, Response, YouSaid
from tests.indicators.recompute.audited import Row, here, month_of

VOICED = {"QA05", *(f"VO{number:02}" for number in range(1, 21) if number != 8)}
QUESTIONS = {"understand_why": "VO02", "have_say": "VO03", "safer": "VO04", "understand_plan": "VO05"}
# By whom what was told to: to somebody independent, and to a worker.
TOLD = {"safer": ("VO15", "VO16"), "understand_why": ("VO17", "VO18"), "have_say": ("VO19", "VO20")}
VARIANTS = {"child": "VO11", "easy": "VO12", "helper": "VO13"}


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
        place, code = where[answer.response_id], answer.question.code
        tally[QUESTIONS[code], *place].append(answer.choice == "yes")
        if code in TOLD and answer.response.gathered_by != "self":
            told = TOLD[code][answer.response.gathered_by == "worker"]
            tally[told, *place].append(answer.choice == "yes")
    for response in sent:
        tally["VO06", *where[response.pk]].append(response.gathered_by in ("chair", "manager"))
        tally["VO14", *where[response.pk]].append(response.gathered_by == "worker")
        tally["VO09", *where[response.pk]].append(response.mode == "confidential")
        tally["VO10", *where[response.pk]].append(response.mode == "anonymous")
        for variant, code in VARIANTS.items():
            tally[code, *where[response.pk]].append(response.variant == variant)
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
