"""Check the staged rows: dates, doubles, codes. Set-based to find what is wrong, by hand only for what was found.

A check may run again (a code was mapped, the day was changed), so what it takes away it keeps: `held` has the values
it blanked, `left_out` the rows it left out; both are put back first.
"""

from datetime import date, timedelta

from django.db import connection

from casework.imports import cin_census, rules, ssda903, staging
from casework.imports.codes import UNMATCHED
from casework.imports.columns import columns
from casework.imports.feeds import DATES
from casework.imports.reading import problem
from casework.models import Import

# Forty weeks: what happens to an unborn child may be recorded before the birth.
BEFORE_BIRTH = timedelta(weeks=40)
# Faults listed for one list and kind; the rest are counted.
MOST = 5000


def latest_date(lists, *, today: date) -> date | None:
    """Return the latest date of any event in the staged rows that is not after `today`."""
    found = []
    with connection.cursor() as cursor:
        for each in lists:
            fields = [name for name in _dates(each.number) if name in each.headings]
            if fields:
                terms = ", ".join(f"max({name}) FILTER (WHERE {name} <= %(today)s)" for name in fields)
                cursor.execute(
                    f"SELECT {terms} FROM {staging.table(each.number)} WHERE delivery_id = %(delivery)s AND NOT bad",
                    {"today": today, "delivery": each.delivery_id},
                )
                found += [day for day in cursor.fetchone() if day]
    return max(found, default=None)


def _dates(number: int) -> list[str]:
    key, end, others = DATES[number]
    return [name for name in (key, end, *others) if name]


def check(delivery, lists) -> list:
    """Return the problems of a delivery's staged rows, and mark rows and cells that are not to be used.

    Sets `rows_good` and `rows_bad` of each list (unsaved).
    """
    problems = []
    with connection.cursor() as cursor:
        staging.plan(cursor)
        for each in lists:
            _put_back(cursor, each)
        ssda903.fill_births(cursor, lists)
        for each in lists:
            problems += _check_dates(cursor, delivery, each)
            problems += _check_doubles(cursor, delivery, each)
            problems += _unmatched(cursor, delivery, each)
        # What the files of a return say of each other, once each of them is known to make sense.
        problems += rules.broken(cursor, delivery, lists, (*ssda903.RULES, *cin_census.RULES))
        if delivery.form != Import.Form.ANNEX_A:
            problems += rules.zeros(cursor, delivery, lists)
        for each in lists:
            cursor.execute(
                f"SELECT count(*) FILTER (WHERE NOT (bad OR left_out)), count(*) FILTER (WHERE bad OR left_out) "
                f"FROM {staging.table(each.number)} WHERE delivery_id = %s",
                [delivery.pk],
            )
            each.rows_good, each.rows_bad = cursor.fetchone()
    return problems


def _put_back(cursor, each) -> None:
    table = staging.table(each.number)
    names = [*_dates(each.number), "born_on"]
    restored = ", ".join(
        f"{name} = CASE WHEN held ? '{name}' THEN (held->>'{name}')::date ELSE {name} END" for name in names
    )
    cursor.execute(
        f"UPDATE {table} SET left_out = FALSE, held = NULL, {restored} "
        "WHERE delivery_id = %s AND (left_out OR held IS NOT NULL)",
        [each.delivery_id],
    )


def _check_dates(cursor, delivery, each) -> list:
    key, end, others = DATES[each.number]
    born = "born_on"
    names = [name for name in _dates(each.number) if name in each.headings]
    if not names:
        return []
    late = [f"{name} > %(as_on)s OR {name} < {born} - 280" for name in names]
    late.append(f"{born} > %(unborn)s")
    late += [f"{name} < {start}" for name, start in [*others.items(), (end, key)] if name in names and start in names]
    cursor.execute(
        f"SELECT row, {born}, {', '.join(names)} FROM {staging.table(each.number)} "
        f"WHERE delivery_id = %(delivery)s AND NOT bad AND ({' OR '.join(late)}) ORDER BY row",
        {"as_on": delivery.as_on, "unborn": delivery.as_on + BEFORE_BIRTH, "delivery": delivery.pk},
    )
    problems, out, blank = [], [], []
    for row, birth, *values in cursor.fetchall():
        faults = list(_faults(delivery.as_on, birth, dict(zip(names, values, strict=True)), key, end, others))
        for name, value, fault, leaves_out in faults:
            heading = each.headings.get(name, "Date of Birth")
            problems.append(problem(delivery, each.number, each.sheet, row, heading, f"{value:%d/%m/%Y}", fault))
            (out.append(row) if leaves_out else blank.append((row, name, value.isoformat())))
    staging.leave_out(cursor, each, out)
    staging.blank(cursor, each, blank)
    return problems[:MOST] + (
        [problem(delivery, each.number, each.sheet, None, "", "", "more", len(problems) - MOST)]
        if len(problems) > MOST
        else []
    )


