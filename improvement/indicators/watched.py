"""Which tables figures are counted from, and the months of which sources a changed row of each can influence."""

from audits import models as audits
from casework import models as casework
from improvement.indicators import audited, voiced
from improvement.indicators.definitions import LONGEST_LOCAL
from improvement.indicators.models.given import GivenFigure
from improvement.indicators.own import day_of, listed
from improvement.indicators.sources import AUDIT, GIVEN, RESPONSE, SOURCES, WINDOW_MONTHS, form_of
from improvement.indicators.watched_voices import VOICES, key_point, work
from improvement.indicators.watching import Rule, Watched

# As long as a local timescale may be: 60 working days never span more than this.
LONGEST_LOCAL_DAYS = LONGEST_LOCAL["days"]

EVERYTHING = tuple(SOURCES)


def _on(source: str, column: str) -> Rule:
    return Rule((source,), f"x.{column}")


def _span(*sources: str, start="start_on", end="end_on") -> Rule:
    return Rule(sources, f"GREATEST(x.{start}, x.since)", f"x.{end}")


def _until_next(table: str, column: str, kind: str, spell: str, source: str, longest: str = "") -> Rule:
    """A visit, review or check counts until the next of its kind, within the spell it belongs to."""
    following = (
        f"(SELECT min(n.{column}) FROM {table} n "
        f"WHERE n.child_id = x.child_id AND n.kind = x.kind AND n.{column} > x.{column})"
    )
    limit = f", (x.{column} + {longest})::date" if longest else ""
    return Rule(
        (source,),
        f"x.{column}",
        f"LEAST({following}, k.end_on{limit})",
        f"JOIN {spell} k ON k.child_id = x.child_id AND k.start_on <= x.{column} "
        f"AND (k.end_on IS NULL OR k.end_on >= x.{column})",
        f"x.kind = '{kind}'",
    )


def _reached(source: str, table: str, condition: str, column: str, last: str = "") -> Rule:
    """The months of other rows of the same child that a change reaches."""
    return Rule((source,), f"k.{column}", last, f"JOIN {table} k ON k.child_id = x.child_id AND {condition}")


_LOCAL = f"interval '{LONGEST_LOCAL_DAYS} days'"
_SPELL = ("child_id", "team_id", "gone_source_id", "start_on")
_DATED = ("child_id", "team_id")
_SHORT_BREAK = """(x.code IN ('V3', 'V4') OR EXISTS (
        SELECT 1 FROM casework_legalstatus o WHERE o.child_id = x.child_id AND o.code IN ('V3', 'V4')))"""
_OTHER_APPLIED = "FROM casework_import o WHERE o.state = 'applied' AND o.form = x.form AND o.as_on"


def _in_care(source: str, table: str, column: str, condition: str) -> Rule:
    """The months of what counts for the team of the period of care it falls in."""
    return _reached(
        source,
        table,
        f"{condition} AND k.{column} >= GREATEST(x.start_on, x.since) AND (x.end_on IS NULL OR k.{column} <= x.end_on)",
        column,
    )


def _delivered(form: str, months: int) -> Rule:
    """A delivery tells the months since the one before it; the first tells as much as its lists look back."""
    return Rule(
        tuple(source for source in SOURCES if form_of(source) == form),
        f"COALESCE((SELECT max(o.as_on) {_OTHER_APPLIED} < x.as_on), (x.as_on - interval '{months - 1} months')::date)",
        f"COALESCE((SELECT min(o.as_on) {_OTHER_APPLIED} > x.as_on), x.as_on)",
        where=f"x.state = 'applied' AND x.form = '{form}'",
    )


