"""Routes below `/api/`. Ids are taken as any text: a wrong one is a 404 like a missing one."""

from django.urls import path

from plans.api import auth, cities, members, plans

urlpatterns = [
    path("auth/login/", auth.Login.as_view(), name="login"),
    path("auth/logout/", auth.Logout.as_view(), name="logout"),
    path("auth/me/", auth.Me.as_view(), name="me"),
    path("plans/", plans.PlanList.as_view(), name="plans"),
    path("plans/<str:plan_id>/", plans.PlanDetail.as_view(), name="plan"),
    path("cities/", cities.CityList.as_view(), name="cities"),
    path("cities/<str:city_id>/", cities.CityDetail.as_view(), name="city"),
    path("cities/<str:city_id>/members/", members.MemberList.as_view(), name="members"),
    path(
        "cities/<str:city_id>/members/<str:member_id>/",
        members.MemberDetail.as_view(),
        name="member",
    ),
]
