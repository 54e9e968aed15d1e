"""From contact to referral, assessment, enquiry, conference, plan and closure: what happens to a family."""

from dataclasses import dataclass

from casework.synthetic import chance, clock, story
from casework.synthetic.care import enter_care
from casework.synthetic.county import CODES, team_for
from casework.synthetic.families import NEVER, World, post_in, under_18
from casework.synthetic.records import Assessment, Child, Contact, Enquiry, Family, Need, Plan, Post, Referral, Spell

LOOK_BACK = 365


@dataclass
class Case:
    """A family's open case: the children, their episodes of need, and who holds it."""

    family: Family
    needs: list[Need]
    team: str
    post: Post

    @property
    def children(self) -> list[Child]:
        return [need.child for need in self.needs]


def recorded(world: World, day: int) -> int:
    """Return the day something done on `day` is entered in the system: mostly soon, sometimes weeks late."""
    rng = world.rng
    return day + (rng.randint(8, 40) if rng.random() < world.county.levels["late_recording"] else rng.randint(0, 3))


def contacted(world: World, child: Child, day: int, source: str) -> None:
    """Record a contact about a child: one a day."""
    if day <= child.contacted:
        return
    child.contacted = day
    world.contacts.append(Contact(child, day, source, recorded(world, day)))


def referred(world: World, family: Family, day: int) -> None:
    """Refer a family, and follow what comes of it to the end."""
    rng, levels = world.rng, world.county.levels
    children = under_18(family, day)
    source = chance.code(rng, "source")
    disabled = any(child.disabled for child in children) and rng.random() < 0.4
    nothing = not disabled and rng.random() < levels["referral_no_further_action"]
    service = "front door" if nothing else "disabled" if disabled else "assessment"
    if not nothing and not clock.is_working_day(day):
        service = "out of hours"
    team = team_for(world.county, rng, family.district, service)
    post = post_in(world, team, day)
    called = rng.random() < 0.95
    day_before = clock.is_working_day(day) and rng.random() < 0.25
    for child in children:
        if called:
            contacted(world, child, day - day_before, source)
        previous = sum(day - LOOK_BACK <= earlier < day for earlier in child.referrals)
        entered = day - 1 if rng.random() < levels["corrected_dates"] else day
        world.referrals.append(
            Referral(
                child, day, source, nothing, previous, post, recorded(world, day), entered, day + rng.randint(20, 45)
            )
        )
        child.referrals.append(day)
    family.referred = day
    world.recent.append(family)
    world.known.append(family)
    family.free_from = day + 1
    if nothing:
        return
    if service == "out of hours":
        team = team_for(world.county, rng, family.district, "assessment")
        post = post_in(world, team, day)
    need = "N2 - Child's disability" if disabled else chance.code(rng, "need")
    needs = [Need(child, day, need) for child in children]
    world.needs.extend(needs)
    case = Case(family, needs, team, post)
    assessed(world, case, day)
    family.free_from = max(need.end for need in needs) + 1


def assessment_days(world: World, team: str, start: int) -> int:
    """Return the day an assessment started on `start` by `team` is authorised."""
    rng = world.rng
    if rng.random() < story.assessment_on_time(world.county, team, start):
        length = min(45, max(1, int(rng.triangular(2, 52, 36))))
    else:
        length = 46 + int(rng.expovariate(1 / 12))
    day = clock.add_working_days(start, length)
    if clock.is_christmas(day) and rng.random() < 0.7:
        day = clock.add_working_days(clock.after_christmas(day), rng.randint(1, 6))
    elif rng.random() < 0.006:
        day += (5 - day % 7) % 7
    return day


def assess(world: World, case: Case, start: int, *, support: bool) -> int:
    """Record an assessment of each child, and return the day it is authorised."""
    rng = world.rng
    end = assessment_days(world, case.team, start)
    entered = recorded(world, end)
    for child in case.children:
        seen = CODES["yes"] if rng.random() < 0.965 and child.born <= end else CODES["no"]
        if rng.random() < 0.004:
            seen = CODES["unknown"]
        world.assessments.append(Assessment(child, start, end, seen, support, case.post, entered))
    return end


