"""Each indicator in plain Python: for a month, the rows looked at, and whether each counts above and below the line.

A rule yields (team_id, above, below); `above` may be a number to add up. None in place of rows: not countable then.
"""

from datetime import timedelta
from decimal import Decimal

from tests.indicators.recompute.days import back, on
from tests.indicators.recompute.world import in_month, working_days, years_old

RULES = {}
RATES = {"FD05", "AS01", "CP01", "CP05", "CN01", "CN03", "LA01", "LA02", "LA03"}
COUNTS = {"FD01", "FD04", "AS03"}


def rule(code):
    def keep(function):
        RULES[code] = function
        return function

    return keep


# Front door


def contacts(world, month):
    return [contact for contact in world.Contact if in_month(contact.contact_on, month)]


@rule("FD01")
def fd01(world, month):
    return [(contact.team_id, True, True) for contact in contacts(world, month)]


@rule("FD03")
def fd03(world, month):
    for contact in contacts(world, month):
        gaps = [(r.referral_on - contact.contact_on).days for r in world.history("Referral", contact.child_id)]
        yield contact.team_id, any(0 <= gap <= 28 for gap in gaps), True


@rule("FD04")
def fd04(world, month):
    day = world.end_of(month)
    return [(e.team_id, True, True) for e in world.EarlyHelpEpisode if world.is_open(e, day)]


def referrals(world, month):
    return [referral for referral in world.Referral if in_month(referral.referral_on, month)]


@rule("FD05")
def fd05(world, month):
    return [(r.team_id, True, True) for r in referrals(world, month)]


@rule("FD06")
def fd06(world, month):
    begins = min(r.referral_on for r in world.Referral)
    for referral in referrals(world, month):
        earlier = [
            other
            for other in world.history("Referral", referral.child_id)
            if back(referral.referral_on, 12) <= other.referral_on < referral.referral_on
        ]
        said = (referral.previous_referrals or 0) > 0 and referral.referral_on < on(begins, 12)
        yield referral.team_id, bool(earlier) or said, True


@rule("FD07")
def fd07(world, month):
    return [(r.team_id, r.nfa == "Y", True) for r in referrals(world, month)]


@rule("FD08")
def fd08(world, month):
    return [(r.team_id, r.source_code == "6", True) for r in referrals(world, month)]


# Assessment


def completed(world, month):
    return [a for a in world.Assessment if in_month(a.authorised_on, month)]


def unborn(child, day):
    return child.is_unborn or (child.birth_month is not None and child.birth_month > day)


@rule("AS01")
def as01(world, month):
    return [(a.team_id, True, True) for a in completed(world, month)]


@rule("AS02")
def as02(world, month):
    return [(a.team_id, working_days(a.start_on, a.authorised_on) <= 45, True) for a in completed(world, month)]


@rule("AS03")
def as03(world, month):
    day = world.end_of(month)
    for a in world.Assessment:
        if world.is_open(a, day, end="authorised_on"):
            yield a.team_id, working_days(a.start_on, day) > 45, True


@rule("AS05")
def as05(world, month):
    return [(a.team_id, a.child_seen == "Y", not unborn(a.child, a.authorised_on)) for a in completed(world, month)]


@rule("AS06")
def as06(world, month):
    return [(a.team_id, a.support_required == "N", a.support_required in ("Y", "N")) for a in completed(world, month)]


# Child protection


def enquiries(world, month):
    return [e for e in world.Section47 if in_month(e.start_on, month)]


def conferences(world, month):
    return [e for e in world.Section47 if in_month(e.icpc_on, month)]


@rule("CP01")
def cp01(world, month):
    return [(e.team_id, True, True) for e in enquiries(world, month)]


@rule("CP02")
def cp02(world, month):
    return [(e.team_id, e.icpc_on is not None, True) for e in enquiries(world, month)]


@rule("CP03")
def cp03(world, month):
    return [(e.team_id, working_days(e.start_on, e.icpc_on) <= 15, True) for e in conferences(world, month)]


@rule("CP04")
def cp04(world, month):
    return [(e.team_id, e.icpc_led_to_plan == "Y", True) for e in conferences(world, month)]


def open_plans(world, day):
    return [plan for plan in world.CpPlan if world.is_open(plan, day)]


