"""The monthly and quarterly report of quality (practice 2.9): done, grades, what drives inadequate, themes, change."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.db.models import Count, F

from audits.models import WRITING, Answer, Audit, Concession, Dispute, Moderation, Round, Voice
from audits.reports.grades import (
    RULE,
    WEAK_RULE,
    by_grade,
    by_section,
    final,
    grades_part,
    moderation_part,
    strong_and_weak,
    tool_kinds,
)
from audits.reports.shape import GRADE_HEADERS, GRADES, Part, Report, Table, counted, share
from audits.reports.taught import by_theme, good_over_time, guidance_part
from casework.access import at_or_below
from casework.models import Action, Team
from improvement.lib.months import add_months, day_label, long_label, months_to

# Gloucestershire's aim (practice 2.9); a default, as no rule sets one.
MOST_INADEQUATE = "no more than 10%"
# The control chart has its limits from 13 points on.
MONTHS_BACK = 24
LOOK_AHEAD = 2


def quality_report(*, team: Team, first: date, months: int, on: date, at: datetime) -> Report:
    """Return the report of the months from `first` of a place; the same number of queries whatever its size.

    It is for those who see numbers in full: months, quarters, places and rounds overlap, so that what is hidden in one
    could be had from another. Who reads totals only reads the reports of rounds, which share no audit.
    """
    end = add_months(first, months)
    ids = at_or_below([team.pk], on=on)
    rows = Audit.objects.filter(team_id__in=ids).exclude(state="withdrawn")
    ours = rows.filter(final_at__date__gte=first, final_at__date__lt=end)
    audits, observed = tool_kinds(ours)
    sections = by_section(audits)
    strong, weak = strong_and_weak(sections)
    themes = by_theme(ours, hides=False)
    good, hard = themes["strength"], themes["difficulty"]
    last = add_months(first, months - 1)
    parts = (
        _done(rows, ids, first, end, on),
        grades_part("Grades of audits", audits, sections, hides=False),
        _inadequate(audits),
        grades_part("Grades of observations", observed, by_section(observed), hides=False),
        moderation_part(audits, hides=False),
        Part("What is good", (RULE, *strong, *good.words), good.tables),
        Part("What is not", (WEAK_RULE, *weak, *hard.words), hard.tables),
        _over_time(team, rows, last),
        _actions(ids, first, end, on),
        guidance_part(first=first, end=end, on=on),
        _next(ids, end),
    )
    return Report(
        title="Report of quality",
        place=team.name,
        period=long_label(first) if months == 1 else f"{long_label(first)} to {long_label(last)}",
        made_at=at,
        parts=parts,
        hides=False,
    )


def _done(rows, ids, first, end, on):
    due = rows.filter(due_on__gte=first, due_on__lt=end)
    by_state = Counter(due.values_list("state", flat=True))
    open_ = sum(by_state[state] for state in WRITING)
    late = due.filter(state__in=WRITING, due_on__lt=on).count()
    agreed = Concession.objects.filter(activity__team_id__in=ids, written_at__date__gte=first, written_at__date__lt=end)
    given = dict(agreed.order_by().values_list("kind").annotate(Count("pk")))
    auditors = final(rows).filter(final_at__date__gte=first, final_at__date__lt=end)
    disputed = Dispute.objects.filter(audit__team_id__in=ids, raised_at__date__gte=first, raised_at__date__lt=end)
    changed = disputed.filter(state="decided").exclude(outcome=F("first_grade"))
    moderators = Moderation.objects.filter(audit__team_id__in=ids, graded_at__date__gte=first, graded_at__date__lt=end)
    lines = (
        ("Due", due.count()),
        ("Sent to the worker", due.count() - open_),
        ("Still being written", open_),
        ("Of those, late", late),
        ("Given longer", given.get("extension", 0)),
        ("Exempted", given.get("exemption", 0)),
        ("Grades that a worker or manager disputed", disputed.count()),
        ("Of those, changed", changed.count()),
        ("People who finished an audit", auditors.order_by().values("auditor").distinct().count()),
        ("People who graded a second time", moderators.order_by().values("moderator").distinct().count()),
    )
    return Part("Audits due and done", (), (Table("Audits and observations", ("", "Number"), lines),))


def _inadequate(audits):
    grades = by_grade(audits)
    n, bad = sum(grades), grades[-1]
    title = "What drives inadequate"
    if not bad:
        return Part(title, (f"No audit was inadequate, of {n}. The aim is {MOST_INADEQUATE}.",))
    answers = Answer.objects.filter(audit__in=final(audits).filter(grade="inadequate").order_by().values("pk"))
    answers = answers.filter(voice=Voice.AUDITOR, grade="inadequate").order_by()
    found = answers.values_list("question__section__title").annotate(count=Count("audit", distinct=True))
    lines = tuple((title, count, bad) for title, count in found.order_by("-count", "question__section__title"))
    words = (f"{share(bad, n)} were inadequate. The aim is {MOST_INADEQUATE}.",)
    table = Table("Parts that were inadequate in them", ("Part", "Audits", "Of inadequate audits"), lines)
    return Part(title, words, (table,) if lines else ())


def _over_time(team, rows, last):
    audits, _ = tool_kinds(rows)
    months = months_to(last, MONTHS_BACK)
    found: dict[date, Counter] = {month: Counter() for month in months}
    when = final(audits).filter(final_at__date__gte=months[0], final_at__date__lt=add_months(last, 1))
    for day, grade in when.order_by().values_list("final_at__date", "grade"):
        found[day.replace(day=1)][grade] += 1
    if not any(found.values()):
        return Part("Over time", (f"None became final from {long_label(months[0])} on.",))
    lines = [(long_label(month), [found[month][grade] for grade in GRADES]) for month in months]
    chart = good_over_time(team, months, found)
    said = "Read it over the whole time: a month of few audits moves far by chance, so its n stands beside it."
    table = Table("Audits that became final, by month", ("Month", *GRADE_HEADERS), counted(lines, hides=False))
    return Part("Over time", (chart.title, chart.subtitle, said), (table,), chart=chart)


def _actions(ids, first, end, on):
    rows = Action.objects.filter(team_id__in=ids, origin__in=["audit", "round"])
    lines = (
        ("Agreed in this time", rows.filter(raised_at__date__gte=first, raised_at__date__lt=end).count()),
        ("Closed in this time", rows.filter(state="closed", ended_at__date__gte=first, ended_at__date__lt=end).count()),
        ("Open today", rows.filter(state="open").count()),
        ("Of those, overdue", rows.filter(state="open", due_on__lt=on).count()),
        ("Done, to be checked", rows.filter(state="done").count()),
    )
    return Part("Actions from looking", (), (Table("Actions", ("", "Number"), lines),))


def _next(ids, end):
    rounds = Round.objects.filter(
        team_id__in=ids, start_on__gte=end, start_on__lt=end + timedelta(days=31 * LOOK_AHEAD)
    )
    lines = tuple(
        (each.name, each.get_kind_display(), day_label(each.start_on), each.focus)
        for each in rounds.order_by("start_on")
    )
    if not lines:
        return Part("What comes next", ("No round is planned for the two months after.",))
    table = Table("Rounds that are planned", ("Round", "Kind", "From", "It looks at"), lines)
    return Part("What comes next", (), (table,))
