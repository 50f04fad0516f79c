"""Plans and cities."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from plans.addresses import client_address
from plans.admin.refusals import ServiceAdmin, administrator
from plans.models import City, Plan
from plans.services import city_create, city_update


@admin.register(Plan)
class PlanAdmin(ModelAdmin):
    list_display = (
        "name",
        "code",
        "retention_days",
        "max_users",
        "max_gb_per_camera",
        "max_clips",
        "cities_on_it",
    )
    list_filter = ("retention_days", "max_users")
    search_fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        plans: QuerySet[Plan] = super().get_queryset(request)
        return plans.annotate(city_count=Count("cities"))

    @admin.display(description=_("cities"), ordering="city_count")
    def cities_on_it(self, plan: Plan) -> int:
        return int(getattr(plan, "city_count", 0))


@admin.register(City)
class CityAdmin(ServiceAdmin):
    list_display = ("name", "plan", "time_zone", "users", "created_at")
    list_filter = ("plan", "time_zone")
    list_select_related = ("plan",)
    search_fields = ("name",)
    autocomplete_fields = ("plan",)
    readonly_fields = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[City]:
        cities: QuerySet[City] = super().get_queryset(request)
        return cities.annotate(user_count=Count("memberships"))

    @admin.display(description=_("users"), ordering="user_count")
    def users(self, city: City) -> str:
        return f"{getattr(city, 'user_count', 0)} / {city.plan.max_users}"

    def save_model(self, request: HttpRequest, obj: City, form: Any, change: bool) -> None:
        actor, name, plan, zone = administrator(request), obj.name, obj.plan, obj.time_zone
        if change:
            address = client_address(request)
            city_update(
                actor=actor, city=obj, name=name, plan=plan, time_zone=zone, address=address
            )
        else:
            obj.pk = city_create(actor=actor, name=name, plan=plan, time_zone=zone).pk
        obj.refresh_from_db()
