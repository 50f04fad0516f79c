"""Routes of playback, from the site's root; each part names its own."""

from django.urls import include, path

from playback import media
from playback.api import pictures, playlists, sessions, timeline

urlpatterns = [
    path("", include(media)),
    path("api/playback/", include(playlists)),
    path("api/playback/", include(pictures)),
    path("api/playback/", include(sessions)),
    path("api/playback/", include(timeline)),
]
