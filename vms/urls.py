"""All routes. The client's own paths come later; `/` is a status page until then."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from vms import health

urlpatterns = [
    path("", health.status_page, name="status-page"),
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
]
handler404 = "vms.api_errors.not_found"
handler500 = "vms.api_errors.server_error"
