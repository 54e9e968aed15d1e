"""Reports say what is there, with n; hide small numbers from whom they must; the same on page, PDF and sheet."""

import subprocess
from datetime import date
from io import BytesIO

import page as pdf_checker
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from audits.models import Audit, Moderation, RoundReport
from audits.reports import services
from audits.reports.asked import asked_for
from audits.reports.document import report_pdf, report_xlsx
from audits.reports.of_round import round_report
from audits.reports.quality import quality_report
from audits.reports.shape import share
from casework.models import Action, ReadLog
from casework.services import NotAllowed
from tests.factories import make_user
from tests.factories.casework import NOW
from tests.factories.moderation import make_judged, make_moderation
from tests.factories.reports import make_issued

ON = NOW.date()


def part(report, title):
    return next(each for each in report.parts if each.title == title)


def table(report, title, number=0):
    return part(report, title).tables[number].rows


def of_round(looked, *, hides=False):
    return round_report(looked.round, hides=hides, on=ON, at=NOW)


def rows_of(sheet: bytes) -> list:
    return CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


@pytest.mark.parametrize(("part", "whole", "words"), [(3, 9, "3 of 9"), (12, 40, "12 of 40 (30%)"), (0, 0, "0 of 0")])
def test_a_percentage_needs_an_n_of_ten_and_is_never_without_it(part, whole, words):
    assert share(part, whole) == words


def test_the_round_s_report_counts_what_was_done_and_how_good_it_was(looked):
    for _ in range(3):
        looked.final(grades={"Risk and safety": "requires_improvement"})
    looked.final(grade="inadequate")
    report = of_round(looked)
    assert table(report, "What was done")[0] == ("Audits", 4, 4, 4, 4, 4)
    assert table(report, "Grades of audits") == (("Overall grade", 0, 3, 0, 1, 4),)
    assert table(report, "Grades of audits", 1) == (("Voice", 0, 3, 0, 1, 4), ("Risk and safety", 0, 0, 3, 1, 4))
    assert "3 of 4 good or outstanding, 1 of 4 inadequate." in part(report, "Grades of audits").words


def test_strengths_and_difficulties_need_five_and_say_n(looked):
    for _ in range(5):
        looked.final(grades={"Risk and safety": "requires_improvement"})
    report = of_round(looked)
    assert "Voice: 5 of 5 good or outstanding." in part(report, "Strengths").words
    assert "Risk and safety: 0 of 5 good or outstanding." in part(report, "Systemic difficulties").words


def test_a_grade_that_is_to_be_matched_blind_is_in_no_report(looked):
    looked.final()
    audit = make_judged(team=looked.tree["mere-safeguarding"], grade="inadequate", auditor=looked.auditor)
    make_moderation(audit, moderator=looked.lead)
    Audit.objects.filter(pk=audit.pk).update(moderation_drawn_at=NOW)
    report = quality_report(team=looked.round.team, first=NOW.date().replace(day=1), months=1, on=ON, at=NOW)
    assert table(report, "Grades of audits") == (("Overall grade", 0, 1, 0, 0, 1),)
    asked = asked_for(user=looked.lead, team=looked.round.team, first=date(2026, 1, 1), last=ON, at=NOW, on=ON)
    assert asked.n == 1


def test_the_sample_can_be_repeated_and_each_swap_says_why(looked):
    sample = looked.round.samples.get()
    found = part(of_round(looked), "The sample")
    assert sample.seed in found.words[1]
    assert sample.list_hash in found.words[1]
    assert [(row[1], row[2]) for row in found.tables[0].rows] == [("The family is away that week", "Q. Lead")]
    exempted = table(of_round(looked), "Extensions and exemptions")[0]
    assert (exempted[0], exempted[2], exempted[4]) == ("Exemption", "The case closed", "S. Senior")


def test_no_child_is_named_in_a_round_s_report(looked):
    audit = looked.final()
    assert audit.child.reference not in str(of_round(looked))


def test_small_numbers_are_hidden_from_who_reads_totals_only(looked):
    for grade in ("good", "good", "good", "good", "good", "good", "inadequate"):
        looked.final(grade=grade)
    make_issued(looked.round)
    report = of_round(looked, hides=True)
    overall = table(report, "Grades of audits")[0]
    assert overall[4] == "c"
    # With one hidden alone, the sum less the rest would give it back.
    assert list(overall[1:]).count("c") >= 2
    assert part(report, "Grades of audits").words == ()


