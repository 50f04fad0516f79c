from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from recordings.checks import check_settings


class RecordingsConfig(AppConfig):
    name = "recordings"
    verbose_name = _("Cameras and recordings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(check_settings)
