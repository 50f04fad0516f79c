"""Who: people, cities (tenants), their plans and memberships."""

from __future__ import annotations

import uuid
import zoneinfo
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.entitlements import CAPABILITIES, Capability, Entitlements, Role

# Names that mean whatever this machine is set to.
MACHINES_OWN = {"localtime", "posixrules", "Factory"}


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is an IANA time zone."""
    if name not in zoneinfo.available_timezones() - MACHINES_OWN:
        raise ValidationError(_("Unknown time zone; write it as America/Sao_Paulo."))


def default_time_zone() -> str:
    """The installation's zone, a new city's default."""
    return str(settings.TIME_ZONE)


class User(AbstractUser):
    """A person who signs in; rights come from memberships, or from being a superuser."""

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")


class Plan(models.Model):
    """What a city pays for."""

    class CompressMode(models.TextChoices):
        """What is made of footage that is older than `compress_after_days`."""

        REENCODE = "reencode", _("encode again, smaller")
        KEY_FRAMES = "key_frames", _("keep key frames only")

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=64)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retention_days = models.PositiveSmallIntegerField(_("retention (days)"))
    max_users = models.PositiveSmallIntegerField(_("users"))
    max_gb_per_camera = models.PositiveIntegerField(_("GB per camera"))
    max_clips = models.PositiveIntegerField(
        _("clips"), null=True, blank=True, help_text=_("Empty: unlimited")
    )
    max_holds = models.PositiveIntegerField(
        _("holds at a time"), null=True, blank=True, help_text=_("Empty: unlimited")
    )
    max_hold_days = models.PositiveSmallIntegerField(_("days that a hold may last"), default=30)
    compress_after_days = models.PositiveSmallIntegerField(
        _("compress after (days)"), null=True, blank=True, help_text=_("Empty: never")
    )
    compress_mode = models.CharField(
        _("how to compress"),
        max_length=12,
        choices=CompressMode.choices,
        default=CompressMode.REENCODE,
    )

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("plan")
        verbose_name_plural = _("plans")

    def __str__(self) -> str:
        return self.name

    @property
    def entitlements(self) -> Entitlements:
        return Entitlements(
            retention_days=self.retention_days,
            max_users=self.max_users,
            max_gb_per_camera=self.max_gb_per_camera,
            max_clips=self.max_clips,
            max_holds=self.max_holds,
            max_hold_days=self.max_hold_days,
        )


class KeptPromise(models.Model):
    """What was promised before it was made less, and until when that still holds.

    Whoever chose a smaller plan, or typed a wrong number, has a day to notice.
    """

    kept_retention_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    kept_gb = models.PositiveIntegerField(null=True, blank=True, editable=False)
    kept_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def keep_promise(self, retention_days: int, gb: int, *, now: datetime, until: datetime) -> None:
        """Keep to these, or to what is being kept already where that is more."""
        kept_days, kept_gb = self.kept_promise_at(now)
        self.kept_retention_days = max(retention_days, kept_days)
        self.kept_gb = max(gb, kept_gb)
        self.kept_until = until

    def kept_promise_at(self, now: datetime) -> tuple[int, int]:
        """Days and GB that are still kept at that moment; zeros when nothing is."""
        if self.kept_until is None or now >= self.kept_until:
            return 0, 0
        return self.kept_retention_days or 0, self.kept_gb or 0


class CityQuerySet(models.QuerySet["City"]):
    def visible_to(self, user: User | AnonymousUser) -> CityQuerySet:
        """Cities the user is a member of; all for a superuser, none for anybody else."""
        if not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(memberships__user=user.pk)


class City(KeptPromise):
    """A tenant: a municipality, a condominium, a client of a security firm."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="cities", verbose_name=_("plan")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=default_time_zone, validators=[validate_time_zone]
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = CityQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("city")
        verbose_name_plural = _("cities")

    def __str__(self) -> str:
        return self.name

    def retention_days_at(self, now: datetime) -> int:
        """The plan's, or the longer one before it while that is still kept."""
        return max(self.plan.retention_days, self.kept_promise_at(now)[0])

    def gb_per_camera_at(self, now: datetime) -> int:
        return max(self.plan.max_gb_per_camera, self.kept_promise_at(now)[1])


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User | AnonymousUser) -> MembershipQuerySet:
        """Memberships of the cities the user belongs to."""
        return self.filter(city__in=City.objects.visible_to(user))


class Membership(models.Model):
    """A user's role in a city."""

    ROLES: ClassVar[list[tuple[str, Any]]] = [
        (Role.VIEWER, _("viewer")),
        (Role.OPERATOR, _("operator")),
        (Role.OWNER, _("owner")),
    ]

    city = models.ForeignKey(
        City, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("city")
    )
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=16, choices=ROLES, default=Role.VIEWER)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("city", "user")
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            # One role per person and city; also serves visible_to's look-up by user.
            models.UniqueConstraint(
                fields=["user", "city"], name="one_membership_per_user_and_city"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.city} · {self.get_role_display()}"

    def has(self, capability: Capability) -> bool:
        return capability in CAPABILITIES[Role(self.role)]


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Entries are only ever added."""

    def visible_to(self, user: User | AnonymousUser) -> AuditEntryQuerySet:
        """Entries of the cities the user belongs to; those of no city are a superuser's."""
        if user.is_active and user.is_superuser:
            return self
        return self.filter(city__in=City.objects.visible_to(user))

    def update(self, **kwargs: Any) -> int:
        raise TypeError("audit entries are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("audit entries are never deleted")


class AuditEntry(models.Model):
    """Who did what that must be accounted for, and when; read by people, changed by nobody."""

    class Action(models.TextChoices):
        SIGN_IN = "sign_in", _("sign-in")
        VIEW_PLATES = "view_plates", _("plates viewed")
        EXPORT = "export", _("export")
        PLAN_CHANGE = "plan_change", _("plan changed")
        SESSION_END = "session_end", _("playback session ended")
        HOLD = "hold", _("footage held")
        HOLD_RELEASE = "hold_release", _("hold released")
        CLEANUP = "cleanup", _("cleanup by hand")
        ALERT_ACKNOWLEDGE = "alert_acknowledge", _("alert acknowledged")
        NOTICE_TARGET = "notice_target", _("notice target changed")
        CLIP_CUT = "clip_cut", _("clip cut")
        CLIP_DELETE = "clip_delete", _("clip deleted")
        CLIP_RESTORE = "clip_restore", _("clip restored")
        CLIP_SHARE = "clip_share", _("clip shared")
        CLIP_SHARE_END = "clip_share_end", _("clip no longer shared")
        CLIP_OPEN = "clip_open", _("shared clip opened")
        BULK = "bulk", _("bulk action")
        SCHEDULE = "schedule", _("periodic task changed")
        LOCKOUT_LIFT = "lockout_lift", _("lock-out lifted")

    at = models.DateTimeField(_("at"), default=timezone.now)
    action = models.CharField(_("action"), max_length=24, choices=Action.choices)
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("user")
    )
    # Stays when the account is deleted.
    username = models.CharField(_("user name"), max_length=150, blank=True)
    city = models.ForeignKey(
        City, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("city")
    )
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    details = models.JSONField(_("details"), default=dict)
    address = models.GenericIPAddressField(_("network address"), null=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            # The list, newest first; of one city, and of all for a superuser.
            models.Index(fields=["city", "at"], name="audit_entry_city_at"),
            models.Index(fields=["at", "id"], name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.username}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("audit entries are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("audit entries are never deleted")
