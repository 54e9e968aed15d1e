"""The shared list of themes: what is offered, and those that Balcony starts with."""

import tomllib
from pathlib import Path

from django.db import transaction

from casework.models import Theme

SHIPPED = Path(__file__).with_name("themes.toml")


@transaction.atomic
def load_themes() -> int:
    """Put in the themes that Balcony starts with and that are not there; return how many were new."""
    known = set(Theme.objects.values_list("code", flat=True)) | set(Theme.objects.values_list("name", flat=True))
    shipped = tomllib.loads(SHIPPED.read_text("utf-8"))["theme"]
    new = [Theme(**each) for each in shipped if not {each["code"], each["name"]} & known]
    return len(Theme.objects.bulk_create(new))


def offered():
    """Return the themes that may be put on something new, by name."""
    return Theme.objects.filter(retired_on__isnull=True).order_by("name")
