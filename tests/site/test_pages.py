"""The site's own pages, in both languages."""

import re

import pytest
from django.test import Client

from recordings.models import RecorderNode, StorageVolume
from tests.people import make_user

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en-GB,en;q=0.8"}
PORTUGUESE = {"accept-language": "pt-BR,pt;q=0.9,en;q=0.5"}


@pytest.mark.parametrize(
    ("headers", "language"),
    [(ENGLISH, "en"), (PORTUGUESE, "pt-br"), ({}, "pt-br"), ({"accept-language": "xx"}, "pt-br")],
)
def test_the_first_page_speaks_the_visitors_language(
    headers: dict[str, str], language: str, volume: StorageVolume, recorder: RecorderNode
) -> None:
    answer = Client(headers=headers).get("/")
    text = answer.content.decode()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in text
    labels = {
        "en": ["Video recorder for cities", "Database", "Recorder", "working"],
        "pt-br": ["Gravador de vídeo para cidades", "Banco de dados", "Gravador", "funcionando"],
    }
    for label in labels[language]:
        assert label in text


def test_the_first_page_leads_on() -> None:
    answer = Client(headers=ENGLISH).get("/")
    links = re.findall(r'<a href="([^"]+)"', answer.content.decode())
    assert links == ["/playback/", "/admin/", "/api/docs/"]


def test_the_first_page_is_the_same_for_a_person_without_rights() -> None:
    client = Client(headers=ENGLISH)
    client.force_login(make_user("ana"))
    assert client.get("/").content == Client(headers=ENGLISH).get("/").content


def test_the_admin_asks_who_is_there() -> None:
    answer = Client().get("/admin/", follow=True)
    assert (answer.status_code, answer.redirect_chain) == (
        200,
        [("/admin/login/?next=/admin/", 302)],
    )


def test_the_api_has_its_pages() -> None:
    client = Client(headers=ENGLISH)
    docs, schema = client.get("/api/docs/"), client.get("/api/schema/?format=json")
    assert (docs.status_code, docs.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert schema.json()["openapi"].startswith("3.1")
    assert {"/api/cameras/", "/api/recordings/start/", "/api/auth/login/"} <= set(
        schema.json()["paths"]
    )


@pytest.mark.parametrize(
    ("headers", "detail"),
    [
        (ENGLISH, "Authentication credentials were not provided."),
        (PORTUGUESE, "As credenciais de autenticação não foram fornecidas."),
    ],
)
def test_the_api_speaks_the_callers_language(headers: dict[str, str], detail: str) -> None:
    answer = Client(headers=headers).get("/api/cameras/")
    assert (answer.status_code, answer.json()["detail"]) == (401, detail)
