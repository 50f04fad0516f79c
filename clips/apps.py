from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from recordings.clip_facts import clip_facts


class ClipsConfig(AppConfig):
    name = "clips"
    verbose_name = _("Clips")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        selectors = import_module("clips.selectors")  # there are no models before
        clip_facts.spans = selectors.clip_spans
        clip_facts.weights = selectors.clip_weights
        clip_facts.on_volumes = selectors.clips_on_volumes
