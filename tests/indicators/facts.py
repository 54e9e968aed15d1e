"""A small department with awkward facts, the same for the same seed."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from audits.models import Audit, Grade, Moderation
from casework import models as casework
from improvement.indicators.calendar import load_calendar
from improvement.indicators.definitions import given_definitions
from improvement.indicators.models import GivenFigure, Population
from improvement.lib.months import add_months, month_end
from tests.factories.audits import make_audit, make_tool
from tests.factories.casework import make_action, make_import, make_team, make_tree, make_user
from tests.factories.moderation import make_moderation
from tests.indicators.askings import write_askings
from tests.indicators.voices import write_voices

AT = datetime(2025, 3, 25, 9, 0, tzinfo=UTC)
FIRST, LAST = date(2022, 1, 1), date(2025, 3, 25)
# August has no extract, October two, March's is early: the month is not over.
EXTRACTS = [
    date(2024, 1, 31),
    date(2024, 2, 29),
    date(2024, 3, 28),
    date(2024, 4, 30),
    date(2024, 5, 31),
    date(2024, 6, 30),
    date(2024, 7, 31),
    date(2024, 9, 30),
    date(2024, 10, 15),
    date(2024, 10, 31),
    date(2024, 11, 29),
    date(2024, 12, 31),
    date(2025, 1, 31),
    date(2025, 2, 28),
    date(2025, 3, 20),
]
# SSDA903 returns; the last is of a year that still runs.
RETURNS = [date(2024, 3, 31), date(2024, 12, 6), date(2025, 3, 14)]
EDGES = [
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 28),
    date(2024, 3, 29),
    date(2024, 4, 1),
    date(2024, 5, 31),
    date(2024, 6, 1),
    date(2024, 8, 31),
    date(2024, 12, 25),
    date(2025, 1, 1),
    date(2025, 2, 28),
    date(2025, 3, 1),
]


def department(seed=1, children=120):
    """Write a department's tree, extracts and facts; return its teams by code."""
    rng = random.Random(seed)
    load_calendar()
    teams = _teams()
    imports = [make_import(as_on=day) for day in EXTRACTS]
    for day in RETURNS:
        make_import(as_on=day, form="ssda903")
    people = casework.Child.objects.bulk_create(_children(rng, imports[-1], children))
    workers = casework.Worker.objects.bulk_create([casework.Worker(name=f"{seed} Worker {n}") for n in range(12)])
    _Facts(rng, people, list(teams.values()), workers, imports).write()
    _lists(rng, imports)
    _given(rng, teams)
    _audits(rng, teams)
    write_voices(rng, teams)
    write_askings(seed, teams["mere-safeguarding"])
    return teams


def _lists(rng, imports):
    """What each import's lists held, and of it was left out; one import was undone and one never applied."""
    others = [
        make_import(state="undone", as_on=date(2024, 5, 30)),
        make_import(state="checked", as_on=date(2025, 3, 1)),
    ]
    for delivery in [*imports, *others]:
        for number in (1, 3, 6):
            rows = rng.randint(0, 9)
            casework.ImportList.objects.create(
                delivery=delivery, number=number, rows_in=rows, rows_bad=rng.randint(0, rows)
            )


def _given(rng, teams):
    """Figures given for some teams and months, or for a whole place instead of its teams, some as symbols.

    Also for a month long before the first extract, and for one after the last.
    """
    who = make_user()
    whole = {"mere": ("mere-assessment", "mere-safeguarding", "old-duty"), "north": ("weald-safeguarding",)}
    for found in given_definitions():
        for month in [date(2022, 7, 1), *(add_months(date(2024, 3, 1), step) for step in range(13))]:
            places = ["mere-assessment", "mere-safeguarding", "old-duty", "weald-safeguarding", "lone"]
            for place, parts in whole.items():
                if rng.random() < 0.2 and not (place == "north" and date(2024, 6, 1) <= month):
                    places = [code for code in places if code not in parts] + [place]
            if "mere" in places and month >= date(2024, 6, 1) and "mere-assessment" not in places:
                places.append("mere-assessment")
            for code in places:
                team = teams[code]
                if rng.random() < 0.35 or (team.closed_on and team.closed_on <= month_end(month)):
                    continue
                GivenFigure.objects.create(
                    indicator=found.code,
                    team=team,
                    month=month,
                    is_share=found.is_share,
                    given_at=AT,
                    given_by=who,
                    **_said(rng, found),
                )


