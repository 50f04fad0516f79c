"""Answers that are asked for again and again: the same one is not sent twice."""

from hashlib import blake2b
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request


def tagged(request: Request, answer: Any, **untagged: Any) -> HttpResponseBase:
    """`answer` as JSON; 304 when the asker has all of it but what is `untagged`.

    The tag is weak (RFC 9110 §8.8.1): it is the same with another now, and compressed.
    """
    render = JSONRenderer().render
    body = render(answer)
    tag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    if untagged:  # joined as they are: to write thousands of numbers twice takes its time
        body = render(untagged)[:-1] + b"," + body[1:]
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    found = HttpResponse(body, content_type="application/json", headers=headers)
    return get_conditional_response(request, tag, response=found) or found
