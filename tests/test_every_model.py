"""What must hold of every model, found by looking at all of them."""

from django.apps import apps
from django.db import models

ROOMS = {"casework", "audits", "feedback", "improvement"}
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in ROOMS and not model._meta.proxy and "pgh_event_models" not in dir(model)
]

# Every field that says something about a person, and why it is held. A new one must be put here on purpose.
PERSONAL = {
    "User": {"email": "to sign in", "name": "to be known by", "password": "hashed"},
    "Worker": {"name": "staff, as the case system spells them"},
    "Child": {"reference": "the case system's own, pseudonymous", "birth_month": "age, to the month"},
}
FORBIDDEN = {"forename", "surname", "address", "postcode", "nhs_number", "date_of_birth", "dob", "upn"}


def test_no_model_holds_what_would_name_a_child():
    held = {
        f"{model.__name__}.{field.name}"
        for model in MODELS
        for field in model._meta.get_fields()
        if field.name in FORBIDDEN
    }
    assert held == set()


def test_every_field_that_names_a_person_is_accounted_for():
    found = {
        (model.__name__, field.name)
        for model in MODELS
        for field in model._meta.fields
        if model.__name__ in PERSONAL and field.name in {"email", "name", "password", "reference", "birth_month"}
    }
    assert found == {(model, field) for model, fields in PERSONAL.items() for field in fields}


def test_every_moment_ends_in_at_and_every_date_in_on_or_is_a_month():
    months = {"month", "birth_month", "day"}
    wrong = []
    for model in MODELS:
        for field in model._meta.fields:
            if field.name.startswith("pgh_") or field.name == "last_login":
                continue
            if isinstance(field, models.DateTimeField):
                if not (field.name.endswith("_at") or field.name == "at"):
                    wrong.append(f"{model.__name__}.{field.name} is a moment")
            elif isinstance(field, models.DateField) and not (field.name.endswith("_on") or field.name in months):
                wrong.append(f"{model.__name__}.{field.name} is a date")
    assert wrong == []


def test_every_model_says_in_one_line_what_it_is():
    silent = [model.__name__ for model in MODELS if not model.__doc__ or model.__doc__.startswith(f"{model.__name__}(")]
    assert [name for name in silent if not name.endswith("Event")] == []
