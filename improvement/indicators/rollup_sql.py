"""The SQL of the roll-up: how the rows of each kind of frame fall into months, and the one statement around them."""

from improvement.indicators.sources import GIVEN

# A spell that the source no longer holds is counted until the day of the extract that lost it.
GONE = """CASE
        WHEN {end} IS NOT NULL THEN {end}
        WHEN f.gone_source_id IS NOT NULL THEN (SELECT i.as_on FROM casework_import i WHERE i.id = f.gone_source_id)
    END"""

SPELLS = """{table} f
    CROSS JOIN LATERAL generate_series(
        GREATEST((date_part('year', {start}) * 12 + date_part('month', {start}))::int, %(first_number)s),
        LEAST((date_part('year', {end}) * 12 + date_part('month', {end}))::int, %(last_number)s)
    ) AS spread (number)
    JOIN months m ON m.number = spread.number"""

ROWS = {
    "flow": "{table} f JOIN months m ON m.month = date_trunc('month', {start}::timestamp)::date",
    "open": SPELLS,
    "seen": SPELLS,
    GIVEN: "{table} f JOIN months m ON m.month = {start}",
    "latest": """months m
    CROSS JOIN LATERAL (
        SELECT max(x.{start_column}) AS day FROM {table} x WHERE x.{start_column} BETWEEN m.month AND m.at
    ) last
    JOIN {table} f ON {start} = last.day""",
}

SPAN = """{start} <= %(last_at)s AND ({end} IS NULL OR {end} > %(first_at)s)
    AND {start} <= {day} AND ({end} IS NULL OR {end} > {day}) AND COALESCE({ended} > {day}, TRUE)"""

WITHIN = {
    "flow": "{start} BETWEEN %(first)s AND %(last_day)s",
    "open": SPAN,
    "seen": SPAN,
    GIVEN: "{start} BETWEEN %(first)s AND %(last_day)s",
    "latest": "TRUE",
}

MONTHS = """WITH RECURSIVE months AS MATERIALIZED (
    SELECT * FROM unnest(
        %(months)s::date[], %(ats)s::date[], %(seens)s::date[], %(numbers)s::int[],
        %(at_ordinals)s::int[], %(seen_ordinals)s::int[]
    ) AS m (month, at, seen_on, number, at_ordinal, seen_ordinal)
)"""

# The tree is climbed once for every month counted; UNION stops at a ring, should one ever be made.
WHOLE = """
{months},
climb AS (
    SELECT team.id AS team_id, team.id AS ancestor_id, m.month, m.at FROM casework_team team CROSS JOIN months m
    UNION
    SELECT climb.team_id, edge.parent_id, climb.month, climb.at
    FROM climb JOIN casework_teamedge edge
        ON edge.team_id = climb.ancestor_id AND edge.start_on <= climb.at
        AND (edge.end_on IS NULL OR edge.end_on > climb.at)
),
tree AS MATERIALIZED (
    SELECT team_id, ancestor_id, month FROM climb
    UNION
    SELECT team.id, %(county)s, m.month FROM casework_team team CROSS JOIN months m WHERE %(county)s IS NOT NULL
),
open_teams AS MATERIALIZED (
    SELECT team.id AS team_id, m.month FROM casework_team team JOIN months m
        ON team.opened_on <= m.at AND (team.closed_on IS NULL OR team.closed_on > m.month)
),
populations AS MATERIALIZED (
    SELECT o.team_id, o.month, COALESCE(
        (SELECT p.children FROM improvement_population p
            WHERE p.team_id = o.team_id AND p.year <= date_part('year', o.month) ORDER BY p.year DESC LIMIT 1),
        (SELECT p.children FROM improvement_population p WHERE p.team_id = o.team_id ORDER BY p.year LIMIT 1)
    ) AS children
    FROM open_teams o
),
{scans},
{totals},
counted AS MATERIALIZED (
{melted}
),
removed AS (
    DELETE FROM improvement_figure f
    WHERE f.indicator = ANY(%(codes)s) AND f.month = ANY(%(asked)s::date[]) AND NOT EXISTS (
        SELECT 1 FROM counted c WHERE c.indicator = f.indicator AND c.team_id = f.team_id AND c.month = f.month
    )
    RETURNING 1
),
written AS (
    INSERT INTO improvement_figure
        (indicator, team_id, month, numerator, denominator, symbol, is_share, definition_version, computed_at)
    SELECT c.indicator, c.team_id, c.month, c.numerator, c.denominator, c.symbol, c.is_share, c.version, %(now)s
    FROM counted c LEFT JOIN improvement_figure f
        ON f.indicator = c.indicator AND f.team_id = c.team_id AND f.month = c.month
    WHERE (f.numerator, f.denominator, f.symbol, f.is_share, f.definition_version)
        IS DISTINCT FROM (c.numerator, c.denominator, c.symbol, c.is_share, c.version::smallint)
    ON CONFLICT (indicator, team_id, month) DO UPDATE SET
        numerator = excluded.numerator, denominator = excluded.denominator, symbol = excluded.symbol,
        is_share = excluded.is_share, definition_version = excluded.definition_version,
        computed_at = excluded.computed_at
    RETURNING 1
)
SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM removed)
"""
