"""What the pages of rounds show, shaped."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Prefetch, Q
from django.utils.timezone import localtime

from audits.models import Activity, Allocation, Concession, Drawn, Move, Participant, Relation, Round, Sample
from audits.rounds import states
from audits.rounds.dates import inspection_due_on
from casework.access import at_or_below
from casework.models import Team, User
from improvement.lib.months import add_months

TARGETS = (("audit", "audits", "target_audits"), ("observation", "observations", "target_observations"))
TARGETS += (("family", "families spoken to", "target_families"),)


@dataclass(frozen=True)
class Progress:
    """How far one kind of work is: the target, what is planned, given, done, and done with feedback the same day."""

    kind: str
    words: str
    target: int
    planned: int
    given: int
    done: int
    fed_back: int
    same_day: int


@dataclass(frozen=True)
class RoundLine:
    """A round as it is listed."""

    round: Round
    planned: int
    done: int


@dataclass(frozen=True)
class PersonLine:
    """Somebody of a round on the board: how much they have, and what is done of it."""

    participant: Participant
    given: int
    done: int
    late: int


@dataclass(frozen=True)
class Choice:
    """What the board is narrowed to; "" for all."""

    person: str = ""
    team: str = ""
    state: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Board:
    """A round as it stands this minute."""

    round: Round
    progress: list[Progress]
    people: list[PersonLine]
    teams: list[tuple[int, str]]
    activities: list[Activity]
    shown: int
    open: int
    last: Allocation | None


def rounds_of(user) -> list[RoundLine]:
    """Return the rounds this person may open, newest first, with what is planned and done; three queries."""
    rows = Round.objects.visible_to(user).select_related("team", "lead")
    rows = rows.annotate(
        planned=Count("activities", filter=~Q(activities__state=states.DROPPED)),
        done=Count("activities", filter=Q(activities__state=states.DONE)),
    )
    return [RoundLine(each, each.planned, each.done) for each in rows.order_by("-start_on", "-pk")]


def round_or_none(*, pk: int, user) -> Round | None:
    """Return a round this person may open, or None."""
    return Round.objects.visible_to(user).select_related("team", "lead", "planned_by").filter(pk=pk).first()


def board_of(round: Round, *, choice: Choice, on: date) -> Board:
    """Return a round as it stands; the same number of queries whatever its size."""
    everything = list(
        Activity.objects.filter(round=round)
        .exclude(state=states.DROPPED)
        .select_related("child", "team", "worker", "person", "audit")
        .order_by("due_on", "pk")
    )
    participants = list(Participant.objects.filter(round=round).select_related("person").order_by("person__name", "pk"))
    given = Counter(each.person_id for each in everything if each.state == states.GIVEN)
    done = Counter(each.person_id for each in everything if each.state == states.DONE)
    late = Counter(each.person_id for each in everything if each.state == states.GIVEN and each.due_on < on)
    people = [PersonLine(each, *(count[each.person_id] for count in (given, done, late))) for each in participants]
    shown = [each for each in everything if _chosen(each, choice, on)]
    teams = sorted({(each.team_id, each.team.name) for each in everything if each.team}, key=lambda pair: pair[1])
    return Board(
        round=round,
        progress=_progress(round, everything),
        people=people,
        teams=teams,
        activities=shown,
        shown=len(shown),
        open=sum(each.state == states.OPEN for each in everything),
        last=Allocation.objects.filter(round=round).select_related("made_by").first(),
    )


def _chosen(activity, choice, on):
    late = activity.state == states.GIVEN and activity.due_on < on
    return (
        (not choice.person or str(activity.person_id) == choice.person)
        and (not choice.team or str(activity.team_id) == choice.team)
        and (not choice.kind or activity.kind == choice.kind)
        and (not choice.state or (late if choice.state == "late" else activity.state == choice.state))
    )


def _progress(round, activities):
    rows = []
    for kind, words, target in TARGETS:
        mine = [each for each in activities if each.kind == kind]
        done = [each for each in mine if each.state == states.DONE]
        fed_back = [each for each in done if each.feedback_at]
        same = [each for each in fed_back if localtime(each.feedback_at).date() == localtime(each.done_at).date()]
        given = sum(each.state != states.OPEN for each in mine)
        rows.append(
            Progress(kind, words, getattr(round, target), len(mine), given, len(done), len(fed_back), len(same))
        )
    return rows


@dataclass(frozen=True)
class Steps:
    """The days of a round's steps, each with what it asks."""

    on: date
    what: str


def steps_of(round: Round) -> list[Steps]:
    """Return the steps of a round with their days, first to last (practice reference, 3; seed 003, paragraph 84)."""
    steps = [
        Steps(round.sample_on, "Sample drawn"),
        Steps(round.match_on, "People and cases matched"),
        Steps(round.tell_on, "Workers and families told"),
        Steps(round.start_on, "First day"),
        Steps(round.last_on, "Last day" + (", with feedback" if round.kind == "inspection" else "")),
        Steps(round.report_due_on, "Report due"),
        Steps(round.plan_due_on, "Action plan due"),
        Steps(_months_on(round.last_on, 3), "What has changed, after three months"),
        Steps(_months_on(round.last_on, 6), "What has changed, after six months"),
    ]
    return sorted(steps, key=lambda step: step.on)


def _months_on(day, months):
    month = add_months(day, months)
    return month.replace(day=min(day.day, (add_months(month, 1) - timedelta(days=1)).day))


