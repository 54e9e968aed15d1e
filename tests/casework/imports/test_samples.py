"""The two public sample workbooks: faults reported, good rows applied, exact numbers."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from casework.models import FACTS, Child, Import, ImportList, ImportProblem, Worker

SAMPLES = Path(__file__).parents[2] / "data" / "annex_a"
OLD, NEW = SAMPLES / "liia_Annex_A_sample.xlsx", SAMPLES / "liia_Annex_A_2024_Jan_sample.xlsx"
FACTS_OF_THE_OLD = {
    "contact": 5,
    "earlyhelpepisode": 5,
    "referral": 6,
    "assessment": 5,
    "section47": 5,
    "cinepisode": 5,
    "cinstatus": 5,
    "cpplan": 6,
    "careperiod": 4,
    "legalstatus": 4,
    "placement": 4,
    "carestatus": 4,
    "visit": 19,
    "review": 8,
    "healthcheck": 8,
    "careleaverstatus": 6,
    "adoption": 4,
}

pytestmark = pytest.mark.django_db


def apply(*paths, **options):
    out = StringIO()
    call_command("import_lists", *map(str, paths), apply=True, stdout=out, **options)
    return out.getvalue()


def counts():
    return {model._meta.model_name: model.objects.count() for model in FACTS if model.objects.exists()}


@pytest.mark.parametrize("path", [OLD, NEW], ids=["2021", "2024"])
def test_sample_is_applied(path):
    said = apply(path)
    assert counts() == FACTS_OF_THE_OLD
    assert Child.objects.count() == 46
    assert Worker.objects.count() == 24
    assert "Adopters" in said
    assert "left out" in said


def test_rows_before_birth_are_left_out_and_said():
    apply(OLD)
    left_out = ImportProblem.objects.filter(kind="row").values_list("number", "row", "value")
    assert list(left_out) == [(7, 8, "25/06/2019"), (8, 5, "24/02/2010"), (10, 5, "01/03/2010")]
    assert list(ImportList.objects.filter(rows_bad__gt=0).values_list("number", "rows_bad")) == [
        (7, 1),
        (8, 1),
        (10, 1),
    ]


def test_same_file_twice_changes_nothing():
    apply(OLD)
    apply(OLD)
    second = ImportList.objects.filter(delivery=Import.objects.first())
    assert sum(each.facts_new + each.facts_changed + each.facts_gone for each in second) == 0
    assert sum(each.facts_same for each in second) == sum(FACTS_OF_THE_OLD.values())


def test_undo_leaves_nothing():
    apply(OLD)
    call_command("undo_import", stdout=StringIO())
    assert sum(counts().values()) == 0
    assert not Child.objects.exists()
    assert not Worker.objects.exists()
