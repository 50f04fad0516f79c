"""Filters of the lists."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from plans.models import City, Membership


class CityFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(field_name="name", lookup_expr="icontains")
    plan = django_filters.CharFilter(field_name="plan__code")

    class Meta:
        model = City
        fields = ("search", "name", "plan", "time_zone")


class MemberFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(method="filter_search")

    class Meta:
        model = Membership
        fields = ("search", "role")

    def filter_search(
        self, rows: QuerySet[Membership], name: str, value: Any
    ) -> QuerySet[Membership]:
        return rows.filter(Q(user__username__icontains=value) | Q(user__email__icontains=value))
