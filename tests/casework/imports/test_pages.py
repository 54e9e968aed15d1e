"""The analyst's pages: upload, look, map, apply, undo; who may; query counts."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.imports import services
from casework.models import CodeMapping, Contact, Import, ImportProblem, ReadLog, Referral
from tests.casework.imports.test_samples import OLD
from tests.factories import make_import, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client):
    person = make_user("analyst", make_team("Larchshire", level="county"))
    client.force_login(person)
    return person


def post_file(client, name="annex_a.xlsx", content=None, **fields):
    file = SimpleUploadedFile(name, OLD.read_bytes() if content is None else content)
    data = {"key": "k1", "as_on_day": "", "as_on_month": "", "as_on_year": "", "files": [file], **fields}
    return client.post(reverse("casework:import_upload"), data)


def checked(client, **fields):
    post_file(client, **fields)
    delivery = Import.objects.get(key=fields.get("key", "k1"))
    return services.read_and_check(delivery_id=delivery.pk, at=timezone.now())


def test_from_upload_to_applied_to_undone(analyst, client):
    answer = post_file(client)
    delivery = Import.objects.get()
    page = reverse("casework:import", args=[delivery.pk])
    assert answer["Location"] == page
    assert "The files are being read" in client.get(page).content.decode()
    services.read_and_check(delivery_id=delivery.pk, at=timezone.now())
    shown = client.get(page).content.decode()
    assert "Check before you apply" in shown
    assert "PSRMEM - Support with memory and cognition" in shown
    assert "25/06/2019" in shown
    assert Contact.objects.count() == 0
    client.post(reverse("casework:import_apply", args=[delivery.pk]))
    assert "is being applied" in client.get(page).content.decode()
    services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    delivery.refresh_from_db()
    assert (delivery.state, delivery.applied_by) == ("applied", analyst)
    client.post(reverse("casework:import_undo", args=[delivery.pk]))
    assert Import.objects.get().state == "undone"
    assert Contact.objects.count() == 0


def test_the_same_form_twice_is_one_import(analyst, client):
    assert post_file(client)["Location"] == post_file(client)["Location"]
    assert Import.objects.count() == 1


def test_what_was_typed_is_kept_when_there_is_no_file(analyst, client):
    data = {"key": "k1", "as_on_day": "31", "as_on_month": "10", "as_on_year": "2026"}
    shown = client.post(reverse("casework:import_upload"), data).content.decode()
    assert "Choose a file to upload" in shown
    assert 'value="31"' in shown
    assert 'value="k1"' in shown
    assert not Import.objects.exists()


def test_too_large_an_upload_is_refused_without_being_kept(analyst, client, settings):
    settings.UPLOAD_LIMIT = 1000
    shown = post_file(client).content.decode()
    assert "larger than 20 MB" in shown
    assert not Import.objects.exists()


def test_values_are_mapped_once_and_remembered(analyst, client):
    team = make_team("Locality 4")
    delivery = checked(client)
    url = reverse("casework:import_codes", args=[delivery.pk])
    form = client.get(url).context["form"]
    name = next(name for name, each in form.values.items() if each.value == "Locality 4 Duty Team")
    client.post(url, {name: team.code})
    assert CodeMapping.objects.get().code == team.code
    assert not ImportProblem.objects.filter(value="Locality 4 Duty Team").exists()
    services.apply_import(delivery_id=delivery.pk, by=None, at=timezone.now())
    assert Referral.objects.filter(team=team).count() == 4
    again = services.receive_files(files=[("again.xlsx", OLD.read_bytes())], by=None, at=timezone.now(), key="k2")
    services.read_and_check(delivery_id=again.pk, at=timezone.now())
    assert not again.problems.filter(value="Locality 4 Duty Team").exists()


def test_another_day_checks_again(analyst, client):
    delivery = checked(client)
    form = {"as_on_day": "31", "as_on_month": "12", "as_on_year": "2020"}
    client.post(reverse("casework:import_day", args=[delivery.pk]), form)
    delivery.refresh_from_db()
    assert (delivery.as_on, delivery.as_on_given) == (date(2020, 12, 31), True)
    before = {each.number: each.rows_bad for each in delivery.lists.all()}
    assert before[7] == 3
    client.post(reverse("casework:import_day", args=[delivery.pk]), {**form, "as_on_year": "2021"})
    after = {each.number: each.rows_bad for each in delivery.lists.all()}
    assert after[7] == 1


def test_download_is_everything_and_is_recorded(analyst, client):
    delivery = checked(client)
    answer = client.get(reverse("casework:import_problems_csv", args=[delivery.pk]))
    assert "25/06/2019" in answer.content.decode("utf-8-sig")
    assert ReadLog.objects.get().rows == delivery.problems.count()
    assert client.get(reverse("casework:import_problems_xlsx", args=[delivery.pk])).content[:2] == b"PK"


def test_refused_file_says_why_and_leaves_nothing(analyst, client):
    delivery = checked(client, name="notes.xlsx", content=b"PK\x03\x04 not really")
    shown = client.get(reverse("casework:import", args=[delivery.pk])).content.decode()
    assert "This upload was refused" in shown
    assert "damaged or was cut short" in shown
    assert not delivery.files.exclude(content=None).exists()


def test_empty_list_says_how_to_begin(analyst, client):
    assert "No imports yet" in client.get(reverse("casework:imports")).content.decode()


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def test_query_counts_do_not_move_with_rows(analyst, client):
    few = queries(client, reverse("casework:imports"))
    make_import()
    one = queries(client, reverse("casework:imports"))
    for _ in range(10):
        make_import()
    assert queries(client, reverse("casework:imports")) == one <= few + 3
    delivery = checked(client, key="other")
    page = reverse("casework:import", args=[delivery.pk])
    assert queries(client, page) <= 20


def test_meaning_of_a_value_is_listed_and_forgotten(analyst, client):
    page = reverse("casework:import_values")
    assert "Nothing to remember yet" in client.get(page).content.decode()
    delivery = checked(client)
    team = make_team("Locality Four")
    at = timezone.now()
    decisions = [("team", "Locality 4 Duty Team", team.code), ("need", "Cognition", "-"), ("need", "Neglected", "N1")]
    services.map_codes(delivery_id=delivery.pk, decisions=decisions, by=analyst, at=at)
    shown = client.get(page).content.decode()
    assert all(words in shown for words in ("locality 4 duty team", "Locality Four", "Nothing", "Abuse or neglect"))
    mapping = CodeMapping.objects.get(raw="locality 4 duty team")
    client.post(page, {"mapping": mapping.pk})
    assert "locality 4 duty team" not in client.get(page).content.decode()
    client.post(page, {"mapping": mapping.pk})
    assert CodeMapping.objects.count() == 2
