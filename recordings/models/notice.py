"""Notices: where they go, and each one on its way."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import City, User
from recordings.models.alert import Alert


class NoticeTargetQuerySet(models.QuerySet["NoticeTarget"]):
    def visible_to(self, user: User | AnonymousUser) -> NoticeTargetQuerySet:
        """Those of the person's cities; those of no city are a superuser's."""
        if user.is_active and isinstance(user, User) and user.is_superuser:
            return self
        return self.filter(city__in=City.objects.visible_to(user))


class NoticeTarget(models.Model):
    """Where a city's notices go; without a city, those of the installation.

    The address is kept encrypted: an apprise or webhook address carries its own password.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        WEBHOOK = "webhook", _("webhook")
        APPRISE = "apprise", _("messenger (apprise)")

    class Language(models.TextChoices):
        PORTUGUESE = "pt-br", _("Portuguese")
        ENGLISH = "en", _("English")

    city = models.ForeignKey(
        City,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notice_targets",
        verbose_name=_("city"),
        help_text=_("Empty: the whole installation's notices"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    address_encrypted = models.TextField(editable=False)
    address_display = models.CharField(_("address"), max_length=300, editable=False)
    language = models.CharField(
        _("language"), max_length=5, choices=Language.choices, default=Language.PORTUGUESE
    )
    wants_digest = models.BooleanField(_("tells what expires tomorrow"), default=True)
    wants_alerts = models.BooleanField(_("tells alerts"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    last_sent_at = models.DateTimeField(_("last delivered at"), null=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)
    last_error_at = models.DateTimeField(_("last error at"), null=True, editable=False)

    objects = NoticeTargetQuerySet.as_manager()

    class Meta:
        ordering = ("city", "id")
        verbose_name = _("notice target")
        verbose_name_plural = _("notice targets")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.address_display}"


class Notice(models.Model):
    """One message to one target: sent once, tried again until it is given up.

    `key` says what it is about (`digest:3:2026-11-20`, `alert:17:opened`); `content` is made
    into words only when it is sent.
    """

    class Kind(models.TextChoices):
        DIGEST = "digest", _("what expires tomorrow")
        ALERT_OPENED = "alert_opened", _("alert opened")
        ALERT_CLOSED = "alert_closed", _("alert closed")
        TRIAL = "trial", _("trial")

    target = models.ForeignKey(
        NoticeTarget, on_delete=models.CASCADE, related_name="notices", verbose_name=_("target")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    key = models.CharField(_("key"), max_length=80)
    alert = models.ForeignKey(
        Alert, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    content = models.JSONField(_("content"), default=dict)
    created_at = models.DateTimeField(_("created at"))
    # Until when nobody else tries: a sender that dies leaves it to the next after that.
    next_try_at = models.DateTimeField(_("next try"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            # The list, newest first.
            models.Index(fields=["created_at", "id"], name="notice_created"),
            # What is due now; few at any time.
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(sent_at=None, given_up_at=None),
                name="notice_due",
            ),
        ]
        constraints = [
            # Nobody is told the same thing twice.
            models.UniqueConstraint(fields=["target", "key"], name="one_notice_per_target_and_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} · {self.target}"
