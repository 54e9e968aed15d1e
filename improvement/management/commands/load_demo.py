"""`manage.py load_demo`: put the synthetic department into an empty database, by the same doors as a real one."""

import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from audits.tools.shipped import load_shipped
from casework import services
from casework.imports import services as imports
from casework.models import Import, RoleGrant, Team, User, Worker
from casework.synthetic import clock
from casework.synthetic.county import DATA, population_rows
from casework.synthetic.department import LAST_MONTH, MONTHS, Department, department
from casework.synthetic.staff import names
from improvement.boards import services as boards
from improvement.boards.models import Board, Pack
from improvement.indicators import rollups
from improvement.indicators.benchmarks.services import load_benchmarks
from improvement.indicators.given import services as given
from improvement.indicators.models import FiguresFile, Population, StaleKey
from improvement.indicators.reported.services import report
from improvement.indicators.xrays import services as xrays
from improvement.lib.months import add_months, month_end
from improvement.management.audited import audit_some
from improvement.management.feedback_answered import follow_quarter
from improvement.management.feedback_quarter import play_quarter
from improvement.management.leaders_heard import hear
from improvement.management.practice_week import play_week
from improvement.management.staff_survey import survey_staff
from improvement.management.talk import talk

OPENED = date(2015, 4, 1)
PASSWORD = "larchshire-2026"  # noqa: S105 - printed on purpose: nothing here is anybody's
SMALL_MONTHS = 6
# The last months are counted and reported one by one, as they would have been, so that late recording shows.
REPORTED_LIVE = 4
# Idempotency key of a month's import, before its day.
KEY = "larchshire"
# The same of a year's return. Its folder comes before the workbook of its month, so that a load that was killed between
# the two begins with both again.
RETURN_KEY = "return of larchshire"
BOARD = "Performance Board"
BOARD_INDICATORS = ["FD05", "FD06", "AS02", "CP03", "CP05", "CP11", "LA01", "LA05", "CL02", "WF05"]


class Command(BaseCommand):
    """Each step leaves a state that the next start recognises, so that a killed load goes on where it stopped."""

    help = "Load the synthetic department: tree, people, a workbook a month, a return a year, figures."

    def add_arguments(self, parser):
        parser.add_argument("--months", type=int, help=f"how many months, {MONTHS} unless told")
        parser.add_argument("--small", action="store_true", help=f"eight teams and {SMALL_MONTHS} months, for tests")
        parser.add_argument("--sign-ins", action="store_true", help="only print one sign-in per role")

    def handle(self, *, months, small, sign_ins, **options):
        if sign_ins:
            self.stdout.write(sign_in_lines())
            return
        if not settings.SYNTHETIC:
            raise CommandError(
                "This database is not marked as a synthetic department's, so nothing was loaded. Start with "
                "SYNTHETIC=1 to say on every page that the department does not exist."
            )
        months = months or (SMALL_MONTHS if small else MONTHS)
        done = days_done() & set(month_ends(months))
        if done:
            self.stdout.write(f"{len(done)}/{months} months loaded before")
        if len(done) < months:
            self.load_months(months=months, small=small, done=done)
        self.count_figures()
        talk(at=timezone.now())
        load_shipped(at=timezone.now())
        audit_some(at=timezone.now())
        if not small:
            play_week()
            self.play_feedback()
        # What was audited and heard is counted too, so that the next start finds nothing left to do.
        self.count_figures()
        xrays.look(at=timezone.now())
        ask_for_packs(at=timezone.now())
        self.stdout.write("The department is loaded")

    def play_feedback(self) -> None:
        """Play a quarter of feedback, unless it was played before."""
        at = timezone.now()
        with transaction.atomic():
            if cast := play_quarter(at=at):
                follow_quarter(cast=cast, at=at)
                survey_staff(cast=cast, at=at)
                hear(cast=cast, at=at)
                self.stdout.write("A quarter of feedback is in")

    def load_months(self, *, months: int, small: bool, done: set[date]) -> None:
        """Set the department up and import the months after those `done`, each workbook while the next is written."""
        with workbooks(months=months, small=small, after=max(done, default=None)) as paths:
            self.stdout.write("Inventing Larchshire, a county that does not exist")
            people = self.set_up(department(months=months, small=small))
            count = len(done)
            for path in paths:
                if path.is_dir():
                    import_return(path, by=people["analyst"])
                    continue
                import_figures(path, by=people["analyst"])
                import_workbook(path, by=people["analyst"])
                path.unlink()
                count += 1
                self.stdout.write(f"{count}/{months} months loaded")
                if count > months - REPORTED_LIVE:
                    self.count_figures()

    def set_up(self, made: Department) -> dict[str, User]:
        """Open teams and add everybody; return the people who sign in, by role. What is there already stays."""
        open_teams(made)
        people = add_people(made, at=timezone.now())
        add_workers(made, people)
        add_population(made)
        load_benchmarks()
        add_board()
        self.stdout.write(
            f"{len(made.county.nodes)} places and teams, {len(made.workers)} workers, {len(people)} people who sign in"
        )
        return people

    def count_figures(self) -> None:
        """Count what the imports marked stale, a source at a time."""
        waiting = StaleKey.objects.values("source").distinct().count()
        counted = 0
        while found := rollups.take_stale(at=timezone.now()):
            counted += 1
            self.stdout.write(f"Figures counted: {found.source}, {counted} of {max(counted, waiting)}")
        if counted:
            # A database filled in minutes has no statistics yet; without them a roll-up takes three times as long.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        report(at=timezone.now())


