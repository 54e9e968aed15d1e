"""Reports tell the themes of findings with n, what changed over time as a chart, and how far guidance is read."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from audits.guidance import services as library
from audits.models import Audit
from audits.reports.document import report_pdf, report_xlsx
from audits.reports.quality import quality_report
from improvement.lib.months import add_months, first_of
from tests.audits.reports.test_reports import ON, of_round, part, table, text_of
from tests.factories import make_user
from tests.factories.casework import NOW
from tests.factories.learning import make_finding, make_guide, make_theme
from tests.factories.moderation import make_judged
from tests.factories.reports import make_issued

STRENGTH, DIFFICULTY = "strength", "difficulty"


@pytest.fixture
def themes(db):
    return {code: make_theme(code, name=name) for code, name in (("voice", "Voice"), ("drift", "Drift and delay"))}


def of_quality(looked, *, first=None, months=1):
    first = first or first_of(ON)
    return quality_report(team=looked.round.team, first=first, months=months, on=ON, at=NOW)


def cells(sheet: bytes, caption: str) -> list:
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    return [tuple(row[2:5]) for row in rows if row[1] == caption]


def test_themes_stand_with_the_strengths_and_difficulties_each_with_its_n(looked, themes):
    twice = [(DIFFICULTY, themes["drift"])] * 2
    for found in ([(STRENGTH, themes["voice"])], twice, [*twice[:1], (DIFFICULTY, themes["voice"])]):
        looked.final(themes=found)
    for report, good, hard in (
        (of_round(looked), "Strengths", "Systemic difficulties"),
        (of_quality(looked), "What is good", "What is not"),
    ):
        assert table(report, good) == (("Voice", 1, 1),)
        assert table(report, hard) == (("Drift and delay", 3, 2), ("Voice", 1, 1))
        assert "The theme most often: Drift and delay, in 2 of 3 audits and observations." in part(report, hard).words


def test_findings_of_an_audit_that_is_not_final_are_in_no_report(looked, themes):
    looked.final()
    waiting = make_judged(team=looked.tree["mere-safeguarding"], auditor=looked.auditor)
    Audit.objects.filter(pk=waiting.pk).update(state="in_conversation")
    make_finding(waiting, theme=themes["drift"])
    Audit.objects.filter(pk=waiting.pk).update(state="replied", final_at=None)
    assert part(of_quality(looked), "What is not").tables == ()
    assert "No difficulty was kept under a theme." in part(of_quality(looked), "What is not").words


def test_findings_of_another_time_and_another_place_are_not_in_it(looked, themes):
    looked.final(themes=[(DIFFICULTY, themes["drift"])])
    assert part(of_quality(looked, first=add_months(first_of(ON), -1)), "What is not").tables == ()
    elsewhere = quality_report(team=looked.tree["weald-safeguarding"], first=first_of(ON), months=1, on=ON, at=NOW)
    assert part(elsewhere, "What is not").tables == ()


def test_who_reads_totals_only_sees_no_small_theme_and_no_order_on_page_pdf_or_workbook(client, looked, themes):
    for number in range(6):
        rest = [(DIFFICULTY, themes["drift"])] if number < 3 else []
        looked.final(themes=[(DIFFICULTY, themes["voice"]), *rest])
    make_issued(looked.round)
    report = of_round(looked, hides=True)
    assert table(report, "Systemic difficulties") == (("Drift and delay", "c", "c"), ("Voice", 6, 6))
    assert not [words for words in part(report, "Systemic difficulties").words if "most often" in words]
    client.force_login(make_user("board_member", looked.round.team))
    text = client.get(reverse("reports:round", args=[looked.round.pk])).content.decode()
    assert '<th scope="row">Drift and delay</th><td class="b-num">c</td><td class="b-num">c</td>' in text
    sheet = client.get(reverse("reports:round_file", args=[looked.round.pk, "xlsx"])).content
    assert [row[2] for row in cells(sheet, "Themes of difficulties")] == ["c", "c", 6, 6]
    pdf = client.get(reverse("reports:round_file", args=[looked.round.pk, "pdf"])).content
    assert "Drift and delay c c" in text_of(pdf)


def test_change_over_time_is_a_control_chart_with_its_sentence_and_n_on_page_and_paper(client, looked):
    months = [add_months(first_of(ON), -back) for back in range(14)]
    for number, month in enumerate(months):
        at = NOW.replace(year=month.year, month=month.month, day=2)
        looked.final(grade="inadequate" if number % 2 else "good", at=at)
    report = of_quality(looked)
    over_time = part(report, "Over time")
    assert over_time.chart.points[-1].denominator == 1
    assert not over_time.chart.too_few
    assert len(over_time.chart.points) == len(over_time.tables[0].rows) == 24
    assert over_time.words[:2] == (over_time.chart.title, over_time.chart.subtitle)
    assert "1 of 1" in over_time.chart.subtitle
    client.force_login(looked.lead)
    asked = {"until": f"{ON:%Y-%m}", "months": "1"}
    assert over_time.chart.title in client.get(reverse("reports:quality"), asked).content.decode()
    assert (
        '<svg xmlns="http://www.w3.org/2000/svg" class="b-chart"'
        in client.get(reverse("reports:quality"), asked).content.decode()
    )
    assert over_time.chart.title in text_of(report_pdf(report))


def test_guidance_stands_with_how_many_have_read_it_and_nobody_s_name(looked, themes):
    assert part(of_quality(looked), "Guidance given out").words == ("No guide is in the library yet.",)
    old = NOW.replace(year=2025)
    make_guide(topic=themes["voice"], by=looked.lead, title="Write to the child", at=old)
    guide = make_guide(topic=themes["drift"], by=looked.lead, title="Dates beside steps", at=NOW)
    for number in range(3):
        library.say_read(guidance=guide, by=make_user(name=f"Reader {number}"), at=timezone.now())
    report = of_quality(looked)
    rows = table(report, "Guidance given out")
    assert [row[:4] for row in rows] == [
        ("Dates beside steps", "Drift and delay", f"{NOW:%-d %B %Y}", 3),
        ("Write to the child", "Voice", f"{old:%-d %B %Y}", 0),
    ]
    assert rows[0][4] >= 5
    assert part(report, "Guidance given out").words[0].endswith("Written or worded anew in this time: 1.")
    text = text_of(report_pdf(report))
    assert "Dates beside steps" in text
    assert "Reader 1" not in text + str(cells(report_xlsx(report), "How many have read each as it is worded"))


@pytest.mark.parametrize(("url_name", "most"), [("reports:round", 28), ("reports:quality", 33)])
def test_themes_and_guides_cost_no_query_more_when_they_are_ten_times_as_many(
    client, looked, url_name, most, django_assert_max_num_queries
):
    client.force_login(looked.lead)
    address = reverse(url_name, args=[looked.round.pk] if url_name == "reports:round" else [])
    counts = []
    for count in (1, 9):
        for _ in range(count):
            theme = make_theme()
            make_guide(topic=theme, by=looked.lead)
            looked.final(themes=[(STRENGTH, theme), (DIFFICULTY, theme)], at=NOW.replace(month=10))
        client.get(address)
        with django_assert_max_num_queries(most) as counted:
            assert client.get(address).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]
