"""The analyst brings the month in: sees its faults, says what a value means, applies it, and takes it back."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from casework.imports import services
from casework.models import Child, Import, Referral
from casework.synthetic.department import department
from casework.synthetic.faults import faulty_workbook
from tests.factories import make_tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="session")
def faulty(tmp_path_factory):
    path = tmp_path_factory.mktemp("annex-a") / "annex-a-faults.xlsx"
    faulty_workbook(department(months=2, small=True), path)
    return path


def upload(page, live_server, path):
    page.goto(live_server.url + "/imports/upload/")
    page.get_by_label("Workbook, CSV files or census").set_input_files(path)
    page.get_by_role("button", name="Upload and check").click()
    page.get_by_role("heading", name="The files are being read").wait_for()
    return Import.objects.latest("pk")


def read(delivery):
    return services.read_and_check(delivery_id=delivery.pk, at=timezone.now())


def test_from_a_faulty_workbook_to_figures_and_back(faulty, signed_in, live_server, axe, both_widths):
    team = make_tree()["mere-safeguarding"]
    page = signed_in("analyst")
    page.goto(live_server.url + "/imports/")
    expect(page.get_by_role("heading", name="No imports yet")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Upload lists").click()
    axe(page)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("link", name="Choose a file to upload")).to_be_visible()
    axe(page)

    delivery = upload(page, live_server, faulty)
    axe(page)
    read(delivery)
    page.get_by_role("heading", name="Check before you apply").wait_for()  # by itself: the page looks again
    axe(page)
    left_out = page.get_by_role("table", name="Rows left out")
    row = left_out.get_by_role("row").filter(has_text="31/02/2026")
    expect(row).to_contain_text("Date of Contact")
    expect(row).to_contain_text("is not a date")
    unknown = page.get_by_role("table", name="Values with no meaning yet")
    expect(unknown.get_by_text("Locality 4 Duty Team")).to_be_visible()

    page.get_by_role("button", name="Say what they mean").click()
    axe(page)
    page.get_by_label("“Locality 4 Duty Team”").select_option(team.code)
    page.get_by_role("button", name="Remember these").click()
    expect(page.get_by_text("1 remembered")).to_be_visible()
    expect(page.get_by_text("Locality 4 Duty Team")).to_have_count(0)
    page.get_by_role("link", name="Change the day they were taken").click()
    axe(page)
    page.goto(f"{live_server.url}/imports/{delivery.pk}/")
    page.get_by_role("button", name="Apply", exact=True).click()
    axe(page)
    page.get_by_role("button", name="Apply it").click()
    page.get_by_role("heading", name="The import is being applied").wait_for()
    axe(page)
    services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    page.get_by_role("heading", name="Applied", exact=True).wait_for()
    axe(page)
    assert Referral.objects.filter(team=team).exists()
    page.get_by_role("button", name="See the figures").click()
    page.wait_for_url(live_server.url + "/figures/**")
    page.go_back()

    page.get_by_role("link", name="Undo this import").click()
    axe(page)
    page.get_by_role("button", name="Undo it").click()
    page.get_by_role("heading", name="Undone").wait_for()
    axe(page)
    assert not Referral.objects.exists()
    page.goto(live_server.url + "/imports/")
    axe(page)


def test_a_file_that_is_no_workbook_gets_a_plain_page(tmp_path, signed_in, live_server, axe, both_widths):
    path = tmp_path / "minutes.xlsx"
    path.write_bytes(b"%PDF-1.7 minutes of a meeting")
    page = signed_in("analyst")
    read(upload(page, live_server, path))
    page.get_by_role("heading", name="This upload was refused").wait_for()
    expect(page.get_by_text("minutes.xlsx is not a workbook or a CSV file.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Upload again").click()
    expect(page.get_by_role("heading", name="Upload lists")).to_be_visible()


def test_an_import_is_discarded(faulty, signed_in, live_server, axe, both_widths):
    page = signed_in("analyst")
    read(upload(page, live_server, faulty))
    page.get_by_role("link", name="Discard this import").click()
    axe(page)
    page.get_by_role("button", name="Discard it").click()
    page.get_by_role("heading", name="Discarded").wait_for()
    axe(page)
    assert Import.objects.get().state == Import.State.DISCARDED
    assert not Child.objects.exists()
