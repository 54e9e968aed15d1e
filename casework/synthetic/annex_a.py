"""The eleven lists as at a month end: what the case system knew then, and no more.

Each function returns the rows of one list, in the column order of `data/annex_a_headers.csv`. Dates are ordinals in
columns of type date; None is a blank cell.
"""

import csv
from bisect import bisect_right
from collections import Counter
from functools import cache

from casework.synthetic import clock
from casework.synthetic.county import CODES, DATA
from casework.synthetic.department import Department
from casework.synthetic.journeys import stands_open
from casework.synthetic.records import Child, Post, Spell

WINDOW_MONTHS = 6
ADOPTION_MONTHS = 12
# Extracts are run a few days after the month ends, so that most late recording is in.
RUN_AFTER_DAYS = 4
NOT_ALLOCATED = "#N/A"

YES, NO = CODES["yes"], CODES["no"]


@cache
def headers() -> dict[int, list[tuple[str, str]]]:
    """Return each list's columns as (header, type), in order."""
    columns: dict[int, list[tuple[str, str]]] = {}
    with (DATA / "annex_a_headers.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            columns.setdefault(int(row["list"].split()[1]), []).append((row["header"], row["type"]))
    return columns


def extract(department: Department, month: int) -> dict[int, list[tuple]]:
    """Return list number to rows, as at the end of `month` (`clock.month_index`)."""
    day = clock.last_of(month)
    begin = clock.first_of(month - WINDOW_MONTHS + 1)
    return {number: list(rows(department, begin, day)) for number, rows in LISTS.items()}


def _child(child: Child, day: int) -> tuple:
    """Return reference, gender, ethnicity, date of birth and age: blank for a child not yet born."""
    if child.born > day:
        return child.reference, CODES["unborn_gender"], child.ethnicity, None, None
    born = None if child.birth_date_missing else child.born
    return child.reference, child.gender, child.ethnicity, born, clock.age_on(child.born, day)


def _yes_no(value: bool) -> str:
    return YES if value else NO


def _names(department: Department) -> dict[str, str]:
    return {team.code: team.name for team in department.county.teams}


def _staff(names: dict[str, str], post: Post, day: int) -> tuple[str, str]:
    return names[post.team], post.holder(day)


def _latest(days: list[int], day: int) -> int | None:
    at = bisect_right(days, day)
    return days[at - 1] if at else None


def _since(days: list[int], day: int, back: int = 365) -> int:
    return bisect_right(days, day) - bisect_right(days, day - back)


def contacts(department: Department, begin: int, day: int):
    """List 1."""
    for contact in department.world.contacts:
        if begin <= contact.day <= day and contact.recorded <= day + RUN_AFTER_DAYS:
            yield (*_child(contact.child, day), contact.day, contact.source)


def early_help(department: Department, begin: int, day: int):
    """List 2."""
    for episode in department.world.early_help:
        if episode.start <= day and (episode.end > day or episode.end >= begin):
            end = episode.end if episode.end <= day else None
            yield (*_child(episode.child, day), episode.start, end, episode.organisation)


def referrals(department: Department, begin: int, day: int):
    """List 3."""
    names = _names(department)
    for referral in department.world.referrals:
        if begin <= referral.day <= day and referral.recorded <= day + RUN_AFTER_DAYS:
            yield (
                *_child(referral.child, day),
                referral.first_entered if day < referral.corrected else referral.day,
                referral.source,
                _yes_no(referral.no_further_action),
                referral.previous,
                *_staff(names, referral.post, referral.day),
            )


def assessments(department: Department, begin: int, day: int):
    """List 4."""
    names = _names(department)
    for assessment in department.world.assessments:
        if assessment.start > day or assessment.end < begin:
            continue
        done = assessment.end <= day and assessment.recorded <= day + RUN_AFTER_DAYS
        yield (
            *_child(assessment.child, day),
            _yes_no(assessment.child.disabled),
            assessment.start,
            assessment.seen if done else CODES["unknown"],
            assessment.end if done else None,
            _yes_no(assessment.support) if done else None,
            *_staff(names, assessment.post, min(assessment.end, day)),
        )


def enquiries(department: Department, begin: int, day: int):
    """List 5."""
    names = _names(department)
    for enquiry in department.world.enquiries:
        if not (begin <= enquiry.day <= day or begin <= (enquiry.conference or 0) <= day):
            continue
        held = enquiry.conference if enquiry.conference and enquiry.conference <= day else None
        decided = held or (enquiry.conference is None and enquiry.day + 14 <= day)
        yield (
            *_child(enquiry.child, day),
            _yes_no(enquiry.child.disabled),
            enquiry.day,
            _yes_no(enquiry.conference is None) if decided else None,
            held,
            _yes_no(enquiry.plan) if held else None,
            enquiry.previous_enquiries,
            enquiry.previous_conferences,
            *_staff(names, enquiry.post, enquiry.day),
        )


def _spell(spells: list[Spell], day: int) -> Spell:
    current = spells[0]
    for spell in spells:
        if spell.start > day:
            break
        current = spell
    return current


def _seen(spells: list[Spell], day: int) -> int | None:
    return max((seen for spell in spells if (seen := _latest(spell.seen, day))), default=None)


def children_in_need(department: Department, begin: int, day: int):
    """List 6: one row a child, the latest episode, open or closed inside the window."""
    names = _names(department)
    latest = {}
    for need in department.world.needs:
        if need.start <= day and need.end >= begin:
            held = latest.get(need.child.reference)
            if held is None or held.start <= need.start:
                latest[need.child.reference] = need
    for need in latest.values():
        still = stands_open(need, day)
        spell = _spell(need.spells, day)
        team, worker = _staff(names, spell.post, day if still else need.end)
        if spell.allocated > day and still:
            worker = NOT_ALLOCATED
        yield (
            *_child(need.child, day),
            _yes_no(need.child.disabled),
            need.start,
            need.code,
            _seen(need.spells, day),
            None if still else need.end,
            None if still else need.reason,
            CODES["status"][spell.status if still else "closed"],
            team,
            worker,
        )


def protection_plans(department: Department, begin: int, day: int):
    """List 7."""
    names = _names(department)
    for plan in department.world.plans:
        if plan.start > day or plan.end < begin:
            continue
        until = min(plan.end, day)
        yield (
            *_child(plan.child, day),
            _yes_no(plan.child.disabled),
            plan.start,
            plan.category,
            plan.later_category if plan.category_changed <= day else plan.category,
            # The last visit of the month is often typed up after the extract has run.
            _latest(plan.visits, until - (plan.start + until) % 3),
            plan.alone if plan.visits and plan.visits[0] <= until - 2 else None,
            _latest(plan.reviews, until),
            plan.end if plan.end <= day else None,
            _yes_no(day - 183 < plan.protected <= day),
            plan.previous,
            *_staff(names, _spell(plan.need.spells, until).post, until),
        )


def children_in_care(department: Department, begin: int, day: int):
    """List 8: one row a child, the latest period of care."""
    names = _names(department)
    latest = {}
    for care in department.world.care:
        if care.start <= day and care.end >= begin:
            latest[care.child.reference] = care
    for care in latest.values():
        ended = care.end <= day
        until = min(care.end, day)
        placement = next(held for held in reversed(care.placements) if held.start <= until)
        legal_start, legal = next(held for held in reversed(care.legal) if held[0] <= until)
        moves = [held.start for held in care.placements]
        missing = [episode for episode in care.missing if until - 365 < episode[0] <= until]
        year_before = _latest(moves, until - 365)
        spell = _spell(care.need.spells, until if not ended else care.end - 1)
        yield (
            *_child(care.child, day),
            _yes_no(care.child.separated and care.start > day - 365),
            _yes_no(care.child.disabled),
            care.start,
            care.need.code,
            _yes_no(care.second_in_year),
            legal_start,
            legal,
            _latest(care.reviews, until),
            _latest(care.visits, until),
            care.permanence if until - care.start > 120 else None,
            _latest(care.reviewing_officer, until),
            _latest(care.health, until),
            _latest(care.dental, until),
            _since(moves, until) + (year_before is not None),
            care.end if ended else None,
            care.reason if ended else None,
            placement.start,
            placement.type,
            placement.provider,
            placement.postcode,
            placement.urn or None,
            CODES["location"]["outside" if placement.outside else "inside"],
            placement.authority,
            len(missing),
            _since(care.absent, until),
            _yes_no(missing[-1][1]) if missing else None,
            _yes_no(missing[-1][2]) if missing and missing[-1][1] else None,
            *_staff(names, spell.post, until),
        )


def care_leavers(department: Department, begin: int, day: int):
    """List 9."""
    names = _names(department)
    for leaver in department.world.leavers:
        if leaver.start > day or leaver.end <= day:
            continue
        grown = clock.birthday(leaver.child.born, 18)
        older = clock.birthday(leaver.child.born, 21) <= day
        adult = day >= grown
        category = (
            "qualifying" if older else "former" if adult else "relevant" if leaver.left_care <= day else "eligible"
        )
        living = _current(leaver.living, day) if adult else None
        activity = _current(leaver.activity, day) if adult else None
        team, worker = _staff(names, _spell(leaver.need.spells, day).post, day)
        yield (
            *_child(leaver.child, day),
            _yes_no(leaver.child.separated),
            _yes_no(leaver.child.disabled),
            team,
            worker,
            leaver.adviser.holder(day),
            CODES["eligibility"][category],
            _latest(leaver.pathway_reviews, day),
            leaver.in_touch if adult else YES,
            _latest(leaver.contacts, day),
            living[1] if living else None,
            living[2] if living else None,
            activity[1] if activity else None,
        )


def _current(dated: list[tuple], day: int) -> tuple | None:
    at = bisect_right(dated, day, key=lambda entry: entry[0])
    return dated[at - 1] if at else None


def _by(when: int | None, day: int) -> int | None:
    return when if when and when <= day else None


def adoptions(department: Department, _begin: int, day: int):
    """List 10: a decision in force or ended within 12 months."""
    year = clock.first_of(clock.month_index(day) - ADOPTION_MONTHS + 1)
    for adoption in department.world.adoptions:
        ended = adoption.adopted or adoption.reversed
        if adoption.decided > day or ended < year:
            continue
        gone = _by(adoption.reversed, day)
        reference, gender, ethnicity, born, age = _child(adoption.child, day)
        yield (
            reference,
            adoption.family or None,
            gender,
            ethnicity,
            born,
            age,
            _yes_no(adoption.child.disabled),
            adoption.entered_care,
            adoption.decided,
            _by(adoption.order, day),
            _by(adoption.matched, day),
            _by(adoption.placed, day),
            _by(adoption.adopted, day),
            gone,
            adoption.reversed_reason if gone else None,
            adoption.early_permanence,
        )


def adopters(department: Department, _begin: int, day: int):
    """List 11: people whose process was open in the last 12 months."""
    year = clock.first_of(clock.month_index(day) - ADOPTION_MONTHS + 1)
    for adopter in department.world.adopters:
        steps = [_by(step, day) for step in adopter.steps]
        finished = adopter.left or (adopter.steps[9] if len(adopter.steps) == 10 else 0)
        if adopter.steps[0] > day or (finished and finished < year):
            continue
        steps += [None] * (10 - len(steps))
        left = _by(adopter.left, day)
        yield (
            adopter.reference,
            adopter.family,
            adopter.gender,
            adopter.ethnicity,
            adopter.disability,
            adopter.early_permanence,
            *steps[:9],
            adopter.children if steps[8] else None,
            steps[9],
            left,
            adopter.left_reason if left else None,
        )


LISTS = {
    1: contacts,
    2: early_help,
    3: referrals,
    4: assessments,
    5: enquiries,
    6: children_in_need,
    7: protection_plans,
    8: children_in_care,
    9: care_leavers,
    10: adoptions,
    11: adopters,
}


def open_children(rows: dict[int, list[tuple]]) -> Counter:
    """Return how many children of list 6 are open, by case status."""
    return Counter(row[11] for row in rows[6] if row[11] != CODES["status"]["closed"])
