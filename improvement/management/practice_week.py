"""A whole practice week of the synthetic department, played through the services people use (S01, K1 to K3).

80 audits, 20 observations and 25 families, from the plan to the report: the sample and two swaps, an allocation by the
rules, two leaders ill on Monday at 7.45, joint audits with replies, a family that says no, second grades, findings with
themes, actions, guidance. Its chances come from what it is given, so that it is the same week each time.
"""

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from django.db import transaction
from django.utils import timezone

from audits import observing
from audits import services as auditing
from audits.loop.services import follow_inadequate
from audits.models import Activity, Audit, Moderation, Question, Round, Tool
from audits.moderation import services as moderating
from audits.reports import services as reporting
from audits.rounds import allocating, drawing, services
from audits.writing.services import save_answer, save_overall
from casework.models import Team, User, Worker
from casework.services import NotAllowed
from casework.synthetic.staff import names
from improvement.management.joining import join
from improvement.management.taught import keep_findings, paragraphs, teach

WORDS = tomllib.loads((Path(__file__).parent / "data" / "practice_week.toml").read_text(encoding="utf-8"))
KEY = "synthetic practice week"
TARGETS = {"target_audits": 80, "target_observations": 20, "target_families": 25}
LEADERS, AT_MOST, SIGN_IN = 24, 7, 30
MONDAY: date = WORDS["first_day"]
GRADES = ("outstanding", "good", "requires_improvement", "inadequate")
# How many in a hundred audits end in each grade.
MIX = (8, 47, 36, 9)
PATH = "/audits/rounds/"


@transaction.atomic
def play_week(*, targets: dict[str, int] = TARGETS) -> Round | None:
    """Play the week once, and return it; None where the department has too few children, or no tools, to play it."""
    again = Round.objects.filter(key=KEY).first()
    lead = User.objects.filter(email__startswith="quality-lead@").first()
    tool = Tool.objects.filter(code="case-audit", versions__state="published").first()
    if again is not None or lead is None or tool is None:
        return again
    try:
        with transaction.atomic():
            week = _planned(lead, tool, targets)
            drawing.draw_sample(round=week, strata=["team", "plan"], key=KEY, by=lead, at=_at(-42), seed=KEY)
    except NotAllowed:
        # A department of a few months has no list of six weeks before to draw from.
        return None
    _allocated(week, lead)
    _looked(week, lead)
    _second_grades(week, lead)
    _reported(week, lead)
    return Round.objects.get(pk=week.pk)


def _at(days: int, hour: int = 9, minute: int = 0) -> datetime:
    midnight = datetime.combine(MONDAY + timedelta(days=days), time())
    return timezone.make_aware(midnight + timedelta(hours=hour, minutes=minute))


def _planned(lead: User, tool: Tool, targets: dict[str, int]) -> Round:
    return services.plan(
        name=WORDS["name"],
        kind=Round.Kind.PRACTICE_WEEK,
        team=Team.objects.get(level="county"),
        lead=lead,
        start_on=MONDAY,
        last_on=MONDAY + timedelta(days=4),
        focus=WORDS["focus"],
        tool=tool,
        moderates_new=False,
        key=KEY,
        by=lead,
        at=_at(-60),
        **targets,
    )


def _allocated(week: Round, lead: User) -> None:
    for place, because in enumerate(WORDS["children_swapped"], start=3):
        drawn = week.samples.get().drawn.get(place=place, replaces__isnull=True)
        drawing.swap(drawn=drawn, because=because, by=lead, at=_at(-40))
    for person, part in _leaders(lead):
        services.take_part(round=week, person=person, limit=AT_MOST, part=part, by=lead, at=_at(-36))
    _let_workers_sign_in(week, lead)
    allocating.share_out(round=week, key=KEY, path=PATH, by=lead, at=_at(-35), seed=KEY)
    services.tell(round=week, path=PATH, by=lead, at=_at(-28))
    week.refresh_from_db()
    # Whose work it is has changed for some since the draw; and on Monday at 7.45 two leaders are ill.
    _share_again(week, lead, _at(-7), "Whose work it is has changed")
    ill = [each.person for each in week.participants.select_related("person").order_by("pk")[:2]]
    allocating.mark_away(round=week, people=ill, key=f"{KEY} ill", path=PATH, by=lead, at=_at(0, 7, 45), seed=KEY)


