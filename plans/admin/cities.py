"""Plans and cities."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.addresses import client_address
from plans.admin.counts import related_count
from plans.admin.filters import ScopedRelatedFilter
from plans.admin.promised import days_in_words, gb_in_words
from plans.admin.refusals import ServiceAdmin, administrator
from plans.models import City, Plan
from plans.plan_services import plan_create, plan_update
from plans.promises import FOR_GOOD, city_promise
from plans.services import city_create, city_update


@admin.register(Plan)
class PlanAdmin(ServiceAdmin):
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
        return plans.annotate(city_count=related_count(Plan, "cities"))

    @admin.display(description=_("cities"), ordering="city_count")
    def cities_on_it(self, plan: Plan) -> int:
        return int(getattr(plan, "city_count", 0))

    def save_model(self, request: HttpRequest, obj: Plan, form: Any, change: bool) -> None:
        actor, values = administrator(request), form.cleaned_data
        if change:
            given = {name: values[name] for name in form.changed_data}
            plan_update(actor=actor, plan=obj, address=client_address(request), **given)
        else:
            obj.pk = plan_create(actor=actor, **values).pk
        obj.refresh_from_db()


@admin.register(City)
class CityAdmin(ServiceAdmin):
    """Owners look at theirs: a city's plan is what it pays for."""

    city_lookup = "pk"
    list_display = (
        "name",
        "plan",
        "time_zone",
        "current_cameras",
        "users",
        "retention",
        "created_at",
    )
    list_filter = (("plan", ScopedRelatedFilter), "time_zone")
    list_select_related = ("plan",)
    list_per_page = 50
    search_fields = ("name",)
    autocomplete_fields = ("plan",)
    readonly_fields = ("retention", "quota", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[City]:
        cities: QuerySet[City] = super().get_queryset(request)
        return cities.annotate(
            user_count=related_count(City, "memberships"),
            camera_count=related_count(City, "cameras", archived_at=None),
        )

    @admin.display(description=_("cameras"), ordering="camera_count")
    def current_cameras(self, city: City) -> int:
        return int(getattr(city, "camera_count", 0))

    @admin.display(description=_("users"), ordering="user_count")
    def users(self, city: City) -> str:
        return f"{getattr(city, 'user_count', 0)} / {city.plan.max_users}"

    @admin.display(description=_("retention in force"))
    def retention(self, city: City) -> str:
        promised, in_force = city_promise(city, FOR_GOOD), city_promise(city, timezone.now())
        return days_in_words(promised.days, in_force.days, city.kept_until)

    @admin.display(description=_("GB per camera in force"))
    def quota(self, city: City) -> str:
        promised, in_force = city_promise(city, FOR_GOOD), city_promise(city, timezone.now())
        return gb_in_words(promised.gb, in_force.gb, city.kept_until)

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