def test_a_member_reads_it_once_it_is_issued_and_with_small_numbers_hidden(client, looked):
    looked.final(grade="inadequate")
    client.force_login(make_user("board_member", looked.round.team))
    address = reverse("reports:round", args=[looked.round.pk])
    assert client.get(address).status_code == 404
    make_issued(looked.round)
    text = client.get(address).content.decode()
    assert "c: hidden" in text
    sheet = client.get(reverse("reports:round_file", args=[looked.round.pk, "xlsx"])).content
    rows = rows_of(sheet)
    graded = [row[4] for row in rows if row[1] == "Overall" and row[3] == "Inadequate"]
    assert graded == ["c"]
    pdf = client.get(reverse("reports:round_file", args=[looked.round.pk, "pdf"])).content
    assert "small numbers hidden" in text_of(pdf)


def test_page_pdf_and_workbook_say_the_same_and_the_pdf_is_ua(looked, tmp_path):
    for grade in ("good", "outstanding"):
        looked.final(grade=grade)
    services.write(
        round=looked.round,
        version=0,
        by=looked.lead,
        at=NOW,
        strengths="Warm\n\nhonest",
        difficulties="",
        difference="",
    )
    report = of_round(looked)
    pdf = report_pdf(report)
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    checked = pdf_checker.validate_pdf(str(path), profile="ua1")
    assert checked.is_compliant, checked
    text = text_of(pdf)
    rows = rows_of(report_xlsx(report))
    for each in report.parts:
        assert each.title in text
        for one in each.tables:
            for row in one.rows:
                kept = [tuple(line[2:5]) for line in rows if line[1] == one.caption]
                for header, value in zip(one.headers[1:], row[1:], strict=True):
                    assert (str(row[0]), header, value) in kept
    assert "Synthetic department" in text
    assert "Warm honest" in text


def test_what_is_written_is_kept_and_the_loser_of_a_race_is_told(looked):
    words = {"strengths": "s", "difficulties": "d", "difference": "x"}
    kept = services.write(round=looked.round, version=0, by=looked.lead, at=NOW, **words)
    services.write(round=looked.round, version=kept.version, by=looked.lead, at=NOW, **words)
    for version in (0, 1):
        with pytest.raises(NotAllowed, match="Somebody has"):
            services.write(round=looked.round, version=version, by=looked.lead, at=NOW, **words)
    with pytest.raises(NotAllowed, match="at most 4,000"):
        services.write(round=looked.round, version=2, by=looked.lead, at=NOW, **{**words, "strengths": "x" * 4001})


