"""Factories of reports of rounds."""

from audits.models import RoundReport
from tests.factories.casework import NOW


def make_issued(round, *, difference="Plans are read by families now", pdf=b"%PDF-1.7"):
    """Return the issued report of a round."""
    moments = {"saved_at": NOW, "saved_by": round.lead, "issued_at": NOW, "issued_by": round.lead}
    return RoundReport.objects.create(round=round, difference=difference, pdf=pdf, sha256="0" * 64, **moments)
