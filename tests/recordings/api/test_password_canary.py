"""A camera's password is written once and shown nowhere."""

import logging

import pytest
from django.db import connection
from django.test import Client

from recordings.models import Camera
from recordings.secrets import decrypt
from tests.people import People, api_client
from tests.recordings.api.scene import ADDRESS, CANARY

pytestmark = [pytest.mark.django_db, pytest.mark.contract]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def logged(log: pytest.LogCaptureFixture) -> str:
    """Every record, the database's own statements apart: those hold only ciphertext."""
    return "\n".join(str((r.getMessage(), r.args, r.exc_info)) for r in log.records)


def rows_of_every_table() -> dict[str, str]:
    tables = connection.introspection.table_names()
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = repr([[_plain(value) for value in row] for row in cursor.fetchall()])
    return found


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_no_answer_of_the_api_holds_it(people: People, log: pytest.LogCaptureFixture) -> None:
    client = api_client(people.owner)
    body = {"city": people.city.pk, "name": "North", "rtsp_url": ADDRESS, "recording_enabled": True}
    made = client.post("/api/cameras/", body)
    key = made.json()["id"]
    answers = [
        made,
        client.get("/api/cameras/"),
        client.get("/api/cameras/?search=cam1"),
        client.get(f"/api/cameras/?search={CANARY}"),
        client.get(f"/api/cameras/{key}/"),
        client.patch(f"/api/cameras/{key}/", {"rtsp_url": ADDRESS, "name": "South"}),
        client.patch(f"/api/cameras/{key}/", {"rtsp_url": ADDRESS, "name": ""}),
        client.patch(f"/api/cameras/{key}/", {"rtsp_url": ADDRESS.replace("127.0.0.1", "8.8.8.8")}),
        client.patch(f"/api/cameras/{key}/", {"rtsp_url": ADDRESS.replace("rtsp", "http")}),
        client.patch(f"/api/cameras/{key}/", {"rtsp_url": ADDRESS.replace(":9", ":x")}),
        client.post("/api/cameras/probe/", {"rtsp_url": ADDRESS}),
        client.get(f"/api/recording/status/{key}/"),
        client.post("/api/recordings/start/", {"camera_id": key}),
        client.options(f"/api/cameras/{key}/"),
        client.delete(f"/api/cameras/{key}/"),
    ]
    for answer in answers:
        assert answer.status_code < 500
        said = answer.content.replace(f"search={CANARY}".encode(), b"")
        assert CANARY.encode() not in said
    assert CANARY not in logged(log)


def test_no_table_holds_it_but_encrypted(people: People) -> None:
    client, web = api_client(people.owner), admin(people)
    body = {"city": people.city.pk, "name": "North", "rtsp_url": ADDRESS}
    client.post("/api/cameras/", body)
    web.post("/admin/recordings/camera/add/", {**FORM, "city": people.city.pk})
    addresses = [decrypt(camera.address_encrypted) for camera in Camera.objects.all()]
    assert addresses == [ADDRESS, ADDRESS]
    rows = rows_of_every_table()
    assert {table for table, text in rows.items() if CANARY in text} == set()
    assert "North" in rows["recordings_camera"]


FORM = {"name": "East", "rtsp_url": ADDRESS, "transport": "tcp", "is_active": "on"}


def admin(people: People) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(people.superuser)
    return client


def test_no_page_of_the_admin_holds_it(people: People, log: pytest.LogCaptureFixture) -> None:
    client = admin(people)
    base = "/admin/recordings/camera/"
    city = people.city.pk
    bad = ADDRESS.replace("127.0.0.1", "8.8.8.8")
    refused = [
        client.post(f"{base}add/", {**FORM, "city": city, "rtsp_url": bad}),
        client.post(f"{base}add/", {**FORM, "city": city, "name": ""}),
    ]
    assert [answer.status_code for answer in refused] == [200, 200]
    client.post(f"{base}add/", {**FORM, "city": city})
    key = Camera.objects.get().pk
    client.post(f"{base}{key}/change/", {**FORM, "name": "West"})
    paths = [base, f"{base}?q=cam1", f"{base}{key}/change/", f"{base}{key}/history/"]
    pages = [client.get(path) for path in (*paths, f"{base}{key}/delete/", "/admin/")]
    assert [page.status_code for page in pages] == [200] * 6
    for page in (*refused, *pages):
        assert CANARY.encode() not in page.content
    assert CANARY not in logged(log)


def test_the_masked_address_cannot_be_written_back(people: People) -> None:
    client = api_client(people.owner)
    body = {"city": people.city.pk, "name": "North", "rtsp_url": ADDRESS}
    camera = client.post("/api/cameras/", body).json()
    answer = client.patch(f"/api/cameras/{camera['id']}/", {"rtsp_url": camera["rtsp_url"]})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert "masked" in answer.json()["fields"]["rtsp_url"][0]
    assert decrypt(Camera.objects.get().address_encrypted) == ADDRESS