def import_workbook(path: Path, *, by: User) -> None:
    """Take one month's workbook in; raise CommandError when it is refused."""
    day = date.fromisoformat(path.stem.removeprefix("annex-a-"))
    import_files([path], key=f"{KEY} {day.isoformat()}", as_on=day, by=by)


def import_return(folder: Path, *, by: User) -> None:
    """Take one year's SSDA903 return in; raise CommandError when it is refused."""
    day = date.fromisoformat(folder.name.removeprefix("ssda903-"))
    import_files(sorted(folder.glob("*.csv")), key=f"{RETURN_KEY} {day.isoformat()}", as_on=day, by=by)
    shutil.rmtree(folder)


def import_files(paths: list[Path], *, key: str, as_on: date, by: User) -> None:
    """Take files in through the importer, as an analyst would; raise CommandError when they are refused."""
    at = timezone.now()
    files = [(path.name, path.read_bytes()) for path in paths]
    delivery = imports.receive_files(files=files, by=by, at=at, key=untried(Import, key), as_on=as_on)
    delivery = imports.read_and_check(delivery_id=delivery.pk, at=at)
    if delivery.state != Import.State.REFUSED:
        delivery = imports.apply_import(delivery_id=delivery.pk, by=by, at=at)
    if delivery.state != Import.State.APPLIED:
        raise CommandError(f"{paths[0].name} was not applied: {delivery.reason or delivery.get_state_display()}")


def untried(model: type[Model], key: str) -> str:
    """Return the key to take a file in by: `key`, or another once that was refused, for a refusal keeps its key.

    A file of ours is refused when reading it took too long on a busy machine, and the next start is to try it again.
    """
    refused = model.objects.filter(key__startswith=key, state=model.State.REFUSED).count()
    return f"{key} again {refused}" if refused else key


def import_figures(path: Path, *, by: User) -> None:
    """Take in the files of figures and of posts that lie beside a month's workbook, as an analyst would.

    They come first: the workbook's import is the mark of a month that is done. Raises CommandError for a refused file.
    """
    month = path.stem.removeprefix("annex-a-")[:7]
    for name in (f"figures-{month}.csv", f"workforce-{month}.csv"):
        beside = path.with_name(name)
        at = timezone.now()
        key = untried(FiguresFile, f"{KEY} {name}")
        file = given.receive_file(name=name, content=beside.read_bytes(), by=by, at=at, key=key)
        if file.state == FiguresFile.State.REFUSED:
            raise CommandError(f"{name} was refused: {file.reason}")
        if file.state == FiguresFile.State.CHECKED:
            given.apply_file(file=file, by=by, at=at)
        beside.unlink()


def month_ends(months: int) -> list[date]:
    """Return the day each month's workbook stands for."""
    return [month_end(add_months(LAST_MONTH, step)) for step in range(1 - months, 1)]


def days_done() -> set[date]:
    """Return the days whose workbook was applied, or was and a person has since taken it back."""
    states = [Import.State.APPLIED, Import.State.UNDONE]
    keys = Import.objects.filter(key__startswith=KEY, state__in=states).values_list("key", flat=True)
    return {date.fromisoformat(key.removeprefix(KEY).split()[0]) for key in keys}


def open_teams(made: Department) -> None:
    """Open the county's areas, districts and teams."""
    rows = [{"code": n.code, "name": n.name, "level": n.level, "parent": n.parent} for n in made.county.nodes]
    services.load_teams(rows=rows, on=OPENED)


def add_people(made: Department, *, at: datetime) -> dict[str, User]:
    """Return one person for each role, by role, with the role where the work is; all have the same password."""
    roles = _roles()
    fresh = names(random.Random("people who sign in"))  # noqa: S311 - names, not secrets
    taken = {worker.name for worker in made.workers}
    wanted = {role: next(name for name in fresh if name not in taken) for role in roles}
    wanted["team_manager"] = next(
        worker.name for worker in made.workers if worker.team == roles["team_manager"] and worker.role == "team manager"
    )
    wanted["ambassador"] = f"{services.AMBASSADOR} 1"
    post = made.posts[roles["practitioner"]][0]
    wanted["practitioner"] = post.holder(clock.last_of(made.months[-1]))
    people = {}
    people["administrator"] = _administrator(wanted["administrator"], at=at)
    for role, code in roles.items():
        if role not in people:
            people[role] = _person(role, wanted[role], Team.objects.get(code=code), by=people["administrator"], at=at)
    return people


