"""Workforce files: posts and the census give the rates that plain Python gives, and nobody is kept."""

import csv
import io
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from improvement.indicators.given import services
from improvement.indicators.models import FiguresFile, GivenFigure, PostMonth
from tests.factories import make_tree
from tests.factories.given import AT, receive

pytestmark = pytest.mark.django_db
CENSUS = Path(__file__).parent / "data" / "social_work_workforce_2022_sample.xml"
HEAD = "month,team,post,fte,agency,vacant,cases,days lost,days available,left on"
POSTS = """
2026-10,mere-assessment,P1,1,no,no,18,2,220,
2026-10,mere-assessment,P2,0.6,no,no,9,30.5,132,
2026-10,mere-assessment,P3,1,yes,yes,22,,,
2026-10,mere-assessment,P4,0.8,no,yes,,,,
2026-10,mere-assessment,P5,1,no,no,0,0,220,
2026-10,mere-assessment,P1,1,no,no,,,,2026-03-31
2026-10,mere-assessment,P2,0.5,no,no,,,,2025-10-31
2026-10,mere-assessment,P3,1,yes,no,,,,2026-05-01
2026-10,mere-safeguarding,P6,1,no,no,31,5,220,
2026-09,mere-safeguarding,P6,1,no,no,29,4,219,
""".strip()


@pytest.fixture(autouse=True)
def tree():
    return make_tree()


def posts_file(text=POSTS, head=HEAD):
    return receive(content=f"{head}\n{text}\n".encode(), name="posts.csv")


def by_plain_python(text):
    """The rates of each team and month, straight from the text."""
    sums = defaultdict(lambda: defaultdict(Decimal))
    for row in csv.DictReader(io.StringIO(f"{HEAD}\n{text}")):
        place, fte = sums[row["team"], row["month"]], Decimal(row["fte"])
        left = date.fromisoformat(row["left on"]) if row["left on"] else None
        if left:
            year, month = map(int, row["month"].split("-"))
            if row["agency"] == "no" and date(year - 1, month + 1, 1) <= left < date(year, month + 1, 1):
                place["leavers"] += fte
            continue
        place["agency"] += fte * (row["agency"] == "yes")
        place["vacant"] += fte * (row["vacant"] == "yes")
        if row["agency"] == row["vacant"] == "no":
            place["in post"] += fte
            place["lost"] += Decimal(row["days lost"])
            place["available"] += Decimal(row["days available"])
    figures = {}
    for (team, month), place in sums.items():
        there = place["in post"]
        figures["WF01", team, month] = (there, None)
        figures["WF02", team, month] = (place["vacant"], place["vacant"] + there)
        figures["WF03", team, month] = (place["leavers"], there)
        figures["WF04", team, month] = (place["agency"], place["agency"] + there)
        figures["WF06", team, month] = (place["lost"], place["available"])
    return figures


def staged(file):
    rows = file.lines.select_related("team")
    return {(row.indicator, row.team.code, f"{row.month:%Y-%m}"): (row.numerator, row.denominator) for row in rows}


def test_posts_make_the_rates_that_plain_python_makes():
    file = posts_file()
    assert (file.state, file.kind, file.lines_in) == ("checked", "posts", 10)
    assert staged(file) == by_plain_python(POSTS)
    assert staged(file)["WF04", "mere-assessment", "2026-10"] == (1, Decimal("3.6"))
    assert staged(file)["WF03", "mere-assessment", "2026-10"] == (1, Decimal("2.6"))


def test_of_a_post_only_team_month_and_cases_are_kept():
    file = services.apply_file(file=posts_file(), by=None, at=AT)
    kept = set(PostMonth.objects.values_list("team__code", "month", "cases", "fte"))
    assert ("mere-assessment", date(2026, 10, 1), 22, Decimal("1.000")) in kept
    assert len(kept) == 6
    assert GivenFigure.objects.filter(file=file, line=0).count() == 15
    # The files' own references and the census's numbers of workers have no column to stand in.
    assert {field.name for field in PostMonth._meta.fields} == {"id", "file", "team", "month", "cases", "fte"}


def test_columns_that_are_not_there_give_no_rate():
    text = "\n".join(",".join(line.split(",")[:6]) for line in POSTS.splitlines() if line.endswith(","))
    file = posts_file(text, head=HEAD.split(",cases")[0])
    assert {line.indicator for line in file.lines.all()} == {"WF01", "WF02", "WF04"}


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("2026-10,mere-assessment,,1,no,no,,,,", "post", "no reference"),
        ("2026-10,mere-assessment,P1,1,no,no,,,,", "post", "stand on line 2 too"),
        ("2026-10,mere-assessment,P9,,no,no,,,,", "fte", "no full-time equivalent"),
        ("2026-10,mere-assessment,P9,37,no,no,,,,", "fte", "more than two full-time workers"),
        ("2026-10,mere-assessment,P9,1,perhaps,no,,,,", "agency", "neither yes nor no"),
        ("2026-10,mere-assessment,P9,1,no,no,lots,,,", "cases", "not a number"),
        ("2026-10,mere-assessment,P9,1,no,no,1.5,,,", "cases", "not a whole number"),
        ("2026-10,mere-assessment,P9,1,no,no,,,,soon", "left on", "not a date"),
        ("2026-10,Atlantis,P9,1,no,no,,,,", "team", "none of our teams"),
        ("2026-13,mere-assessment,P9,1,no,no,,,,", "month", "not a month"),
    ],
)
def test_a_bad_line_of_a_post_is_named(line, column, words):
    file = posts_file(f"{POSTS.splitlines()[0]}\n{line}")
    assert file.state == "refused"
    (problem,) = [each for each in file.problems.all() if each.stops]
    assert (problem.line, problem.column) == (3, column)
    assert words in problem.message
    assert not PostMonth.objects.exists()


