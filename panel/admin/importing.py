"""The page at which a list of cameras is chosen; from it a draft is made, and nothing added yet."""

from urllib.parse import urlencode

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from panel.exports.camera_files import (
    MOST_BYTES,
    MOST_LINES,
    known_names,
    read_camera_file,
    template_file,
)
from panel.exports.camera_lines import sealed_lines
from panel.kinds.importing import CameraImport
from panel.kinds.registry import kinds
from panel.services import job_draft
from plans.addresses import client_address
from plans.admin.refusals import administrator
from plans.errors import ApplicationError, InvalidInput, TooLarge

FORM_BYTES = 10_000
"""That the form has beside the file."""


@csrf_exempt  # of what is read first; `_chosen` is protected
def import_page(request: HttpRequest) -> HttpResponse:
    """A form that is too large is refused unread: Django would put it on the disk, with all the
    passwords that it holds."""
    if not kinds[CameraImport.code].is_for(administrator(request)):
        raise Http404
    if request.method != "POST":
        return _page(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + FORM_BYTES:
        return _page(request, str(TooLarge(_("The file is larger than 1 MB; split it.")).detail))
    return _chosen(request)


@csrf_protect
def _chosen(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    user, kind = administrator(request), kinds[CameraImport.code]
    try:
        if file is None:
            raise InvalidInput(_("Choose a file."))
        job = job_draft(
            user=user,
            kind=kind,
            targets=sealed_lines(user, read_camera_file(file.read())),
            address=client_address(request),
            now=timezone.now(),
        )
    except ApplicationError as error:
        return _page(request, str(error.detail))
    at = reverse("admin:panel_job_preview", args=[job.pk])
    return HttpResponseRedirect(f"{at}?{urlencode(kind.first_values(is_all=False))}")


def template_page(request: HttpRequest) -> HttpResponse:
    if not kinds[CameraImport.code].is_for(administrator(request)):
        raise Http404
    name = content_disposition_header(True, f"{_('cameras')}.csv") or "attachment"
    headers = {"Content-Disposition": name}
    return HttpResponse(template_file(), content_type="text/csv; charset=utf-8", headers=headers)


def _page(request: HttpRequest, fault: str = "") -> HttpResponse:
    context = {
        "title": kinds[CameraImport.code].words,
        "fault": fault,
        "columns": list(zip(known_names(), _what_stands_in(), strict=True)),
        "limits": _("At most 1 MB and %(n)s lines; columns parted by semicolons or commas.")
        % {"n": MOST_LINES},
        **admin.site.each_context(request),
    }
    return render(request, "panel/import_cameras.html", context, status=400 if fault else 200)


def _what_stands_in() -> list[str]:
    """In the columns' order."""
    return [
        _("What the camera is called. Needed."),
        _("rtsp://user:password@host/path. Needed."),
        _("The city's name; may be empty if you have only one."),
        _("tcp or udp; empty: tcp."),
        _("Whether sound is recorded: yes or no; empty: yes."),
        _("Whether recording begins at once: yes or no; empty: no."),
        _("Days; empty: the plan's."),
        _("GB; empty: the plan's."),
    ]
