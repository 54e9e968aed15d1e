"""Published figures beside ours: loaded once, compared on one basis, and not at all where they count something else."""

import csv
from datetime import date
from statistics import median

import pytest

from improvement.indicators.benchmarks.measures import HERE, measures
from improvement.indicators.benchmarks.queries import ours, published_for
from improvement.indicators.benchmarks.services import CannotLoad, load_benchmarks
from improvement.indicators.definitions import by_code, definition
from improvement.indicators.models import Benchmark, Neighbour
from improvement.indicators.queries import Point
from improvement.lib.months import add_months
from tests.factories import make_import, make_tree, make_user
from tests.factories.indicators import make_series

# As published by DfE (LAIT, of 2025; LA17 of 2024): data-standards' own reading of the files.
ENGLAND = {
    "FD05": 519.4,
    "FD06": 22.6,
    "FD07": 6.5,
    "FD08": 28.3,
    "AS02": 85.7,
    "CP03": 81.4,
    "CP05": 40.6,
    "CP06": 24.5,
    "CP08": 2.3,
    "CP09": 4.4,
    "CN01": 330.3,
    "CN02": 35.6,
    "LA01": 67,
    "LA05": 10,
    "LA07": 18,
    "LA08": 67,
    "LA13": 81,
    "LA17": 27,
    "CN07": 9.1,
    "WF02": 14.2,
    "WF03": 11.8,
    "WF04": 13,
    "WF05": 15.2,
    "WF06": 3.5,
    "CL02": 54,
    "CL03": 89,
}
HEAD = "measure,year,area,kind,name,value,symbol,release\n"


@pytest.fixture
def loaded(db, settings):
    settings.AUTHORITY = "885"
    load_benchmarks()


@pytest.mark.parametrize("code", ENGLAND)
def test_england_is_as_published(code, loaded):
    assert published_for(definition(code), wide=True).england == ENGLAND[code]


def test_region_and_neighbours_are_those_of_the_raw_rows(loaded):
    with (HERE / "data" / "neighbours.csv").open() as file:
        home = next(row for row in csv.DictReader(file) if row["area"] == "885")
    with (HERE / "data" / "figures.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(home["neighbours"].split()) == 10
    for code, measure in measures().items():
        near = [
            float(row["value"])
            for row in rows
            if row["measure"] == measure.code and row["area"] in home["neighbours"].split() and row["value"]
        ]
        region = [
            float(row["value"])
            for row in rows
            if row["measure"] == measure.code and row["name"] == home["region"] and row["value"]
        ]
        found = published_for(by_code()[code], wide=True)
        assert list(found.neighbours) == sorted(near), code
        assert found.middle == (median(near) if near else None)
        assert found.region == (region[0] if region else None), code


def test_below_the_county_only_england_stands_beside_it(loaded):
    found = published_for(definition("FD06"), wide=False)
    assert (found.england, found.region, found.neighbours) == (22.6, None, ())


def test_loaded_twice_nothing_changes(loaded):
    before = list(Benchmark.objects.order_by("pk").values_list())
    assert load_benchmarks() == len(before)
    assert list(Benchmark.objects.order_by("pk").values_list()) == before
    assert Neighbour.objects.filter(area=885).count() == 10


def test_a_symbol_is_never_a_number(loaded):
    assert Benchmark.objects.exclude(symbol="").exists()
    assert not Benchmark.objects.exclude(symbol="").exclude(value=None).exists()
    assert not Benchmark.objects.filter(value__lt=0).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("measure,year\n", "has the columns measure, year; it needs"),
        (HEAD + "Nonsense,2026,970,england,England,1,,LAIT\n", "Line 2: no indicator stands beside"),
        (HEAD + "LAC,2026,970,england,England,,,LAIT\n", "Line 2: give a value, or one of the symbols"),
        (HEAD + "LAC,2026,970,england,England,-100,x,LAIT\n", "Line 2: give a value, or one of the symbols"),
        (HEAD + "LAC,2026,970,moon,England,1,,LAIT\n", "kind is 'moon'"),
        (HEAD + "LAC,2026,970,england,England,many,,LAIT\n", "'many' is not a number"),
        (HEAD + "LAC,2026,970,england,England,1,,\n", "Line 2: name the release"),
        (HEAD + "LAC,2026,970,england,England,1,,LAIT\n" * 2, "Line 3: LAC for England in 2026 is there twice"),
    ],
)
def test_a_wrong_file_is_refused_by_line_and_nothing_kept(text, said, tmp_path, db):
    path = tmp_path / "figures.csv"
    path.write_text(text)
    with pytest.raises(CannotLoad, match=said.replace("(", r"\(")):
        load_benchmarks(figures=path)
    assert not Benchmark.objects.exists()


