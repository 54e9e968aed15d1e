"""Moderation as it is read: what waits, the two grades side by side, and how far grades agree."""

from dataclasses import dataclass

from django.db.models import Q

from audits import agreement
from audits.agreement import Agreement, Drift
from audits.models import Answer, Calibration, DriftShown, Grade, Moderation, Round, SecondGrade, ToolVersion, Voice
from audits.moderation import states
from casework import access

PAGE = "moderation:moderation"


def moderations_of(user) -> list[Moderation]:
    """Return what waits for this person: to grade, then to settle; one query after those of their reach."""
    teams = access.team_ids_for(user, PAGE, codes="RW")
    wanted = Q(moderator=user, state=states.ASKED) | (Q(state=states.GRADED) & (Q(audit__team__in=teams)))
    rows = Moderation.objects.filter(wanted).select_related("audit__child", "audit__team", "moderator")
    return list(rows.order_by("state", "asked_at", "pk"))


def moderation_or_none(*, pk: int, user) -> Moderation | None:
    """Return a moderation that this person gives, or whose audit's team they reach, or None."""
    teams = access.team_ids_for(user, PAGE, codes="RW")
    rows = Moderation.objects.filter(Q(moderator=user) | Q(audit__team__in=teams), pk=pk)
    related = ("audit__child", "audit__team", "audit__auditor", "audit__overall", "audit__tool_version__tool")
    return rows.select_related("moderator", "settled_by", *related).first()


@dataclass(frozen=True)
class Side:
    """One question, or the whole, as the two graded it; `apart` in grades."""

    title: str
    first: str
    second: str
    first_text: str
    second_text: str

    @property
    def first_words(self) -> str:
        """The first grade as it is read."""
        return Grade(self.first).label

    @property
    def second_words(self) -> str:
        """The second grade as it is read."""
        return Grade(self.second).label

    @property
    def apart(self) -> int:
        """How many grades lie between the two."""
        return abs(agreement.GRADES.index(self.first) - agreement.GRADES.index(self.second))


def sides_of(moderation: Moderation) -> list[Side]:
    """Return the two grades side by side, the whole first; only once the second is given. Two queries."""
    if moderation.state == states.ASKED:
        return []
    audit = moderation.audit
    first = moderation.first_grade or audit.grade
    whole = Side("Overall", first, moderation.grade, audit.overall.text, moderation.text)
    answers = {each.question_id: each for each in audit.answers.filter(voice=Voice.AUDITOR).exclude(grade="")}
    seconds = moderation.grades.select_related("question__section").order_by("question__section__number")
    found = [(each, answers[each.question_id]) for each in seconds if each.question_id in answers]
    parts = [Side(each.question.section.title, answer.grade, each.grade, answer.text, "") for each, answer in found]
    return [whole, *parts]


@dataclass(frozen=True)
class Domain:
    """How far first and second grades agree, of the whole or of one part of the tool."""

    title: str
    agreement: Agreement


def agreement_of(round: Round) -> list[Domain]:
    """Return how far grades agree in a round, the whole first, then part by part; three queries.

    Only audits whose second grade is given count, so the page says nothing of a grade that somebody has yet to match.
    """
    given = Moderation.objects.filter(audit__activity__round=round).exclude(state=states.ASKED)
    fields = given.values_list("first_grade", "audit__grade", "grade")
    whole = [(first or audit, second) for first, audit, second in fields]
    pairs: dict[str, list] = {}
    seconds = SecondGrade.objects.filter(moderation__in=given)
    firsts = {
        (audit, question): grade
        for audit, question, grade in Answer.objects.filter(audit__moderation__in=given, voice=Voice.AUDITOR)
        .exclude(grade="")
        .values_list("audit_id", "question_id", "grade")
    }
    fields = ("moderation__audit_id", "question_id", "question__section__title", "grade")
    for audit, question, title, second in seconds.order_by("question__section__number").values_list(*fields):
        if (audit, question) in firsts:
            pairs.setdefault(title, []).append((firsts[audit, question], second))
    domains = [Domain("Overall", agreement.agreement(whole))]
    return domains + [Domain(title, agreement.agreement(found)) for title, found in pairs.items()]


def drift_of(user) -> Drift:
    """Return which way this person's own grades lean, from every audit of theirs that was graded twice; one query."""
    rows = Moderation.objects.filter(audit__auditor=user).exclude(state=states.ASKED)
    fields = rows.values_list("first_grade", "audit__grade", "grade")
    return agreement.drift([(first or audit, second) for first, audit, second in fields])


def shows_drift(user) -> bool:
    """Return whether this person lets whoever leads see which way their grades lean; one query."""
    return DriftShown.objects.filter(person=user, taken_back_at__isnull=True).exists()


@dataclass(frozen=True)
class Shown:
    """Somebody who lets whoever leads see which way their grades lean."""

    name: str
    drift: Drift


def drift_shown_to(user) -> list[Shown]:
    """Return the drift of those who show it, by name, from audits of teams this person settles; two queries at most.

    Never a ranking, and nobody who does not show theirs.
    """
    teams = access.team_ids_for(user, "moderation:settle", codes="W")
    if not teams:
        return []
    rows = Moderation.objects.filter(audit__team_id__in=teams).exclude(state=states.ASKED).exclude(audit__auditor=user)
    rows = rows.filter(
        audit__auditor__drift_shown__taken_back_at__isnull=True, audit__auditor__drift_shown__isnull=False
    )
    pairs: dict[tuple[str, int], list] = {}
    fields = ("audit__auditor__name", "audit__auditor_id", "first_grade", "audit__grade", "grade")
    for name, pk, first, audit, second in rows.order_by("audit__auditor__name").values_list(*fields):
        pairs.setdefault((name, pk), []).append((first or audit, second))
    return [Shown(name, agreement.drift(found)) for (name, _), found in pairs.items()]


@dataclass(frozen=True)
class Exercise:
    """A calibration as one person sees it: how many gave a grade, their own, and all of them once laid open."""

    calibration: Calibration
    given: int
    own: str
    counts: list[tuple[str, int]]
    grades: list


def exercises_of(user) -> list[Exercise]:
    """Return the calibrations of the teams this person reaches, newest first; two queries after their reach."""
    teams = access.team_ids_for(user, "moderation:calibrations")
    rows = Calibration.objects.filter(team__in=teams).select_related("child", "begun_by", "tool_version__tool")
    return [_exercise(each, user) for each in rows.prefetch_related("grades__person").order_by("-begun_at", "-pk")]


def exercise_or_none(*, pk: int, user) -> Exercise | None:
    """Return one calibration this person reaches, or None."""
    return next((each for each in exercises_of(user) if each.calibration.pk == pk), None)


def _exercise(calibration, user):
    grades = list(calibration.grades.all())
    own = next((each.get_grade_display() for each in grades if each.person_id == user.pk), "")
    # Whoever has given theirs still waits: nobody sees another's before all are laid open.
    shown = grades if calibration.ended_at else []
    counts = [(grade, sum(each.grade == grade for each in shown)) for grade in agreement.GRADES] if shown else []
    return Exercise(calibration, len(grades), own, counts, shown)


def tools_in_use():
    """Return the versions of tools that are in use, by name."""
    return ToolVersion.objects.filter(state="published").select_related("tool").order_by("tool__name")
