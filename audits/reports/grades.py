"""Grades as reports count them: of final audits only, so that no report says what somebody has yet to match blind."""

from collections import Counter

from django.db.models import Count

from audits import agreement
from audits.models import Answer, Audit, Moderation, Voice
from audits.moderation import states as moderation_states
from audits.reports.shape import GOOD, GRADE_HEADERS, GRADES, Part, Table, counted, share

# A part of a tool is a strength where at least this share is good or better, and a difficulty where less than half is;
# below this n neither is said.
STRONG, WEAK, LEAST = 0.75, 0.5, 5


def final(rows):
    """Return the audits of `rows` that are final: their grade stands."""
    return rows.filter(final_at__isnull=False)


def by_grade(rows) -> list[int]:
    """Return how many final audits have each grade, best first; one query."""
    found = dict(final(rows).order_by().values_list("grade").annotate(Count("pk")))
    return [found.get(grade, 0) for grade in GRADES]


def by_section(rows) -> list[tuple[str, list[int]]]:
    """Return section title -> how many answers have each grade, in the order of the tool; one query.

    A section with several graded questions counts each.
    """
    answers = Answer.objects.filter(audit__in=final(rows).order_by().values("pk"), voice=Voice.AUDITOR)
    counts = answers.exclude(grade="").values_list("question__section__title", "question__section__number", "grade")
    found: dict[str, Counter] = {}
    for title, _, grade, count in counts.annotate(Count("pk")).order_by("question__section__number"):
        found.setdefault(title, Counter())[grade] += count
    return [(title, [seen[grade] for grade in GRADES]) for title, seen in found.items()]


def grades_part(title: str, rows, sections, *, hides: bool) -> Part:
    """Return the grades of audits, of the whole and part by part, with n."""
    overall = by_grade(rows)
    n = sum(overall)
    if not n:
        return Part(title, ("None is final yet.",))
    words = (f"{share(sum(overall[:2]), n)} good or outstanding, {share(overall[3], n)} inadequate.",)
    tables = (
        Table("Overall", ("", *GRADE_HEADERS), counted([("Overall grade", overall)], hides=hides)),
        Table("Part by part", ("Part", *GRADE_HEADERS), counted(sections, hides=hides)),
    )
    return Part(title, () if hides else words, tables)


def strong_and_weak(sections) -> tuple[list[str], list[str]]:
    """Return the sections that are strengths and those that are difficulties, as sentences with n."""
    strong, weak = [], []
    for title, counts in sections:
        n, good = sum(counts), sum(counts[: len(GOOD)])
        if n < LEAST:
            continue
        line = f"{title}: {share(good, n)} good or outstanding."
        if good >= STRONG * n:
            strong.append(line)
        elif good < WEAK * n:
            weak.append(line)
    return strong, weak


RULE = f"A part of the tool stands here where at least {STRONG:.0%} of {LEAST} or more were good or outstanding."
WEAK_RULE = f"A part of the tool stands here where less than half of {LEAST} or more were good or outstanding."


def moderation_part(rows, *, hides: bool) -> Part:
    """Return what second, independent grades said of the final audits of `rows`; two queries."""
    settled = Moderation.objects.filter(audit__in=final(rows).order_by().values("pk"))
    settled = settled.filter(state=moderation_states.SETTLED).values_list("first_grade", "grade", "outcome")
    pairs = [(first, second, outcome) for first, second, outcome in settled]
    if not pairs:
        return Part("Graded a second time", ("None of these was graded a second time.",))
    ranks = {grade: place for place, grade in enumerate(GRADES)}
    moved = Counter(
        "same" if first == outcome else "up" if ranks[outcome] < ranks[first] else "down" for first, _, outcome in pairs
    )
    found = agreement.agreement([(first, second) for first, second, _ in pairs])
    counts = [found.exact, found.one_apart, found.two_apart]
    tables = (
        Table(
            "How far apart", ("", "Same", "One apart", "Two or more", "All"), counted([("Grades", counts)], hides=hides)
        ),
        Table(
            "What stood in the end",
            ("", "First grade", "Moved up", "Moved down", "All"),
            counted([("Audits", [moved["same"], moved["up"], moved["down"]])], hides=hides),
        ),
    )
    words = () if hides else (f"{share(found.exact, found.n)} had the same grade twice.",)
    return Part("Graded a second time", words, tables)


def tool_kinds(rows):
    """Return the audits of `rows` that are no observations, and those that are."""
    observed = {"tool_version__tool__kind": "observation"}
    return rows.exclude(**observed), rows.filter(**observed)


def audits_of(round):
    """Return the audits of a round that were not withdrawn."""
    return Audit.objects.filter(activity__round=round).exclude(state="withdrawn")