def test_a_newer_year_is_shown_and_the_older_kept(loaded, tmp_path):
    path = tmp_path / "next.csv"
    path.write_text(HEAD + "ReReferral,2026,970,england,England,21.9,,LAIT\n")
    load_benchmarks(figures=path)
    found = published_for(definition("FD06"), wide=True)
    assert (found.year, found.england, found.neighbours) == ("2026", 21.9, ())
    assert Benchmark.objects.filter(measure="ReReferral", year="2025", area=970).exists()


def points(numerators, denominators):
    start = date(2025, 11, 1)
    return tuple(
        Point(add_months(start, index), top, under)
        for index, (top, under) in enumerate(zip(numerators, denominators, strict=True))
    )


def test_events_of_a_year_are_added_up_before_they_are_compared():
    share = ours(definition("FD06"), points(range(1, 13), [50] * 12), "%")
    assert (share.numerator, share.denominator, share.value) == (78, 600, 13.0)
    rate = ours(definition("FD05"), points([400] * 12, [100_000] * 12), "rate per 10k")
    assert (rate.numerator, rate.denominator, rate.value) == (4800, 100_000, 480.0)


def test_a_snapshot_is_compared_as_it_is():
    found = ours(definition("CP05"), points([400] * 12, [100_000] * 12), "rate per 10k")
    assert (found.value, found.words) == (40.0, "the newest month")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (points([1] * 11, [50] * 11), "Twelve months are needed; there are 11."),
        ((*points([1] * 11, [50] * 11), Point(date(2026, 10, 1), symbol="c")), "hidden or missing"),
    ],
)
def test_why_there_is_none_of_ours(made, said):
    found = ours(definition("FD06"), made, "%")
    assert found.value is None
    assert said in found.missing


def test_without_a_population_there_is_no_rate_to_compare():
    assert "no population" in ours(definition("FD05"), points([1] * 12, [None] * 12), "count").missing


@pytest.fixture
def page(client, loaded, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    tree = make_tree()
    make_import()
    make_series("FD06", tree["larchshire"], [80] * 14, 342)
    make_series("AS06", tree["larchshire"], [80] * 14, 342)
    make_series("CN07", tree["larchshire"], [9] * 14, 120_000)
    make_series("WF02", tree["larchshire"], [50] * 14, 400)
    make_series("FD06", tree["mere"], [2] * 14, 8)

    def read(address, role="director", team="larchshire"):
        client.force_login(make_user(role, tree[team]))
        return client.get(address).content.decode()

    return read


def test_the_page_says_it_in_a_sentence_and_a_table(page):
    text = page("/figures/FD06/")
    assert "The last twelve months: 23.4%, beside England&#x27;s 22.6% and" in text
    assert "960 of 4,104 referrals" in text
    assert "Statistical neighbours, middle" in text
    assert "year ending 31 March 2025" in text
    assert "Open Government Licence" in text


def test_release_and_kind_of_year_are_printed(page):
    source = "Department for Education, Local Authority Interactive Tool, April 2026: year ending 31 March 2025."
    assert source in page("/figures/FD06/")
    # The census of social workers has another year; a month-end's share is set beside its one day.
    text = page("/figures/WF02/")
    assert "The newest month: 12.5%, beside England&#x27;s 14.2% and" in text
    assert "year ending 30 September 2025" in text


def test_cafcass_counts_applications_and_we_children(page):
    text = page("/figures/CN07/")
    assert "Cafcass counts applications, each for one child or several; ours counts the children in them." in text
    assert "Department for Education, from Cafcass and ONS, Local Authority Interactive Tool, April 2026" in text
    assert "Statistical neighbours" not in text


def test_the_reason_is_printed_where_the_definitions_differ(page):
    text = page("/figures/AS06/")
    assert "England&#x27;s figure counts something else." in text
    assert "Divided by referrals, ours by assessments." in text
    assert "Statistical neighbours" not in text


def test_a_hidden_month_hides_our_year(page):
    text = page("/figures/FD06/?team=mere", role="board_member")
    assert "One of the last twelve months is hidden or missing." in text
    assert "24 of 96" not in text


@pytest.mark.parametrize("code", measures())
def test_every_measure_stands_beside_an_indicator_there_is(code):
    assert code in by_code()
    assert measures()[code].year in {"financial", "workforce"}