@rule("CP05")
def cp05(world, month):
    return [(p.team_id, True, True) for p in open_plans(world, world.end_of(month))]


@rule("CP06")
def cp06(world, month):
    for plan in world.CpPlan:
        if in_month(plan.start_on, month):
            earlier = any(o.start_on < plan.start_on for o in world.history("CpPlan", plan.child_id))
            yield plan.team_id, earlier or (plan.previous_plans or 0) > 0, True


@rule("CP07")
def cp07(world, month):
    for plan in world.CpPlan:
        if in_month(plan.start_on, month):
            ends = [
                o.end_on
                for o in world.history("CpPlan", plan.child_id)
                if o.start_on < plan.start_on and o.end_on is not None
            ]
            yield plan.team_id, any(back(plan.start_on, 24) <= end <= plan.start_on for end in ends), True


@rule("CP08")
def cp08(world, month):
    day = world.end_of(month)
    return [(p.team_id, day - p.start_on > timedelta(days=729), True) for p in open_plans(world, day)]


def ended_plans(world, month):
    return [plan for plan in world.CpPlan if in_month(plan.end_on, month)]


@rule("CP09")
def cp09(world, month):
    return [(p.team_id, (p.end_on - p.start_on).days > 729, True) for p in ended_plans(world, month)]


@rule("CP10")
def cp10(world, month):
    day = world.seen_on(month)
    if day is None:
        return None
    rows = []
    for plan in open_plans(world, day):
        review = world.last("Review", plan.child_id, "cp", "review_on", plan.start_on, day)
        in_time = review is not None and review.review_on >= back(day, 6)
        rows.append((plan.team_id, in_time, plan.start_on <= back(day, 3)))
    return rows


@rule("CP11")
def cp11(world, month):
    day = world.seen_on(month)
    if day is None:
        return None
    rows = []
    for plan in open_plans(world, day):
        visit = world.last("Visit", plan.child_id, "cp", "visit_on", plan.start_on, day)
        rows.append((plan.team_id, visit is not None and working_days(visit.visit_on, day) <= 15, True))
    return rows


@rule("CP12")
def cp12(world, month):
    day = world.seen_on(month)
    if day is None:
        return None
    rows = []
    for plan in open_plans(world, day):
        visit = world.last("Visit", plan.child_id, "cp", "visit_on", plan.start_on, day)
        if visit is not None:
            rows.append((plan.team_id, visit.seen_alone == "Y", not unborn(plan.child, day)))
    return rows


@rule("CP14")
def cp14(world, month):
    return [(p.team_id, p.end_on <= on(p.start_on, 3), True) for p in ended_plans(world, month)]


# Children in need


def needs(world, month):
    day = world.end_of(month)
    return [(episode, day) for episode in world.CinEpisode if world.is_open(episode, day)]


def extract(world, name, month):
    """The rows of a list's last extract in the month, or None where the month has none."""
    days = [s.as_on for s in getattr(world, name) if in_month(s.as_on, month) and s.as_on <= world.end_of(month)]
    if not days:
        return None
    return [s for s in getattr(world, name) if s.as_on == max(days)]


@rule("CN01")
def cn01(world, month):
    return [(episode.team_id, True, True) for episode, _ in needs(world, month)]


@rule("CN02")
def cn02(world, month):
    return [(episode.team_id, episode.start_on <= back(day, 24), True) for episode, day in needs(world, month)]


@rule("CN03")
def cn03(world, month):
    rows = extract(world, "CinStatus", month)
    return rows and [(s.team_id, s.status == "CIN", True) for s in rows]


@rule("CN04")
def cn04(world, month):
    rows = extract(world, "CinStatus", month)
    if rows is None:
        return None
    found = []
    for status in rows:
        visits = [
            v.visit_on
            for v in world.history("Visit", status.child_id)
            if v.kind == "cin" and v.visit_on <= status.as_on
        ]
        in_time = bool(visits) and working_days(max(visits), status.as_on) <= 20
        found.append((status.team_id, in_time, status.status == "CIN"))
    return found


@rule("CN05")
def cn05(world, month):
    rows = extract(world, "CinStatus", month)
    return rows and [(s.team_id, s.worker_id is None, s.status != "CLO") for s in rows]


# Children looked after


