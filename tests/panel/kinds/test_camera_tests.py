"""Cameras tried: what each offers is in its line, and no address ever."""

from threading import Barrier

import pytest
from django.test import Client

from panel.kinds.registry import kinds
from recordings.faults import CameraFault, Fault
from recordings.probing import ProbeResult
from recordings.services.camera_tests import AT_ONCE
from tests.panel.jobs.scene import at, begin, done, lines, make_staff, signed_in, waiting, work_off
from tests.people import People
from tests.recordings.api.scene import CANARY, make_camera

pytestmark = pytest.mark.django_db
TEST = kinds["camera_test"]
FOUND = ProbeResult({"codec": "h264", "width": 1920, "height": 1080, "fps": 25.0}, "aac")


@pytest.fixture
def administrator(people: People) -> Client:
    return signed_in(people.superuser)


def answering(monkeypatch: pytest.MonkeyPatch, answer: object) -> None:
    def probe(rtsp_url: str, transport: str) -> ProbeResult:
        assert CANARY in rtsp_url
        if isinstance(answer, CameraFault):
            raise answer
        assert isinstance(answer, ProbeResult)
        return answer

    monkeypatch.setattr("recordings.services.camera_tests.probe", probe)


def test_what_a_camera_offers_is_told(
    administrator: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, FOUND)
    job = done(administrator, TEST, make_camera(people.city, "Gate"))
    assert lines(job) == [("Gate", "h264 1920 × 1080, 25 fps, aac", False)]


def test_why_it_does_not_answer_is_told_in_words(
    administrator: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, CameraFault(Fault.AUTH_FAILED, ""))
    gone = make_camera(people.city, "Gone", address_encrypted="")
    job = done(administrator, TEST, make_camera(people.city, "Gate"), gone)
    assert sorted(lines(job)) == [
        ("Gate", "The camera refused the user name or password.", True),
        ("Gone", "The camera has no address to be tried.", True),
    ]


def test_a_real_port_at_which_nobody_listens_is_told_without_its_address(
    administrator: Client, people: People
) -> None:
    camera = make_camera(people.city, "Gate")
    job = begin(administrator, TEST, camera)
    page = administrator.get(at("preview", job)).content.decode()
    assert "rtsp://***@127.0.0.1:9/cam1" in page
    job = done(administrator, TEST, camera)
    (name, words, is_refused), result = lines(job)[0], administrator.get(at("change", job))
    assert (name, is_refused) == ("Gate", True)
    assert words.startswith("The camera refused the connection; check the port.")
    assert CANARY not in page + words + result.content.decode()


def test_a_few_are_asked_at_once(
    administrator: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Barrier(AT_ONCE, timeout=10)

    def probe(rtsp_url: str, transport: str) -> ProbeResult:
        together.wait()
        return FOUND

    monkeypatch.setattr("recordings.services.camera_tests.probe", probe)
    cameras = [make_camera(people.city) for _ in range(AT_ONCE)]
    assert done(administrator, TEST, *cameras).refused == 0


def test_another_citys_camera_is_not_asked(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, RuntimeError("asked"))
    foreign = make_camera(people.other_city, "Foreign")
    job = work_off(waiting(make_staff(people.owner), TEST, [foreign.pk]))
    gone = "There is nothing here, or nothing that you may see."
    assert lines(job) == [(str(foreign.pk), gone, True)]
