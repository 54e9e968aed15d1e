"""The SQL that compares staged rows with what we hold, composed from `feeds.FEEDS`. Nothing here runs it.

Every statement takes the parameters `delivery` (the import's id), `as_on` and, for what is gone, `since`.

A yearly return adds to what we hold and corrects it, but never blanks it: a column it leaves empty says nothing, save
that a spell it shows as open has not ended by the day it was taken. Nor does it overrule what a later delivery told.
"""

from django.db import models

from casework.imports import staging
from casework.imports.codes import UNMATCHED
from casework.imports.columns import columns
from casework.imports.feed import Feed
from casework.imports.feeds_ssda903 import SAYS_OF_CHILD

USED = "s.delivery_id = %(delivery)s AND NOT s.bad AND NOT s.left_out"


def children(lists) -> str:
    """Return the SELECT of every staged child: its id, a fresh one where it is new, and what the lists say of it.

    Lists may disagree about a child. A known value beats an unknown one and the alphabet decides between two, so that
    the answer does not hang on the order of rows; a disability said once is a disability. In order of reference, so
    that what is written about new children is added to the indexes in their order.
    """
    parts = [
        f"SELECT s.child, {_read(each, 'sex')} AS sex, {_read(each, 'ethnicity')} AS ethnicity, "
        f"{_read(each, 'disability')} AS disability, {_read(each, 'uasc')} AS uasc, "
        f"{_read(each, 'born_on', 'NULL::date')} AS born_on, {_read(each, 'age', 'NULL::smallint')} AS age "
        f"FROM {staging.table(each.number)} s WHERE {USED}"
        for each in lists
    ]
    return f"""
        SELECT coalesce(held.id, nextval('casework_child_id_seq')) AS id, held.id IS NULL AS is_new, said.*
        FROM (
            SELECT child AS reference, coalesce(min(sex), '') AS sex,
                coalesce(min(ethnicity) FILTER (WHERE ethnicity NOT IN ('REFU', 'NOBT', 'UNKNOWN')), min(ethnicity), '')
                    AS ethnicity,
                coalesce(max(disability), '') AS disability, coalesce(max(uasc), '') AS uasc,
                date_trunc('month', min(born_on))::date AS birth_month,
                coalesce(min(born_on) > %(as_on)s, min(age) < 0) AS is_unborn
            FROM ({" UNION ALL ".join(parts)}) AS rows GROUP BY child
        ) AS said LEFT JOIN casework_child held ON held.reference = said.reference ORDER BY said.reference"""


def _read(each, field: str, nothing: str = "NULL::text") -> str:
    """Return a staged column as read: NULL when blank, unmatched, or not in the file at all."""
    if field in SAYS_OF_CHILD.get(each.number, {}):
        return SAYS_OF_CHILD[each.number][field]
    if field not in each.headings:
        return nothing
    if nothing != "NULL::text":
        return f"s.{field}"
    return f"CASE WHEN left(s.{field}, 1) IN ('', '{UNMATCHED}') THEN NULL ELSE s.{field} END"


# A return may be older than what we hold: a child that is born stays so.
CHANGED_CHILDREN = """
    WITH changed AS (
        SELECT held.id, to_jsonb(held) AS before, coalesce(nullif(said.sex, ''), held.sex) AS sex,
            coalesce(nullif(said.ethnicity, ''), held.ethnicity) AS ethnicity,
            coalesce(nullif(said.disability, ''), held.disability) AS disability,
            coalesce(nullif(said.uasc, ''), held.uasc) AS uasc,
            CASE WHEN %(is_return)s AND said.is_unborn AND NOT held.is_unborn THEN held.birth_month
                ELSE coalesce(said.birth_month, held.birth_month) END AS birth_month,
            coalesce(said.is_unborn, held.is_unborn) AND (held.is_unborn OR NOT %(is_return)s) AS is_unborn
        FROM staged_child said JOIN casework_child held ON held.id = said.id WHERE NOT said.is_new
    ), differing AS (
        SELECT changed.* FROM changed JOIN casework_child held USING (id)
        WHERE (changed.sex, changed.ethnicity, changed.disability, changed.uasc, changed.birth_month, changed.is_unborn)
            IS DISTINCT FROM
            (held.sex, held.ethnicity, held.disability, held.uasc, held.birth_month, held.is_unborn)
    ), done AS (
        UPDATE casework_child held SET sex = differing.sex, ethnicity = differing.ethnicity,
            disability = differing.disability, uasc = differing.uasc, birth_month = differing.birth_month,
            is_unborn = differing.is_unborn, source_id = %(delivery)s
        FROM differing WHERE held.id = differing.id
    )
    INSERT INTO casework_importchange (delivery_id, fact, fact_id, kind, before)
    SELECT %(delivery)s, 'child', id, 'changed', before FROM differing"""