def _roles() -> dict[str, str]:
    with (DATA / "people.csv").open(encoding="utf-8") as rows:
        return {row["role"]: row["team"] for row in csv.DictReader(rows)}


def address(role: str) -> str:
    """Return the address that the person with `role` signs in with."""
    return f"{role.replace('_', '-')}@larchshire.example"


def _administrator(name: str, *, at: datetime) -> User:
    found = User.objects.filter(email=address("administrator")).first()
    return found or services.add_administrator(
        name=name, email=address("administrator"), password=PASSWORD, on=OPENED, at=at
    )


def _person(role: str, name: str, team: Team, *, by: User, at: datetime) -> User:
    user = User.objects.filter(email=address(role)).first()
    if user is None:
        user = services.add_person(name=name, email=address(role), by=by)
        # Hashing is slow on purpose; the administrator's hash of the same password will do for all.
        user.password = by.password
        user.save(update_fields=["password"])
    if not RoleGrant.objects.filter(user=user, role=role, team=team).exists():
        peer = role == "peer"
        services.grant_role(
            user=user,
            role=role,
            team=team,
            start_on=OPENED,
            end_on=date(LAST_MONTH.year + 1, 12, 31) if peer else None,
            purpose="Peer inspection of the front door" if peer else "",
            by=by,
            at=at,
        )
    return user


def add_workers(made: Department, people: dict[str, User]) -> None:
    """Add the staff by name, and join the two who also sign in to their names."""
    Worker.objects.bulk_create([Worker(name=worker.name) for worker in made.workers], ignore_conflicts=True)
    for role in ("team_manager", "practitioner"):
        Worker.objects.filter(name=people[role].name, user__isnull=True).update(user=people[role])


def add_population(made: Department) -> None:
    """Say how many children live in each place, for every year the figures touch."""
    teams = {team.code: team for team in Team.objects.all()}
    first = date.fromordinal(clock.first_of(made.months[0])).year - 1
    Population.objects.bulk_create(
        [
            Population(team=teams[code], year=year, children=children)
            for code, children in population_rows(made.county)
            for year in range(first, LAST_MONTH.year + 2)
        ],
        ignore_conflicts=True,
    )


def add_board() -> None:
    """Set up the county's performance board."""
    county = Team.objects.get(level="county")
    Board.objects.get_or_create(name=BOARD, defaults={"team": county, "indicators": BOARD_INDICATORS})


def ask_for_packs(*, at: datetime) -> None:
    """Ask, as the chair would, for the board's packs of the last month, unless they were asked for before."""
    board = Board.objects.get(name=BOARD)
    chair = User.objects.get(email=address("independent_chair"))
    for audience in Pack.Audience.values:
        boards.request_pack(
            board=board,
            month=LAST_MONTH,
            audience=audience,
            indicators=board.indicators,
            key=f"{KEY} first {audience} pack",
            by=chair,
            at=at,
        )


def sign_in_lines() -> str:
    """Return one line for each role: who, where, and the password they share."""
    lines = [f"Sign in as any of these; the password of all is {PASSWORD}"]
    grants = RoleGrant.objects.filter(user__email__endswith="@larchshire.example").select_related("user", "team")
    by_role = {grant.role: grant for grant in grants if grant.user.email == address(grant.role)}
    for role in _roles():
        if role in by_role:
            grant = by_role[role]
            lines.append(f"  {grant.user.email:<44} {grant.get_role_display()}, {grant.team.name}")
    return "\n".join(lines)


@contextmanager
def scratch() -> Iterator[Path]:
    """Give a folder for workbooks that have been written and not yet read; the demo's own is emptied first."""
    if demo := os.environ.get("BALCONY_DEMO"):
        folder = Path(demo) / "workbooks"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        yield folder
        shutil.rmtree(folder, ignore_errors=True)
    else:
        with tempfile.TemporaryDirectory(prefix="larchshire-") as folder:
            yield Path(folder)


@contextmanager
def workbooks(*, months: int, small: bool, after: date | None) -> Iterator[Iterator[Path]]:
    """Give the paths of the workbooks and of a return's folder as another process finishes them, so that both overlap.

    When this process is killed, the other ends at its next line: nobody reads it any more.
    """
    with scratch() as folder:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "make_synthetic", str(folder)]
        command += ["--months", str(months), *(["--small"] if small else [])]
        command += ["--after", f"{after:%Y-%m}"] if after else []
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            try:
                yield (Path(line.strip()) for line in writer.stdout)
            except BaseException:
                writer.kill()
                raise
        if writer.returncode:
            raise CommandError(
                f"Writing the workbooks stopped with status {writer.returncode}; what was imported stays."
            )
