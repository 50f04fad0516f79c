"""Certificates over HTTP, and the key that they are signed with."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from plans.addresses import client_address
from plans.api.authentication import signed_in
from plans.api.schema import errors, path_id
from plans.audit import audit_add
from plans.errors import InvalidInput
from plans.models import AuditEntry
from recordings.api.certificate_serializers import (
    CertificateKeySerializer,
    SignedCertificateSerializer,
)
from recordings.certificates.pdf import pdf_of
from recordings.certificates.signing import ALGORITHM, encode, fingerprint, pem_of, public_key
from recordings.selectors import camera_get
from recordings.services.certificates import certificate_issue

FORMATS = ("json", "pdf")


class FormatIsAnInput(DefaultContentNegotiation):
    """`format` is checked with the other inputs, so that a stranger's wrong one is a 404 too."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class CameraCertificate(APIView):
    content_negotiation_class = FormatIsAnInput

    @extend_schema(
        parameters=[
            path_id("camera_id"),
            OpenApiParameter("month", OpenApiTypes.STR, required=True, description="2026-10"),
            OpenApiParameter("format", OpenApiTypes.STR, enum=FORMATS),
        ],
        responses={
            (200, "application/json"): SignedCertificateSerializer,
            (200, "application/pdf"): OpenApiTypes.BINARY,
            **errors(400, 401, 403, 404, 409, 503),
        },
    )
    def get(self, request: Request, camera_id: str) -> HttpResponseBase:
        """A month's coverage certificate, signed (owners).

        PDF or JSON by `format`, else by Accept: JSON, unless PDF or a web page is preferred. The
        PDF is in the language of the request and has the JSON attached.
        """
        user = signed_in(request)
        camera = camera_get(user, camera_id)
        month = request.query_params.get("month", "")
        chosen = chosen_format(request)
        document = certificate_issue(user=user, camera_id=camera.pk, month=month)
        audit_add(
            action=AuditEntry.Action.EXPORT,
            user=user,
            address=client_address(request._request),
            city=camera.city,
            subject=camera,
            details={"certificate": month, "format": chosen},
        )
        if chosen == "json":
            answer: HttpResponseBase = Response(document)
        else:
            pdf = pdf_of(document, get_language() or "")
            answer = HttpResponse(pdf, content_type="application/pdf")
        name = f"certificate_{camera.stream_id}_{month}.{chosen}"
        answer["Content-Disposition"] = f'inline; filename="{name}"'
        answer["Cache-Control"] = "private, no-store"
        return answer


class CertificateKey(APIView):
    permission_classes = (AllowAny,)

    @extend_schema(responses={200: CertificateKeySerializer, **errors(401, 503)})
    def get(self, request: Request) -> Response:
        """The public key of this installation's certificates, for anybody who checks one."""
        key = public_key()
        answer = {
            "algorithm": ALGORITHM,
            "public_key": encode(key),
            "fingerprint": fingerprint(key),
            "pem": pem_of(key),
        }
        return Response(CertificateKeySerializer(answer).data)


def chosen_format(request: Request) -> str:
    """Raises InvalidInput for a format that there is not."""
    given = request.query_params.get("format")
    if given is None:
        types = ["application/json", "application/pdf", "text/html"]
        preferred = request._request.get_preferred_type(types)
        return "pdf" if preferred in ("application/pdf", "text/html") else "json"
    if given not in FORMATS:
        words = _("Choose json or pdf.")
        raise InvalidInput(words, fields={"format": [words]})
    return given
