"""Every address of the administration, and what an answer to it tells."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db.models import Model, QuerySet
from django.test import Client
from django.urls import URLResolver
from django.urls.resolvers import RoutePattern

from tests.panel.scope.scene import MARK

CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")
NO_NUMBER = 987_654_321
NO_UUID = UUID(int=NO_NUMBER)
NO_TEXT = "zq-nothing"
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken":\s*"\w+"|nonce="[^"]+"|[\d.]+ seconds'
)


class Place(NamedTuple):
    """An address with a gap for a row's key, or a plain one; `model` is the row's."""

    template: str
    model: type[Model] | None

    @property
    def has_gap(self) -> bool:
        return "{key}" in self.template

    def at(self, key: Any) -> str:
        return "/admin/" + self.template.format(key=key)


class Told(NamedTuple):
    """All that the asker learns, without what differs from answer to answer."""

    status: int
    headers: tuple[str, ...]
    messages: tuple[str, ...]
    body: str


def places() -> list[Place]:
    return [_place(route) for route in _routes(admin.site.urls[0], "")]


def _routes(patterns: Any, before: str) -> Iterator[tuple[str, bool]]:
    """Routes with whether they are plain ones: two of Django's are regular expressions."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route, isinstance(pattern.pattern, RoutePattern)


def _place(route: tuple[str, bool]) -> Place:
    text, is_plain = route
    if not is_plain:
        kind = "app_label" if "app_label" in text else "url"
        assert kind in text, f"no way to fill {text}"
        return Place("recordings/" if kind == "app_label" else "nothing/of/this", None)
    converters = CONVERTER.findall(text)
    assert len(converters) <= 1, f"no way to fill {text}"
    label, *_rest = [*text.split("/"), ""]
    model = None
    if label in {config.label for config in apps.get_app_configs()} and text.count("/") > 1:
        model = apps.get_model(label, text.split("/")[1])
    assert model is not None or not converters, f"no way to fill {text}"
    return Place(CONVERTER.sub("{key}", text), model)


def a_key(model: type[Model], keys: list[Any]) -> Any:
    """One of `keys`; of a model whose rows are nobody's any row's."""
    first = QuerySet(model).values_list("pk", flat=True).first()
    return keys[0] if keys else first


def missing(model: type[Model]) -> Any:
    """A key that no row has, of the kind that the model's rows have."""
    assert model._meta.pk is not None
    kind = model._meta.pk.get_internal_type()
    return {"UUIDField": NO_UUID, "CharField": NO_TEXT}.get(kind, NO_NUMBER)


def ask(client: Client, method: str, address: str, *keys: Any, data: Any = None) -> Told:
    """`keys` are those that the asker named, which an answer may name again. What an earlier
    answer left to be shown is not this one's."""
    client.cookies.pop("messages", None)
    answer: Any = getattr(client, method)(address, data or {})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kept: Any = get_messages(answer.wsgi_request)
    shown = [str(message) for message in kept._queued_messages]
    headers = [f"{name}: {answer.headers.get(name, '')}" for name in ("Location", "Allow")]
    texts = [body.decode(errors="replace"), *headers, *shown]
    for key in keys:
        texts = [_without(text, str(key)) for text in texts]
    texts[0] = CHANGING.sub("", texts[0])
    return Told(answer.status_code, (*texts[1:3],), (*texts[3:],), texts[0])


def _without(text: str, key: str) -> str:
    return re.sub(rf"(?:(?<=%3D)|(?<![\w-])){re.escape(key)}(?![\w-])", "KEY", text)


def tells(told: Told) -> bool:
    return MARK in json.dumps(told)
