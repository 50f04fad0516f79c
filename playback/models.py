"""Who is playing, and where live lists stand."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recordings.models import Camera, Recording


class PlaybackSession(models.Model):
    """A sign-in (a browser's session or a program's token) that plays; media URLs name it.

    It ends with the sign-in it rests on, when it expires, or when somebody ends it.
    """

    SESSION, TOKEN = "session", "token"
    SIGN_INS: ClassVar[list[tuple[str, object]]] = [(SESSION, _("browser")), (TOKEN, _("program"))]

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="playback_sessions",
        verbose_name=_("user"),
    )
    sign_in = models.CharField(_("signed in by"), max_length=8, choices=SIGN_INS)
    # The key of the browser's session, or the digest of the token. Shown to nobody.
    sign_in_key = models.CharField(max_length=128, editable=False)
    created_at = models.DateTimeField(_("began"))
    seen_at = models.DateTimeField(_("last seen"))
    expires_at = models.DateTimeField(_("expires"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    user_agent = models.CharField(_("program"), max_length=200, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("playback session")
        verbose_name_plural = _("playback sessions")
        indexes = [
            # The session of a sign-in, at each playlist.
            models.Index(
                fields=["user", "sign_in_key", "expires_at"], name="playback_session_sign_in"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d %H:%M}"


class Viewing(models.Model):
    """A camera that a session watches: `moment` of its footage was sent last, at `seen_at`.

    `moment` None: live. A wall of several cameras has a row for each.
    """

    session = models.ForeignKey(
        PlaybackSession,
        on_delete=models.CASCADE,
        related_name="viewings",
        verbose_name=_("playback session"),
    )
    camera = models.ForeignKey(
        Camera, on_delete=models.CASCADE, related_name="viewings", verbose_name=_("camera")
    )
    moment = models.DateTimeField(_("moment watched"), null=True, blank=True)
    began_at = models.DateTimeField(_("began"))
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        ordering = ("-seen_at", "-id")
        verbose_name = pgettext_lazy("viewing", "viewer")
        verbose_name_plural = _("viewers")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "camera"], name="one_viewing_per_session_and_camera"
            ),
        ]
        indexes = [
            # Who is watching now.
            models.Index(fields=["seen_at", "id"], name="viewing_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.session.user} · {self.camera}"


class LivePosition(models.Model):
    """The numbers that a recording's first entry has in live playlists (RFC 8216 §4.3.3).

    Kept, so that every web process counts alike while the list slides over a change of files;
    only recordings that somebody watched live have one.
    """

    recording = models.OneToOneField(
        Recording, on_delete=models.CASCADE, primary_key=True, related_name="live_position"
    )
    media_sequence = models.PositiveBigIntegerField()
    discontinuity_sequence = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("live position")
        verbose_name_plural = _("live positions")

    def __str__(self) -> str:
        return str(self.recording_id)
