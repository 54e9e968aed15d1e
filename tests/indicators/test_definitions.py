"""Definition files: all valid, and a wrong one says which file and field."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from casework.models import Team
from improvement.indicators.definitions import (
    FOLDER,
    DefinitionError,
    Local,
    Setting,
    all_definitions,
    definition,
    groups,
    read,
)
from improvement.indicators.docs import indicators_page
from improvement.indicators.queries import Point
from improvement.indicators.readings import reading_from
from improvement.indicators.rollups import version_sql
from improvement.indicators.terms import Terms, breaks_of
from improvement.lib.months import add_months

PAGE = Path(__file__).parents[2] / "docs" / "indicators.md"


def test_there_are_eighty_two_in_nine_groups():
    assert len(all_definitions()) == 82
    assert len(groups()) == 9
    assert next(group.title for group in groups()) == "Front door"
    assert sum(len(group.definitions) for group in groups()) == 82


def test_an_unknown_code_is_named():
    with pytest.raises(KeyError, match="XX99"):
        definition("XX99")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('polarity = "lower"', 'polarity = "down"'), r"FD06.toml: polarity: has 'down'; write one of: higher"),
        (('unit = "%"', 'unit = "percentage points"'), r"FD06.toml: unit: There is no unit"),
        (("version = 1", "version = true"), r"FD06.toml: version: has True, which is not a whole number"),
        (('owner = "', 'keeper = "'), r"FD06.toml: owner: is missing"),
        (('frame = "received"', 'frame = "open"'), r"FD06.toml: sql: frame: has 'open'; write one of: received"),
        (("value = 18", 'value = "18"'), r"FD06.toml: target: value: has '18', which is not a number"),
        (('code = "FD06"', 'code = "FD16"'), r"FD06.toml: code: must be the file's name"),
        (("plural = true", "plural = true\ncolour = 'red'"), r"FD06.toml: colour: is not a field we know"),
        (("plural = true", "plural ="), r"FD06.toml: not readable as TOML"),
    ],
)
def test_a_mistake_names_the_file_and_the_field(tmp_path, change, message):
    path = tmp_path / "FD06.toml"
    shutil.copy(FOLDER / "FD06.toml", path)
    path.write_text(path.read_text().replace(*change, 1))
    with pytest.raises(DefinitionError, match=message):
        read(path)


def test_a_local_timescale_longer_than_the_marks_reach_is_refused(tmp_path):
    path = tmp_path / "LA11.toml"
    path.write_text((FOLDER / "LA11.toml").read_text().replace("value = 42", "value = 120"))
    with pytest.raises(DefinitionError, match=r"LA11.toml: local: settings: must be from 1 to 92 days"):
        read(path)


def test_a_local_timescale_has_dates():
    local = Local("days", (Setting(date(2020, 1, 1), 20), Setting(date(2025, 4, 1), 10)))
    assert [local.on(day) for day in (date(2019, 1, 1), date(2025, 3, 31), date(2025, 4, 1))] == [20, 20, 10]


def test_the_page_of_indicators_is_up_to_date():
    assert PAGE.read_text("utf-8") == indicators_page()


CHANGED = """
[[changes]]
month = 2026-02-01
words = "referrals that were withdrawn are left out"
"""


def changed(tmp_path, text, name="FD06.toml", **replaced):
    path = tmp_path / name
    content = (FOLDER / name).read_text()
    for old, new in replaced.values():
        content = content.replace(old, new, 1)
    path.write_text(content + text)
    return read(path)


def test_a_change_is_a_new_version_from_its_month_and_breaks_the_line(tmp_path):
    found = changed(tmp_path, CHANGED, version=("version = 1", "version = 2"))
    assert [found.version_in(date(2026, month, 1)) for month in (1, 2, 3)] == [1, 2, 2]
    (broken,) = breaks_of(found)
    assert broken.month == date(2026, 2, 1)
    assert broken.reason == "The definition was changed: referrals that were withdrawn are left out"


def test_a_change_without_a_new_version_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match="version: must be 2: one more than the changes"):
        changed(tmp_path, CHANGED)


def test_a_local_timescale_that_changes_breaks_the_line_too(tmp_path):
    later = "\n[[local.settings]]\nvalid_from = 2026-03-16\nvalue = 10\n"
    text = (FOLDER / "CP11.toml").read_text()
    setting = text[text.index("[[local.settings]]") :].split("\n\n")[0]
    found = changed(
        tmp_path, "", "CP11.toml", version=("version = 1", "version = 2"), local=(setting, setting + "\n" + later)
    )
    (broken,) = breaks_of(found)
    assert broken.month == date(2026, 3, 1)
    assert broken.reason.endswith("the local timescale became 10 working days, was 15")


@pytest.mark.django_db
def test_each_month_is_counted_by_its_own_version(tmp_path):
    found = changed(tmp_path, CHANGED, version=("version = 1", "version = 2"))
    months = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.month, {version_sql(found)} FROM unnest(%s::date[]) AS t (month) ORDER BY 1", [months]
        )
        counted = cursor.fetchall()
    assert counted == [(month, found.version_in(month)) for month in months]


def test_a_line_is_broken_where_the_definition_was_changed(tmp_path):
    found = changed(tmp_path, CHANGED, version=("version = 1", "version = 2"))
    points = tuple(Point(add_months(date(2025, 1, 1), index), 20 + index % 3, 100) for index in range(20))
    chart = reading_from(found, Team(code="x", name="X"), points, Terms(rebases=breaks_of(found))).chart
    assert [(part.start, part.end) for part in chart.segments] == [(0, 13), (13, 20)]
    assert chart.notes == (
        f"Limits set anew from February 2026, by {found.owner}: The definition was changed: referrals that were "
        "withdrawn are left out.",
    )