def assessed(world: World, case: Case, day: int) -> None:
    """Assess a newly referred family and decide what follows."""
    rng, levels = world.rng, world.county.levels
    start = clock.add_working_days(day, rng.choice((0, 0, 0, 1, 1, 2)))
    first_seen = clock.add_working_days(start, rng.randint(1, 8))
    begin(world, case, "assessment", start, [first_seen], since=day)
    # Whether help follows: likelier where there was an enquiry, or the disabled children's team assessed.
    weight = rng.random() + 0.12 * case.team.endswith("disabled-children")
    if rng.random() < levels["enquiry_at_referral"]:
        weight += 0.12
        discussed = day if rng.random() < 0.5 else clock.add_working_days(day, rng.randint(1, 8))
        conference = enquired(world, case, discussed)
        if conference:
            end = assess(world, case, start, support=True)
            protected(world, case, conference, after=end)
            return
    none, early = levels["no_action_after_assessment"], levels["early_help_after_assessment"]
    end = assess(world, case, start, support=weight >= none)
    seen_again = clock.add_working_days(start, rng.randint(9, 25))
    if seen_again < end:
        for need in case.needs:
            need.spells[-1].seen.append(seen_again)
    baby = any(clock.age_on(child.born, day) < 1 for child in case.children)
    if rng.random() < levels["care_after_assessment"] * (3.5 if baby else 1):
        into_care(world, case, start + rng.randint(1, 40))
    elif weight < none:
        close(case, clock.add_working_days(end, rng.randint(0, 6)), "no_action")
    elif weight < none + early:
        close(case, clock.add_working_days(end, rng.randint(0, 6)), "early_help")
    else:
        helped(world, case, end, median=4.1)


def begin(world: World, case: Case, status: str, day: int, seen: list[int], *, since: int | None = None) -> None:
    """Start a spell of `status` for each child of the case."""
    waits = world.rng.random() < story.unallocated(world.county, case.team)
    allocated = clock.add_working_days(day, world.rng.randint(5, 35)) if waits else 0
    for need in case.needs:
        need.spells.append(Spell(status, day if since is None else since, case.post, list(seen), allocated))


def close(case: Case, day: int, reason: str) -> None:
    """Close the episode of need of each child of the case."""
    for need in case.needs:
        need.end, need.reason = max(day, need.start + 1), CODES["closure"][reason]


def enquired(world: World, case: Case, day: int) -> int | None:
    """Start a section 47 enquiry on the case; return the day of a conference that made a plan, if one did."""
    rng, levels = world.rng, world.county.levels
    conference, plan = None, False
    if rng.random() < levels["conference_after_enquiry"]:
        quick = rng.random() < 0.825
        conference = clock.add_working_days(day, rng.randint(8, 15) if quick else 16 + int(rng.expovariate(1 / 5)))
        if clock.is_christmas(conference):
            conference = clock.add_working_days(clock.after_christmas(conference), rng.randint(1, 4))
        plan = rng.random() < levels["plan_after_conference"]
    for child in case.children:
        enquiries = sum(day - LOOK_BACK <= earlier < day for earlier in child.enquiries)
        conferences = sum(day - LOOK_BACK <= earlier < day for earlier in child.conferences)
        if day not in child.enquiries:
            world.enquiries.append(Enquiry(child, day, conference, plan, enquiries, conferences, case.post))
            child.enquiries.append(day)
        if conference:
            child.conferences.append(conference)
    return conference if plan else None


def moved(world: World, case: Case, service: str, day: int) -> None:
    """Transfer the case to a team that gives `service`."""
    oldest = max(clock.age_on(child.born, day) for child in case.children)
    if service == "safeguarding" and len(case.needs) == 1 and oldest >= 13 and world.rng.random() < 0.42:
        service = "adolescent"
    if case.team.endswith("disabled-children"):
        service = "disabled"
    case.team = team_for(world.county, world.rng, case.family.district, service)
    case.post = post_in(world, case.team, day)


