"""A file of figures from checked to applied and back, and how what it gives adds up."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework.services import NotAllowed
from improvement.indicators import rollups
from improvement.indicators.given import services
from improvement.indicators.given.queries import origin_of, report
from improvement.indicators.models import Figure, FiguresFile, GivenFigure
from tests.factories import make_tree, make_user
from tests.factories.given import AT, MONTH, apply, csv_of, make_given, receive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tree(calendar):
    return make_tree()


def given():
    rows = GivenFigure.objects.select_related("team")
    return {(row.indicator, row.team.code): (row.numerator, row.denominator, row.symbol) for row in rows}


def counted(code="FD02"):
    rollups.roll_up(source="given", months=[MONTH], at=AT)
    rows = Figure.objects.filter(indicator=code, month=MONTH).select_related("team")
    return {row.team.code: (row.numerator, row.denominator, row.symbol) for row in rows}


def test_checked_changes_nothing_and_applied_changes_all():
    person = make_user()
    file = receive("FD02,2026-10,mere-assessment,12,40,", "FD02,2026-10,weald-safeguarding,,,x")
    assert file.state == "checked"
    assert given() == {}
    services.apply_file(file=file, by=person, at=AT)
    assert given() == {
        ("FD02", "mere-assessment"): (12, 40, ""),
        ("FD02", "weald-safeguarding"): (None, None, "x"),
    }
    row = GivenFigure.objects.get(team__code="mere-assessment")
    assert (row.file, row.line, row.given_by, row.version) == (file, 2, person, 1)


def test_numerators_and_denominators_are_added_up_the_tree():
    apply(
        "FD02,2026-10,mere-assessment,12,40,",
        "FD02,2026-10,mere-safeguarding,10,10,",
        "FD02,2026-10,weald-safeguarding,,,x",
    )
    assert counted() == {
        "mere-assessment": (12, 40, ""),
        "mere-safeguarding": (10, 10, ""),
        "mere": (22, 50, ""),
        "west": (22, 50, ""),
        "weald-safeguarding": (None, None, "x"),
        "north-weald": (None, None, "x"),
        "north": (None, None, "x"),
        "larchshire": (22, 50, ""),
    }


def test_where_nothing_was_given_there_is_no_figure_and_no_nought():
    apply("FD02,2026-10,mere-assessment,0,0,")
    assert set(counted()) == {"mere-assessment", "mere", "west", "larchshire"}
    assert counted()["mere"] == (0, 0, "")


def test_a_figure_of_a_whole_district_stands_for_its_teams():
    apply("FD02,2026-10,mere,30,60,", "FD02,2026-10,weald-safeguarding,1,2,")
    assert counted()["mere"] == (30, 60, "")
    assert "mere-assessment" not in counted()
    assert counted()["larchshire"] == (31, 62, "")


def test_a_month_without_an_extract_is_added_up_too():
    apply("FD02,2022-03,mere-assessment,12,40,")
    rollups.roll_up(source="given", months=[date(2022, 3, 1)], at=AT)
    assert Figure.objects.get(team__code="larchshire").numerator == 12


def test_different_symbols_together_are_not_collected():
    apply("FD02,2026-10,mere-assessment,,,z", "FD02,2026-10,mere-safeguarding,,,:")
    assert counted()["mere"] == (None, None, "x")


def test_a_figure_taken_back_is_gone_from_the_tree():
    file = apply("FD02,2026-10,mere-assessment,12,40,")
    assert counted()
    services.undo_file(file=file, by=None, at=AT)
    assert counted() == {}


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (["mere,1,2", "mere-assessment,1,2"], 3, "Mere has a figure on line 2, which counts for all teams below it"),
        (["mere-assessment,1,2", "larchshire,1,2"], 2, "Larchshire has a figure on line 3"),
        (["mere,,,x", "mere-assessment,1,2"], 3, "Mere has a figure on line 2"),
    ],
)
def test_a_figure_that_would_be_counted_twice_is_refused_within_a_file(lines, line, words):
    file = receive(*[f"FD02,2026-10,{each}" for each in lines])
    assert file.state == "refused"
    (problem,) = file.problems.all()
    assert problem.line == line
    assert words in problem.message
    assert "not both" in problem.remedy


def test_a_figure_that_would_be_counted_twice_is_refused_beside_what_is_there(tree):
    make_given("FD02", tree["mere"], 30, 60)
    (problem,) = receive("FD02,2026-10,mere-assessment,1,2,").problems.all()
    assert "Mere has a figure already, which counts for all teams below it" in problem.message
    (problem,) = receive("FD02,2026-10,larchshire,1,2,").problems.all()
    assert "Mere, below it, has a figure already, which would be counted twice" in problem.message
    assert receive("FD02,2026-09,mere-assessment,1,2,", "CP13,2026-10,mere-assessment,1,2,").state == "checked"
    assert receive("FD02,2026-10,mere,31,60,").state == "checked"


def test_what_became_double_since_it_was_checked_is_not_applied(tree):
    file = receive("FD02,2026-10,mere-assessment,1,2,", "CP13,2026-10,mere-assessment,1,2,")
    make_given("FD02", tree["west"], 30, 60)
    with pytest.raises(NotAllowed, match=r"Nothing was applied. Line 2: West has a figure already"):
        services.apply_file(file=file, by=None, at=AT)
    file.refresh_from_db()
    assert file.state == "checked"
    assert set(given()) == {("FD02", "west")}


def test_new_changed_and_the_same_are_told_apart():
    apply("FD02,2026-10,mere-assessment,12,40,", "FD02,2026-10,mere-safeguarding,1,2,")
    file = receive(
        "FD02,2026-10,mere-assessment,12,40,",
        "FD02,2026-10,mere-safeguarding,2,2,",
        "FD02,2026-09,mere-safeguarding,2,2,",
    )
    found = report(file)
    assert (found.new, found.changed, found.same) == (1, 1, 1)
    (change,) = found.changes
    assert (change.team, change.was, change.now) == ("Mere Safeguarding", "1 of 2", "2 of 2")
    services.apply_file(file=file, by=None, at=AT)
    assert report(file).changes == found.changes


def test_what_is_the_same_keeps_where_it_came_from():
    first = apply("FD02,2026-10,mere-assessment,12,40,")
    apply("FD02,2026-10,mere-assessment,12.0,40,")
    assert GivenFigure.objects.get().file == first


def test_undone_everything_is_as_it_was(tree):
    person = make_user()
    typed = make_given("FD02", tree["mere-assessment"], 11, 40, by=person)
    file = apply("FD02,2026-10,mere-assessment,12,40,", "FD02,2026-10,mere-safeguarding,1,2,")
    services.undo_file(file=file, by=None, at=AT)
    row = GivenFigure.objects.get()
    assert (row.pk, row.numerator, row.file, row.given_by, row.given_at) == (typed.pk, 11, None, person, AT)
    assert row.version == 3
    file.refresh_from_db()
    assert (file.state, file.undone_at) == ("undone", AT)


def test_what_was_changed_since_is_not_undone():
    first = apply("FD02,2026-10,mere-assessment,12,40,", "FD02,2026-10,mere-safeguarding,1,2,")
    second = apply("FD02,2026-10,mere-assessment,13,40,")
    with pytest.raises(NotAllowed, match=r"1 of its figures has been changed since, .* FD02 of Mere Assessment"):
        services.undo_file(file=first, by=None, at=AT)
    services.undo_file(file=second, by=None, at=AT)
    services.undo_file(file=first, by=None, at=AT)
    assert given() == {}


@pytest.mark.parametrize("act", [services.apply_file, services.discard_file, services.undo_file])
def test_a_refused_file_goes_no_further(act):
    file = receive("ZZ99,2026-10,mere-assessment,12,40,")
    with pytest.raises(NotAllowed, match="This file is refused"):
        act(file=file, by=None, at=AT)


def test_applied_twice_nothing_happens_the_second_time():
    file = apply("FD02,2026-10,mere-assessment,12,40,")
    with pytest.raises(NotAllowed, match="This file is applied"):
        services.apply_file(file=file, by=None, at=AT)


def test_the_database_itself_keeps_the_rules(tree):
    make_given("FD02", tree["mere"], 1, 2)
    for wrong in ({"numerator": 3, "denominator": 2}, {"numerator": -1, "denominator": 2}, {}, {"symbol": "q"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_given("CP13", tree["mere"], **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_given("FD02", tree["mere"], 1, 2)


def test_every_change_is_kept_with_who_and_why():
    person = make_user()
    file = apply("FD02,2026-10,mere-assessment,12,40,", by=person)
    services.undo_file(file=file, by=person, at=AT)
    events = GivenFigure.pgh_event_models["insert"].objects.order_by("pgh_id")
    assert [(event.pgh_label, event.pgh_context.metadata["user"]) for event in events] == [
        ("insert", person.pk),
        ("delete", person.pk),
    ]
    assert events[0].pgh_context.metadata["why"] == f"figures file {file.pk} applied"


def test_where_a_figure_is_from_is_told(tree):
    person = make_user(name="A. Marsh")
    apply("FD02,2026-10,mere-assessment,12,40,", by=person, name="october.csv")
    make_given("FD02", tree["weald-safeguarding"], 1, 2, by=person)

    def said(code):
        return origin_of(team=tree[code], indicator="FD02", month=MONTH)

    assert said("mere-assessment") == "From line 2 of october.csv, applied on 3 November 2026 by A. Marsh."
    assert said("weald-safeguarding") == "Typed by A. Marsh on 3 November 2026."
    assert said("larchshire") == "2 places below gave theirs: 1 from october.csv, 1 typed by A. Marsh."
    assert said("mere-safeguarding") == ""


def test_reading_and_applying_ask_as_little_of_ten_times_the_lines(django_assert_max_num_queries):
    lines = [f"FD02,{2022 + step // 12}-{step % 12 + 1:02d},mere-assessment,1,2," for step in range(50)]
    for some in (lines[:5], lines):
        with django_assert_max_num_queries(24):
            file = receive(*some)
            services.apply_file(file=file, by=None, at=AT)
        with django_assert_max_num_queries(3):
            report(file)


def test_the_command_checks_and_applies(tmp_path, capsys):
    path = tmp_path / "october.csv"
    month = timezone.localdate()
    path.write_bytes(csv_of(f"FD02,{month:%Y-%m},mere-assessment,12,40,"))
    call_command("import_figures", path)
    assert "Nothing was changed. Add --apply" in capsys.readouterr().out
    assert given() == {}
    assert FiguresFile.objects.get().state == "discarded"
    call_command("import_figures", path, "--apply")
    assert "october.csv: applied; 1 new, 0 changed, 0 the same" in capsys.readouterr().out
    assert given() == {("FD02", "mere-assessment"): (Decimal(12), Decimal(40), "")}


def test_the_command_names_the_lines_of_a_bad_file(tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_bytes(csv_of("FD02,soon,mere-assessment,12,40,"))
    with pytest.raises(CommandError, match=r"bad.csv was refused. Its one line needs putting right"):
        call_command("import_figures", path, "--apply")
    assert "line 2, month: “soon” This is not a month. Write year and month, like 2026-10." in capsys.readouterr().out
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_figures", tmp_path / "none.csv")
