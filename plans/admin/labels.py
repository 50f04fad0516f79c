"""Coloured words in lists: the colour says nothing that the words do not."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django.utils.functional import Promise
from unfold.decorators import display

GOOD, WAITING, WARNING, BAD, QUIET = "success", "info", "warning", "danger", "default"
Labelled = tuple[str, str | Promise]
"""What decides about the colour, and the words."""
Column = TypeVar("Column", bound=Callable[..., Labelled])


class _Label(tuple[str, Any]):
    """A pair to unfold's lists; on a row's own page, which writes it out, the words."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(self[1])


def coloured(colours: Mapping[str, str], **options: Any) -> Callable[[Column], Column]:
    """unfold's own way to a coloured label, with its type."""

    def decorate(column: Column) -> Column:
        @wraps(column)
        def labelled(*arguments: Any) -> _Label:
            return _Label(column(*arguments))

        decorated: Column = display(label=dict(colours), **options)(labelled)
        return decorated

    return decorate


def by_itself(*colours: str) -> dict[str, str]:
    """For columns that say the colour and not what it stands for."""
    return {colour: colour for colour in colours}
