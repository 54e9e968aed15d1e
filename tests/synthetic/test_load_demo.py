"""Loading the synthetic department: by the importer, stoppable, and the same the second time."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from casework.models import CinStatus, Import, ImportProblem, RoleGrant, Team, User, Worker
from casework.models.user import Role
from casework.synthetic import clock
from casework.synthetic.workbook import write_month
from improvement.boards.models import Board
from improvement.indicators.calendar import load_calendar
from improvement.indicators.definitions import definition
from improvement.indicators.models import Figure, Population, StaleKey
from improvement.management.commands.load_demo import Command, days_done, import_workbook

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def synthetic(settings):
    settings.SYNTHETIC = True
    # Tests that really commit empty every table, the calendar that migrations filled among them.
    load_calendar()


class Interrupted(Exception):
    pass


class StopsAfter(io.StringIO):
    """An output on which the loading is stopped once a line was said."""

    def __init__(self, line):
        super().__init__()
        self.line = line

    def write(self, text):
        if self.line in text:
            raise Interrupted
        return super().write(text)


def load(**options):
    said = io.StringIO()
    call_command("load_demo", small=True, months=2, stdout=said, **options)
    return said.getvalue()


def test_loading_stops_anywhere_goes_on_and_ends_the_same():
    with pytest.raises(Interrupted):
        call_command("load_demo", small=True, months=2, stdout=StopsAfter("1/2 months loaded"))
    assert [each.as_on for each in Import.objects.all()] == [date(2026, 9, 30)]
    said = load()
    assert "1/2 months loaded before" in said and "2/2 months loaded" in said
    assert {each.state for each in Import.objects.all()} == {"applied"}
    assert sorted(each.as_on for each in Import.objects.all()) == [date(2026, 9, 30), date(2026, 10, 31)]

    held = (Import.objects.count(), Figure.objects.count(), User.objects.count(), CinStatus.objects.count())
    assert "2/2 months loaded before" in load()
    assert held == (Import.objects.count(), Figure.objects.count(), User.objects.count(), CinStatus.objects.count())

    assert not StaleKey.objects.exists()
    county = Team.objects.get(level="county")
    caseload = Figure.objects.get(indicator="WF05", team=county, month=date(2026, 10, 1))
    assert 6 < caseload.numerator / caseload.denominator < 30
    referrals = Figure.objects.get(indicator="FD05", team=county, month=date(2026, 10, 1))
    assert referrals.denominator == Population.objects.get(team=county, year=2026).children == 18100
    assert Worker.objects.count() >= 40
    assert all(definition(code) for code in Board.objects.get().indicators)
    assert ImportProblem.objects.count() < 12


def test_a_workbook_that_was_refused_is_tried_again_at_the_next_start(small, tmp_path):
    analyst = Command().set_up(small)["analyst"]
    cut = tmp_path / "annex-a-2026-09-30.xlsx"
    cut.write_bytes(b"not all of it")
    for _ in range(2):
        with pytest.raises(CommandError, match="was not applied"):
            import_workbook(cut, by=analyst)
    assert days_done() == set()
    import_workbook(write_month(small, clock.month_index(date(2026, 9, 1).toordinal()), tmp_path), by=analyst)
    assert days_done() == {date(2026, 9, 30)}
    assert sorted(each.state for each in Import.objects.all()) == ["applied", "refused", "refused"]


def test_every_role_can_sign_in_and_is_printed(small):
    Command().set_up(small)
    lines = io.StringIO()
    call_command("load_demo", sign_ins=True, stdout=lines)
    assert {grant.role for grant in RoleGrant.objects.all()} == set(Role.values)
    for role in Role.values:
        person = User.objects.get(email=f"{role.replace('_', '-')}@larchshire.example")
        assert person.email in lines.getvalue()
        assert person.check_password("larchshire-2026")
    manager = User.objects.get(email="team-manager@larchshire.example")
    assert manager.worker.name == manager.name


def test_a_real_department_is_never_filled_with_invented_children(settings):
    settings.SYNTHETIC = False
    with pytest.raises(CommandError, match="SYNTHETIC=1"):
        load()
    assert not User.objects.exists()