def test_what_is_odd_is_remarked_and_stops_nothing():
    text = """
2026-10,mere-assessment,P1,0,no,no,66,9,8,
2026-10,mere-assessment,P2,1,no,no,,,,2024-01-31
2026-10,mere-assessment,P3,1,no,no,5,1,220,""".strip()
    file = posts_file(text)
    assert file.state == "checked"
    said = {(problem.line, problem.column) for problem in file.problems.all()}
    assert said == {(2, "fte"), (2, "days lost"), (2, "cases"), (3, "left on")}
    assert staged(file)["WF06", "mere-assessment", "2026-10"] == (1, 220)


def census(**replaced):
    text = CENSUS.read_text()
    for old, new in replaced.values():
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def test_the_census_makes_the_rates_that_plain_python_makes():
    file = receive(content=census(), name="csww.xml")
    assert (file.state, file.kind) == ("checked", "census")
    root = ElementTree.parse(CENSUS).getroot()
    workers = [{child.tag: child.text for child in worker} for worker in root.iter("CSWWWorker")]
    assert file.lines_in == len(workers) == 30
    own = [w for w in workers if w["AgencyWorker"] == "0"]
    day = date(2022, 9, 30)

    def left(worker):
        return date.fromisoformat(worker["RoleEndDate"]) if "RoleEndDate" in worker else date.max

    def fte(some):
        return round(sum((Decimal(w["FTE"]) for w in some), Decimal(0)), 2)

    there = fte(w for w in own if left(w) > day)
    leavers = fte(w for w in own if date(2021, 10, 1) <= left(w) <= day)
    vacant, agency = Decimal("79.68"), Decimal("59.82")
    found = {code: numbers for (code, team, month), numbers in staged(file).items()}
    assert {(team, month) for _, team, month in staged(file)} == {("larchshire", "2022-09")}
    assert found["WF01"] == (there, None)
    assert found["WF02"] == (vacant, vacant + there)
    assert found["WF03"] == (leavers, there)
    assert found["WF04"] == (agency, agency + there)
    days = [
        (Decimal(w["WorkingDaysLost"]), Decimal(w["ContractWeeks"]) * 5)
        for w in own
        if left(w) > day and "WorkingDaysLost" in w and "ContractWeeks" in w and float(w["ContractWeeks"]) <= 53
    ]
    days = [(lost, there) for lost, there in days if lost <= there]
    if days:
        assert found["WF06"] == (sum(lost for lost, _ in days), sum(there for _, there in days))
    else:
        assert "WF06" not in found
    held = [w for w in workers if "Cases30" in w and left(w) > day]
    assert file.posts.count() == len(held)
    remarked = {problem.column for problem in file.problems.all()}
    assert {"fte", "left on", "ContractWeeks", "cases"} <= remarked


def test_nothing_of_a_person_in_the_census_is_kept():
    file = services.apply_file(file=receive(content=census(), name="csww.xml"), by=None, at=AT)
    numbers = re.findall(r"<SWENo>(\w+)</SWENo>", CENSUS.read_text())
    kept = " ".join(str(row) for model in (PostMonth, GivenFigure, FiguresFile) for row in model.objects.values())
    kept += " ".join(str(row) for row in file.problems.values())
    assert numbers
    assert not [number for number in numbers if number in kept]


BAD = {
    "an entity": (
        b'<?xml version="1.0"?><!DOCTYPE Message [<!ENTITY a "aaaa">]><Message>&a;</Message>',
        "holds definitions that no census needs",
    ),
    "an entity in UTF-16": (
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE M [<!ENTITY a "a">]><M>&a;</M>'.encode("utf-16"),
        "holds definitions that no census needs",
    ),
    "a file from elsewhere": (
        b'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><m>&x;</m>',
        "holds definitions that no census needs",
    ),
    "cut short": (b"<?xml version='1.0'?><Message><Header>", "cannot be read at line 1"),
    "another collection": (
        b"<?xml version='1.0'?><Message><Header><Collection>CIN</Collection></Header></Message>",
        "not the workforce census",
    ),
    "a deep one": (b"<?xml version='1.0'?>" + b"<a>" * 500, "more in it than any workforce census"),
    "no date": (
        b"<?xml version='1.0'?><Message><Header><Collection>CSWW</Collection></Header></Message>",
        "reference date none",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_xml_that_is_no_census_is_refused_in_words(name):
    content, words = BAD[name]
    file = receive(content=content, name="csww.xml")
    assert file.state == "refused"
    assert words in file.reason


def test_a_worker_twice_or_unreadable_stops_the_census():
    first = re.search(r"<SWENo>\w+</SWENo>", CENSUS.read_text())[0]
    second = re.findall(r"<SWENo>\w+</SWENo>", CENSUS.read_text())[1]
    file = receive(content=census(twice=(second, first.lower().replace("sweno", "SWENo"))), name="csww.xml")
    assert "stand on line" in next(each.message for each in file.problems.all() if each.stops)
    file = receive(content=census(fte=("<FTE>0.521371</FTE>", "<FTE>half</FTE>")), name="csww.xml")
    problem = next(each for each in file.problems.all() if each.stops)
    assert (problem.column, problem.value) == ("FTE", "half")
