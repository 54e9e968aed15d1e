"""Rules about the rows of a return that no single cell can break: what breaks one is named by row, column and value."""

from dataclasses import dataclass

from casework.imports import staging
from casework.imports.problems import PROBLEMS
from casework.imports.reading import problem

# Faults listed for one rule; the rest are counted.
MOST = 5000
USED = "NOT s.bad AND NOT s.left_out"


@dataclass(frozen=True)
class Rule:
    """One rule: `breaks` is SQL over the staged row `s` of a list; it may name other lists as {22}.

    Attributes:
        number: the list.
        key: what to say (`problems.PROBLEMS`), which also says whether the row is left out.
        field: the staged column to name.
        breaks: when a row breaks it.
        value: SQL of the value shown.
        needs: the lists that must have come for the rule to mean anything.
        columns: further staged columns that the file must have.
    """

    number: int
    key: str
    field: str
    breaks: str
    value: str
    needs: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()


def broken(cursor, delivery, lists, rules) -> list:
    """Return a problem for each row that breaks one of `rules`; what the rule takes away is kept in staging."""
    came, problems = {each.number: each for each in lists}, []
    for rule in rules:
        each = came.get(rule.number)
        wanted = {rule.field, *rule.columns}
        if each is None or not wanted <= each.headings.keys() or not came.keys() >= set(rule.needs):
            continue
        tables = {str(number): staging.table(number) for number in came}
        cursor.execute(
            f"SELECT s.row, {rule.value} FROM {staging.table(rule.number)} s "
            f"WHERE s.delivery_id = %(delivery)s AND {USED} AND ({_named(rule.breaks, tables)}) ORDER BY s.row",
            {"delivery": delivery.pk, "as_on": delivery.as_on, "year": year_of(delivery.as_on)},
        )
        found = cursor.fetchall()
        if PROBLEMS[rule.key][1]:
            staging.leave_out(cursor, each, [row for row, _ in found])
        problems += _said(delivery, each, rule, found)
    return problems


def _named(text: str, tables: dict[str, str]) -> str:
    for number, table in tables.items():
        text = text.replace(f"{{{number}}}", table)
    return text


def _said(delivery, each, rule, found) -> list:
    heading = each.headings[rule.field]
    said = [
        problem(delivery, each.number, each.sheet, row, heading, str(value or ""), rule.key)
        for row, value in found[:MOST]
    ]
    if len(found) > MOST:
        said.append(problem(delivery, each.number, each.sheet, None, heading, "", "more", len(found) - MOST))
    return said


def year_of(day) -> int:
    """Return the year of the returns in which a day falls, by the 31 March it ends on."""
    return day.year + (day.month > 3)


# References that differ only in zeros at the front: lost or gained on the way through a spreadsheet.
_ZEROS = """
    SELECT min(s.row), s.child FROM {table} s
    WHERE s.delivery_id = %(delivery)s AND {used} AND s.child ~ '^[0-9]+$'
        AND NOT EXISTS (SELECT 1 FROM casework_child c WHERE c.reference = s.child)
        AND EXISTS (SELECT 1 FROM casework_child c
            WHERE c.reference ~ '^[0-9]+$' AND ltrim(c.reference, '0') = ltrim(s.child, '0'))
    GROUP BY s.child ORDER BY 1"""


def zeros(cursor, delivery, lists) -> list:
    """Return a problem for each child of a return whom we hold under a reference with more or fewer zeros in front."""
    problems, said = [], set()
    for each in lists:
        cursor.execute(_ZEROS.format(table=staging.table(each.number), used=USED), {"delivery": delivery.pk})
        for row, child in cursor.fetchall():
            if child not in said:
                said.add(child)
                heading = each.headings["child"]
                problems.append(problem(delivery, each.number, each.sheet, row, heading, child, "zeros_differ"))
    return problems[:MOST]
