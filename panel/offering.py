"""Each kind of bulk action as an action of its model's list: it begins a draft."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from panel.kinds.base import Kind
from panel.kinds.registry import kinds
from panel.services import job_draft
from plans.addresses import client_address
from plans.admin.offers import Function, Offer, offers
from plans.admin.refusals import administrator
from plans.errors import ApplicationError


def offer_all() -> None:
    for kind in kinds.values():
        found = offers[kind.model]
        if kind.is_offered and all(offer.name != kind.code for offer in found):
            names = kind.code, kind.words
            offer = Offer(*names, _begin(kind), kind.is_for, kind.replaces, kind.takes_lists)
            found.append(offer)


def _begin(kind: Kind) -> Function:
    def begin(page: Any, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        """To the preview; nothing has happened yet."""
        is_all = kind.takes_lists and request.POST.get("select_across") == "1"
        try:
            job = job_draft(
                user=administrator(request),
                kind=kind,
                targets=[] if is_all else kind.targets_of(rows),
                address=client_address(request),
                now=timezone.now(),
                query=request.GET.urlencode() if kind.takes_lists else "",
            )
        except ApplicationError as error:
            messages.error(request, str(error.detail))
            return None
        at = reverse("admin:panel_job_preview", args=[job.pk])
        filled_in = urlencode(kind.first_values(is_all))
        return HttpResponseRedirect(f"{at}?{filled_in}" if filled_in else at)

    return begin
