"""Links to clips: made, shown and ended by a city's owners, opened by whoever has one.

The secret is the right. It is told once, to whoever made the link; the row has its digest alone, so
neither the database nor a copy of it opens a clip (docs/design/clip_sharing.md).
"""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.db.models import F, QuerySet, TextChoices
from django.utils.timesince import timeuntil
from django.utils.translation import gettext_lazy as _

from clips.models import Clip, ClipShare, Status
from clips.selectors import clip_get
from clips.services import Asked, clip_details
from plans.audit import audit_add
from plans.entitlements import Capability
from plans.errors import Conflict, LockedOut, NotAllowed, NotFound
from plans.models import AuditEntry, User
from plans.selectors import NOT_FOUND, get_or_404, require
from recordings.services.moments import wrong_input

PREFIX = "/s/"
SECRET_BYTES = 32
SHORTEST_HOURS, LONGEST_HOURS = 1, 720
SHORTEST_PASSWORD, LONGEST_PASSWORD = 4, 128
TRIES = 5
FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=10), timedelta(hours=24)
SHOWN_FOR = timedelta(hours=12)
"""So long after a page was shown, what its player fetches belongs to that opening."""
NO_LINK = _("This link does not work: it is incomplete, or its time has passed.")


class Opening(TextChoices):
    """What was sent, for the log."""

    PAGE = "page"
    DOWNLOAD = "download"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a browser has done already at a link: given its password, been shown its page."""

    shown_at: int
    """In seconds since the epoch; 0 if it was not."""

    def covers(self, now: datetime) -> bool:
        """Whether what is played now belongs to a page that was logged."""
        return 0 <= now.timestamp() - self.shown_at < SHOWN_FOR.total_seconds()


def clip_to_share(user: User, clip_id: Any) -> Clip:
    """For whoever may share it; a deleted one is nobody's to share."""
    clip = clip_get(user, clip_id)
    require(user, clip.camera.city, Capability.MANAGE_CLIPS)
    if clip.status == Status.DELETED:
        raise NotFound(NOT_FOUND)
    return clip


def share_create(
    asked: Asked, clip_id: Any, *, hours: int, password: str | None = None
) -> tuple[ClipShare, str]:
    """A link that is good for `hours`, and its address, which is never told again.

    It ends the link before it. Two at once: the second waits for the clip's row, and ends the
    first. Raises InvalidInput, and Conflict for a clip that is not ready.
    """
    clip = clip_to_share(asked.user, clip_id)
    hashed = "" if password is None else make_password(checked_password(password))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        locked = get_or_404(Clip.objects.select_for_update(), pk=clip.pk)
        if locked.status == Status.DELETED:
            raise NotFound(NOT_FOUND)
        if locked.status != Status.READY:
            raise Conflict(_("The clip is not ready."), code="not_ready")
        ClipShare.objects.filter(clip=clip, revoked_at=None).update(revoked_at=asked.now)
        share = ClipShare.objects.create(
            clip=clip,
            token_digest=digest_of(secret),
            password=hashed,
            created_at=asked.now,
            created_by=asked.user,
            expires_at=asked.now + timedelta(hours=hours),
        )
        terms = {"expires_at": share.expires_at.isoformat(), "has_password": bool(hashed)}
        _note(AuditEntry.Action.CLIP_SHARE, share, asked.user, asked.address, terms)
    return share, f"{settings.VMS_PUBLIC_URL.rstrip('/')}{PREFIX}{secret}"


def share_get(user: User, clip_id: Any, now: datetime) -> ClipShare:
    """The link that is in force."""
    rows = in_force(now).select_related("created_by").filter(clip=clip_to_share(user, clip_id))
    share = rows.first()
    if share is None:
        raise NotFound(_("This clip is not shared."), code="not_shared")
    return share


def share_revoke(asked: Asked, clip_id: Any) -> None:
    """From the next request on it opens nothing. Twice is once."""
    clip = clip_to_share(asked.user, clip_id)
    with transaction.atomic():
        share = in_force(asked.now).select_for_update().filter(clip=clip).first()
        if share is not None:
            share.revoked_at = asked.now
            share.save(update_fields=["revoked_at"])
            _note(AuditEntry.Action.CLIP_SHARE_END, share, asked.user, asked.address, {})


def in_force(now: datetime) -> QuerySet[ClipShare]:
    return ClipShare.objects.filter(revoked_at=None, expires_at__gt=now)