def _audits(rng, teams):
    """Audits in every state, moderated and with actions, from September 2024 on: on the edges of months and days."""
    who, tool, child = make_user(), make_tool(), casework.Child.objects.first()
    places = [teams[code] for code in ("mere-assessment", "mere-safeguarding", "weald-safeguarding", "lone", "mere")]
    states = ["allocated", "drafted", "replied", "final", "final", "final", "closed", "withdrawn"]
    for _ in range(160):
        day = datetime(2024, 9, 2, 22, 30, tzinfo=UTC) + timedelta(hours=rng.randint(0, 24 * 200))
        audit = make_audit(
            auditor=who,
            team=rng.choice(places),
            tool=tool,
            child=child,
            due_on=day.date() + timedelta(days=rng.randint(0, 40)),
            **_state(rng, rng.choice(states), day, who),
        )
        Audit.objects.filter(pk=audit.pk).update(allocated_at=day)
        if audit.state in ("final", "closed"):
            _after(rng, audit, who)


def _state(rng, state, day, who):
    """The fields of an audit in a state that it reached some days after it was allocated."""
    ended = {"ended_at": day, "ended_by": who}
    if state == "withdrawn":
        return {"state": state, "withdrawn_because": "The worker has left", **ended}
    fields = {"state": state, "grade": rng.choice(Grade.values) if state != "allocated" else ""}
    if state != "allocated":
        fields["drafted_at"] = day + timedelta(days=rng.randint(1, 50))
    if state in ("final", "closed"):
        fields["final_at"] = fields["drafted_at"] + timedelta(days=rng.randint(0, 12), hours=rng.randint(0, 23))
    return {**fields, **(ended if state == "closed" else {})}


def _after(rng, audit, who):
    """Some final audits were moderated, and some have actions: done in time, late, not at all, or withdrawn."""
    if rng.random() < 0.6:
        first, second = audit.grade, rng.choice(Grade.values)
        moderation = make_moderation(audit, moderator=who)
        Moderation.objects.filter(pk=moderation.pk).update(
            state="settled",
            grade=second,
            text="Seen anew",
            graded_at=audit.final_at,
            first_grade=first,
            outcome=rng.choice([first, second]),
            changed_because="Two visits are missing",
            settled_at=audit.final_at,
            settled_by=who,
        )
    for _ in range(rng.randint(0, 2)):
        due = audit.final_at.date() + timedelta(days=rng.randint(0, 30))
        state = rng.choice(["open", "done", "withdrawn"])
        over = {"ended_at": AT, "ended_by": who, "withdrawn_because": "The worker has left"}
        action = make_action(team=audit.team, owner=who, state=state, **(over if state == "withdrawn" else {}))
        done_at = datetime.combine(due, datetime.min.time(), UTC) + timedelta(hours=rng.randint(-200, 60))
        casework.Action.objects.filter(pk=action.pk).update(
            due_on=due,
            origin="audit",
            origin_id=audit.pk,
            done_at=done_at if action.done_at else None,
        )
    make_action(team=audit.team, owner=who)  # from no audit


def _said(rng, found):
    if rng.random() < 0.2:
        return {"symbol": rng.choice("xz:")}
    under = Decimal(rng.randint(0, 40 * 10**found.decimals)) / 10**found.decimals
    top = Decimal(rng.randint(0, int(under * 10**found.decimals))) / 10**found.decimals
    if not found.is_share:
        top += rng.randint(0, 9)
    return {"numerator": top, "denominator": under if found.denominator and not found.is_rate else None}


def _teams():
    """A tree in which a team moves to another district mid-month, another closes, and one has no parent."""
    teams = make_tree()
    move = date(2024, 6, 15)
    casework.TeamEdge.objects.filter(team=teams["mere-assessment"]).update(end_on=move)
    casework.TeamEdge.objects.create(team=teams["mere-assessment"], parent=teams["north-weald"], start_on=move)
    closed = make_team("Old Duty", parent=teams["mere"], closed_on=date(2024, 9, 10))
    casework.TeamEdge.objects.filter(team=closed).update(end_on=date(2024, 9, 10))
    lone = make_team("Lone")
    for team, years in (("larchshire", {2023: 68_000, 2024: 67_500}), ("north", {2024: 30_000})):
        for year, number in years.items():
            Population.objects.create(team=teams[team], year=year, children=number)
    return {**teams, closed.code: closed, lone.code: lone}


def _children(rng, source, count):
    for number in range(count):
        yield casework.Child(
            reference=f"L{number:05d}",
            birth_month=rng.choice(
                [None, date(2025, 6, 1)] + [date(rng.randint(2002, 2024), rng.randint(1, 12), 1) for _ in range(12)]
            ),
            is_unborn=rng.random() < 0.06,
            uasc=rng.choice(["", "N", "Y"]),
            source=source,
        )


