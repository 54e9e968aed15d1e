"""Figures that no export of the case system holds: given in a file or typed, and the files they came in."""

from django.db import models
from django.db.models import F, Q

from casework.models.history import tracked

SYMBOLS = {"c": "Confidential", "k": "Rounds to nothing", "x": "Not collected", "z": "Does not apply", ":": "Not yet"}


class FiguresFile(models.Model):
    """A file of given figures, from the moment it was read to its being applied or not.

    A command run from the shell has no signed-in person, so `_by` may be empty where its `_at` is set.
    """

    class State(models.TextChoices):
        CHECKED = "checked", "Checked, waiting for you"
        APPLIED = "applied", "Applied"
        REFUSED = "refused", "Refused"
        DISCARDED = "discarded", "Discarded"
        UNDONE = "undone", "Undone"

    class Kind(models.TextChoices):
        FIGURES = "figures", "Monthly figures"
        POSTS = "posts", "Monthly workforce"
        CENSUS = "census", "Workforce census"

    state = models.CharField(max_length=10, choices=State.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FIGURES)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that uploaded it")
    lines_in = models.PositiveIntegerField(default=0, help_text="Lines that say something, without the headings")
    lines_blank = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="Why it was refused, in plain words")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["applied", "undone"], applied_at__isnull=False)
                | Q(state__in=["checked", "refused", "discarded"], applied_at__isnull=True),
                name="figures_file_applied_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(applied_by__isnull=True) | Q(applied_at__isnull=False),
                name="figures_file_applied_by_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False)
                | (~Q(state="undone") & Q(undone_at__isnull=True, undone_by__isnull=True)),
                name="figures_file_undone_has_moment",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="figures_file_refused_says_why"),
        ]

    def __str__(self):
        return self.name


def _numbers(name: str) -> list:
    """Return the constraints on a numerator, a denominator and a symbol: numbers or a symbol, never both or neither."""
    return [
        models.CheckConstraint(
            condition=Q(symbol="", numerator__isnull=False)
            | Q(symbol__in=list(SYMBOLS), numerator__isnull=True, denominator__isnull=True),
            name=f"{name}_number_or_symbol",
        ),
        models.CheckConstraint(
            condition=Q(numerator__isnull=True) | Q(numerator__gte=0), name=f"{name}_numerator_not_negative"
        ),
        models.CheckConstraint(
            condition=Q(denominator__isnull=True) | Q(denominator__gte=0), name=f"{name}_denominator_not_negative"
        ),
        models.CheckConstraint(
            condition=Q(is_share=False)
            | Q(numerator__isnull=True)
            | Q(denominator__isnull=False, numerator__lte=F("denominator")),
            name=f"{name}_share_within_whole",
        ),
        models.CheckConstraint(condition=Q(month__day=1), name=f"{name}_month_is_a_month"),
    ]


@tracked
class GivenFigure(models.Model):
    """What was said of an indicator for a team and month: one at most, the whole of what that place has.

    It comes from a line of a file or was typed by a person (`file` is empty then). A place and one below it never
    both have one for the same indicator and month, so that adding up the tree counts nothing twice; `services` keep
    that, for it depends on the tree of the day. `version` counts the changes, for who edits it.
    """

    indicator = models.CharField(max_length=8)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    numerator = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    symbol = models.CharField(max_length=1, blank=True)
    is_share = models.BooleanField()
    version = models.PositiveIntegerField(default=1)
    file = models.ForeignKey(FiguresFile, on_delete=models.PROTECT, null=True, related_name="figures")
    line = models.PositiveIntegerField(null=True, help_text="Of the file")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "team", "month"], name="given_once"),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | Q(given_by__isnull=False), name="given_from_a_file_or_by_somebody"
            ),
            *_numbers("given"),
        ]
        indexes = [models.Index(fields=["team", "month"], name="given_of_a_team")]

    def __str__(self):
        return f"{self.indicator} {self.month:%Y-%m}"


class FiguresLine(models.Model):
    """A figure as a line of a file gives it, and what stood there before it was applied (`before`, empty for none).

    Figures worked out from a workforce file have no line of their own (`line` is 0).
    """

    class Standing(models.TextChoices):
        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        SAME = "same", "The same"

    file = models.ForeignKey(FiguresFile, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    indicator = models.CharField(max_length=8)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    numerator = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    symbol = models.CharField(max_length=1, blank=True)
    is_share = models.BooleanField()
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.NEW)
    before = models.JSONField(null=True)

    class Meta:
        ordering = ["line", "indicator", "team", "month"]
        constraints = [
            models.UniqueConstraint(fields=["file", "indicator", "team", "month"], name="figures_line_once"),
            *_numbers("figures_line"),
        ]

    def __str__(self):
        return f"{self.indicator} {self.month:%Y-%m}, line {self.line}"


class FiguresProblem(models.Model):
    """One thing to put right in a file, by line, column and value, with the remedy.

    One that `stops` keeps the whole file from being applied; another is only to be looked at.
    """

    file = models.ForeignKey(FiguresFile, on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=120, blank=True)
    message = models.TextField()
    remedy = models.TextField()
    stops = models.BooleanField(default=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-stops", F("line").asc(nulls_first=True), "pk"]

    def __str__(self):
        return self.message


class PostMonth(models.Model):
    """A social worker's post in a month as a workforce file tells it, for the spread of caseloads.

    Nothing in it says whose it is: the file's reference for the worker is used to find one that stands twice, and
    dropped. The rows of the file applied last for a team and month are the ones that count.
    """

    file = models.ForeignKey(FiguresFile, on_delete=models.CASCADE, related_name="posts")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    cases = models.PositiveIntegerField(help_text="Children, not families")
    fte = models.DecimalField(max_digits=5, decimal_places=3)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="post_month_is_a_month")]
        indexes = [models.Index(fields=["month", "team"], name="post_of_a_team")]

    def __str__(self):
        return f"{self.cases} children, {self.month:%Y-%m}"