def _faults(as_on, birth, dates, key, end, others):
    """Yield (column, value, problem key, is the row left out) for one row's dates."""
    if birth and birth > as_on + BEFORE_BIRTH:
        yield "born_on", birth, "future_birth", False
        birth = None
    earliest = birth - BEFORE_BIRTH if birth else date.min
    start = dates.get(key)
    for name, value in dates.items():
        if value is None:
            continue
        whole = name == key
        after = start if name == end else dates.get(others.get(name))
        if value > as_on:
            yield name, value, "future_key" if whole else "future_other", whole
        elif value < earliest:
            yield name, value, "before_birth_key" if whole else "before_birth_other", whole
        elif after and value < after:
            yield name, value, "end_before_start" if name == end else "other_before_start", name == end


def _check_doubles(cursor, delivery, each) -> list:
    """Leave out all but the last of the rows about one child and date."""
    key = DATES[each.number][0]
    if not key or key not in each.headings:
        return []
    cursor.execute(
        f"SELECT (array_agg(row ORDER BY row DESC))[2:], {key} FROM {staging.table(each.number)} "
        f"WHERE delivery_id = %s AND NOT bad AND NOT left_out AND {key} IS NOT NULL GROUP BY child, {key} "
        "HAVING count(*) > 1",
        [delivery.pk],
    )
    doubles = sorted((row, day) for rows, day in cursor.fetchall() for row in rows)
    staging.leave_out(cursor, each, [row for row, _ in doubles])
    shown = [
        problem(delivery, each.number, each.sheet, row, each.headings[key], f"{day:%d/%m/%Y}", "same_twice")
        for row, day in doubles[:MOST]
    ]
    if len(doubles) > MOST:
        shown.append(problem(delivery, each.number, each.sheet, None, "", "", "more", len(doubles) - MOST))
    return shown


def _unmatched(cursor, delivery, each) -> list:
    """Return one problem for each distinct value that no code matched, with how many rows have it."""
    coded = {column.field: column.code_set for column in columns()[each.number] if column.kind == "code"}
    coded = {name: code_set for name, code_set in coded.items() if name in each.headings}
    tests = [
        (name, code_set, f"left({name}, 1) = '{UNMATCHED}'", f"substr({name}, 2)") for name, code_set in coded.items()
    ]
    if "team" in each.headings:
        tests.append(("team", "team", "team_raw IS NOT NULL", "team_raw"))
    if not tests:
        return []
    table = staging.table(each.number)
    cursor.execute(
        f"SELECT {', '.join(f'bool_or({test})' for _, _, test, _ in tests)} FROM {table} WHERE delivery_id = %s",
        [delivery.pk],
    )
    problems = []
    for (name, code_set, test, value), has in zip(tests, cursor.fetchone(), strict=True):
        if has:
            cursor.execute(
                f"SELECT {value}, min(row), count(*) FROM {table} WHERE delivery_id = %s AND {test} "
                "GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT 500",
                [delivery.pk],
            )
            key = "team_unmatched" if code_set == "team" else "code_unmatched"
            problems += [
                problem(delivery, each.number, each.sheet, row, each.headings[name], raw, key, n, code_set)
                for raw, row, n in cursor.fetchall()
            ]
    return problems


def use_mapping(delivery, each, code_set: str, values: dict[str, str | int | None]) -> None:
    """Replace unmatched values in a delivery's staged rows by what a person said they mean.

    Args:
        delivery: the `Import`.
        each: its `ImportList`.
        code_set: a code set, or "team".
        values: staged value -> code ("" for nothing), or team id (None for none of ours).
    """
    table = staging.table(each.number)
    with connection.cursor() as cursor:
        if code_set == "team":
            if "team" in each.headings:
                for raw, team in values.items():
                    cursor.execute(
                        f"UPDATE {table} SET team = %s, team_raw = NULL WHERE delivery_id = %s AND team_raw = %s",
                        [team, delivery.pk, raw],
                    )
            return
        for column in columns()[each.number]:
            if column.code_set == code_set and column.kind == "code" and column.field in each.headings:
                for raw, code in values.items():
                    cursor.execute(
                        f"UPDATE {table} SET {column.field} = %s WHERE delivery_id = %s AND {column.field} = %s",
                        [code, delivery.pk, UNMATCHED + raw],
                    )
