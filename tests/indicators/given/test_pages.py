"""The analyst's pages of figures files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from improvement.indicators import rollups
from improvement.indicators.models import FiguresFile, GivenFigure
from tests.factories import make_import, make_tree, make_user
from tests.factories.given import AT, MONTH, apply, csv_of, receive

pytestmark = pytest.mark.django_db
GOOD = "FD02,2026-10,mere-assessment,12,40,"


@pytest.fixture
def tree(calendar):
    return make_tree()


@pytest.fixture
def analyst(client, tree):
    user = make_user("analyst", tree["larchshire"])
    client.force_login(user)
    return user


def upload(client, content, key="key"):
    return client.post(
        "/figures/files/upload/", {"key": key, "file": SimpleUploadedFile("october.csv", content)}, follow=True
    )


def test_uploaded_looked_at_applied_and_undone(client, analyst):
    page = upload(client, csv_of(GOOD)).content.decode()
    assert "october.csv: checked, waiting for you" in page
    assert not GivenFigure.objects.exists()
    file = FiguresFile.objects.get()
    client.get(f"/figures/files/{file.pk}/apply/")
    assert not GivenFigure.objects.exists()
    assert "october.csv: applied" in client.post(f"/figures/files/{file.pk}/apply/", follow=True).content.decode()
    assert GivenFigure.objects.get().given_by == analyst
    assert "undone" in client.post(f"/figures/files/{file.pk}/undo/", follow=True).content.decode()
    assert not GivenFigure.objects.exists()


def test_the_button_pressed_twice_is_one_file(client, analyst):
    upload(client, csv_of(GOOD))
    upload(client, csv_of(GOOD))
    assert FiguresFile.objects.count() == 1


def test_a_refused_file_says_line_by_line_what_to_do(client, analyst):
    page = upload(client, csv_of(GOOD, "FD02,soon,mere-assessment,1,2,")).content.decode()
    assert "1 of its 2 lines needs putting right" in page
    assert "This is not a month" in page
    file = FiguresFile.objects.get()
    table = client.get(f"/figures/files/{file.pk}/problems.csv").content.decode()
    assert "3,month,soon,1,This is not a month" in table
    assert client.get(f"/figures/files/{file.pk}/problems.xlsx").status_code == 200
    assert client.get(f"/figures/files/{file.pk}/problems.doc").status_code == 404


def test_no_file_and_an_empty_one_are_said(client, analyst):
    assert "Choose a file to upload" in client.post("/figures/files/upload/", {"key": "k"}).content.decode()
    assert "october.csv is empty" in upload(client, b"").content.decode()


def test_a_file_past_the_limit_is_said_and_not_kept(client, analyst, settings):
    settings.UPLOAD_LIMIT = 1000
    page = upload(client, csv_of(*[GOOD] * 100)).content.decode()
    assert "larger than 20 MB" in page
    assert not FiguresFile.objects.exists()


def test_an_analyst_of_one_area_gives_for_no_other(client, tree):
    client.force_login(make_user("analyst", tree["west"]))
    page = upload(client, csv_of(GOOD, "FD02,2026-10,weald-safeguarding,1,2,")).content.decode()
    assert "This is none of our teams" in page


def test_what_can_no_longer_be_done_is_said(client, analyst):
    file = apply(GOOD)
    page = client.post(f"/figures/files/{file.pk}/discard/", follow=True).content.decode()
    assert "This file is applied, so it cannot be discarded." in page


def test_a_given_figure_is_drawn_read_and_explained_like_any_other(client, tree):
    make_import()
    director = make_user("director", tree["larchshire"], name="D. Osei")
    client.force_login(director)
    apply(GOOD, "FD02,2026-10,weald-safeguarding,30,40,", "WF07,2026-10,mere-assessment,,,x", by=director)
    rollups.roll_up(source="given", months=[MONTH], at=AT)
    page = client.get("/figures/FD02/?month=2026-10").content.decode()
    assert "42 of 80 contacts" in page
    assert "/figures/FD02/rows/" not in page
    page = client.get("/figures/FD02/explained/?month=2026-10").content.decode()
    assert "42 ÷ 80" in page
    assert "2 places below gave theirs: 2 from figures.csv." in page
    page = client.get("/figures/FD02/explained/?month=2026-10&team=mere-assessment").content.decode()
    assert "From line 2 of figures.csv, applied on 3 November 2026 by D. Osei." in page
    page = client.get("/figures/WF07/?month=2026-10&team=mere-assessment").content.decode()
    assert "x: not collected" in page
    assert client.get("/figures/FD02/rows/?month=2026-10").status_code == 404


def test_small_given_numbers_are_hidden_from_who_sees_them_so(client, tree):
    make_import()
    client.force_login(make_user("board_member", tree["larchshire"]))
    apply("FD02,2026-10,mere-assessment,2,40,", "FD02,2026-10,mere-safeguarding,30,40,")
    rollups.roll_up(source="given", months=[MONTH], at=AT)
    page = client.get("/figures/FD02/?month=2026-10&team=mere-assessment").content.decode()
    assert "2 of 40" not in page


def test_the_list_asks_as_little_of_ten_times_the_files(client, analyst, django_assert_max_num_queries):
    for count in (2, 18):
        for _ in range(count):
            receive(GOOD)
        with django_assert_max_num_queries(11):
            client.get("/figures/files/")
        with django_assert_max_num_queries(14):
            client.get(f"/figures/files/{FiguresFile.objects.first().pk}/")