NEW_CHILDREN = """
    INSERT INTO casework_child (id, reference, sex, ethnicity, disability, uasc, birth_month, is_unborn, source_id)
    SELECT id, reference, sex, ethnicity, disability, uasc, birth_month, coalesce(is_unborn, FALSE), %(delivery)s
    FROM staged_child WHERE is_new"""


class FeedSql:
    """The statements of one feed, for one list as its file had it."""

    def __init__(self, feed: Feed, each):
        self.feed, self.each = feed, each
        self.fields = {field.column: field for field in feed.model._meta.concrete_fields}
        kinds = {column.field: column.kind for column in columns()[feed.number]}
        self.values = {fact: staged for fact, staged in feed.values.items() if staged in each.headings}
        self.kinds = {fact: kinds[staged] for fact, staged in self.values.items()}
        self.kinds |= {fact: kind for fact, (kind, _) in feed.terms.items()}
        # Who told a fact last, or lost it, for those that may not overrule a later word.
        self.told = feed.is_return * (
            "LEFT JOIN casework_import told ON told.id = f.source_id "
            "LEFT JOIN casework_import lost ON lost.id = f.gone_source_id"
        )
        self.has_team = feed.team and "team" in each.headings
        self.has_worker = feed.team and "worker" in each.headings
        self.joined = " AND ".join(f"f.{name} = src.k_{name}" for name in feed.key)

    def source(self, who: str = "JOIN staged_child who") -> str:
        """Return the SELECT of the facts that the staged rows give; `who` joins the children, by reference."""
        feed, joins = self.feed, ""
        wanted = ["who.id AS child_id"]
        wanted += [f"{term} AS k_{name}" for name, term in feed.key.items()]
        wanted += [f"{self._value(name)} AS v_{name}" for name in self.kinds]
        if self.has_team:
            wanted += ["s.team AS team_id", "s.team_raw IS NOT NULL AS team_unknown"]
        if self.has_worker:
            wanted += ["w.id AS worker_id", "s.worker IS NOT NULL AND w.id IS NULL AS worker_new"]
            joins += " LEFT JOIN casework_worker w ON w.name = s.worker"
        if "worker" in self.kinds.values():
            staged = next(self.values[name] for name, kind in self.kinds.items() if kind == "worker")
            joins += f" LEFT JOIN casework_worker pa ON pa.name = s.{staged}"
        once = order = ""
        if feed.order:
            # A constant part of the key cannot be sorted on, and need not be.
            keys = ", ".join(["s.child", *(term for term in feed.key.values() if term.startswith("s."))])
            once, order = f"DISTINCT ON ({keys}) ", f" ORDER BY {keys}, {feed.order}"
        return (
            f"SELECT {once}{', '.join(wanted)} FROM {feed.staged} s "
            f"{who} ON who.reference = s.child{joins} WHERE {USED} AND {feed.where}{order}"
        )

    def _value(self, name: str) -> str:
        if name in self.feed.terms:
            return self.feed.terms[name][1]
        kind, staged = self.kinds[name], self.values[name]
        if kind == "code":
            return f"CASE WHEN left(s.{staged}, 1) = '{UNMATCHED}' THEN NULL ELSE s.{staged} END"
        if kind == "text":
            return f"left(s.{staged}, {self.fields[name].max_length})"
        return "pa.id" if kind == "worker" else f"s.{staged}"

    def _after(self) -> dict[str, str]:
        """Return fact column -> what it is to be, for a fact we hold. An unmatched code leaves it as it was."""
        if self.feed.is_return:
            lost = "CASE WHEN lost.as_on > %(as_on)s THEN f.gone_source_id END"
            return {name: self._filled(name) for name in self.kinds} | {"gone_source_id": lost}
        after = {
            name: f"coalesce(src.v_{name}, f.{name})" if kind == "code" else f"src.v_{name}"
            for name, kind in self.kinds.items()
        }
        if self.has_team and not self.feed.keeps_team:
            after["team_id"] = "CASE WHEN src.team_unknown THEN f.team_id ELSE src.team_id END"
        if self.has_worker and not self.feed.keeps_team:
            after["worker_id"] = "src.worker_id"
        return after

    def _filled(self, name: str) -> str:
        """Return what a column is to be after a return: its word where it has one, unless a later one stands."""
        now, held = f"src.v_{name}", f"f.{name}"
        if isinstance(self.fields[name], models.CharField):
            now, held = f"nullif({now}, '')", f"nullif({held}, '')"
        rest = f"WHEN told.as_on > %(as_on)s THEN coalesce({held}, {now}) ELSE coalesce({now}, {held})"
        if name in self.feed.ends:
            rest = (
                f"WHEN told.as_on > %(as_on)s THEN {held} WHEN {now} IS NULL AND {held} <= %(as_on)s THEN NULL "
                f"ELSE coalesce({now}, {held})"
            )
        elif name in self.feed.with_end:
            end = self.feed.ends[0]
            rest = (
                f"WHEN told.as_on > %(as_on)s THEN {held} WHEN src.v_{end} IS NULL AND f.{end} <= %(as_on)s THEN NULL "
                f"ELSE coalesce({now}, {held})"
            )
        empty = "''" if isinstance(self.fields[name], models.CharField) else "NULL"
        return f"coalesce(CASE {rest} END, {empty})" if empty == "''" else f"CASE {rest} END"

    def _differs(self) -> str:
        terms = [f"{now} IS DISTINCT FROM f.{name}" for name, now in self._after().items()]
        if self.has_worker and not self.feed.keeps_team:
            terms.append("src.worker_new")
        if not self.feed.is_return:
            terms.append("f.gone_source_id IS NOT NULL")
        return " OR ".join(terms)

    def total(self) -> str:
        """Return the SELECT of how many facts the staged rows give."""
        feed = self.feed
        keys = "DISTINCT s.child" if feed.order else "s.child"
        keys += "".join(f", {term}" for term in feed.key.values() if term.startswith("s."))
        rows = f"SELECT {keys} FROM {feed.staged} s WHERE {USED} AND {feed.where}"
        return f"SELECT count(*) FROM ({rows}) src"

    def difference(self) -> str:
        """Return the SELECT of how many facts are new, changed and the same."""
        return (
            f"SELECT count(*) FILTER (WHERE f.id IS NULL), count(*) FILTER (WHERE f.id IS NOT NULL AND "
            f"({self._differs()})), count(*) FROM ({self.source('LEFT JOIN casework_child who')}) src "
            f"LEFT JOIN {self.feed.table} f ON f.child_id = src.child_id AND {self.joined} {self.told}"
        )

    def change(self) -> str:
        """Return the statement that changes what differs, brings back what was gone, and keeps what it was."""
        after = self._after()
        new = "".join(f", {now} AS n_{name}" for name, now in after.items())
        sets = ", ".join(f"{name} = changed.n_{name}" for name in after)
        if "gone_source_id" not in after:
            sets = ", ".join(filter(None, [sets, "gone_source_id = NULL"]))
        return f"""
            WITH changed AS (
                SELECT f.id, to_jsonb(f) AS before, f.gone_source_id IS NOT NULL AS is_back{new}
                FROM ({self.source()}) src JOIN {self.feed.table} f ON f.child_id = src.child_id AND {self.joined}
                {self.told} WHERE {self._differs()}
            ), done AS (
                UPDATE {self.feed.table} f SET source_id = %(delivery)s, {sets} FROM changed WHERE f.id = changed.id
            )
            INSERT INTO casework_importchange (delivery_id, fact, fact_id, kind, before)
            SELECT %(delivery)s, '{self.feed.name}', id, CASE WHEN is_back THEN 'back' ELSE 'changed' END, before
            FROM changed"""

    def insert(self) -> str:
        """Return the statement that adds the facts we do not hold."""
        values = {"child_id": "src.child_id", "source_id": "%(delivery)s"}
        values |= {name: f"src.k_{name}" for name in self.feed.key}
        for name in [*self.feed.values, *self.feed.terms]:
            field = self.fields[name]
            text = isinstance(field, models.CharField)
            if name in self.kinds:
                values[name] = f"coalesce(src.v_{name}, '')" if text else f"src.v_{name}"
            elif text:
                values[name] = "''"
        if self.has_team:
            values["team_id"] = "src.team_id"
        if self.has_worker:
            values["worker_id"] = "src.worker_id"
        values |= {
            column: "''"
            for column, field in self.fields.items()
            if isinstance(field, models.CharField) and column not in values
        }
        return (
            f"INSERT INTO {self.feed.table} ({', '.join(values)}) SELECT {', '.join(values.values())} "
            f"FROM ({self.source()}) src LEFT JOIN {self.feed.table} f "
            f"ON f.child_id = src.child_id AND {self.joined} WHERE f.id IS NULL"
        )

    def _gone(self) -> str:
        feed, day = self.feed, self.feed.date_column
        from_ = ">" if feed.is_return else ">="
        windows = {
            "event": f"f.{day} > %(since)s AND f.{day} <= %(as_on)s",
            "day": f"f.{day} = %(as_on)s",
            "spell": f"f.{day} <= %(as_on)s AND coalesce("
            f"least({', '.join(f'f.{end}' for end in feed.ends)}), %(as_on)s) {from_} %(since)s",
        }
        # A row left out still speaks of its child; a later spell says that the list gives only the latest.
        still = ["s.bad", "s.left_out"]
        if feed.window == "day" or feed.of_child:
            still = ["TRUE"]
        else:
            still.append(f"{feed.key[day]} {'>=' if feed.window == 'spell' else '='} f.{day}")
        kinds = "".join(f" AND f.{name} = {term}" for name, term in feed.constants.items())
        later = " AND coalesce(told.as_on <= %(as_on)s, TRUE)" if feed.is_return else ""
        return (
            f"FROM {feed.table} f JOIN casework_child c ON c.id = f.child_id {self.told} "
            f"WHERE f.gone_source_id IS NULL AND {windows[feed.window]}{kinds}{later} AND NOT EXISTS ("
            f"SELECT 1 FROM {staging.table(feed.number)} s "
            f"WHERE s.delivery_id = %(delivery)s AND s.child = c.reference AND ({' OR '.join(still)}))"
        )

    def count_gone(self) -> str:
        """Return the SELECT of how many facts are gone from the source."""
        return f"SELECT count(*) {self._gone()}"

    def flag_gone(self) -> str:
        """Return the statement that flags them, keeping what they were."""
        return f"""
            WITH gone AS (SELECT f.id, to_jsonb(f) AS before {self._gone()}), done AS (
                UPDATE {self.feed.table} f SET gone_source_id = %(delivery)s FROM gone WHERE f.id = gone.id
            )
            INSERT INTO casework_importchange (delivery_id, fact, fact_id, kind, before)
            SELECT %(delivery)s, '{self.feed.name}', id, 'gone', before FROM gone"""
