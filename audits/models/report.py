"""What the lead of a round writes in its report, and the report as it was issued."""

from django.db import models
from django.db.models import Q

from audits.models.frozen import frozen
from casework.models.constraints import both_or_neither
from casework.models.history import tracked

ISSUED = "OLD.issued_at IS NOT NULL"


@tracked
class RoundReport(models.Model):
    """The narrative beside a round's numbers; once issued, words and document stand for ever."""

    round = models.OneToOneField("audits.Round", on_delete=models.PROTECT, related_name="report")
    strengths = models.TextField(max_length=4000, blank=True)
    difficulties = models.TextField(max_length=4000, blank=True, help_text="What gets in the way again and again")
    difference = models.TextField(max_length=4000, blank=True, help_text="So what difference has been made?")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    pdf = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            both_or_neither("issued_at", "issued_by", name="round_report_issued_by_somebody"),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, pdf__isnull=True)
                | (Q(issued_at__isnull=False, pdf__isnull=False) & ~Q(sha256="") & ~Q(difference="")),
                name="round_report_issued_is_whole",
            ),
        ]
        triggers = [frozen("round_report_stands", when=ISSUED, because="A report that is issued stands")]

    def __str__(self):
        return f"Report of {self.round}"
