"""Definition files: all valid, and a wrong one says which file and field."""

import shutil
from datetime import date
from pathlib import Path

import pytest

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

PAGE = Path(__file__).parents[2] / "docs" / "indicators.md"


def test_there_are_fifty_one_in_seven_groups():
    assert len(all_definitions()) == 51
    assert next(group.title for group in groups()) == "Front door"
    assert sum(len(group.definitions) for group in groups()) == 51


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