def test_it_is_issued_once_and_only_with_what_difference_was_made(client, looked):
    fields = {"round": looked.round, "by": looked.lead, "at": NOW}
    with pytest.raises(NotAllowed, match="what difference"):
        services.issue(**fields, on=ON)
    services.write(**fields, version=0, strengths="", difficulties="", difference="Families read their plans")
    issued = services.issue(**fields, on=ON)
    with pytest.raises(NotAllowed, match="issued already"):
        services.issue(**fields, on=ON)
    with pytest.raises(NotAllowed, match="saved or issued"):
        services.write(**fields, version=1, strengths="Anew", difficulties="", difference="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        RoundReport.objects.filter(pk=issued.pk).update(strengths="Anew")
    looked.final()
    client.force_login(looked.lead)
    taken = client.get(reverse("reports:round_file", args=[looked.round.pk, "pdf"])).content
    assert taken == bytes(issued.pdf)
    assert ReadLog.objects.filter(kind="export", what__contains="Practice week").exists()


def test_the_plan_is_in_the_one_register_and_in_the_report(client, looked):
    client.force_login(looked.lead)
    fields = {
        "what": "One chronology for all",
        "measure": "Nine of ten have one",
        "owner": looked.auditor.pk,
        "key": "k",
    }
    fields |= {"due_on_day": "20", "due_on_month": "12", "due_on_year": "2030"}
    for _ in range(2):
        client.post(reverse("reports:action", args=[looked.round.pk]), fields)
    action = Action.objects.get()
    assert (action.origin, action.origin_id, action.checker) == ("round", looked.round.pk, looked.lead)
    assert table(of_round(looked), "Actions")[0][:2] == ("One chronology for all", "A. Auditor")


def test_moderation_is_told_as_what_stood_in_the_end(looked):
    audit = looked.final(grade="good")
    made = make_moderation(audit, grade="requires_improvement")
    Moderation.objects.filter(pk=made.pk).update(
        state="settled",
        first_grade="good",
        outcome="requires_improvement",
        changed_because="The plan is late",
        settled_at=NOW,
        settled_by=looked.lead,
    )
    Audit.objects.filter(pk=audit.pk).update(grade="requires_improvement")
    report = of_round(looked)
    assert table(report, "Graded a second time", 1) == (("Audits", 0, 0, 1, 1),)
    asked = asked_for(user=looked.lead, team=looked.round.team, first=date(2026, 1, 1), last=ON, at=NOW, on=ON)
    (line,) = asked.report.parts[0].tables[0].rows
    assert line[0] == audit.child.reference
    assert line[4:] == ("Good", "Requires improvement", "Requires improvement")


def test_the_list_inspectors_ask_for_writes_the_read_log(client, looked):
    audit = looked.final()
    client.force_login(looked.lead)
    days = {"first_day": "1", "first_month": "1", "first_year": "2026", "last_day": "31", "last_month": "12"}
    days["last_year"] = "2026"
    assert audit.child.reference in client.get(reverse("reports:asked"), days).content.decode()
    for kind in ("xlsx", "pdf"):
        assert client.get(reverse("reports:asked_file", args=[kind]), days).status_code == 200
    logged = ReadLog.objects.filter(children__contains=[audit.child_id])
    assert sorted(logged.values_list("kind", flat=True)) == ["export", "export", "page"]
    bad = client.get(reverse("reports:asked"), {**days, "last_year": "2025"}).content.decode()
    assert "The last day is before the first." in bad
    assert client.get(reverse("reports:asked_file", args=["csv"]), days).status_code == 404


def test_a_quarter_has_its_months_and_what_drives_inadequate(looked):
    looked.final(grade="inadequate", grades={"Voice": "good"})
    looked.final()
    report = quality_report(team=looked.round.team, first=date(2026, 9, 1), months=3, on=ON, at=NOW)
    assert report.period == "September 2026 to November 2026"
    assert table(report, "What drives inadequate") == (("Risk and safety", 1, 1),)
    assert part(report, "What drives inadequate").words[0].startswith("1 of 2 were inadequate.")
    assert len(table(report, "Over time")) == 24
    assert sum(row[-1] for row in table(report, "Over time")) == 2


@pytest.mark.parametrize("url_name", ["reports:round", "reports:quality", "reports:asked"])
def test_a_report_costs_the_same_for_2_and_for_20(client, looked, url_name, django_assert_max_num_queries):
    client.force_login(looked.lead)
    address = reverse(url_name, args=[looked.round.pk] if url_name == "reports:round" else [])
    asked = []
    for count in (2, 18):
        for _ in range(count):
            looked.final()
        client.get(address)
        with django_assert_max_num_queries(60) as counted:
            assert client.get(address).status_code == 200
        asked.append(len(counted))
    assert asked[0] == asked[1]


def test_an_inspection_s_report_has_its_days_and_who_led_which_theme(looked):
    type(looked.round).objects.filter(pk=looked.round.pk).update(kind="inspection")
    looked.round.refresh_from_db()
    looked.round.participants.update(theme="Neglect", part="leader")
    report = of_round(looked)
    days = dict(table(report, "Days"))
    assert days["Last day, with feedback"] == "27 November 2026"
    assert (days["Report due"], days["Action plan due"]) == ("11 December 2026", "24 December 2026")
    assert table(report, "Days", 1) == (("Neglect", "A. Auditor", "Leader"),)


def test_elsewhere_a_report_does_not_exist(client, looked):
    client.force_login(make_user("team_manager", looked.tree["weald-safeguarding"]))
    assert client.get(reverse("reports:round", args=[looked.round.pk])).status_code == 404
    assert client.get(reverse("reports:words", args=[looked.round.pk])).status_code == 404


def test_a_quarter_ends_with_the_month_that_was_chosen(client, looked):
    client.force_login(looked.lead)
    asked = {"until": f"{NOW:%Y}-09", "months": "3"}
    text = client.get(reverse("reports:quality"), asked).content.decode()
    assert "Report of quality, July 2026 to September 2026" in text
    assert "Report of quality" in client.get(reverse("reports:quality"), {"until": "nonsense"}).content.decode()


def test_a_member_finds_issued_reports_with_the_boards(client, looked):
    client.force_login(make_user("board_member", looked.round.team))
    assert "Practice week" not in client.get(reverse("boards:index")).content.decode()
    make_issued(looked.round)
    text = client.get(reverse("boards:index")).content.decode()
    assert reverse("reports:round", args=[looked.round.pk]) in text
