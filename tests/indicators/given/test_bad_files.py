"""Bad files of figures: each fault named by its line with what to do, and nothing of the file kept."""

import time

import pytest

from improvement.indicators.models import FiguresFile, FiguresLine, GivenFigure
from tests.factories import make_tree
from tests.factories.given import HEAD, csv_of, receive

pytestmark = pytest.mark.django_db
GOOD = "FD02,2026-10,mere-assessment,12,40,"


@pytest.fixture(autouse=True)
def tree():
    return make_tree()


LINES = {
    "an unknown indicator": ("ZZ99,2026-10,Mere Assessment,1,2,", "indicator", "no indicator of this code", "FD02"),
    "no indicator": (",2026-10,Mere Assessment,1,2,", "indicator", "no indicator", "Write its code"),
    "one that is counted": ("FD06,2026-10,Mere Assessment,1,2,", "indicator", "counted from rows", "Take the line out"),
    "an unknown team": ("FD02,2026-10,Atlantis,1,2,", "team", "none of our teams", "page of teams"),
    "no team": ("FD02,2026-10,,1,2,", "team", "no team", "code or its name"),
    "no month": ("FD02,,Mere Assessment,1,2,", "month", "no month", "2026-10"),
    "a word for a month": ("FD02,soon,Mere Assessment,1,2,", "month", "not a month", "2026-10"),
    "a month that is none": ("FD02,2026-13,Mere Assessment,1,2,", "month", "not a month", "2026-10"),
    "a future month": ("FD02,2026-12,Mere Assessment,1,2,", "month", "has not begun", "Correct the month"),
    "a month long ago": ("FD02,2019-12,Mere Assessment,1,2,", "month", "five years back", "Take the line out"),
    "a text for a number": ("FD02,2026-10,Mere Assessment,many,2,", "numerator", "not a number", "digits only"),
    "a share for a number": ("FD02,2026-10,Mere Assessment,12%,40,", "numerator", "not a number", "digits only"),
    "a number below zero": ("FD02,2026-10,Mere Assessment,-1,2,", "numerator", "below zero", "Correct it"),
    "half a decision": ("FD02,2026-10,Mere Assessment,1.5,2,", "numerator", "not a whole number", "Round it"),
    "a number without end": (f"FD02,2026-10,Mere Assessment,1,{'9' * 30},", "denominator", "larger than", "Correct it"),
    "too many places": ("WF04,2026-10,Mere Assessment,1.255,9,", "numerator", "more than 2 places", "Round it"),
    "more than all": ("FD02,2026-10,Mere Assessment,41,40,", "numerator", "larger than the denominator of 40", "place"),
    "no denominator": ("FD02,2026-10,Mere Assessment,41,,", "denominator", "denominator is missing", "out of how many"),
    "an idle denominator": ("WF01,2026-10,Mere Assessment,41,50,", "denominator", "has no denominator", "empty"),
    "a population": ("CN07,2026-10,Mere Assessment,4,900,", "denominator", "population is ours", "empty"),
    "an unknown symbol": ("FD02,2026-10,Mere Assessment,,,q", "symbol", "not a symbol we know", "x (not collected)"),
    "a number and a symbol": ("FD02,2026-10,Mere Assessment,1,2,x", "symbol", "a number and a symbol", "one of the"),
    "nothing": ("FD02,2026-10,Mere Assessment,,,", "numerator", "neither a number nor a symbol", "not collected"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_bad_line_is_named_with_what_to_do_and_nothing_is_kept(name):
    line, column, message, remedy = LINES[name]
    file = receive(GOOD, line)
    assert file.state == "refused"
    assert file.reason == "1 of its 2 lines needs putting right, so nothing of it was kept."
    (problem,) = file.problems.all()
    assert (problem.line, problem.column) == (3, column)
    assert message in problem.message
    assert remedy in problem.remedy
    assert not FiguresLine.objects.exists()
    assert not GivenFigure.objects.exists()


def test_a_month_twice_names_both_lines():
    file = receive(GOOD, "FD02,Oct-26,Mere Assessment,13,40,")
    (problem,) = file.problems.all()
    assert problem.line == 3
    assert "stand on line 2 too" in problem.message
    assert file.state == "refused"
    assert not FiguresLine.objects.exists()


def test_every_fault_of_a_line_is_named_at_once():
    file = receive("ZZ99,soon,Atlantis,many,2,q")
    assert [problem.column for problem in file.problems.all()] == ["indicator", "team", "month", "numerator", "symbol"]
    assert file.reason == "Its one line needs putting right, so nothing of it was kept."


def test_a_team_that_was_not_open_is_named(tree):
    tree["mere-assessment"].closed_on = "2026-09-30"
    tree["mere-assessment"].save()
    (problem,) = receive(GOOD).problems.all()
    assert "Mere Assessment was not open in that month" in problem.message


WHOLE = {
    "nothing": (b"", "is empty"),
    "spaces": (b" \r\n" * 100_000, "is empty"),
    "headings alone": (f"{HEAD}\n".encode(), "no line under them"),
    "headings and spaces": (f"{HEAD}\n".encode() + b"  ,  , ,,,\r\n" * 100_000, "no line under them"),
    "the wrong headings": (
        b"code,when,who,count\nFD02,2026-10,x,1\n",
        "no heading indicator or month or team or numer",
    ),
    "no headings": (csv_of(GOOD, head="FD02,2026-09,mere-assessment,12,40,"), "it has “FD02”, “2026-09”"),
    "a workbook": (b"PK\x03\x04 and the rest", "is a workbook. Save the sheet with the figures as CSV"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "not a workbook or a CSV file. Upload a CSV file with the headings indicator"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file"),
    "noise": (bytes(range(256)) * 20, "has no heading"),
    "a huge file": (b"FD02,2026-10,mere-assessment,12,40,\n" * 150_000, "larger than 5 MB"),
    "too many lines": (csv_of(*["FD02,2026-10,x,1,2,"] * 20_001), "more than 20,000 lines"),
    "an open quotation": (csv_of(f'FD02,2026-10,"mere{"x" * 40_000}'), "cannot be read at line"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_none_of_ours_is_refused_in_words(name):
    content, words = WHOLE[name]
    started = time.monotonic()
    file = receive(content=content)
    assert time.monotonic() - started < 10
    assert file.state == "refused"
    assert words in file.reason
    assert not FiguresLine.objects.exists()


def test_a_hundred_thousand_rows_of_spaces_among_the_lines_are_passed_over():
    file = receive(content=csv_of(GOOD, *["   ,  ,,,,"] * 100_000, "FD02,2026-10,mere-safeguarding,1,2,"))
    assert file.state == "checked"
    assert (file.lines_in, file.lines_blank, file.lines.count()) == (2, 100_000, 2)
    (problem,) = file.problems.all()
    assert (problem.line, problem.stops, problem.count) == (3, False, 100_000)


def test_a_thousand_bad_lines_are_shown_and_the_rest_counted():
    file = receive(*["ZZ99,2026-10,mere-assessment,1,2,"] * 3_000)
    assert file.problems.count() == 1_001
    assert file.problems.get(message__startswith="There are more").count == 2_000
    assert file.reason.startswith("3,000 of its 3,000 lines")


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + csv_of(GOOD),
        csv_of(GOOD).decode().replace(",", ";").encode(),
        csv_of(GOOD).decode().replace(",", "\t").encode(),
        csv_of(GOOD).decode().encode("utf-16"),
        csv_of(GOOD).decode().encode("utf-16-le"),
        csv_of(GOOD).replace(b"\n", b"\r\n"),
        b"\n\n  ,,\n" + csv_of(GOOD),
        csv_of("12,40,FD02,  Mere   Assessment ,01/10/2026", head="Numerator,DENOMINATOR,Indicator,team,Month"),
    ],
    ids=["BOM", "semicolons", "tabs", "UTF-16", "UTF-16 without mark", "Windows", "blank first lines", "other order"],
)
def test_a_good_file_is_read_however_it_was_saved(content):
    file = receive(content=content)
    assert file.state == "checked", file.reason
    (line,) = file.lines.all()
    assert (line.indicator, line.team.code, f"{line.month:%Y-%m}") == ("FD02", "mere-assessment", "2026-10")
    assert (line.numerator, line.denominator, line.symbol) == (12, 40, "")


@pytest.mark.parametrize(
    "month", ["2026-10", "2026/10", "10/2026", "Oct-26", "October 2026", "31/10/2026", "2026-10-01"]
)
def test_a_month_is_read_in_all_the_ways_people_and_excel_write_one(month):
    file = receive(f"FD02,{month},mere-assessment,12,40,")
    assert f"{file.lines.get().month:%Y-%m}" == "2026-10"


def test_an_extra_column_is_said_and_no_hindrance():
    file = receive(content=csv_of(GOOD + ",by hand", head=HEAD + ",remark"))
    assert file.state == "checked"
    assert file.problems.get().column == "remark"


def test_the_same_key_is_the_same_file():
    first = receive(GOOD, key="one")
    assert receive(GOOD, "FD02,2026-09,mere-assessment,1,2,", key="one").pk == first.pk
    assert FiguresFile.objects.count() == 1
