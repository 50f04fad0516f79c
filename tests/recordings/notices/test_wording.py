"""Whole messages, in both languages and the city's time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from recordings.alerting.words import alert_sentence
from recordings.keep_links import keep_link
from recordings.models import Alert, Camera, Notice
from recordings.notices.content import DayLeft, Digest
from recordings.notices.wording import LINKS, message_of
from recordings.spans import epoch_ms
from tests.people import People
from tests.recordings.notices.scene import MORNING, make_alert, make_notice, make_target

pytestmark = pytest.mark.django_db

DUE = datetime(2026, 3, 11, 6, tzinfo=UTC)  # 03:00 in Aurora
FROM = datetime(2026, 2, 23, 5, tzinfo=UTC)
MIDNIGHT = datetime(2026, 2, 24, 3, tzinfo=UTC)


def digest_of(*days: DayLeft, more: int = 0) -> dict[str, object]:
    return Digest(
        due_ms=epoch_ms(DUE),
        cameras=len({left.camera for left in days}),
        files=sum(left.files for left in days),
        bytes=sum(left.bytes for left in days),
        days=list(days),
        more=more,
    ).written


def two_days(camera: Camera) -> list[DayLeft]:
    """22 hours of a day, whose last file reaches a second beyond it, and 2 of the next."""
    second = MIDNIGHT + timedelta(seconds=1)
    end = MIDNIGHT + timedelta(hours=2)
    ms = [epoch_ms(moment) for moment in (FROM, second, second, end)]
    return [
        DayLeft(camera.pk, date(2026, 2, 23), ms[0], ms[1], 22, 19_800_000_000),
        DayLeft(camera.pk, date(2026, 2, 24), ms[2], ms[3], 2, 40_000_000),
    ]


def test_a_digest_names_each_day_with_its_link(people: People, camera: Camera) -> None:
    target = make_target(people.city)
    content = digest_of(*two_days(camera))
    notice = make_notice(target, kind=Notice.Kind.DIGEST, content=content)
    links = [keep_link(camera, date(2026, 2, day), target.pk) for day in (23, 24)]
    message = message_of(notice)
    assert message.subject == "[Aurora] 19.8 GB expire on 2026-03-11 at 03:00"
    assert message.text == (
        "On 2026-03-11 at 03:00 the retention of 19.8 GB of footage ends, and it is deleted "
        "(files: 24, cameras: 1).\n"
        f"Gate 4, 2026-02-23 02:00-24:00, 19.8 GB; keep it: {links[0]}\n"
        f"Gate 4, 2026-02-24 00:00-02:00, 40.0 MB; keep it: {links[1]}\n"
        "\n"
        "Times are those of America/Sao_Paulo. http://vms.example/\n"
    )
    assert message.facts == {"digest": content}
    assert links[0].startswith("http://vms.example/keep/")


def test_a_digest_in_portuguese(people: People, camera: Camera) -> None:
    target = make_target(people.city, language="pt-br")
    notice = make_notice(target, kind=Notice.Kind.DIGEST, content=digest_of(*two_days(camera)))
    links = [keep_link(camera, date(2026, 2, day), target.pk) for day in (23, 24)]
    message = message_of(notice)
    assert message.subject == "[Aurora] 19,8 GB expiram em 11/03/2026 às 03:00"
    assert message.text == (
        "Em 11/03/2026 às 03:00 termina a retenção de 19,8 GB de gravações, que serão apagadas "
        "(arquivos: 24, câmeras: 1).\n"
        f"Gate 4, 23/02/2026 02:00-24:00, 19,8 GB; para guardar: {links[0]}\n"
        f"Gate 4, 24/02/2026 00:00-02:00, 40,0 MB; para guardar: {links[1]}\n"
        "\n"
        "Os horários são os de America/Sao_Paulo. http://vms.example/\n"
    )


def test_a_long_digest_has_links_for_some_and_a_page_for_the_rest(
    people: People, camera: Camera
) -> None:
    days = two_days(camera) * (LINKS // 2 + 1)
    notice = make_notice(make_target(people.city), kind=Notice.Kind.DIGEST)
    notice.content = digest_of(*days)
    lines = [line.text for line in message_of(notice).lines]
    assert len([line for line in lines if "/keep/" in line]) == LINKS
    assert lines[-3:] == [
        "Gate 4, 2026-02-23 02:00-24:00, 19.8 GB",
        "Gate 4, 2026-02-24 00:00-02:00, 40.0 MB",
        "To keep others: http://vms.example/",
    ]
    notice.content = digest_of(*two_days(camera), more=17)
    assert (
        message_of(notice).lines[-1].text == "And further days of cameras: 17. http://vms.example/"
    )


def test_a_camera_that_is_gone_is_named_by_its_number(people: People, camera: Camera) -> None:
    left = two_days(camera)[1]
    gone = DayLeft(camera.pk + 1, left.day, left.start_ms, left.end_ms, left.files, left.bytes)
    notice = make_notice(make_target(people.city), kind=Notice.Kind.DIGEST)
    notice.content = digest_of(gone)
    line = message_of(notice).lines[1]
    assert (line.words, line.link) == (f"#{camera.pk + 1}, 2026-02-24 00:00-02:00, 40.0 MB", "")


@pytest.mark.parametrize(
    ("language", "subject", "when"),
    [
        ("en", "[Aurora] Critical: camera offline", "Since 2026-03-10 09:00:00."),
        ("pt-br", "[Aurora] Crítico: câmera fora do ar", "Desde 10/03/2026 09:00:00."),
    ],
)
def test_an_open_alert(
    people: People, camera: Camera, language: str, subject: str, when: str
) -> None:
    alert = make_alert(camera, severity=Alert.Severity.CRITICAL)
    message = _message(people, alert, language)
    with translation.override(language):
        sentence = alert_sentence(alert)
    assert [message[0], *message[1][:2]] == [subject, sentence, when]


@pytest.mark.parametrize(
    ("language", "subject", "when"),
    [
        (
            "en",
            "[Aurora] Over: camera offline",
            "From 2026-03-10 09:00:00 to 2026-03-10 09:12:30.",
        ),
        (
            "pt-br",
            "[Aurora] Encerrado: câmera fora do ar",
            "De 10/03/2026 09:00:00 a 10/03/2026 09:12:30.",
        ),
    ],
)
def test_an_alert_that_is_over(
    people: People, camera: Camera, language: str, subject: str, when: str
) -> None:
    alert = make_alert(camera, closed_at=MORNING + timedelta(seconds=750))
    message = _message(people, alert, language)
    assert [message[0], message[1][1]] == [subject, when]


def test_an_alert_of_the_installation_is_in_its_time(people: People) -> None:
    due = {"due_at": "2026-03-10T06:00:00+00:00"}
    overdue = make_alert(None, kind=Alert.Kind.CLEANUP_OVERDUE, details=due)
    message = _message(people, overdue, "en")
    assert message[0] == "[VMS] Warning: cleanup overdue"
    assert message[1][1] == "Since 2026-03-10 09:00:00."


def test_a_trial_in_portuguese(people: People) -> None:
    message = message_of(make_notice(make_target(people.city, language="pt-br")))
    assert (message.subject, message.text) == (
        "[Aurora] Teste",
        "Isto é um teste: os avisos chegam aqui.\n"
        "\n"
        "Os horários são os de America/Sao_Paulo. http://vms.example/\n",
    )


def test_a_name_can_neither_break_a_header_nor_a_page(people: People, camera: Camera) -> None:
    people.city.name = "Au\r\nBcc: all@example.org\r\n\u2028<script>"
    people.city.save()
    camera.name = "<img src=x>\nGate"
    camera.save()
    notice = make_notice(make_target(people.city), kind=Notice.Kind.DIGEST)
    notice.content = digest_of(*two_days(camera))
    message = message_of(notice)
    assert message.subject.startswith("[Au Bcc: all@example.org <script>] ")
    assert "\n" not in message.subject
    assert "<img src=x> Gate, 2026" in message.text
    assert "<img" not in message.html


def _message(people: People, alert: Alert, language: str) -> tuple[str, list[str]]:
    target = make_target(people.city, language=language)
    kind = Notice.Kind.ALERT_CLOSED if alert.closed_at else Notice.Kind.ALERT_OPENED
    message = message_of(make_notice(target, kind=kind, alert=alert))
    return message.subject, [line.words for line in message.lines]


def test_a_cameras_name_adds_no_lines(people: People, camera: Camera) -> None:
    """What is told of a critical alert reaches the installation's people, too."""
    camera.name = "Gate\n\nYour password is over:\u202e http://evil.example"
    camera.save()
    _subject, (text, *_rest) = _message(people, make_alert(camera), "en")
    name = "Gate Your password is over: http://evil.example"
    assert text.startswith(f"Camera {name} has not been recorded since ")