def sample_of(round: Round) -> Sample | None:
    """Return the sample of a round that counts, with its strata, or None; two queries."""
    rows = Sample.objects.filter(round=round, set_aside_at__isnull=True).defer("listed")
    return rows.select_related("drawn_by").prefetch_related("strata").first()


def samples_of(round: Round) -> list[Sample]:
    """Return every draw of a round that was set aside, newest first; one query."""
    rows = Sample.objects.filter(round=round, set_aside_at__isnull=False).defer("listed")
    return list(rows.select_related("set_aside_by").order_by("-drawn_at"))


def drawn_of(sample: Sample) -> list[Drawn]:
    """Return the children of a sample in the order of the draw, those swapped out too; one query."""
    rows = sample.drawn.select_related("child", "stratum", "swapped_by", "replaces__child")
    return list(rows.order_by("place", "pk"))


def sample_or_none(*, pk: int, user) -> Sample | None:
    """Return a sample of a round this person may open, or None."""
    return Sample.objects.filter(pk=pk, round__in=Round.objects.visible_to(user)).select_related("round").first()


def drawn_or_none(*, pk: int, user) -> Drawn | None:
    """Return a drawn child of a round this person may open, or None."""
    rows = Drawn.objects.filter(pk=pk, sample__round__in=Round.objects.visible_to(user))
    return rows.select_related("sample__round__team", "child", "stratum").first()


def activity_or_none(*, pk: int, user) -> Activity | None:
    """Return an activity of a round this person may open, with its moves and concessions, or None; three queries."""
    moves = Move.objects.select_related("from_person", "to_person", "moved_by")
    concessions = Concession.objects.select_related("agreed_by", "written_by")
    rows = Activity.objects.filter(pk=pk, round__in=Round.objects.visible_to(user))
    rows = rows.select_related("round__team", "child", "team", "worker__user", "person", "audit__worker")
    return rows.prefetch_related(Prefetch("moves", moves), Prefetch("concessions", concessions)).first()


def still_with(round: Round, people) -> int:
    """Return how many activities people still have; one query."""
    return Activity.objects.filter(round=round, person__in=people, state=states.GIVEN).count()


def participant_or_none(*, pk: int, user) -> Participant | None:
    """Return somebody who takes part in a round this person may open, or None."""
    rows = Participant.objects.filter(pk=pk, round__in=Round.objects.visible_to(user))
    return rows.select_related("round", "person").first()


def mine(user) -> list[Activity]:
    """Return what this person still has to do in rounds that run, soonest first; one query."""
    rows = Activity.objects.filter(person=user, state=states.GIVEN, round__state=states.RUNNING)
    return list(rows.select_related("round", "child", "team", "worker").order_by("due_on", "pk"))


def relations_of(user) -> list[Relation]:
    """Return what this person declared and has not taken back; one query."""
    return list(user.relations.filter(ended_at__isnull=True).select_related("child", "worker").order_by("-declared_at"))


def sits_on(user) -> list[Participant]:
    """Return the rounds in which somebody takes part as a care ambassador, the latest first; one query."""
    rows = Participant.objects.filter(person=user, part=Participant.Part.AMBASSADOR, away_at__isnull=True)
    return list(rows.select_related("round__team").order_by("-round__start_on", "-pk"))


def people_to_ask():
    """Return everybody who may be asked to take part: who signs in, by name."""
    return User.objects.filter(is_active=True).order_by("name", "pk")


@dataclass(frozen=True)
class Coverage:
    """How often a team's work was looked at in a year, and when last; None for never."""

    team: Team
    times: int
    children: int
    last_on: date | None


def coverage(*, team: Team, on: date) -> list[Coverage]:
    """Return how often each team at or below one was looked at in the year before a day; those never looked at first.

    Three queries. Teams, never workers: how often a person was looked at is between them and who leads the round
    (S45, no tables of named people).
    """
    ids = at_or_below([team.pk], on=on)
    rows = Activity.objects.filter(team_id__in=ids, state=states.DONE)
    rows = rows.filter(done_at__date__gt=on - timedelta(days=365), done_at__date__lte=on)
    counts = rows.values_list("team").annotate(Count("pk"), Count("child", distinct=True), Max("done_at"))
    seen = {pk: (times, children, localtime(last).date()) for pk, times, children, last in counts}
    teams = Team.objects.filter(pk__in=ids, level="team", closed_on__isnull=True).order_by("name")
    found = [Coverage(each, *seen.get(each.pk, (0, 0, None))) for each in teams]
    return sorted(found, key=lambda each: each.times)


@dataclass(frozen=True)
class Cycle:
    """A district's peer inspections: when the last one was, and by when the next must be over (K10)."""

    district: Team
    last: Round | None
    planned: Round | None
    due_on: date


def inspection_cycle(*, on: date) -> list[Cycle]:
    """Return each district with its peer inspections and when the next must be over, soonest first; three queries.

    The count begins on the day the district opened, or three years back, whichever is later.
    """
    districts = list(Team.objects.filter(level="district", closed_on__isnull=True))
    held: dict[int, list[Round]] = {}
    for each in Round.objects.filter(kind="inspection").order_by("last_on"):
        held.setdefault(each.team_id, []).append(each)
    found = []
    for district in districts:
        rounds = held.get(district.pk, [])
        over = [each for each in rounds if each.last_on < on]
        since = max(district.opened_on, _months_on(on, -36))
        due_on = inspection_due_on([each.last_on for each in over], since=since)
        planned = next((each for each in rounds if each.last_on >= on), None)
        found.append(Cycle(district, over[-1] if over else None, planned, due_on))
    return sorted(found, key=lambda each: (each.due_on, each.district.name))
