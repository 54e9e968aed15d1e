"""Pages of documentation that are written from the code."""

from casework.models import Role
from casework.permissions import table

HEAD = """# Who may open what

Written from `casework/permissions.csv` by `manage.py write_docs`; do not edit by hand.

`-` nothing: the page does not exist for this person, and answers as any unknown address does. `a` totals with
small numbers suppressed · `A` totals unsuppressed · `r` own records · `R` records in scope · `W` write in scope ·
`X` take away · `Y` needs no role · `n` not even so, for who holds no other role. A role counts for the team it was
given for and everything below it.

"""


def permissions_page() -> str:
    """Return `docs/permissions.md`."""
    columns = [("public", "Anyone"), ("signed_in", "Signed in"), *Role.choices]
    lines = ["| Page | " + " | ".join(label for _, label in columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for name, row in sorted(table().items()):
        lines.append(f"| `{name}` | " + " | ".join(row[key] for key, _ in columns) + " |")
    return HEAD + "\n".join(lines) + "\n"
