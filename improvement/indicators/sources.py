"""The rows that indicators are counted from: fact tables, and the ways their rows fall into months.

A source is one fact table and the indicators read from it. A frame is one way of dating its rows: `flow` puts a row in
the month of a date; `open` puts a spell in every month at whose end (`m.at`) it was open; `seen` does the same on the
day of the month's last extract (`m.seen_on`), for what is only known from an extract, such as the last visit, and
leaves out months without one; `latest` takes the rows of the last extract in the month; `given` takes figures that
were given for the month itself, extract or none, and leaves teams for which nothing was given without a figure.

The roll-up and the list of rows behind a figure are both made from these, so they cannot disagree.
"""

from dataclasses import dataclass

from improvement.indicators import audited, due, voiced


@dataclass(frozen=True)
class Frame:
    """One way of dating the rows of a table: `start` is the date (of a flow) or the day a spell begins.

    `joins` and `where` narrow the rows to the population that is counted; `rows` names them in words, and `children`
    says whether each is about a child, so that they can be listed. `team` is the SQL of the team a row counts for.
    """

    kind: str
    table: str
    start: str
    end: str = ""
    joins: str = ""
    where: str = ""
    rows: str = ""
    children: bool = True
    team: str = "f.team_id"

    @property
    def day(self) -> str:
        """The SQL of the day on which a row is looked at."""
        return {
            "flow": f"f.{self.start}",
            "open": "m.at",
            "seen": "m.seen_on",
            "latest": f"f.{self.start}",
            "given": "m.at",
        }[self.kind]


# The source of what no case system's export holds.
GIVEN = "given"
GIVEN_FRAME = "month"
# Audits and what came of them, held here: their figures have the shape of given ones.
AUDIT = "audit"
# What children and families answer, and the replies to them.
RESPONSE = "response"
# Who was due to be asked, and who was asked in time.
DUE = "due"
# No extract has to come before these can be counted.
OWN = (GIVEN, AUDIT, RESPONSE, DUE)
# From which month on figures are counted here rather than given, as SQL; and what from, in words.
BEGAN = {AUDIT: audited.BEGAN, RESPONSE: voiced.BEGAN}
COUNTED_FROM = {AUDIT: "audits", RESPONSE: "feedback"}
CHILD = "JOIN casework_child c ON c.id = f.child_id"


def _working_days(start: str, end: str) -> str:
    return f"LEFT JOIN casework_calendarday s ON s.day = f.{start} LEFT JOIN casework_calendarday e ON e.day = f.{end}"


def _last(alias: str, table: str, kind: str, column: str, columns: str = "") -> str:
    """The child's last visit, review or check of a kind since the spell began, up to the day of the extract."""
    return f"""LEFT JOIN LATERAL (
        SELECT x.{column} AS last_on{columns} FROM {table} x
        WHERE x.child_id = f.child_id AND x.kind = '{kind}' AND x.{column} BETWEEN f.start_on AND m.seen_on
        ORDER BY x.{column} DESC LIMIT 1
    ) {alias} ON TRUE"""


def _ordinal(alias: str) -> str:
    return f"LEFT JOIN casework_calendarday {alias}_day ON {alias}_day.day = {alias}.last_on"


# V3 and V4 are series of short breaks: such a child is not counted as looked after (DfE; LAIT).
def _not_short_break(day: str) -> str:
    return f"""COALESCE((
        SELECT l.code FROM casework_legalstatus l
        WHERE l.child_id = f.child_id AND l.start_on BETWEEN f.start_on AND {day}
        ORDER BY l.start_on DESC LIMIT 1
    ), '') NOT IN ('V3', 'V4')"""


# At the start the first legal status known is asked: an extract only tells the current one.
_NOT_BEGUN_AS_SHORT_BREAK = """COALESCE((
        SELECT l.code FROM casework_legalstatus l
        WHERE l.child_id = f.child_id AND l.start_on >= f.start_on AND (f.end_on IS NULL OR l.start_on <= f.end_on)
        ORDER BY l.start_on LIMIT 1
    ), '') NOT IN ('V3', 'V4')"""


