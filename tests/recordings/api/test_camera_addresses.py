"""Which addresses a camera may have, and what is said of the others."""

import pytest

from recordings.models import Camera
from recordings.secrets import decrypt
from tests.people import People, api_client
from tests.recordings.api.scene import ADDRESS, CANARY, MASKED, make_camera

pytestmark = [pytest.mark.django_db, pytest.mark.contract]

MALFORMED = "The address is malformed; write rtsp://user:password@host/path."
FORBIDDEN = "The address is outside the networks allowed for cameras."


@pytest.mark.parametrize(
    ("address", "code", "sentence"),
    [
        ("http://10.0.0.1/cam", "invalid", MALFORMED),
        ("file:///etc/passwd", "invalid", MALFORMED),
        ("concat:rtsp://10.0.0.1/", "invalid", MALFORMED),
        ("10.0.0.1/cam", "invalid", MALFORMED),
        ("rtsp://", "invalid", MALFORMED),
        ("rtsp:///cam", "invalid", MALFORMED),
        ("rtsp://10.0.0.1:99999/", "invalid", MALFORMED),
        ("rtsp://10.0.0.1:0/", "invalid", MALFORMED),
        ("rtsp://10.0.0.1/a b", "invalid", MALFORMED),
        ("rtsp://10.0.0.1/a\nb", "invalid", MALFORMED),
        ("rtsp://10.0.0.1\\@8.8.8.8/", "invalid", MALFORMED),
        ("rtsp://[::1/", "invalid", MALFORMED),
        (MASKED, "invalid", MALFORMED),
        ("rtsp://8.8.8.8/cam", "forbidden_address", FORBIDDEN),
        (f"rtsp://admin:{CANARY}@169.254.169.254/", "forbidden_address", FORBIDDEN),
        ("rtsp://0x08080808/", "forbidden_address", FORBIDDEN),
        ("rtsp://[::ffff:8.8.8.8]/", "forbidden_address", FORBIDDEN),
        ("rtsp://[::1]/", "forbidden_address", FORBIDDEN),
        ("rtsp://0.0.0.0/", "forbidden_address", FORBIDDEN),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(
    people: People, address: str, code: str, sentence: str
) -> None:
    camera = make_camera(people.city)
    client = api_client(people.owner)
    body = {"city": people.city.pk, "name": "New", "rtsp_url": address}
    answers = [
        client.post("/api/cameras/", body),
        client.patch(f"/api/cameras/{camera.pk}/", {"rtsp_url": address}),
    ]
    for answer in answers:
        found = answer.json()
        assert (answer.status_code, found["code"]) == (400, code)
        assert found["fields"] == {"rtsp_url": [found["detail"]]}
        assert found["detail"].startswith(sentence)
        assert CANARY.encode() not in answer.content
    camera.refresh_from_db()
    assert (Camera.objects.count(), decrypt(camera.address_encrypted)) == (1, ADDRESS)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("", "This field may not be blank."),
        ("rtsp://10.0.0.1/" + "x" * 2048, "Ensure this field has no more than 2048 characters."),
        ("rtsp://10.0.0.1/\0", "Null characters are not allowed."),
    ],
)
def test_what_is_no_text_of_an_address_is_refused(
    people: People, wrong: str, sentence: str
) -> None:
    camera = make_camera(people.city)
    answer = api_client(people.owner).patch(f"/api/cameras/{camera.pk}/", {"rtsp_url": wrong})
    assert (answer.status_code, answer.json()["fields"]) == (400, {"rtsp_url": [sentence]})


@pytest.mark.parametrize(
    ("address", "shown", "has_password"),
    [
        ("rtsp://10.0.0.1", "rtsp://10.0.0.1/", False),
        ("RTSP://10.0.0.1:554/Cam", "rtsp://10.0.0.1/Cam", False),
        ("rtsps://10.0.0.1:8554/c", "rtsps://10.0.0.1:8554/c", False),
        ("rtsp://user@10.0.0.1/c", "rtsp://***@10.0.0.1/c", False),
        (f"rtsp://u:{CANARY}@10.0.0.1/c", "rtsp://***@10.0.0.1/c", True),
        (f"rtsp://u:%40{CANARY}@10.0.0.1/c", "rtsp://***@10.0.0.1/c", True),
        (f"rtsp://10.0.0.1/c?user=a&password={CANARY}", None, True),
        (f"rtsp://10.0.0.1/user=a_password={CANARY}_channel=1", None, True),
        ("rtsp://no-such-camera.invalid/c", "rtsp://no-such-camera.invalid/c", False),
    ],
)
def test_an_address_is_shown_without_its_secret(
    people: People, address: str, shown: str | None, has_password: bool
) -> None:
    body = {"city": people.city.pk, "name": "New", "rtsp_url": address}
    answer = api_client(people.owner).post("/api/cameras/", body)
    assert (answer.status_code, answer.json()["has_password"]) == (201, has_password)
    assert shown in (None, answer.json()["rtsp_url"])
    assert CANARY.encode() not in answer.content
    assert decrypt(Camera.objects.get().address_encrypted) == address


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://10.0.0.1/", "invalid"),
        ("rtsp://8.8.8.8/", "forbidden_address"),
        ("rtsp://no-such-camera.invalid/", "not_found"),
        (ADDRESS, "refused"),
    ],
)
def test_a_probe_names_the_fault(people: People, address: str, code: str) -> None:
    answer = api_client(people.owner).post("/api/cameras/probe/", {"rtsp_url": address})
    found = answer.json()
    assert (answer.status_code, found["ok"], found["video"], found["audio"]) == (
        200,
        False,
        None,
        None,
    )
    assert found["error"]["code"] == code
    assert CANARY.encode() not in answer.content
