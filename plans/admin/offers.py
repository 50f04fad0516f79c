"""Actions that an app above offers on lists of this one: neither imports the other."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from plans.models import User

Function = Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]


class Offer(NamedTuple):
    """`function` as Django calls an action: model admin, request, chosen rows.

    Where it is offered, the list's own action `replaces` is not.
    """

    name: str
    words: Any
    function: Function
    is_for: Callable[[User], bool]
    replaces: str = ""
    takes_lists: bool = False
    """Whether `all that match` is handed on as the list's parameters, its rows unread."""


offers: defaultdict[str, list[Offer]] = defaultdict(list)
"""By the model's label in lower case, `recordings.camera`; filled when the programs start."""
