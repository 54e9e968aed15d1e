"""People who sign in, and what they may do where and when."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from casework.models.constraints import DateRange, ends_after
from casework.models.history import tracked
from casework.models.team import Team


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """Return a new person; without a password they cannot sign in until they set one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff, board member or peer who signs in. Families never have an account."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_full_name(self):
        """Return the name people know this person by."""
        return self.name


class Role(models.TextChoices):
    DIRECTOR = "director", "Director"
    HEAD_OF_SERVICE = "head_of_service", "Head of service"
    TEAM_MANAGER = "team_manager", "Team manager"
    AUDITOR = "auditor", "Auditor"
    PRACTITIONER = "practitioner", "Practitioner"
    INDEPENDENT_CHAIR = "independent_chair", "Independent chair"
    QUALITY_LEAD = "quality_lead", "Quality lead"
    PARTICIPATION_LEAD = "participation_lead", "Participation lead"
    ANALYST = "analyst", "Analyst"
    BOARD_MEMBER = "board_member", "Board member"
    PEER = "peer", "Peer"
    INFORMATION_GOVERNANCE = "information_governance", "Information governance"
    ADMINISTRATOR = "administrator", "Administrator"
    AMBASSADOR = "ambassador", "Care ambassador"


@tracked
class RoleGrant(models.Model):
    """`user` holds `role` for `team` and all below it during [start_on, end_on)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="grants")
    start_on = models.DateField()
    end_on = models.DateField(null=True, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="grant_role_known"),
            # A grant ended before it began keeps an empty period: it is history, and never counts.
            ends_after("start_on", "end_on", name="grant_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(role=Role.PEER) | (Q(end_on__isnull=False) & ~Q(purpose="")),
                name="grant_peer_has_purpose_and_expiry",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")), name="grant_not_to_oneself"
            ),
            ExclusionConstraint(
                name="grant_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("team", RangeOperators.EQUAL),
                    (DateRange("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.team}"
