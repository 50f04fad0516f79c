"""What a notice says, made when it is sent: in the target's language and the city's time."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from plans.sizes import size_words
from recordings.alerting.words import alert_sentence
from recordings.keep_links import keep_link
from recordings.models import Alert, Camera, Notice
from recordings.notices.content import DayLeft, Digest
from recordings.notices.messages import (
    Line,
    Message,
    clock_words,
    day_words,
    moment_words,
    one_line,
)
from recordings.spans import moment_of

LINKS = 40  # of one digest; whoever wants to keep more goes to the page


def message_of(notice: Notice) -> Message:
    """With its target, city and alert read."""
    with translation.override(notice.target.language):
        if notice.kind == Notice.Kind.DIGEST:
            return _digest(notice, Digest.read(notice.content))
        if notice.alert is not None:
            return _alert(notice.alert)
        return _trial(notice)


def _alert(alert: Alert) -> Message:
    zone = alert.city.time_zone if alert.city else settings.TIME_ZONE
    began = moment_words(alert.opened_at, zone)
    if alert.closed_at is None:
        state, when = alert.get_severity_display(), _("Since %(start)s.") % {"start": began}
    else:
        ended = moment_words(alert.closed_at, zone)
        state = _("over")
        when = _("From %(start)s to %(end)s.") % {"start": began, "end": ended}
    subject = f"{state.capitalize()}: {alert.get_kind_display()}"
    return Message(
        subject=_subject(alert.city.name if alert.city else None, subject),
        lines=[Line(one_line(alert_sentence(alert))), Line(when)],
        footer=_footer(zone),
        facts={
            "alert": {
                "id": alert.pk,
                "kind": alert.kind,
                "severity": alert.severity,
                "subject": alert.subject,
                "camera": alert.camera_id,
                "opened_at": alert.opened_at.isoformat(),
                "closed_at": alert.closed_at.isoformat() if alert.closed_at else None,
            }
        },
    )


def _trial(notice: Notice) -> Message:
    city = notice.target.city
    return Message(
        subject=_subject(city.name if city else None, _("Trial")),
        lines=[Line(_("This is a trial: notices arrive here."))],
        footer=_footer(city.time_zone if city else settings.TIME_ZONE),
    )


def _digest(notice: Notice, digest: Digest) -> Message:
    city = notice.target.city
    assert city is not None, "digests are of a city"
    zone, due = city.time_zone, moment_of(digest.due_ms)
    figures = {
        "day": day_words(due, zone),
        "time": clock_words(due, zone),
        "size": size_words(digest.bytes),
        "files": digest.files,
        "cameras": digest.cameras,
    }
    head = _(
        "On %(day)s at %(time)s the retention of %(size)s of footage ends, and it is "
        "deleted (files: %(files)s, cameras: %(cameras)s)."
    )
    lines = [Line(head % figures), *_day_lines(notice.target_id, digest, zone)]
    if digest.more:
        words = _("And further days of cameras: %(count)s.") % {"count": digest.more}
        lines.append(Line(words, _page()))
    elif len(digest.days) > LINKS:
        lines.append(Line(_("To keep others:"), _page()))
    subject = _("%(size)s expire on %(day)s at %(time)s") % figures
    return Message(_subject(city.name, subject), lines, _footer(zone), {"digest": digest.written})


def _day_lines(target_id: int, digest: Digest, zone: str) -> Iterator[Line]:
    ids = {left.camera for left in digest.days}
    cameras = Camera.objects.select_related("city__plan").in_bulk(ids)
    due = moment_of(digest.due_ms)
    for n, left in enumerate(digest.days):
        camera = cameras.get(left.camera)
        link = keep_link(camera, left.day, target_id, due) if camera and n < LINKS else ""
        yield _day_line(left, camera, zone, link)


def _day_line(left: DayLeft, camera: Camera | None, zone: str, link: str) -> Line:
    """`camera 4, 13/11/2026 00:00-24:00`, and the link that keeps it where there is one."""
    start, end = moment_of(left.start_ms), moment_of(left.end_ms)
    stretch = f"{clock_words(start, zone)}-{_end_words(left.day, end, zone)}"
    name = one_line(camera.name) if camera else f"#{left.camera}"
    words = f"{name}, {day_words(start, zone)} {stretch}, {size_words(left.bytes)}"
    return Line(_("%(footage)s; keep it:") % {"footage": words}, link) if link else Line(words)


def _end_words(day: date, end: datetime, zone: str) -> str:
    """24:00 at midnight, and for the moment by which a day's last file reaches beyond it."""
    local = end.astimezone(ZoneInfo(zone))
    if local.date() == day:
        return clock_words(end, zone)
    midnight = datetime.combine(local.date(), datetime.min.time(), ZoneInfo(zone))
    if local - midnight <= timedelta(minutes=1):
        return "24:00"
    return f"{day_words(end, zone)} {clock_words(end, zone)}"


def _subject(place: str | None, words: str) -> str:
    return one_line(f"[{place or 'VMS'}] {words}")


def _footer(zone: str) -> Line:
    return Line(_("Times are those of %(zone)s.") % {"zone": zone}, _page())


def _page() -> str:
    return f"{settings.VMS_PUBLIC_URL.rstrip('/')}/"
