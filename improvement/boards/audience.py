"""The two kinds of pack: whom each is for, what is printed on it, and whose roles read the restricted one."""

from dataclasses import dataclass

from casework import permissions
from improvement.indicators.access import IN_FULL

RESTRICTED, PUBLIC = "restricted", "public"

# Printed on the cover, at the foot of every page and after every table that leaves.
LABELS = {
    RESTRICTED: "Restricted: numbers in full",
    PUBLIC: "Public: small numbers hidden, c",
}
ADVICE = {
    RESTRICTED: "It holds small numbers: do not publish it or pass it on.",
    PUBLIC: "Counts of 1 to 4, and what would give one away, are shown as c, so that no child can be picked out. "
    "A number that has moved by fewer than 10 since it was last published stands as it did then.",
}
READERS = {
    RESTRICTED: "Those whose role sees these figures in full, and those who prepare the pack.",
    PUBLIC: "Everyone who reads this board's packs, and whoever they share it with.",
}


@dataclass(frozen=True)
class Gate:
    """A page of the permission table, and the codes there that let a role through."""

    page: str
    codes: str

    def lets(self, role: str) -> bool:
        """Return whether the table gives the role one of the codes."""
        return permissions.table()[self.page][role] in self.codes


# Restricted packs are read by whoever sees the same figures in full on screen, and by whoever prepares packs.
SEES_IN_FULL = Gate("figures:index", IN_FULL)
PREPARES = Gate("boards:export", "W")
READS = Gate("boards:pack", "RW")


def read_by(role: str) -> list[str]:
    """Return the audiences whose packs a role reads, where it reads packs at all."""
    if not READS.lets(role):
        return []
    return [RESTRICTED, PUBLIC] if SEES_IN_FULL.lets(role) or PREPARES.lets(role) else [PUBLIC]
