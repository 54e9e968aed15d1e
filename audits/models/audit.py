"""One audit: a judgement of one child's work with a tool, made with the worker."""

from django.db import models
from django.db.models import F, Q

from audits.models.frozen import frozen
from audits.models.grade import Grade, grade_field, known_grade
from casework.models.constraints import both_or_neither
from casework.models.history import tracked

# While an audit is in one of these, its two voices may write; afterwards the database refuses.
WRITING = ("allocated", "invited", "in_conversation")


class AuditQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return the audits this person may open."""
        from audits.access import visible_audits

        return visible_audits(user, within=self)


@tracked
class Audit(models.Model):
    """One judgement of one child's work with a tool, from invitation to learning."""

    class State(models.TextChoices):
        ALLOCATED = "allocated", "Allocated"
        INVITED = "invited", "Worker invited"
        IN_CONVERSATION = "in_conversation", "In conversation"
        DRAFTED = "drafted", "Drafted, waiting for the worker's reply"
        REPLIED = "replied", "Replied"
        MODERATED = "moderated", "Moderated"
        FINAL = "final", "Final"
        ACTION_OPEN = "action_open", "Final, actions open"
        CLOSED = "closed", "Closed"
        RE_AUDITED = "re_audited", "Audited again"
        WITHDRAWN = "withdrawn", "Withdrawn"

    tool_version = models.ForeignKey("audits.ToolVersion", on_delete=models.PROTECT, related_name="audits")
    # An observation may be of work with no one child.
    child = models.ForeignKey("casework.Child", on_delete=models.PROTECT, null=True, related_name="audits")
    worker = models.ForeignKey("casework.Worker", on_delete=models.PROTECT, null=True, related_name="audits")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="audits")
    auditor = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="audits")
    state = models.CharField(max_length=20, choices=State.choices, default=State.ALLOCATED)
    due_on = models.DateField()
    meet_on = models.DateField(null=True, help_text="The day proposed for the conversation")
    re_audit_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="re_audits")
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form or round that made it")
    allocated_at = models.DateTimeField()
    allocated_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(null=True)
    drafted_at = models.DateTimeField(null=True)
    reply_due_on = models.DateField(null=True, help_text="Until when the worker may reply before it goes on without")
    replied_at = models.DateTimeField(null=True, help_text="When the worker replied, or the time for it had passed")
    # Where a second, independent judgement is wanted, it cannot be final without.
    moderation_drawn_at = models.DateTimeField(null=True)
    # The grade that stands: the auditor's, until moderation or a dispute changes it with a reason.
    grade = grade_field()
    final_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Closed, or withdrawn")
    ended_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        constraints = [
            known_grade("grade", name="audit_grade_known"),
            models.CheckConstraint(
                condition=Q(state__in=[*WRITING, "withdrawn"]) | (Q(drafted_at__isnull=False) & ~Q(grade="")),
                name="audit_drafted_has_grade",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*WRITING, "drafted", "withdrawn"]) | Q(replied_at__isnull=False),
                name="audit_not_final_before_the_reply",
            ),
            models.CheckConstraint(
                condition=Q(final_at__isnull=False)
                | Q(state__in=[*WRITING, "drafted", "replied", "moderated", "withdrawn"]),
                name="audit_final_has_moment",
            ),
            both_or_neither("ended_at", "ended_by", name="audit_ended_by_somebody"),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (~Q(withdrawn_because="") & Q(ended_at__isnull=False)),
                name="audit_withdrawn_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["auditor", "state", "due_on"], name="audit_of_auditor"),
            models.Index(fields=["worker", "state"], name="audit_of_worker"),
            models.Index(fields=["team", "state"], name="audit_of_team"),
            models.Index(fields=["child", "final_at"], name="audit_of_child"),
        ]

    def __str__(self):
        return f"Audit {self.pk}"


SEALED = f"EXISTS (SELECT FROM audits_audit a WHERE a.id IN (NEW.audit_id, OLD.audit_id) AND a.state NOT IN {WRITING})"
SEALED_BECAUSE = "What was written in an audit is sealed once it is drafted"


