"""All routes; what none of them takes is the client's, but for prefixes that it leaves alone."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from vms import client, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", admin.site.urls),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    path("api/", include("plans.api.urls")),
    path("api/", include("recordings.api.urls")),
    path("", include("recordings.pages")),
    path("", include("playback.urls")),
    path("", include("clips.urls")),
    re_path(client.PATHS, client.client_page, name="client"),
]
handler404 = "vms.api_errors.not_found"
handler500 = "vms.api_errors.server_error"