def helped(world: World, case: Case, day: int, *, median: float, spread: float = 0.75) -> None:
    """Work with the case as children in need from `day`, and decide how that ends."""
    rng = world.rng
    moved(world, case, "safeguarding", day)
    lasting = case.team.endswith("disabled-children") and rng.random() < 0.4
    end = day + (chance.months(rng, 40, 0.6) if lasting else chance.months(rng, median, spread))
    grown = min(clock.birthday(child.born, 18) for child in case.children)
    end = clock.on_working_day(min(end, max(day + 5, grown - 1)))
    visits = need_visits(world, case, day, end)
    begin(world, case, "need", day, visits)
    reviewed(world, case, day, end)
    turn = rng.random()
    if turn < 0.10 and not lasting and end < grown - 200:
        conference = enquired(world, case, clock.add_working_days(end, 0))
        if conference:
            protected(world, case, conference, after=conference)
            return
        close(case, clock.add_working_days(end, rng.randint(20, 60)), "other")
    elif turn < 0.135 and not lasting and end < grown - 200:
        into_care(world, case, end)
    else:
        close(case, end, "moved" if turn < 0.17 else "other")


def need_visits(world: World, case: Case, start: int, end: int) -> list[int]:
    """Return the days the children are seen on a child in need plan: every four weeks, or later."""
    team = case.team
    return chance.working_rhythm(
        world.rng,
        start=start,
        end=end,
        since=world.since,
        every=30 if team.endswith("disabled-children") else 20,
        pace=lambda day: story.need_visits(world.county, team, day),
        first=world.rng.randint(3, 10),
    )


def reviewed(world: World, case: Case, start: int, end: int) -> None:
    """Assess long cases again, as plans change."""
    day = start + world.rng.randint(200, 330)
    while day < end - 70:
        if world.rng.random() < 0.75:
            assess(world, case, clock.on_working_day(day), support=True)
        day += world.rng.randint(240, 380)


def protected(world: World, case: Case, day: int, *, after: int) -> None:
    """Put every child of the case on a protection plan from the conference on `day`, and follow it."""
    rng = world.rng
    moved(world, case, "safeguarding", clock.add_working_days(day, 1))
    draw = rng.random()
    months = (
        rng.uniform(2.4, 3.2) if draw < 0.17 else rng.uniform(24, 31) if draw > 0.962 else rng.triangular(4.5, 19, 8)
    )
    end = clock.on_working_day(max(after, day + int(months * clock.MONTH)))
    grown = min(clock.birthday(child.born, 18) for child in case.children)
    end = max(day + 20, min(end, grown - 10))
    team, district = case.team, case.family.district
    visits = chance.working_rhythm(
        rng,
        start=day,
        end=end,
        since=world.since,
        every=10,
        pace=lambda when: story.protection_visits(world.county, team, district, when),
        first=rng.randint(3, 8),
    )
    reviews = chance.calendar_rhythm(
        rng,
        first=day + rng.randint(72, 88 if rng.random() > 0.1 else 125),
        end=end,
        steps=(176,),
        late=0.28,
        late_by=45,
    )
    category = chance.code(rng, "abuse")
    later = chance.code(rng, "abuse") if rng.random() < 0.12 else category
    changed = reviews[0] if reviews else NEVER
    for need in case.needs:
        child = need.child
        alone = CODES["no"] if clock.age_on(child.born, day) < 3 or rng.random() < 0.14 else CODES["yes"]
        protected_on = day - rng.randint(1, 20) if rng.random() < 0.04 else 0
        world.plans.append(
            Plan(child, day, end, category, later, changed, visits, alone, reviews, protected_on, child.plans, need)
        )
        child.plans += 1
    begin(world, case, "protection", day, visits)
    reviewed(world, case, day, end)
    turn = rng.random()
    if turn < world.county.levels["care_after_plan"] and end < grown - 120:
        into_care(world, case, end)
    elif turn < 0.72 and end < grown - 60:
        helped(world, case, end, median=3.2, spread=0.45)
    else:
        close(case, clock.add_working_days(end, rng.randint(0, 8)), "moved" if turn > 0.97 else "other")


def into_care(world: World, case: Case, day: int) -> None:
    """Bring children of the case into care on `day`: all of them, or one; close or go on with the others."""
    rng = world.rng
    day = max(day, max(need.child.born for need in case.needs) + 1)
    alone = len(case.needs) > 1 and rng.random() < 0.35
    entering = case.needs[:1] if alone else case.needs
    for need in entering:
        enter_care(world, case.family.district, need, day, case.post)
    if alone:
        rest = Case(case.family, case.needs[1:], case.team, case.post)
        helped(world, rest, day, median=4)


def stands_open(need: Need, day: int) -> bool:
    """Return whether the episode is open at the end of `day`."""
    return need.start <= day and (not need.end or need.end > day)