def _share_again(week: Round, lead: User, at: datetime, because: str) -> None:
    if week.activities.filter(state="open").exists():
        key = f"{KEY} {at:%d %H}"
        allocating.share_out(round=week, key=key, path=PATH, by=lead, at=at, because=because, seed=key)


def _leaders(lead: User) -> list[tuple[User, str]]:
    """Return who looks: team managers, heads of service and auditors, each of a place of their own."""
    teams = list(Team.objects.filter(level="team", closed_on__isnull=True).order_by("code"))
    areas = list(Team.objects.filter(level="area").order_by("code"))
    county = Team.objects.get(level="county")
    fresh, found = names(Random("leaders of a practice week")), []  # noqa: S311 - names, not secrets
    for number in range(LEADERS):
        role, team = ("auditor", county) if number % 3 == 0 else ("team_manager", teams[number * 5 % len(teams)])
        if number % 8 == 1:
            role, team = "head_of_service", areas[number % len(areas)]
        person = join(f"leader-{number + 1}", next(fresh), role, team, by=lead, at=_at(-60))
        found.append((person, "auditor" if role == "auditor" else "leader"))
    return found


def _let_workers_sign_in(week: Round, lead: User) -> None:
    """Let some of those whose work is looked at sign in, so that they can reply; the others' time passes."""
    rows = Activity.objects.filter(round=week, kind="audit", worker__user__isnull=True, team__isnull=False)
    found = {each.worker_id: each for each in rows.exclude(worker=None).select_related("worker", "team").order_by("pk")}
    for number, each in enumerate(list(found.values())[:SIGN_IN], start=1):
        user = join(f"worker-{number}", each.worker.name, "practitioner", each.team, by=lead, at=_at(-60))
        Worker.objects.filter(pk=each.worker_id, user__isnull=True).update(user=user)


def _looked(week: Round, lead: User) -> None:
    rows = Activity.objects.filter(round=week, state="given").order_by("pk")
    rows = rows.select_related("audit__tool_version__tool", "audit__worker__user", "person", "round", "child")
    refused = False
    for number, activity in enumerate(rows):
        day = number % 5
        if activity.kind == "family":
            services.say_done(activity=activity, fed_back=number % 6 != 0, by=activity.person, at=_at(day, 16))
        elif activity.kind == "observation" and not refused:
            refused = True
            _refused(activity, lead, day)
        else:
            _judged(activity, day)
    for left in Activity.objects.filter(round=week, state="open").select_related("audit"):
        because = WORDS["observation_refused"] if left.kind == "observation" else "Nobody independent is free"
        director = User.objects.get(email__startswith="director@")
        services.exempt(activity=left, because=because, agreed_by=director, by=lead, at=_at(4, 17))


def _refused(activity: Activity, lead: User, day: int) -> None:
    asked = {"asked_on": MONDAY + timedelta(days=day), "by": activity.person, "at": _at(day, 9)}
    observing.record_consent(audit=activity.audit, answer="refused", **asked)


def _judged(activity: Activity, day: int) -> None:
    audit, person, on = activity.audit, activity.person, MONDAY + timedelta(days=day)
    chance = Random(f"{KEY} {activity.kind} {activity.child.reference}")  # noqa: S311 - a story, not a secret
    if activity.kind == "observation":
        observing.record_consent(audit=audit, answer="agreed", asked_on=on, by=person, at=_at(day, 9))
    auditing.invite(audit=audit, meet_on=on, by=person, at=_at(day, 9))
    how = chance.choice(["in_person", "in_person", "video"])
    talked = {"held_on": on, "how": how, "parts": ["auditor", "worker"]}
    auditing.record_conversation(audit=audit, **talked, by=person, at=_at(day, 11))
    _written(audit, chance, _at(day, 14))
    auditing.submit(audit=audit, by=person, at=_at(day, 15))
    signs_in = audit.worker is not None and audit.worker.user is not None
    if not signs_in and chance.random() < 0.9:
        services.give_feedback(activity=activity, by=person, at=_at(day, chance.choice((16, 17, 34))))
    if signs_in:
        stance = "agrees" if audit.grade in GRADES[:2] else "partly"
        words = WORDS["reply"][stance]
        auditing.reply(audit=audit, stance=stance, text=words, by=audit.worker.user, at=_at(day + 3, 10))


