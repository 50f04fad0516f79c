from importlib import import_module

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

LIBRARIES = {"axes": _("Sign-ins"), "knox": _("Tokens of programs")}
"""What these libraries keep, in place of their own names."""


class PanelConfig(AppConfig):
    name = "panel"
    verbose_name = _("Panel")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("panel.kinds.registry").load()  # there are no models before
        import_module("panel.offering").offer_all()
        for label, words in LIBRARIES.items():
            apps.get_app_config(label).verbose_name = words


class PanelAdminConfig(AdminConfig):
    """Django's administration, with the panel's own site."""

    default_site = "panel.site.PanelSite"
    default = False