WATCHED = (
    Watched(casework.Contact, (*_DATED, "contact_on"), (_on("contact", "contact_on"),)),
    Watched(
        casework.EarlyHelpEpisode,
        (*_SPELL, "end_on"),
        (_span("early_help"),),
        end="end_on",
    ),
    Watched(
        casework.Referral,
        (*_DATED, "referral_on", "source_code", "nfa", "previous_referrals"),
        (
            # A referral makes those of the next twelve months re-referrals.
            Rule(("referral",), "x.referral_on", "(x.referral_on + interval '12 months')::date"),
            _reached(
                "contact",
                "casework_contact",
                f"k.contact_on BETWEEN x.referral_on - {_LOCAL} AND x.referral_on",
                "contact_on",
            ),
        ),
    ),
    Watched(
        casework.Assessment,
        (*_SPELL, "authorised_on", "child_seen", "support_required"),
        (_span("assessment", end="authorised_on"),),
        end="authorised_on",
    ),
    Watched(
        casework.Section47,
        (*_DATED, "gone_source_id", "start_on", "icpc_on", "icpc_led_to_plan"),
        (_on("section47", "start_on"), _on("section47", "icpc_on"), key_point("icpc_on")),
    ),
    Watched(
        casework.CinEpisode,
        (*_SPELL, "end_on"),
        (_span("cin_episode"), work()),
        end="end_on",
    ),
    Watched(casework.CinStatus, (*_DATED, "worker_id", "as_on", "status"), (_on("cin_status", "as_on"),)),
    Watched(
        casework.CpPlan,
        (*_SPELL, "end_on", "previous_plans"),
        (_span("cp_plan"), _reached("cp_plan", "casework_cpplan", "k.start_on > x.start_on", "start_on"), work()),
        end="end_on",
    ),
    Watched(
        casework.CarePeriod,
        (*_SPELL, "end_on", "end_reason"),
        (
            _span("care_period", "social_worker"),
            work(),
            _in_care("care_review", "casework_review", "review_on", "k.participation <> ''"),
            _in_care("care_health", "casework_carehealth", "as_on", "k.sdq_score IS NOT NULL"),
            _reached(
                "care_status",
                "casework_carestatus",
                "k.care_start_on = x.start_on AND k.as_on >= COALESCE(x.since, x.start_on)",
                "as_on",
            ),
        ),
        end="end_on",
    ),
    Watched(
        casework.LegalStatus,
        ("child_id", "start_on", "code"),
        (
            Rule(("care_period", "social_worker"), "x.start_on", "NULL::date", where=_SHORT_BREAK),
            Rule(
                ("care_period",),
                "k.start_on",
                "",
                "JOIN casework_careperiod k ON k.child_id = x.child_id AND k.start_on <= x.start_on "
                "AND (k.end_on IS NULL OR k.end_on >= x.start_on)",
                _SHORT_BREAK,
            ),
        ),
    ),
    Watched(
        casework.CareStatus,
        (
            *_DATED,
            "as_on",
            "care_start_on",
            "legal_status",
            "placement_type",
            "placement_start_on",
            "placements_12m",
            "missing_12m",
        ),
        (_on("care_status", "as_on"),),
    ),
    Watched(
        casework.Visit,
        ("child_id", "kind", "visit_on", "seen_alone"),
        (
            _until_next("casework_visit", "visit_on", "cp", "casework_cpplan", "cp_plan"),
            _until_next("casework_visit", "visit_on", "cla", "casework_careperiod", "care_period", _LOCAL),
            Rule(
                ("cin_status",),
                "k.as_on",
                "",
                "JOIN casework_cinstatus k ON k.child_id = x.child_id AND k.status = 'CIN' "
                f"AND k.as_on BETWEEN x.visit_on AND x.visit_on + {_LOCAL}",
                "x.kind = 'cin'",
            ),
        ),
    ),
    Watched(
        casework.Review,
        ("child_id", "kind", "review_on", "participation", "gone_source_id"),
        (
            key_point("review_on"),
            Rule(("care_review",), "x.review_on", where="x.kind = 'cla' AND x.participation <> ''"),
            _until_next("casework_review", "review_on", "cp", "casework_cpplan", "cp_plan", "interval '6 months'"),
            _until_next(
                "casework_review", "review_on", "cla", "casework_careperiod", "care_period", "interval '6 months'"
            ),
        ),
    ),
    Watched(
        casework.HealthCheck,
        ("child_id", "kind", "check_on"),
        tuple(
            _until_next(
                "casework_healthcheck", "check_on", kind, "casework_careperiod", "care_period", "interval '12 months'"
            )
            for kind in ("hlth", "dent")
        ),
    ),
    Watched(
        casework.CareLeaverStatus,
        (
            *_DATED,
            "as_on",
            "eligibility",
            "in_touch",
            "latest_contact_on",
            "pathway_review_on",
            "accommodation",
            "suitability",
            "activity",
        ),
        (_on("care_leaver_status", "as_on"),),
    ),
    Watched(
        casework.Adoption,
        (*_DATED, "order_on", "entered_care_on", "placed_on"),
        (_on("adoption", "order_on"),),
    ),
    Watched(
        casework.CareHealth,
        ("child_id", "as_on", "sdq_score"),
        (_on("care_health", "as_on"),),
    ),
    Watched(
        casework.SocialWorkerEpisode,
        ("child_id", "start_on", "end_on", "social_worker"),
        # A worker is one of the last twelve months' until a year after leaving.
        (Rule(("social_worker",), "x.start_on", "(x.end_on + interval '12 months')::date"),),
    ),
    Watched(
        casework.Child,
        ("birth_month", "is_unborn", "uasc"),
        tuple(
            Rule((source,), f"k.{first}", last, f"JOIN {table} k ON k.child_id = x.id")
            for source, table, first, last in (
                ("assessment", "casework_assessment", "authorised_on", ""),
                ("cp_plan", "casework_cpplan", "start_on", "k.end_on"),
                ("care_period", "casework_careperiod", "start_on", "k.end_on"),
                ("care_status", "casework_carestatus", "as_on", ""),
                ("care_leaver_status", "casework_careleaverstatus", "as_on", ""),
                ("care_review", "(SELECT * FROM casework_review WHERE participation <> '')", "review_on", ""),
                ("social_worker", "casework_careperiod", "start_on", "k.end_on"),
            )
        )
        + tuple(
            work("k.start_on", "", "k.end_on", f"JOIN {table} k ON k.child_id = x.id")
            for table in ("casework_cpplan", "casework_careperiod", "casework_cinepisode")
        ),
        # A child's facts come and go with marks of their own.
        operations=("update",),
    ),
    Watched(
        casework.Team,
        ("level", "opened_on", "closed_on"),
        (_span(*EVERYTHING, start="opened_on", end="closed_on"),),
        end="closed_on",
    ),
    Watched(
        casework.TeamEdge,
        ("team_id", "parent_id", "start_on", "end_on"),
        (_span(*EVERYTHING),),
        end="end_on",
    ),
    Watched(
        casework.CalendarDay,
        ("day", "is_working", "ordinal"),
        (Rule(("assessment", "section47", "cin_status", "cp_plan", "care_period"), "x.day", "NULL::date"),),
    ),
    Watched(
        GivenFigure,
        ("indicator", "team_id", "month", "numerator", "denominator", "symbol"),
        (
            Rule((GIVEN,), "x.month", where=f"x.indicator NOT IN {listed(audited.CODES + voiced.CODES)}"),
            Rule((AUDIT,), "x.month", where=f"x.indicator IN {listed(audited.CODES)}"),
            Rule((RESPONSE,), "x.month", where=f"x.indicator IN {listed(voiced.CODES)}"),
        ),
    ),
    Watched(
        audits.Audit,
        ("team_id", "due_on", "state", "drafted_at", "final_at", "grade"),
        (
            _on(AUDIT, "due_on"),
            Rule((AUDIT,), day_of("x.final_at")),
            # The first audit of all sets aside what was given from its month on.
            Rule((AUDIT,), day_of("x.allocated_at"), "NULL::date", where="x.state = 'allocated'"),
            Rule((AUDIT,), day_of("k.settled_at"), join="JOIN audits_moderation k ON k.audit_id = x.id"),
        ),
    ),
    Watched(
        audits.Moderation,
        ("audit_id", "settled_at", "first_grade", "outcome"),
        (Rule((AUDIT,), day_of("x.settled_at")),),
    ),
    Watched(
        casework.Action,
        ("origin", "team_id", "due_on", "state", "done_at"),
        (Rule((AUDIT,), "x.due_on", where="x.origin = 'audit'"),),
    ),
    *VOICES,
    Watched(
        casework.ImportList,
        ("delivery_id", "rows_in", "rows_bad"),
        (Rule(("import",), "(SELECT i.as_on FROM casework_import i WHERE i.id = x.delivery_id)"),),
    ),
    Watched(
        casework.Import,
        ("state", "as_on"),
        (
            *(_delivered(form, months) for form, months in WINDOW_MONTHS.items()),
            # Rows imported are counted of every form.
            Rule(("import",), "x.as_on", where="x.state = 'applied'"),
        ),
    ),
)
