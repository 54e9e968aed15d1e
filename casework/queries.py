"""What the pages of the ground floor show, shaped."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, Q

from casework import access
from casework.models import (
    Adoption,
    Assessment,
    CareHealth,
    CareLeaverOutcome,
    CarePeriod,
    Child,
    CinEpisode,
    CinPlan,
    Contact,
    CpPlan,
    EarlyHelpEpisode,
    HealthCheck,
    LegalStatus,
    MissingEpisode,
    Placement,
    ReadLog,
    Referral,
    Review,
    Role,
    RoleGrant,
    Section47,
    SocialWorkerEpisode,
    Team,
    TeamEdge,
    Theme,
    User,
    Visit,
)

# Kind of fact: what it is called, the date it is filed under, its end, and the codes worth showing.
TIMELINE = (
    (Contact, "Contact", "contact_on", None, ("source_code",)),
    (EarlyHelpEpisode, "Early help", "start_on", "end_on", ("organisation",)),
    (Referral, "Referral", "referral_on", None, ("source_code", "nfa")),
    (Assessment, "Assessment", "start_on", "authorised_on", ("child_seen", "support_required")),
    (Section47, "Section 47 enquiry", "start_on", "icpc_on", ("icpc_led_to_plan",)),
    (CinEpisode, "Child in need", "start_on", "end_on", ("primary_need", "close_reason")),
    (CpPlan, "Child protection plan", "start_on", "end_on", ("latest_category",)),
    (CarePeriod, "Period of care", "start_on", "end_on", ("need_code", "end_reason")),
    (LegalStatus, "Legal status", "start_on", None, ("code",)),
    (Placement, "Placement", "start_on", None, ("type_code", "provider_code", "location")),
    (Visit, "Visit", "visit_on", None, ("kind", "seen_alone")),
    (Review, "Review", "review_on", None, ("kind", "participation")),
    (HealthCheck, "Health check", "check_on", None, ("kind",)),
    (Adoption, "Adoption decision", "decision_on", "order_on", ()),
    (CinPlan, "Child in need plan", "start_on", "end_on", ()),
    (MissingEpisode, "Missing episode", "start_on", "end_on", ("kind",)),
    (SocialWorkerEpisode, "Social worker", "start_on", "end_on", ("social_worker", "change_reason")),
    (CareHealth, "Health in the year up to this day", "as_on", None, ("sdq_score", "sdq_reason", "immunisations")),
    (CareLeaverOutcome, "Care leaver in the year up to this day", "as_on", None, ("in_touch", "activity")),
)


SEES_ALL_READS = {Role.INFORMATION_GOVERNANCE, Role.DIRECTOR}


@dataclass(frozen=True)
class TimelineEntry:
    """One dated thing the department did with a child."""

    what: str
    on: date
    ended_on: date | None
    team: str
    worker: str
    details: tuple[tuple[str, str], ...]
    is_gone: bool


def child_timeline(child: Child) -> list[TimelineEntry]:
    """Return everything held about a child, latest first; one query a kind of fact."""
    entries = []
    for model, what, start, end, codes in TIMELINE:
        for fact in model.objects.filter(child=child).select_related("team", "worker"):
            details = tuple(
                (model._meta.get_field(field).verbose_name.capitalize(), _shown(fact, field))
                for field in codes
                if getattr(fact, field) not in ("", None)
            )
            entries.append(
                TimelineEntry(
                    what=what,
                    on=getattr(fact, start),
                    ended_on=getattr(fact, end) if end else None,
                    team=fact.team.name if fact.team else "",
                    worker=fact.worker.name if fact.worker else "",
                    details=details,
                    is_gone=fact.gone_source_id is not None,
                )
            )
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


YES_NO = {"Y": "Yes", "N": "No", "U": "Not known"}
YES_NO_FIELDS = {"nfa", "child_seen", "support_required", "icpc_led_to_plan", "seen_alone", "immunisations"}


def _shown(fact, field):
    value = getattr(fact, field)
    if field in YES_NO_FIELDS:
        return YES_NO.get(value, value)
    display = getattr(fact, f"get_{field}_display", None)
    return display() if display else value


@dataclass(frozen=True)
class PersonRow:
    """A person and the roles they hold."""

    person: User
    roles: tuple[str, ...]


def people(*, search: str = "", role: str = "", on: date):
    """Return people by name with the roles they hold on a day; two queries for a page of them."""
    running = RoleGrant.objects.filter(_running(on)).select_related("team").order_by("role", "team__name")
    found = User.objects.prefetch_related(Prefetch("grants", queryset=running, to_attr="running"))
    if search:
        found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
    if role:
        found = found.filter(pk__in=RoleGrant.objects.filter(_running(on), role=role).values("user_id"))
    return found.order_by("name", "pk")


def person_rows(page) -> list[PersonRow]:
    """Return a page of `people` as rows."""
    return [
        PersonRow(person, tuple(f"{grant.get_role_display()}, {grant.team.name}" for grant in person.running))
        for person in page
    ]


def _running(on):
    return Q(start_on__lte=on) & (Q(end_on__isnull=True) | Q(end_on__gt=on))


@dataclass(frozen=True)
class TeamNode:
    """A team in the tree, with its depth from the top."""

    team: Team
    depth: int


def team_tree(*, on: date) -> list[TeamNode]:
    """Return the tree as it stood on a day, top first, each team after its parent; two queries."""
    teams = {team.pk: team for team in Team.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))}
    below, placed = {}, set()
    for child_id, parent_id in TeamEdge.objects.filter(_running(on)).values_list("team_id", "parent_id"):
        below.setdefault(parent_id, []).append(child_id)
        placed.add(child_id)
    nodes = []

    def walk(team_id, depth):
        if team_id not in teams:
            return
        nodes.append(TeamNode(teams[team_id], depth))
        for child_id in sorted(below.get(team_id, ()), key=lambda pk: teams[pk].name if pk in teams else ""):
            walk(child_id, depth + 1)

    for team in sorted(teams.values(), key=lambda team: team.name):
        if team.pk not in placed:
            walk(team.pk, 0)
    return nodes


def reads(user: User, *, person: str = "", kind: str = "", child: str = ""):
    """Return the read log this person may see, latest first.

    Information governance and the director see all of it; everyone else their own.
    """
    log = ReadLog.objects.select_related("user", "team").order_by("-at", "-pk")
    if not access.roles(user) & SEES_ALL_READS:
        log = log.filter(user=user)
    if person:
        log = log.filter(Q(user__name__icontains=person) | Q(user__email__icontains=person))
    if kind:
        log = log.filter(kind=kind)
    if child:
        log = log.filter(
            children__contains=list(Child.objects.filter(reference=child).values_list("pk", flat=True)) or [0]
        )
    return log


def children_of(user: User):
    """Return the children this person may open."""
    return Child.objects.visible_to(user)


def all_grants():
    """Return every grant, with its person and team."""
    return RoleGrant.objects.select_related("user", "team", "granted_by")


def grants(person: User) -> list[RoleGrant]:
    """Return the roles a person holds or held, latest first."""
    return list(all_grants().filter(user=person).order_by("-start_on", "-pk"))


def open_teams():
    """Return the teams that are not closed."""
    return Team.objects.filter(closed_on__isnull=True)


def teams_for(user: User, url_name: str):
    """Return the open teams for which this person may use a page that writes."""
    return open_teams().filter(pk__in=access.team_ids_for(user, url_name, codes="WX")).order_by("name")


def themes() -> list[Theme]:
    """Return the shared list of themes, those no longer offered last; one query."""
    return list(Theme.objects.order_by(F("retired_on").desc(nulls_first=True), "name"))