def status_in_force(world, period, day):
    known = [s for s in world.history("LegalStatus", period.child_id) if period.start_on <= s.start_on <= day]
    return max(known, key=lambda s: s.start_on).code if known else ""


def grown_up(child, day):
    return child.birth_month is not None and on(child.birth_month, 18 * 12) <= day


def looked_after(world, day):
    return [
        period
        for period in world.CarePeriod
        if world.is_open(period, day)
        and status_in_force(world, period, day) not in ("V3", "V4")
        and not grown_up(period.child, day)
    ]


def left_care(world, month):
    return [
        period
        for period in world.CarePeriod
        if in_month(period.end_on, month)
        and period.end_reason != "X1"
        and status_in_force(world, period, period.end_on) not in ("V3", "V4")
    ]


@rule("LA01")
def la01(world, month):
    return [(p.team_id, True, True) for p in looked_after(world, world.end_of(month))]


@rule("LA02")
def la02(world, month):
    for period in world.CarePeriod:
        if in_month(period.start_on, month):
            known = [
                s
                for s in world.history("LegalStatus", period.child_id)
                if s.start_on >= period.start_on and (period.end_on is None or s.start_on <= period.end_on)
            ]
            first = min(known, key=lambda s: s.start_on).code if known else ""
            yield period.team_id, first not in ("V3", "V4"), True


@rule("LA03")
def la03(world, month):
    return [(p.team_id, True, True) for p in left_care(world, month)]


@rule("LA04")
def la04(world, month):
    return [(p.team_id, p.child.uasc == "Y", True) for p in looked_after(world, world.end_of(month))]


def in_care_at_extract(world, month):
    rows = extract(world, "CareStatus", month)
    if rows is None:
        return None
    kept = []
    for status in rows:
        periods = [p for p in world.history("CarePeriod", status.child_id) if p.start_on == status.care_start_on]
        left = any(p.end_on is not None and p.end_on <= status.as_on for p in periods)
        if status.legal_status not in ("V3", "V4") and not left and not grown_up(status.child, status.as_on):
            kept.append(status)
    return kept


@rule("LA05")
def la05(world, month):
    rows = in_care_at_extract(world, month)
    return rows and [(s.team_id, (s.placements_12m or 0) >= 3, s.placements_12m is not None) for s in rows]


@rule("LA06")
def la06(world, month):
    rows = in_care_at_extract(world, month)
    if rows is None:
        return None
    found = []
    for s in rows:
        young = s.child.birth_month is not None and back(s.as_on, 16 * 12) < s.child.birth_month
        settled = s.placement_start_on is not None and s.placement_start_on <= back(s.as_on, 24)
        found.append((s.team_id, settled, young and s.care_start_on <= back(s.as_on, 30)))
    return found


@rule("LA08")
def la08(world, month):
    rows = in_care_at_extract(world, month)
    return rows and [(s.team_id, s.placement_type[:1] == "U", True) for s in rows]


@rule("LA09")
def la09(world, month):
    rows = in_care_at_extract(world, month)
    return rows and [(s.team_id, s.placement_type in ("K1", "K2"), True) for s in rows]


def looked_after_at_extract(world, month):
    day = world.seen_on(month)
    return None if day is None else [(period, day) for period in looked_after(world, day)]


@rule("LA10")
def la10(world, month):
    rows = looked_after_at_extract(world, month)
    if rows is None:
        return None
    found = []
    for period, day in rows:
        review = world.last("Review", period.child_id, "cla", "review_on", period.start_on, day)
        in_time = False
        if review is not None:
            months = 3 if working_days(period.start_on, review.review_on) <= 20 else 6
            in_time = day <= on(review.review_on, months)
        found.append((period.team_id, in_time, working_days(period.start_on, day) > 20))
    return found


@rule("LA11")
def la11(world, month):
    rows = looked_after_at_extract(world, month)
    if rows is None:
        return None
    found = []
    for period, day in rows:
        visit = world.last("Visit", period.child_id, "cla", "visit_on", period.start_on, day)
        in_time = visit is not None and (day - visit.visit_on).days <= 42
        found.append((period.team_id, in_time, (day - period.start_on).days >= 7))
    return found