class Part(models.Model):
    """A section of the tool in one audit: for this child or not, by the facts held when it was allocated."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="parts")
    section = models.ForeignKey("audits.Section", on_delete=models.PROTECT, related_name="+")
    applies = models.BooleanField()

    class Meta:
        ordering = ["section__number"]
        constraints = [models.UniqueConstraint(fields=["audit", "section"], name="part_once")]

    def __str__(self):
        return f"{self.audit}: {self.section}"


class Voice(models.TextChoices):
    AUDITOR = "auditor", "Auditor"
    WORKER = "worker", "Worker"


@tracked
class Answer(models.Model):
    """What one voice wrote to one question. The auditor's has the grade; the worker's never has (I3)."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey("audits.Question", on_delete=models.PROTECT, related_name="+")
    voice = models.CharField(max_length=10, choices=Voice.choices)
    grade = grade_field()
    text = models.TextField(max_length=8000, blank=True, help_text="The analysis, or the worker's own words")
    difference = models.TextField(max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "question", "voice"], name="answer_once"),
            models.CheckConstraint(condition=Q(voice__in=Voice.values), name="answer_voice_known"),
            known_grade("grade", name="answer_grade_known"),
            models.CheckConstraint(
                condition=Q(voice="auditor") | Q(grade="", difference=""), name="answer_worker_never_scores"
            ),
        ]
        triggers = [frozen("answer_sealed", when=SEALED, because=SEALED_BECAUSE)]

    def __str__(self):
        return f"{self.audit}: {self.question}"


@tracked
class Overall(models.Model):
    """The auditor's own overall grade, with what makes them say so; one row an audit."""

    audit = models.OneToOneField(Audit, on_delete=models.CASCADE, related_name="overall")
    grade = grade_field()
    text = models.TextField(max_length=8000, blank=True)
    better_because = models.TextField(
        max_length=4000, blank=True, help_text="Why it is a grade better than the worst of its parts"
    )
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [known_grade("grade", name="overall_grade_known")]
        triggers = [frozen("overall_sealed", when=SEALED, because=SEALED_BECAUSE)]

    def __str__(self):
        return f"{self.audit}: overall"


class Conversation(models.Model):
    """The auditor and the worker talked, on a day; or did not, and why (S44). Either is a fact, never a tick."""

    class How(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        VIDEO = "video", "By video"
        PHONE = "phone", "By phone"

    audit = models.OneToOneField(Audit, on_delete=models.CASCADE, related_name="conversation")
    held_on = models.DateField(null=True)
    how = models.CharField(max_length=10, choices=How.choices, blank=True)
    not_held_because = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(held_on__isnull=False, not_held_because="") & ~Q(how=""))
                | (Q(held_on__isnull=True, how="") & ~Q(not_held_because="")),
                name="conversation_held_or_why_not",
            )
        ]

    def __str__(self):
        return f"{self.audit}: conversation"


class TookPart(models.TextChoices):
    AUDITOR = "auditor", "Auditor"
    WORKER = "worker", "Worker"
    MANAGER = "manager", "The worker's manager"
    CHAIR = "chair", "Reviewing officer or conference chair"
    PARTNER = "partner", "Somebody from another agency"
    LEARNER = "learner", "Somebody learning to audit"


class ConversationPerson(models.Model):
    """Somebody who took part in the conversation, by part and never by name."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="people")
    part = models.CharField(max_length=10, choices=TookPart.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "part"], name="conversation_part_once"),
            models.CheckConstraint(condition=Q(part__in=TookPart.values), name="conversation_part_known"),
        ]

    def __str__(self):
        return self.get_part_display()


class SecondLook(models.Model):
    """A second auditor says whether an overall grade that is much better than its parts can stand (practice 2.3)."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="second_looks")
    asked_of = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="second_looks")
    grade = models.CharField(max_length=20, choices=Grade.choices, help_text="The overall grade that was asked about")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField(null=True)
    because = models.TextField(max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_of=F("asked_by")), name="second_look_by_another"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="second_look_grade_known"),
            models.CheckConstraint(
                condition=Q(agrees__isnull=True, answered_at__isnull=True)
                | (Q(agrees__isnull=False, answered_at__isnull=False) & ~Q(because="")),
                name="second_look_answer_is_whole",
            ),
            models.UniqueConstraint(
                fields=["audit"], condition=Q(answered_at__isnull=True), name="second_look_one_at_a_time"
            ),
        ]

    def __str__(self):
        return f"{self.audit}: second look"


class Swap(models.Model):
    """An audit was given to another auditor: from whom, to whom, and why."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="swaps")
    from_auditor = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    to_auditor = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=300)
    swapped_at = models.DateTimeField()
    swapped_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["swapped_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_auditor=F("to_auditor")), name="swap_to_another"),
            models.CheckConstraint(condition=~Q(because=""), name="swap_says_why"),
        ]

    def __str__(self):
        return f"{self.audit}: {self.from_auditor} to {self.to_auditor}"
