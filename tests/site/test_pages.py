"""The site's own pages, in both languages."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en-GB,en;q=0.8"}
PORTUGUESE = {"accept-language": "pt-BR,pt;q=0.9,en;q=0.5"}


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
