"""Bulk work that people ask for: what was chosen, how far it is, what came of each."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User | AnonymousUser) -> JobQuerySet:
        """The person's own; for a superuser everybody's, without what others only look at."""
        if not user.is_active:
            return self.none()
        own = models.Q(created_by=user.pk)
        if isinstance(user, User) and user.is_superuser:
            return self.filter(own | ~models.Q(state=Job.State.DRAFT))
        return self.filter(own)


class Job(models.Model):
    """One bulk action on chosen rows, or one export.

    The row is the queue: whoever works on it has written its `claim` into it. `targets` are the
    chosen rows' keys in order, the first `done` of which have been seen to. A draft is what a
    preview is shown of; nothing happens before its person confirms it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("job", "preview")
        WAITING = "waiting", pgettext_lazy("job", "waiting")
        RUNNING = "running", pgettext_lazy("job", "at work")
        DONE = "done", pgettext_lazy("job", "done")
        CANCELLED = "cancelled", pgettext_lazy("job", "cancelled")
        FAILED = "failed", pgettext_lazy("job", "failed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("action"), max_length=32)
    # What was filled in, as `application/x-www-form-urlencoded`: the kind's form reads it again.
    parameters = models.TextField(_("parameters"), blank=True)
    targets = models.JSONField(default=list, editable=False)
    # Of a kind that `takes_lists`: the parameters of the list, which the worker reads again with
    # the person's rights of then.
    query = models.TextField(blank=True, editable=False)
    total = models.PositiveIntegerField(_("chosen"), default=0)
    done = models.PositiveIntegerField(_("seen to"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    error = models.CharField(_("error"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    # Stays when the account is deleted.
    username = models.CharField(_("user name"), max_length=150, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True)
    language = models.CharField(max_length=8, default="pt-br", editable=False)
    created_at = models.DateTimeField(_("asked for at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    cancel_asked = models.BooleanField(default=False, editable=False)
    # Of the worker that is at it: one that was taken for dead finds another here.
    claim = models.UUIDField(null=True, editable=False)
    seen_at = models.DateTimeField(_("last sign of life"), null=True, editable=False)
    # Since it last got on.
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    # What it made: an absolute path, gone after `file_until`.
    file_path = models.CharField(_("file"), max_length=500, blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    file_size = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    file_until = models.DateTimeField(_("file kept until"), null=True)
    # Of whose rows or footage it holds something: ids, null for what is no city's. Whoever lost
    # one of them does not get it any more.
    file_cities = models.JSONField(default=list, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        indexes = [
            # The list, newest first; of one person, and of all for a superuser.
            models.Index(fields=["created_by", "created_at"], name="job_person_created"),
            models.Index(fields=["created_at", "id"], name="job_created"),
            # What is to be done; few at any time.
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=("waiting", "running")),
                name="job_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M:%S}"

    @property
    def percent(self) -> int:
        return 100 if self.state == self.State.DONE else 100 * self.done // max(self.total, 1)


class JobLine(models.Model):
    """What came of one of the chosen."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    subject = models.CharField(_("subject"), max_length=200)
    is_refused = models.BooleanField(_("refused"), default=False)
    message = models.CharField(_("message"), max_length=500, blank=True)

    class Meta:
        ordering = ("number",)
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="one_line_per_target"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.message}"