def share_open(token: str, now: datetime) -> ClipShare:
    """The link whose secret this is. Raises one and the same NotFound for all that opens nothing:
    never made, changed, expired, revoked, of a clip that is deleted or not ready."""
    rows = in_force(now).select_related("clip__camera__city", "clip__volume")
    share = rows.filter(token_digest=digest_of(token), clip__status=Status.READY).first()
    if share is None:
        raise NotFound(NO_LINK)
    return share


def share_unlock(share: ClipShare, password: str, now: datetime) -> None:
    """Returns for the right password, and for any where there is none to give.

    1. Under a lock of the row the try is counted as wrong, and from the fifth on the link locked:
       however many come at once, no more are looked at than may be.
    2. Outside of it the password is looked at, which is slow on purpose.
    3. The right one takes back the count.

    A crash after 1 has counted a try too many. Raises LockedOut, NotAllowed, and InvalidInput for
    what can be no password.
    """
    if not share.password:
        return
    password = checked_password(password)
    _count_try(share.pk, now)
    if not check_password(password, share.password):
        raise NotAllowed(_("The password is wrong."), code="wrong_password")
    ClipShare.objects.filter(pk=share.pk).update(wrong_passwords=0, locked_until=None)


def share_note(share: ClipShare, what: Opening, address: str | None, now: datetime) -> None:
    """Count and log an opening; to be called before anything of it is sent.

    Raises NotFound if the link ended meanwhile.
    """
    with transaction.atomic():
        rows = in_force(now).filter(pk=share.pk)
        if not rows.update(openings=F("openings") + 1, last_opened_at=now):
            raise NotFound(NO_LINK)
        _note(AuditEntry.Action.CLIP_OPEN, share, None, address, {"what": what.value})


def pass_text(share: ClipShare, given: Pass) -> str:
    """Signed, for this link and its present password alone."""
    return signing.dumps(given.shown_at, salt=_salt(share))


def pass_of(share: ClipShare, text: str) -> Pass:
    """Raises NotAllowed where a password is needed that was not given."""
    try:
        return Pass(signing.loads(text, salt=_salt(share)))
    except signing.BadSignature:
        if share.password:
            words = _("This clip is shared with a password.")
            raise NotAllowed(words, code="password_needed") from None
        return Pass(0)


def checked_password(password: str) -> str:
    """As it is hashed: an é of one sign and of two are the same, keyboards differ (RFC 8265
    §4.2.2). Raises InvalidInput for what can be no password."""
    words = None
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        words = _("Write a password of 4 to 128 characters.")
    elif not password.isprintable():
        words = _("Leave out invisible characters.")
    if words is not None:
        raise wrong_input("password", words)
    return unicodedata.normalize("NFC", password)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def _count_try(share_id: int, now: datetime) -> None:
    with transaction.atomic():
        share = get_or_404(ClipShare.objects.select_for_update(), pk=share_id)
        if share.locked_until is not None and share.locked_until > now:
            raise _locked_out(share.locked_until, now)
        share.wrong_passwords += 1
        share.locked_until = _lock_after(share.wrong_passwords, now)
        share.save(update_fields=["wrong_passwords", "locked_until"])


def _lock_after(tries: int, now: datetime) -> datetime | None:
    """10 minutes after the fifth in a row, and after each further one twice as long as before."""
    if tries < TRIES:
        return None
    doublings = min(tries - TRIES, 10)  # a day is reached before
    return now + min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)


def _locked_out(until: datetime, now: datetime) -> LockedOut:
    words = _("Too many wrong passwords. Try again in %(time)s.")
    seconds = ceil((until - now).total_seconds())
    told = timedelta(minutes=ceil(seconds / 60))  # never a moment too early
    return LockedOut(
        words % {"time": timeuntil(now + told, now)}, headers={"Retry-After": str(seconds)}
    )


def _salt(share: ClipShare) -> str:
    """Of no other link, and of none with another password."""
    return f"clips.shares.{share.pk}.{share.token_digest}.{share.password}"


def _note(
    action: AuditEntry.Action,
    share: ClipShare,
    user: User | None,
    address: str | None,
    details: dict[str, Any],
) -> None:
    clip = share.clip
    audit_add(
        action=action,
        user=user,
        address=address,
        city=clip.camera.city,
        subject=clip.camera,
        details={**clip_details(clip), "share": share.pk, **details},
    )
