"""Tools: versioned sets of questions, each tied to a standard; once published, a version never changes."""

import pgtrigger
from django.db import models
from django.db.models import Q

from audits.models.frozen import REFUSE, frozen
from audits.models.grade import Grade
from casework.models.history import tracked


@tracked
class Tool(models.Model):
    """A way of looking, such as the case audit; its questions are its versions'."""

    class Kind(models.TextChoices):
        CASE = "case", "Case audit"
        OBSERVATION = "observation", "Direct observation"
        TRACKED = "tracked", "Tracked case"
        SUPERVISION = "supervision", "Supervision"
        LOOP = "loop", "Closing the loop"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    purpose = models.CharField(max_length=300, help_text="What it is for, in one sentence")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(purpose=""), name="tool_has_name_and_purpose"),
        ]

    def __str__(self):
        return self.name


@tracked
class ToolVersion(models.Model):
    """A tool's questions as they are asked: written as a draft, then published, then frozen."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "In use"
        RETIRED = "retired", "No longer used"

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    introduction = models.TextField(max_length=2000, blank=True, help_text="What people read before the first question")
    edits = models.PositiveIntegerField(default=0, help_text="Counts the changes, so that of two editors one is told")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    # A tool that ships with Balcony is published by nobody in particular.
    published_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["tool__name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "number"], name="tool_version_once"),
            models.UniqueConstraint(fields=["tool"], condition=Q(state="published"), name="tool_one_version_in_use"),
            models.UniqueConstraint(fields=["tool"], condition=Q(state="draft"), name="tool_one_draft"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state__in=["published", "retired"], published_at__isnull=False),
                name="tool_version_published_has_moment",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="tool_version_frozen",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state <> 'draft'"),
                func=f"""
                    IF TG_OP = 'DELETE' OR (NEW.tool_id, NEW.number, NEW.introduction, NEW.published_at)
                        IS DISTINCT FROM (OLD.tool_id, OLD.number, OLD.introduction, OLD.published_at)
                        OR NEW.state = 'draft' OR (OLD.state = 'retired' AND NEW.state <> 'retired') THEN
                        RAISE EXCEPTION 'A published tool is frozen: begin a new version' {REFUSE};
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.tool.name}, version {self.number}"


IN_USE = "EXISTS (SELECT FROM audits_toolversion v WHERE v.id IN ({ids}) AND v.state <> 'draft')"
IN_USE_BY_SECTION = (
    "EXISTS (SELECT FROM audits_section s JOIN audits_toolversion v ON v.id = s.version_id "
    "WHERE s.id IN ({ids}) AND v.state <> 'draft')"
)
IN_USE_BY_QUESTION = (
    "EXISTS (SELECT FROM audits_question q JOIN audits_section s ON s.id = q.section_id "
    "JOIN audits_toolversion v ON v.id = s.version_id WHERE q.id IN ({ids}) AND v.state <> 'draft')"
)
FROZEN = "A published tool is frozen: begin a new version"


class AppliesTo(models.TextChoices):
    """Which children a section is for; worked out from the facts we hold when an audit begins."""

    EVERYONE = "everyone", "Every child"
    PROTECTION = "protection", "Children with a protection plan"
    CARE = "care", "Children in care"
    LEAVING_CARE = "leaving_care", "Young people leaving care"
    CARE_OR_LEAVING = "care_or_leaving", "Children in care and young people leaving care"
    DISABILITY = "disability", "Disabled children"


@tracked
class Section(models.Model):
    """A page of a tool: one domain of practice, or one voice."""

    version = models.ForeignKey(ToolVersion, on_delete=models.CASCADE, related_name="sections")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    introduction = models.CharField(max_length=600, blank=True)
    applies_to = models.CharField(max_length=20, choices=AppliesTo.choices, default=AppliesTo.EVERYONE)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], name="section_once", deferrable=models.Deferrable.DEFERRED
            )
        ]
        triggers = [frozen("section_frozen", when=IN_USE.format(ids="NEW.version_id, OLD.version_id"), because=FROZEN)]

    def __str__(self):
        return self.title


@tracked
class Question(models.Model):
    """One thing that is asked, of the auditor or of the worker; a graded one points at a standard."""

    class AskedOf(models.TextChoices):
        AUDITOR = "auditor", "The auditor"
        WORKER = "worker", "The worker"

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=300, blank=True)
    guidance = models.TextField(max_length=2000, blank=True, help_text="What to look for")
    asked_of = models.CharField(max_length=10, choices=AskedOf.choices, default=AskedOf.AUDITOR)
    is_graded = models.BooleanField(default=True)
    asks_difference = models.BooleanField(default=True, help_text="Asks what difference it has made for the child")
    is_safety = models.BooleanField(default=False, help_text="Inadequate here needs a second auditor")
    standard = models.ForeignKey(
        "audits.StandardVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )

    class Meta:
        ordering = ["section__number", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "number"], name="question_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(asked_of="auditor") | Q(is_graded=False, asks_difference=False),
                name="question_worker_never_scores",
            ),
            models.CheckConstraint(condition=Q(is_graded=True) | Q(is_safety=False), name="question_safety_is_graded"),
        ]
        triggers = [
            frozen(
                "question_frozen", when=IN_USE_BY_SECTION.format(ids="NEW.section_id, OLD.section_id"), because=FROZEN
            )
        ]

    def __str__(self):
        return self.text


@tracked
class Descriptor(models.Model):
    """What a grade looks like for one question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="descriptors")
    grade = models.CharField(max_length=20, choices=Grade.choices)
    text = models.CharField(max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "grade"], name="descriptor_once"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="descriptor_grade_known"),
            models.CheckConstraint(condition=~Q(text=""), name="descriptor_says_something"),
        ]
        triggers = [
            frozen(
                "descriptor_frozen",
                when=IN_USE_BY_QUESTION.format(ids="NEW.question_id, OLD.question_id"),
                because=FROZEN,
            )
        ]

    def __str__(self):
        return f"{self.question}: {self.get_grade_display()}"