# Some records stay open past the eighteenth birthday; nobody is looked after then.
def _under_18(day: str) -> str:
    return f"(c.birth_month IS NULL OR c.birth_month + interval '18 years' > {day})"


# A yearly return names no team: its facts count for the team of the period of care they fall in.
def _in_care(day: str) -> str:
    return f"""LEFT JOIN LATERAL (
        SELECT k.team_id FROM casework_careperiod k
        WHERE k.child_id = f.child_id AND k.start_on <= {day} AND (k.end_on IS NULL OR k.end_on >= {day})
        ORDER BY k.start_on DESC LIMIT 1
    ) care ON TRUE"""


SOURCES: dict[str, dict[str, Frame]] = {
    "contact": {
        "received": Frame("flow", "casework_contact", "contact_on", rows="contacts"),
    },
    "early_help": {
        "open": Frame("open", "casework_earlyhelpepisode", "start_on", "end_on", rows="early help episodes"),
    },
    "referral": {
        "received": Frame("flow", "casework_referral", "referral_on", rows="referrals"),
    },
    "assessment": {
        "completed": Frame(
            "flow",
            "casework_assessment",
            "authorised_on",
            joins=f"{CHILD} {_working_days('start_on', 'authorised_on')}",
            rows="assessments completed",
        ),
        "open": Frame(
            "open",
            "casework_assessment",
            "start_on",
            "authorised_on",
            joins="LEFT JOIN casework_calendarday s ON s.day = f.start_on",
            rows="assessments open",
        ),
    },
    "section47": {
        "started": Frame("flow", "casework_section47", "start_on", rows="enquiries started"),
        "conference": Frame(
            "flow",
            "casework_section47",
            "icpc_on",
            joins=_working_days("start_on", "icpc_on"),
            rows="initial conferences",
        ),
    },
    "cin_episode": {
        "open": Frame("open", "casework_cinepisode", "start_on", "end_on", rows="episodes of need"),
    },
    "cin_status": {
        "latest": Frame(
            "latest",
            "casework_cinstatus",
            "as_on",
            joins="""LEFT JOIN LATERAL (
        SELECT x.visit_on AS last_on FROM casework_visit x
        WHERE x.child_id = f.child_id AND x.kind = 'cin' AND x.visit_on <= f.as_on AND f.status = 'CIN'
        ORDER BY x.visit_on DESC LIMIT 1
    ) v ON TRUE LEFT JOIN casework_calendarday v_day ON v_day.day = v.last_on
    LEFT JOIN casework_calendarday as_day ON as_day.day = f.as_on""",
            rows="open cases",
        ),
    },
    "cp_plan": {
        "open": Frame("open", "casework_cpplan", "start_on", "end_on", rows="protection plans"),
        "seen": Frame(
            "seen",
            "casework_cpplan",
            "start_on",
            "end_on",
            joins=" ".join(
                [
                    CHILD,
                    _last("v", "casework_visit", "cp", "visit_on", ", x.seen_alone"),
                    _ordinal("v"),
                    _last("r", "casework_review", "cp", "review_on"),
                ]
            ),
            rows="protection plans",
        ),
        "started": Frame("flow", "casework_cpplan", "start_on", rows="protection plans started"),
        "ended": Frame("flow", "casework_cpplan", "end_on", rows="protection plans ended"),
    },
    "care_period": {
        "open": Frame(
            "open",
            "casework_careperiod",
            "start_on",
            "end_on",
            joins=CHILD,
            where=f"{_not_short_break('m.at')} AND {_under_18('m.at')}",
            rows="children looked after",
        ),
        "seen": Frame(
            "seen",
            "casework_careperiod",
            "start_on",
            "end_on",
            joins=" ".join(
                [
                    CHILD,
                    "LEFT JOIN casework_calendarday s ON s.day = f.start_on",
                    _last("v", "casework_visit", "cla", "visit_on"),
                    _last("r", "casework_review", "cla", "review_on"),
                    "LEFT JOIN casework_calendarday r_day ON r_day.day = r.last_on",
                    _last("h", "casework_healthcheck", "hlth", "check_on"),
                    _last("d", "casework_healthcheck", "dent", "check_on"),
                ]
            ),
            where=f"{_not_short_break('m.seen_on')} AND {_under_18('m.seen_on')}",
            rows="children looked after",
        ),
        "started": Frame(
            "flow", "casework_careperiod", "start_on", where=_NOT_BEGUN_AS_SHORT_BREAK, rows="periods of care started"
        ),
        "ended": Frame(
            "flow",
            "casework_careperiod",
            "end_on",
            where=f"{_not_short_break('f.end_on')} AND f.end_reason <> 'X1'",
            rows="periods of care ended",
        ),
    },
    "care_status": {
        "latest": Frame(
            "latest",
            "casework_carestatus",
            "as_on",
            joins=f"""{CHILD} LEFT JOIN casework_careperiod p
        ON p.child_id = f.child_id AND p.start_on = f.care_start_on""",
            where=f"""f.legal_status NOT IN ('V3', 'V4') AND (p.end_on IS NULL OR p.end_on > f.as_on)
        AND {_under_18("f.as_on")}""",
            rows="children looked after",
        ),
    },
    "care_leaver_status": {
        "latest": Frame(
            "latest",
            "casework_careleaverstatus",
            "as_on",
            joins=f"""{CHILD} CROSS JOIN LATERAL (
        SELECT date_part('year', age(f.as_on, c.birth_month)) AS years
    ) aged""",
            rows="care leavers",
        ),
    },
    "adoption": {
        "ordered": Frame("flow", "casework_adoption", "order_on", rows="adoptions"),
    },
    "import": {
        "delivered": Frame(
            "flow",
            """(SELECT l.id, l.rows_in, l.rows_bad, i.as_on, NULL::bigint AS team_id
        FROM casework_importlist l JOIN casework_import i ON i.id = l.delivery_id WHERE i.state = 'applied')""",
            "as_on",
            rows="rows imported",
            children=False,
        ),
    },
    GIVEN: {
        GIVEN_FRAME: Frame(GIVEN, "improvement_givenfigure", "month", rows="figures given", children=False),
    },
    "care_review": {
        "held": Frame(
            "flow",
            "casework_review",
            "review_on",
            joins=f"{CHILD} {_in_care('f.review_on')}",
            where="f.kind = 'cla' AND f.participation <> ''",
            rows="reviews of care",
            team="care.team_id",
        ),
    },
    "care_health": {
        "latest": Frame(
            "latest",
            "casework_carehealth",
            "as_on",
            joins=f"{CHILD} {_in_care('f.as_on')}",
            rows="children with a score",
            team="care.team_id",
        ),
    },
    "social_worker": {
        "seen": Frame(
            "seen",
            "casework_careperiod",
            "start_on",
            "end_on",
            joins=f"""{CHILD} LEFT JOIN LATERAL (
        SELECT count(DISTINCT e.social_worker) AS different FROM casework_socialworkerepisode e
        WHERE e.child_id = f.child_id AND e.start_on <= m.seen_on
            AND (e.end_on IS NULL OR e.end_on > m.seen_on - interval '12 months')
    ) workers ON TRUE""",
            where=f"{_not_short_break('m.seen_on')} AND {_under_18('m.seen_on')}",
            rows="children looked after",
        ),
    },
    AUDIT: {
        GIVEN_FRAME: Frame(
            GIVEN, audited.TABLE, "month", rows="audits, their moderation and their actions", children=False
        ),
    },
    RESPONSE: {
        GIVEN_FRAME: Frame(
            GIVEN, voiced.TABLE, "month", rows="those asked, their answers, and the themes raised", children=False
        ),
    },
    DUE: {
        GIVEN_FRAME: Frame(GIVEN, due.TABLE, "month", rows="those due to be asked", children=False),
    },
}

# Which deliveries a source is counted from, and how many months one of them tells: Annex A's lists look back six, a
# return tells its year. A source of one form is not countable in the months that only another form tells.
ANNEX_A, SSDA903 = "annex_a", "ssda903"
WINDOW_MONTHS = {ANNEX_A: 6, SSDA903: 12}
_OF_RETURNS = {"care_review": SSDA903, "care_health": SSDA903, "social_worker": SSDA903}


def form_of(source: str) -> str:
    """Return the form of delivery that a source is counted from."""
    return _OF_RETURNS.get(source, ANNEX_A)