def _written(audit: Audit, chance: Random, at: datetime) -> None:
    grade = chance.choices(GRADES, MIX)[0]
    sections = audit.parts.filter(applies=True).values("section_id")
    asked = Question.objects.filter(section_id__in=sections, asked_of="auditor").select_related("section")
    for question in asked.order_by("section__number", "number"):
        own = _grade_of(question, grade, chance)
        save_answer(
            audit=audit,
            question=question,
            voice="auditor",
            version=0,
            grade=own if question.is_graded else "",
            text=chance.choice(WORDS["said"][own]),
            difference=chance.choice(WORDS["difference"][own]) if question.asks_difference else "",
            by=audit.auditor,
            at=at,
        )
    words = {"text": WORDS["overall"][grade], "better_because": "What was late has been in time since the summer."}
    save_overall(audit=audit, version=0, grade=grade, **words, by=audit.auditor, at=at)
    seed = f"{KEY} found {audit.activity.kind} {audit.child.reference}"
    keep_findings(audit=audit, seed=seed, grade=grade, at=at)


def _grade_of(question: Question, grade: str, chance: Random) -> str:
    """Return a part's grade: the whole's, or one from it where the story says so."""
    place = GRADES.index(grade)
    if question.section.title in WORDS["stronger"] and chance.random() < 0.6:
        place = max(place - 1, 0)
    elif question.section.title in WORDS["weaker"] and grade != "requires_improvement" and chance.random() < 0.5:
        place = min(place + 1, len(GRADES) - 1)
    elif chance.random() < 0.2:
        place = max(place - 1, 0)
    return GRADES[place]


def _second_grades(week: Round, lead: User) -> None:
    moderating.draw(round=week, by=lead, at=_at(4, 17))
    auditing.end_waiting(at=_at(15))
    for each in Moderation.objects.filter(audit__activity__round=week).select_related("moderator").order_by("pk"):
        chance = Random(f"{KEY} second {each.audit.child_id and each.audit.child.reference}")  # noqa: S311 - a story
        firsts = dict(each.audit.answers.exclude(grade="").values_list("question_id", "grade"))
        grades = {question.pk: _near(firsts[question.pk], chance) for question in moderating.questions_of(each)}
        overall = _near(each.audit.grade, chance)
        text = WORDS["overall"][overall]
        moderating.grade(moderation=each, grades=grades, overall=overall, text=text, by=each.moderator, at=_at(8))
        each.refresh_from_db()
        settled_by = lead if each.audit.auditor_id != lead.pk else User.objects.get(email__startswith="director@")
        because = "The second reading names what the first passed over." if overall != each.audit.grade else ""
        moderating.settle(moderation=each, outcome=overall, because=because, by=settled_by, at=_at(15, 10))
    for audit in Audit.objects.filter(activity__round=week, state__in=["replied", "moderated"]).order_by("pk"):
        auditing.finish(audit=audit, by=audit.auditor, at=_at(15, 14))
        follow_inadequate(audit=audit, by=audit.auditor, at=_at(15, 14))


def _near(grade: str, chance: Random) -> str:
    place = GRADES.index(grade) + chance.choices((0, 1, -1), (78, 16, 6))[0]
    return GRADES[min(max(place, 0), len(GRADES) - 1)]


def _reported(week: Round, lead: User) -> None:
    services.close(round=week, by=lead, at=_at(5))
    for number, action in enumerate(WORDS["action"]):
        owners = week.participants.select_related("person").order_by("pk")
        about = {"owner": owners[number + 2].person, "due_on": MONDAY + timedelta(days=60 + 30 * number)}
        key = f"{KEY} action {number}"
        reporting.agree_action(round=week, **action, **about, key=key, by=lead, at=_at(16))
    teach(week=week, key=KEY, by=lead, at=_at(16))
    words = {name: paragraphs(WORDS["report"][name]) for name in reporting.FIELDS}
    reporting.write(round=week, version=0, **words, by=lead, at=_at(16))
    week.refresh_from_db()
    reporting.issue(round=week, by=lead, at=_at(17), on=MONDAY + timedelta(days=17))
