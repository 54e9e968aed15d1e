"""An import, from upload to applied: the row is the truth, Celery only the doorbell."""

from django.db import models
from django.db.models import Q

from casework.models.history import tracked


class Import(models.Model):
    """One delivery of lists, as they stood on `as_on`: Annex A, an SSDA903 return or a children in need census.

    A command run from the shell has no signed-in person, so `_by` may be empty where its `_at` is set.
    """

    class Form(models.TextChoices):
        ANNEX_A = "annex_a", "Annex A"
        SSDA903 = "ssda903", "SSDA903 return"
        CIN_CENSUS = "cin_census", "Children in need census"

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded, waiting to be read"
        READING = "reading", "Being read"
        CHECKED = "checked", "Checked, waiting for you"
        APPLYING = "applying", "Being applied"
        APPLIED = "applied", "Applied"
        REFUSED = "refused", "Refused"
        DISCARDED = "discarded", "Discarded"
        UNDONE = "undone", "Undone"

    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    form = models.CharField(max_length=10, choices=Form.choices, default=Form.ANNEX_A)
    as_on = models.DateField(null=True, help_text="The day the lists were taken from the case system")
    as_on_given = models.BooleanField(default=False, help_text="A person said so; else it is the latest date found")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that created it")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the files, in order of name")
    reason = models.TextField(blank=True, help_text="Why it was refused, in plain words")
    progress = models.CharField(max_length=200, blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(
        "casework.User", on_delete=models.PROTECT, null=True, related_name="+", help_text="Who asked to apply it"
    )
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "applying", "applied"]) | Q(as_on__isnull=False),
                name="import_checked_has_as_on",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="import_applied_has_moment"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="import_refused_says_why"),
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True) | Q(applied_at__isnull=False), name="import_applied_by_has_moment"
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True) | Q(undone_at__isnull=False), name="import_undone_by_has_moment"
            ),
        ]

    def __str__(self):
        return f"Import {self.pk}" + (f", as at {self.as_on:%d %B %Y}" if self.as_on else "")


class ImportFile(models.Model):
    """A file as uploaded; its bytes go as soon as the import is checked or refused."""

    delivery = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    content = models.BinaryField(null=True)

    def __str__(self):
        return self.name


class ImportList(models.Model):
    """What one list of a delivery held and what came of it."""

    delivery = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lists")
    number = models.PositiveSmallIntegerField()
    sheet = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    headings = models.JSONField(default=dict, help_text="Staged column -> the heading it was found under")
    rows_in = models.PositiveIntegerField(default=0)
    rows_good = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    rows_hidden = models.PositiveIntegerField(default=0)
    facts_new = models.PositiveIntegerField(default=0)
    facts_changed = models.PositiveIntegerField(default=0)
    facts_same = models.PositiveIntegerField(default=0)
    facts_gone = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="import_list_once")]

    def __str__(self):
        return f"List {self.number} of import {self.delivery_id}"


class ImportProblem(models.Model):
    """One thing to put right, by sheet, row, column and value, with the remedy."""

    class Kind(models.TextChoices):
        HEADER = "header", "Heading not recognised"
        CODE = "code", "Code not recognised"
        ROW = "row", "Row left out"
        WARNING = "warning", "Read, but look at it"
        HIDDEN = "hidden", "Hidden in the file"

    delivery = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="problems")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(help_text="List, as `columns.py` numbers them")
    sheet = models.CharField(max_length=200)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=120, blank=True)
    code_set = models.CharField(max_length=40, blank=True)
    message = models.TextField()
    remedy = models.TextField()
    count = models.PositiveIntegerField(default=1)
    by_check = models.BooleanField(default=False, help_text="Found by the check, so found anew when it runs again")

    class Meta:
        ordering = ["number", "row", "column"]

    def __str__(self):
        return self.message


class ImportChange(models.Model):
    """A fact that an import made, changed or flagged, with what it was before, so that it can be undone."""

    class Kind(models.TextChoices):
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        GONE = "gone", "Gone from the source"
        BACK = "back", "Back in the source"

    delivery = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="changes")
    fact = models.CharField(max_length=40, help_text="Model name, lower case")
    fact_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    before = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["delivery", "fact"], name="import_change_fact")]

    def __str__(self):
        return f"{self.fact} {self.fact_id} {self.kind}"


@tracked
class CodeMapping(models.Model):
    """What a value found in a file means here, decided once by a person and remembered."""

    code_set = models.CharField(max_length=40)
    raw = models.CharField(max_length=200, help_text="As folded for matching: lower case, single spaces")
    code = models.CharField(max_length=40)
    mapped_at = models.DateTimeField()
    mapped_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["code_set", "raw"]
        constraints = [models.UniqueConstraint(fields=["code_set", "raw"], name="code_mapped_once")]

    def __str__(self):
        return f"{self.code_set}: {self.raw} is {self.code}"
