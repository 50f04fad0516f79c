"""Routes of clips, from the site's root; each part names its own."""

from django.urls import include, path

from clips import pages
from clips.api import clips, files, marked, shares

urlpatterns = [
    path("", include(pages)),
    path("api/", include(clips)),
    path("api/", include(files)),
    path("api/", include(marked)),
    path("api/", include(shares)),
]
