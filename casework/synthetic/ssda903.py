"""The SSDA903 return of a year, as the fictional case system would write it: its files as CSV.

What the world does not hold (scores, how a child took part in a review) is drawn for each child by itself, so that the
same department gives the same return, and one child more changes no other's.
"""

import csv
import random
import re
from datetime import date
from pathlib import Path

from casework.synthetic import chance, clock
from casework.synthetic.department import Department
from casework.synthetic.records import Care, Child

HEADINGS = {
    "header": "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB",
    "episodes": "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST PL_POST URN",
    "reviews": "CHILD DOB REVIEW REVIEW_CODE",
    "uasc": "CHILD SEX DOB DUC",
    "missing": "CHILD DOB MISSING MIS_START MIS_END",
    "oc2": "CHILD DOB SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK HEALTH_ASSESSMENT "
    "SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED",
    "sw_episodes": "CHILD DOB SW_ID SW_DECOM SW_DEC SW_REASON",
}
MARCH = 2  # of a month index, which counts from 0
SEXES = {"Male": "M", "Female": "F"}
CODE = re.compile(r"\b[A-Z]{1,4}\d+[A-Z]?\b|\b[A-Z]{4}\b")
# How children of 4 and over take part: fewer were unheard each year.
HEARD = {"PN1": 0.36, "PN2": 0.06, "PN3": 0.03, "PN4": 0.06, "PN5": 0.08, "PN6": 0.30}
UNHEARD = {2023: 0.17, 2024: 0.14, 2025: 0.10, 2026: 0.08}
RETURNED = 0.78
WHY_CHANGED = ("LEFTRL", "TSPROC", "ORGRST", "OTHERS")


def is_due(month: int) -> bool:
    """Return whether a return is taken at the end of a month (`clock.month_index`)."""
    return month % 12 == MARCH


def write_return(department: Department, month: int, folder: Path) -> Path:
    """Write the files of the year that ends with `month` into a folder of their own under `folder`; return it."""
    day = clock.last_of(month)
    made = folder / f"ssda903-{date.fromordinal(day).isoformat()}"
    made.mkdir(parents=True, exist_ok=True)
    for name, rows in rows_of(department, day).items():
        with (made / f"{name}.csv").open("w", newline="", encoding="utf-8") as lines:
            writer = csv.writer(lines)
            writer.writerow(HEADINGS[name].split())
            writer.writerows(rows)
    return made


def rows_of(department: Department, day: int) -> dict[str, list[list[str]]]:
    """Return file name -> rows, for the year up to `day`, a 31 March."""
    begin = clock.first_of(clock.month_index(day) - 11)
    rows = {name: [] for name in HEADINGS}
    seen = set()
    names = sorted({worker.name for worker in department.workers})
    ids = {name: f"SW{number}" for number, name in enumerate(names, 10_001)}
    for care in department.world.care:
        if care.start > day or care.end < begin:
            continue
        child = care.child
        if child.reference not in seen:
            seen.add(child.reference)
            rows["header"].append([child.reference, _sex(child), _born(child), _code(child.ethnicity), "", "", ""])
            if child.separated:
                grown = clock.birthday(child.born, 18)
                rows["uasc"].append([child.reference, _sex(child), _born(child), _day(grown if grown <= day else None)])
            if care.end > day and care.start <= day - clock.YEAR:
                rows["oc2"].append(_health(child, day))
        rows["episodes"] += _episodes(care, begin, day)
        rows["reviews"] += [
            [child.reference, _born(child), _day(on), _took_part(child, on)]
            for on in care.reviews
            if begin <= on <= day
        ]
        rows["missing"] += _absences(care, begin, day)
        rows["sw_episodes"] += _social_workers(care, ids, begin, day)
    return rows


def _day(day: int | None) -> str:
    return f"{date.fromordinal(day):%d/%m/%Y}" if day else ""


def _code(text: str) -> str:
    """Return the code in Annex A's words: "c) E12: Adopted" is E12."""
    found = CODE.search(text)
    return found[0] if found else ""


