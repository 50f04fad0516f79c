"""Fields of its own that the API takes."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from plans.models import Plan

LONGEST_ID = 18  # digits, all of which fit 64 bits


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class PlanField(serializers.Field[Plan, int | str, Any, Any]):
    """A plan by id or by code."""

    default_error_messages: ClassVar[dict[str, Any]] = {"unknown": _("There is no such plan.")}

    def to_internal_value(self, data: Any) -> Plan:
        plan = None
        if isinstance(data, str) and data.isprintable():
            plan = Plan.objects.filter(code=data).first()
        if plan is None and len(str(data)) <= LONGEST_ID and str(data).isdecimal():
            plan = Plan.objects.filter(pk=int(data)).first()
        if plan is None:
            self.fail("unknown")
        return plan
