"""The request body."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class BoundedJSONParser(JSONParser):
    """JSON whose depth is bounded too: ten thousand brackets are a 400 and not a crash.

    Always UTF-8 (RFC 8259 §8.1), whatever charset is named: to decode some takes quadratic time.
    """

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            context = {**(parser_context or {}), "encoding": "utf-8"}
            return super().parse(stream, media_type, context)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
