"""Recorder nodes, and what each camera's recorder is doing."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recordings.models.camera import Camera
from recordings.states import State


class RecorderNode(models.Model):
    """A machine that records; `heartbeat_at` is its supervisor's latest sign of life."""

    name = models.CharField(_("name"), max_length=64, unique=True)
    hostname = models.CharField(_("host"), max_length=255, blank=True)
    started_at = models.DateTimeField(_("started at"))
    heartbeat_at = models.DateTimeField(_("heartbeat"))

    class Meta:
        ordering = ("name",)
        verbose_name = _("recorder node")
        verbose_name_plural = _("recorder nodes")

    def __str__(self) -> str:
        return self.name


class RecorderStatus(models.Model):
    """The state of one camera's recorder, written by its node's supervisor on every change."""

    STATES: ClassVar[list[tuple[str, Any]]] = [
        (State.STOPPED, _("stopped")),
        (State.STARTING, _("starting")),
        (State.RECORDING, pgettext_lazy("state", "recording")),
        (State.BACKOFF, _("waiting to reconnect")),
        (State.STALLED, _("no media arrives")),
        (State.STOPPING, _("stopping")),
        (State.AUTH_FAILED, _("wrong user or password")),
        (State.BAD_ADDRESS, _("wrong address")),
        (State.UNSUPPORTED, _("unsupported stream")),
        (State.FAILED, _("recorder fault")),
    ]

    camera = models.OneToOneField(
        Camera, on_delete=models.CASCADE, primary_key=True, related_name="recorder_status"
    )
    node = models.CharField(_("node"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=STATES, default=State.STOPPED)
    since = models.DateTimeField(_("since"))
    run_id = models.CharField(_("run"), max_length=16, blank=True)
    config_version = models.PositiveIntegerField(default=0, editable=False)  # of that run
    restarts = models.PositiveIntegerField(_("restarts in this wish"), default=0)
    error_code = models.CharField(_("last error"), max_length=32, blank=True)
    error_message = models.CharField(_("last error's message"), max_length=500, blank=True)
    error_at = models.DateTimeField(_("last error at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recorder status")
        verbose_name_plural = _("recorder statuses")
        indexes = [
            # The list of cameras filtered by state.
            models.Index(fields=["state"], name="recorder_status_state"),
        ]

    def __str__(self) -> str:
        return f"{self.camera} · {self.get_state_display()}"
