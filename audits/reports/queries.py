"""Which rounds have a report this person may read, and what they see of it."""

from dataclasses import dataclass

from django.db.models import Q

from audits.access import runs
from audits.models import Round, RoundReport
from casework import access

PAGE = "reports:round"


@dataclass(frozen=True)
class Reading:
    """A round's report as one person has it: what was written, whether small numbers are hidden, what they may do."""

    round: Round
    words: RoundReport | None
    hides: bool
    runs: bool

    @property
    def issued(self) -> bool:
        """Return whether the report was issued."""
        return self.words is not None and self.words.issued_at is not None


def reading(*, pk: int, user) -> Reading | None:
    """Return a round's report as this person has it, or None; three queries after their reach.

    Whoever may open the round reads it in full. Whose role reads totals only (`a`) reads it once it is issued, with
    small numbers hidden.
    """
    own = Round.objects.visible_to(user)
    found = _reported(user).select_related("team", "lead", "planned_by").filter(pk=pk).first()
    if found is None:
        return None
    words = RoundReport.objects.filter(round=found).defer("pdf").select_related("saved_by", "issued_by").first()
    return Reading(found, words, not own.filter(pk=pk).exists(), runs(user, found))


def issued(user, *, at_most: int = 5) -> list[RoundReport]:
    """Return the newest issued reports of rounds that this person may read; one query after their reach."""
    rows = RoundReport.objects.filter(issued_at__isnull=False, round__in=_reported(user)).defer("pdf")
    return list(rows.select_related("round__team").order_by("-issued_at")[:at_most])


def _reported(user):
    totals = access.team_ids_for(user, PAGE, codes="aA")
    own = Round.objects.visible_to(user).values("pk")
    return Round.objects.filter(Q(pk__in=own) | Q(team_id__in=totals, report__issued_at__isnull=False))


def document_of(words: RoundReport) -> bytes:
    """Return the document of an issued report, as it was issued; one query."""
    return bytes(RoundReport.objects.values_list("pdf", flat=True).get(pk=words.pk))
