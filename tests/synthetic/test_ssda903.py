"""The synthetic SSDA903 return: the same every time, true to its world, and understood by the importer."""

import csv
from datetime import UTC, date, datetime

import pytest

from casework.models import CareHealth, CarePeriod, Review, SocialWorkerEpisode
from casework.synthetic import clock
from casework.synthetic.department import department
from casework.synthetic.ssda903 import is_due, rows_of, write_return
from casework.synthetic.workbook import write_month
from improvement.indicators import rollups
from improvement.indicators.calendar import load_calendar
from improvement.indicators.models import Figure
from improvement.management.commands.load_demo import Command, import_return, import_workbook
from tests.casework.imports.returns import checked

MARCH = date(2026, 3, 31)
COUNTED = datetime(2026, 4, 3, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def made():
    return department(months=8, small=True)


@pytest.fixture(scope="module")
def folder(made, tmp_path_factory):
    month = clock.month_index(MARCH.toordinal())
    assert is_due(month)
    return write_return(made, month, tmp_path_factory.mktemp("return"))


def test_the_same_department_gives_the_same_return(made, folder, tmp_path):
    again = write_return(made, clock.month_index(MARCH.toordinal()), tmp_path)
    for path in folder.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()


def test_every_period_of_care_of_the_year_is_in_it_once(made):
    rows = rows_of(made, MARCH.toordinal())
    begun = {(row[0], row[1]) for row in rows["episodes"] if row[2] == "S"}
    year = date(2025, 4, 1).toordinal(), MARCH.toordinal()
    wanted = {
        (care.child.reference, f"{date.fromordinal(care.start):%d/%m/%Y}")
        for care in made.world.care
        if year[0] <= care.start <= year[1]
    }
    assert wanted <= begun
    ended = [row for row in rows["episodes"] if row[7] and row[8] != "X1"]
    assert len(ended) == sum(year[0] <= care.end <= year[1] and care.start <= year[1] for care in made.world.care)
    assert all(row[8] for row in ended)


def test_scores_and_workers_are_plausible(made):
    rows = rows_of(made, MARCH.toordinal())
    scores = [int(row[2]) for row in rows["oc2"] if row[2]]
    assert 11 < sum(scores) / len(scores) < 18
    assert all(row[3] for row in rows["oc2"] if not row[2])
    assert {row[0] for row in rows["sw_episodes"]} == {row[0] for row in rows["header"]}


@pytest.mark.django_db
def test_it_goes_in_without_a_row_left_out_and_gives_figures_by_team(made, folder, tmp_path):
    load_calendar()
    people = Command().set_up(made)
    files = [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.csv"))]
    problems = checked(files, as_on=MARCH).problems
    assert not problems.filter(kind__in=["row", "code", "header"]).exists()
    # Before Annex A, as the demo does: the teams come with the month's workbook.
    copy = tmp_path / folder.name
    copy.mkdir()
    for name, content in files:
        (copy / name).write_bytes(content)
    import_return(copy, by=people["analyst"])
    import_workbook(write_month(made, clock.month_index(MARCH.toordinal()), tmp_path), by=people["analyst"])
    with (folder / "reviews.csv").open() as lines:
        assert Review.objects.exclude(participation="").count() == len(list(csv.DictReader(lines)))
    assert CareHealth.objects.exists() and SocialWorkerEpisode.objects.exists()
    assert CarePeriod.objects.filter(end_on=None, team=None).count() == 0
    for source in ("care_review", "care_health", "social_worker"):
        rollups.roll_up(source=source, months=[MARCH.replace(day=1)], at=COUNTED)
    for code in ("LA14", "LA17", "LA18"):
        figures = Figure.objects.filter(indicator=code, month=MARCH.replace(day=1), denominator__gt=0)
        assert figures.filter(team__level="county").exists(), code
        assert figures.filter(team__level="team").exists(), code