def _sex(child: Child) -> str:
    return SEXES.get(child.gender.split()[-1], "U")


def _born(child: Child) -> str:
    return _day(child.born)


def _chance(child: Child, what: str, day: int) -> random.Random:
    return random.Random(f"{what} {child.reference} {day}")


def _episodes(care: Care, begin: int, day: int):
    """Yield a row for each change of legal status or placement, of those still open in the year."""
    legal = dict(care.legal)
    placed = {held.start: held for held in care.placements}
    starts = sorted(on for on in legal.keys() | placed.keys() if on < care.end and on <= day)
    for on, following in zip(starts, [*starts[1:], None], strict=True):
        end = following or (care.end if care.end <= day else None)
        if end is not None and end < begin:
            continue
        placement = next(held for held in reversed(care.placements) if held.start <= on)
        status = next(code for since, code in reversed(care.legal) if since <= on)
        both = on in legal and on in placed
        yield [
            care.child.reference,
            _day(on),
            "S" if on == care.start else "B" if both else "L" if on in legal else "P",
            _code(status),
            _code(care.need.code),
            _code(placement.type),
            _code(placement.provider),
            _day(end),
            "X1" if following else _code(care.reason) if end else "",
            "",
            "",
            "",
            placement.urn,
        ]


def _took_part(child: Child, on: int) -> str:
    if clock.age_on(child.born, on) < 4:
        return "PN0"
    unheard = UNHEARD.get(date.fromordinal(on).year, 0.1)
    return chance.pick(_chance(child, "review", on), HEARD | {"PN7": unheard})


def _health(child: Child, day: int) -> list[str]:
    """Return the OC2 row: a score that moves a little from year to year, for those of 4 to 16 who sent one."""
    rng = _chance(child, "health", day)
    score = reason = ""
    if not 4 <= clock.age_on(child.born, day) <= 16:
        reason = "SDQ1"
    elif rng.random() < RETURNED:
        usual = _chance(child, "usual score", 0).gauss(14.6, 6)
        score = str(min(40, max(0, round(usual + rng.gauss(0, 2)))))
    else:
        reason = rng.choice(("SDQ2", "SDQ4", "SDQ5"))
    said = ["1" if rng.random() < share else "0" for share in (0.02, 0.93, 0.88, 0.84, 0.92, 0.02, 0.01, 0.01)]
    return [child.reference, _born(child), score, reason, *said]


def _absences(care: Care, begin: int, day: int):
    """Yield a row for each time missing or away in the year; most are back the same or the next day."""
    found = [("M", on) for on, _, _ in care.missing] + [("A", on) for on in care.absent]
    last = {}
    for kind, on in sorted(found, key=lambda each: each[1]):
        if not begin <= on <= day or on in last:
            continue
        last[on] = kind
        back = min(on + _chance(care.child, kind, on).choice((0, 0, 1, 1, 2, 4)), care.end, day)
        yield [care.child.reference, _born(care.child), kind, _day(on), _day(back)]


def _social_workers(care: Care, ids: dict[str, str], begin: int, day: int):
    """Yield a row for each social worker in turn, of those who had the child in the year; `ids` by name."""
    turns = []
    spells = [spell for spell in care.need.spells if spell.start < care.end]
    for spell, following in zip(spells, [*spells[1:], None], strict=True):
        until = min(following.start if following else care.end, care.end)
        changes = [max(spell.start, care.start), *(stint.start for stint in spell.post.stints)]
        for on in sorted({change for change in changes if max(spell.start, care.start) <= change < until}):
            worker = spell.post.holder(on)
            if not turns or turns[-1][1] != worker:
                turns.append((on, worker))
    for (on, worker), following in zip(turns, [*turns[1:], None], strict=True):
        end = following[0] if following and following[0] <= day else care.end if care.end <= day else None
        if on <= day and (end is None or end >= begin):
            reason = _chance(care.child, "change", on).choice(WHY_CHANGED) if following and end else ""
            yield [
                care.child.reference,
                _born(care.child),
                ids[worker],
                _day(on),
                _day(end),
                reason,
            ]
