"""An audit made live in a meeting: which meeting, on which day, and who was in the room."""

from django.db import models
from django.db.models import Q

from casework.models.history import tracked


@tracked
class LiveAudit(models.Model):
    """A case audited together in a meeting, with one who writes (S03). The audit is one like any other."""

    audit = models.OneToOneField("audits.Audit", on_delete=models.CASCADE, related_name="live")
    meeting = models.CharField(max_length=80, help_text="Such as Case audit meeting, November")
    held_on = models.DateField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(meeting=""), name="live_audit_says_which_meeting")]

    def __str__(self):
        return f"{self.audit}, live in {self.meeting}"


@tracked
class InTheRoom(models.Model):
    """Somebody who was in the room, and so had a part in the judgement."""

    live = models.ForeignKey(LiveAudit, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="rooms")

    class Meta:
        verbose_name_plural = "in the room"
        ordering = ["person__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["live", "person"], name="in_the_room_once")]

    def __str__(self):
        return f"{self.person} in {self.live}"
