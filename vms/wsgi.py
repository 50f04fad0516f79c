import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vms.settings")
_django = get_wsgi_application()

from playback.media_front import media_first  # noqa: E402  # its models need Django set up

application = media_first(_django)
