"""The permission table: URL name by role. It drives the checks, the tests and `docs/permissions.md`.

Codes: `-` nothing (the page does not exist), `a` totals with small numbers suppressed, `A` totals unsuppressed,
`r` own records,
`R` records in scope, `W` write in scope, `X` take away. `Y` in `public` or `signed_in` needs no role;
`n` takes a page of `signed_in` from who holds no other role. A row may end before the last role: what it does not say
is `-`.
"""

import csv
from functools import cache
from pathlib import Path

from casework.models import Role

TABLE = Path(__file__).with_name("permissions.csv")


@cache
def table() -> dict[str, dict[str, str]]:
    """Return URL name -> {"public" | "signed_in" | role: code}."""
    with TABLE.open(newline="") as lines:
        rows = {row.pop("url_name"): row for row in csv.DictReader(lines, restval="-")}
    columns = {"public", "signed_in", *Role.values}
    for name, row in rows.items():
        if set(row) != columns:
            raise ValueError(f"permissions.csv: the row of {name} does not have a code for each role")
    return rows


def code(url_name: str, roles) -> str:
    """Return the strongest code that any of `roles` has for the page, `-` for none."""
    row = table().get(url_name)
    if row is None:
        return "-"
    held = {row[role] for role in roles}
    if row["signed_in"] == "Y":
        return "-" if held == {"n"} else "Y"
    return next((strength for strength in "XWRrAa" if strength in held), "-")
