"""What is counted from rows of Balcony's own, in the shape of given figures, so that the roll-up adds both up alike.

A row is an indicator, a team, a month and two numbers. Each kind of own rows begins in a month; figures given for the
months before it stand, and from then on the rows are counted and what is given is kept aside.
"""


def day_of(column: str) -> str:
    """Return the SQL of the day a moment falls on here."""
    return f"({column} AT TIME ZONE 'Europe/London')::date"


def month_of(day: str) -> str:
    """Return the SQL of the first of the month of a day."""
    return f"date_trunc('month', {day}::timestamp)::date"


def month_begun(moment: str, table: str) -> str:
    """Return the SQL of the month of the first `moment` in a table; a day that never comes where there is none."""
    return f"COALESCE((SELECT {month_of(day_of(f'min(b.{moment})'))} FROM {table} b), 'infinity'::date)"


def listed(codes: tuple[str, ...]) -> str:
    """Return the SQL of a list of codes."""
    return "(" + ", ".join(f"'{code}'" for code in codes) + ")"


def table(codes: tuple[str, ...], began: str, counted: tuple[str, ...]) -> str:
    """Return the SQL of the rows of indicators; of `codes`, those that may be given, what was before the month `began`.

    Each of `counted` gives indicator, team_id, the day in whose month it counts, and whether it is in the numerator.
    """
    return f"""(SELECT r.indicator, r.team_id, {month_of("r.day")} AS month,
            r.counts::int::numeric AS numerator, 1::numeric AS denominator, '' AS symbol
        FROM ({" UNION ALL ".join(counted)}) r WHERE r.day >= {began}
        UNION ALL
        SELECT h.indicator, h.team_id, h.month, h.numerator, h.denominator, h.symbol
        FROM improvement_givenfigure h WHERE h.indicator IN {listed(codes)} AND h.month < {began})"""