class _Facts:
    def __init__(self, rng, children, teams, workers, imports):
        self.rng, self.children, self.teams, self.workers, self.imports = rng, children, teams, workers, imports
        self.made = {}

    def day(self, first=FIRST, last=LAST):
        if self.rng.random() < 0.3:
            inside = [edge for edge in EDGES if first <= edge <= last]
            if inside:
                return self.rng.choice(inside)
        return first + timedelta(days=self.rng.randint(0, (last - first).days))

    def after(self, start, days):
        """A later day, sometimes the same day, sometimes after the last extract, or none yet."""
        if self.rng.random() < 0.35:
            return None
        return start + timedelta(days=self.rng.choice([0, 1, self.rng.randint(0, days), self.rng.randint(0, days)]))

    def add(self, model, child, *key, **fields):
        """Keep a fact unless the child has one of its kind and date already."""
        seen = self.made.setdefault(model, {})
        fields.setdefault("worker", self.rng.choice([None, *self.workers]))
        fact = model(child=child, team=self.rng.choice([None, *self.teams]), source=self.imports[-1], **fields)
        seen.setdefault((child.pk, *key), fact)

    def codes(self, *codes):
        return self.rng.choice(codes)

    def write(self):
        for child in self.children:
            self.events(child)
            self.spells(child)
            self.looks(child)
            self.statuses(child)
        # Last, so that the facts above are those they were before there were returns.
        for child in self.children:
            self.returns(child)
        for model, facts in self.made.items():
            model.objects.bulk_create(facts.values())

    def events(self, child):
        rng = self.rng
        for _ in range(rng.randint(0, 4)):
            day = self.day()
            self.add(casework.Contact, child, day, contact_on=day, source_code=self.codes("6", "1A"))
            if rng.random() < 0.5:
                day += timedelta(days=rng.choice([-1, 0, 1, 27, 28, 29, 40]))
            else:
                day = self.day()
            self.add(
                casework.Referral,
                child,
                day,
                referral_on=day,
                source_code=self.codes("6", "2A"),
                nfa=self.codes("Y", "N", "U", ""),
                previous_referrals=rng.choice([None, 0, 0, 1]),
            )
        for _ in range(rng.randint(0, 3)):
            day = self.day()
            self.add(
                casework.Assessment,
                child,
                day,
                start_on=day,
                authorised_on=rng.choice([self.after(day, 90), day + timedelta(days=rng.randint(60, 68))]),
                child_seen=self.codes("Y", "N", "U", ""),
                support_required=self.codes("Y", "N", "U", ""),
            )
            day = self.day()
            self.add(
                casework.Section47,
                child,
                day,
                start_on=day,
                icpc_on=rng.choice([None, self.after(day, 40), day + timedelta(days=rng.randint(19, 25))]),
                icpc_led_to_plan=self.codes("Y", "N", ""),
            )
        if rng.random() < 0.3:
            day = self.day()
            entered = self.day(FIRST, day)
            self.add(
                casework.Adoption,
                child,
                day,
                decision_on=day,
                entered_care_on=rng.choice([None, entered]),
                placed_on=rng.choice([None, entered + timedelta(days=rng.randint(100, 900))]),
                order_on=rng.choice([None, self.day(date(2024, 1, 1))]),
            )

    def spells(self, child):
        rng = self.rng
        gone = [None, None, None, *rng.sample(self.imports, 2)]
        for model, fields in (
            (casework.EarlyHelpEpisode, {}),
            (casework.CinEpisode, {}),
            (casework.CpPlan, {"previous_plans": rng.choice([None, 0, 0, 1])}),
        ):
            for _ in range(rng.randint(0, 3)):
                start = self.day() if rng.random() < 0.8 else self.day(FIRST, date(2022, 6, 1))
                self.add(
                    model,
                    child,
                    start,
                    start_on=start,
                    end_on=rng.choice([self.after(start, 900), start + timedelta(days=rng.choice([91, 92, 729, 730]))]),
                    gone_source=rng.choice(gone),
                    **fields,
                )
        for _ in range(rng.randint(0, 2)):
            start = self.day()
            self.add(
                casework.CarePeriod,
                child,
                start,
                start_on=start,
                end_on=self.after(start, 900),
                end_reason=self.codes("", "E4A", "E45", "X1", "E48"),
                gone_source=rng.choice(gone),
            )
            for day in (start, self.day(start)):
                if rng.random() < 0.6:
                    self.add(
                        casework.LegalStatus, child, day, start_on=day, code=self.codes("C1", "C2", "V2", "V3", "V4")
                    )

    def looks(self, child):
        rng = self.rng
        starts = [
            fact.start_on
            for model in (casework.CpPlan, casework.CarePeriod)
            for fact in self.made.get(model, {}).values()
            if fact.child is child
        ] or [self.day()]
        for _ in range(rng.randint(0, 12)):
            near = rng.choice(EXTRACTS) - timedelta(days=rng.choice([0, 1, 14, 20, 21, 22, 28, 29, 41, 42, 43, 60]))
            day = rng.choice([near, near, self.day(), rng.choice(starts)])
            kind = self.codes("cin", "cp", "cla", "iro")
            self.add(
                casework.Visit, child, kind, day, kind=kind, visit_on=day, seen_alone=self.codes("Y", "N", "U", "")
            )
        for _ in range(rng.randint(0, 5)):
            day = rng.choice([self.day(), rng.choice(starts) + timedelta(days=rng.choice([0, 20, 27, 28, 29, 90]))])
            kind = self.codes("cp", "cla", "path")
            told = {"participation": self.codes("", "", *(f"PN{n}" for n in range(8)))} if kind == "cla" else {}
            self.add(casework.Review, child, kind, day, kind=kind, review_on=day, **told)
            day = rng.choice([self.day(), rng.choice(EXTRACTS) - timedelta(days=rng.choice([182, 183, 184, 365, 366]))])
            kind = self.codes("hlth", "dent")
            self.add(casework.HealthCheck, child, kind, day, kind=kind, check_on=day)

    def returns(self, child):
        rng = self.rng
        for day in RETURNS:
            if rng.random() < 0.5:
                self.add(
                    casework.CareHealth, child, day, as_on=day, sdq_score=rng.choice([None, rng.randint(0, 40), 14])
                )
        begun = [fact.start_on for fact in self.made.get(casework.CarePeriod, {}).values() if fact.child is child]
        for _ in range(rng.randint(0, 6) if begun else 0):
            day = rng.choice([*begun, self.day(), rng.choice(RETURNS) - timedelta(days=rng.choice([0, 1, 365, 366]))])
            end = self.after(day, 200)
            if rng.random() < 0.2:
                end = max(day, rng.choice(RETURNS) - timedelta(days=rng.choice([0, 365, 366])))
            self.add(
                casework.SocialWorkerEpisode,
                child,
                day,
                start_on=day,
                end_on=end,
                social_worker=self.codes("A", "B", "C", "D"),
            )

    def statuses(self, child):
        rng = self.rng
        periods = [fact for fact in self.made.get(casework.CarePeriod, {}).values() if fact.child is child]
        for day in EXTRACTS:
            if rng.random() < 0.6:
                status = self.codes("LAC", "CP", "CIN", "CIN", "CIN", "ASS", "CLO")
                self.add(casework.CinStatus, child, day, as_on=day, status=status)
            begun = [period.start_on for period in periods if period.start_on <= day]
            if begun or rng.random() < 0.05:
                start = rng.choice(begun) if begun else self.day(FIRST, day)
                self.add(
                    casework.CareStatus,
                    child,
                    day,
                    as_on=day,
                    care_start_on=start,
                    legal_status=self.codes("C2", "C2", "C2", "V2", "V4", ""),
                    placement_type=self.codes("U1", "U6", "K1", "K2", "P1", "A5", ""),
                    placement_start_on=rng.choice([None, start, self.day(start, day)]),
                    placements_12m=rng.choice([None, 1, 2, 3, 4]),
                    missing_12m=rng.choice([None, 0, 0, 1]),
                )
            if rng.random() < 0.4:
                self.add(
                    casework.CareLeaverStatus,
                    child,
                    day,
                    as_on=day,
                    eligibility=self.codes("REL", "FREL", "FREL", "FREL", "QUAL", "ELIG", ""),
                    in_touch=self.codes("Y", "Y", "N", "DIED", "REFU", "NREQ", "RHOM", ""),
                    # The extracts before May came in the older form, without these two columns.
                    latest_contact_on=day - timedelta(days=rng.choice([0, 55, 56, 57, 80]))
                    if day >= date(2024, 5, 1) and rng.random() < 0.8
                    else None,
                    pathway_review_on=self.day(date(2023, 6, 1), day)
                    if day >= date(2024, 5, 1) and rng.random() < 0.8
                    else None,
                    accommodation=self.codes("B", "G", "H", "R", "U", "W", ""),
                    suitability=self.codes("S", "U", ""),
                    activity=self.codes("F1", "P2", "F4", "F5", "G4", "G5", "G6", "0", ""),
                )