@rule("LA12")
def la12(world, month):
    rows = looked_after_at_extract(world, month)
    if rows is None:
        return None
    found = []
    for period, day in rows:
        check = world.last("HealthCheck", period.child_id, "hlth", "check_on", period.start_on, day)
        born = period.child.birth_month
        months = 6 if born is not None and born > back(day, 60) else 12
        in_time = check is not None and check.check_on >= back(day, months)
        found.append((period.team_id, in_time, period.start_on <= back(day, 12)))
    return found


@rule("LA13")
def la13(world, month):
    rows = looked_after_at_extract(world, month)
    if rows is None:
        return None
    found = []
    for period, day in rows:
        check = world.last("HealthCheck", period.child_id, "dent", "check_on", period.start_on, day)
        in_time = check is not None and check.check_on >= back(day, 12)
        found.append((period.team_id, in_time, period.start_on <= back(day, 12)))
    return found


@rule("LA15")
def la15(world, month):
    rows = in_care_at_extract(world, month)
    return rows and [(s.team_id, (s.missing_12m or 0) >= 1, s.missing_12m is not None) for s in rows]


@rule("LA19")
def la19(world, month):
    return [
        (p.team_id, p.end_reason in ("E43", "E44", "E45", "E46", "E47", "E48"), True) for p in left_care(world, month)
    ]


@rule("LA20")
def la20(world, month):
    for adoption in world.Adoption:
        if in_month(adoption.order_on, month):
            known = adoption.entered_care_on is not None and adoption.placed_on is not None
            days = (adoption.placed_on - adoption.entered_care_on).days if known else 0
            yield adoption.team_id, round(Decimal(days) / Decimal("30.4375"), 3) if known else False, known


# Care leavers


def leavers(world, month, youngest, oldest, eligible=("FREL",)):
    rows = extract(world, "CareLeaverStatus", month)
    if rows is None:
        return None
    return [
        s
        for s in rows
        if s.eligibility in eligible
        and s.child.birth_month is not None
        and youngest <= years_old(s.child.birth_month, s.as_on) <= oldest
    ]


@rule("CL01")
def cl01(world, month):
    rows = leavers(world, month, 19, 21)
    return rows if rows is None else [(s.team_id, s.in_touch == "Y", s.in_touch != "DIED") for s in rows]


@rule("CL02")
def cl02(world, month):
    rows = leavers(world, month, 19, 21)
    if rows is None:
        return None
    return [
        (s.team_id, s.activity[:1] in ("F", "P") and s.activity != "", s.in_touch not in ("DIED", "RHOM")) for s in rows
    ]


@rule("CL03")
def cl03(world, month):
    rows = leavers(world, month, 19, 21)
    if rows is None:
        return None
    return [
        (
            s.team_id,
            s.suitability == "S",
            s.in_touch not in ("DIED", "RHOM") and s.accommodation not in ("G", "H", "R"),
        )
        for s in rows
    ]


@rule("CL04")
def cl04(world, month):
    rows = leavers(world, month, -99, 21, ("ELIG", "REL", "FREL"))
    if rows is None:
        return None
    told = any(s.pathway_review_on is not None for s in extract(world, "CareLeaverStatus", month))
    return [
        (s.team_id, s.pathway_review_on is not None and s.pathway_review_on >= back(s.as_on, 6), told) for s in rows
    ]


@rule("CL05")
def cl05(world, month):
    rows = leavers(world, month, 18, 20)
    if rows is None:
        return None
    told = any(s.latest_contact_on is not None for s in extract(world, "CareLeaverStatus", month))
    return [
        (s.team_id, s.latest_contact_on is not None and (s.as_on - s.latest_contact_on).days <= 56, told) for s in rows
    ]


# Workforce


@rule("WF05")
def wf05(world, month):
    """Cases above the line; below it each worker once for each team they hold cases in."""
    rows = extract(world, "CinStatus", month)
    if rows is None:
        return None
    held = [s for s in rows if s.status != "CLO" and s.worker_id is not None]
    counted, found = set(), []
    for status in held:
        post = (status.team_id or world.county, status.worker_id)
        found.append((status.team_id, True, post not in counted))
        counted.add(post)
    return found


# Quality


@rule("QA06")
def qa06(world, month):
    """Every row of the lists taken in the month and applied; of no team."""
    rows = []
    for each in world.lists:
        if in_month(each.delivery.as_on, month):
            rows += [(None, place < each.rows_bad, True) for place in range(each.rows_in)]
    return rows
