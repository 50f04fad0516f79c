"""All kinds of bulk actions; loaded once when a program starts."""

from importlib import import_module

from django.apps import apps

from panel.kinds.base import Kind

MODULES: tuple[str, ...] = (
    "panel.kinds.cameras",
    "panel.kinds.camera_tests",
    "panel.kinds.camera_changes",
    "panel.kinds.cities",
    "panel.kinds.holds",
    "panel.kinds.rebuilding",
    "panel.kinds.deletions",
    "panel.kinds.clips",
    "panel.kinds.exporting",
    "panel.kinds.footage",
    "panel.kinds.importing",
)
"""Each has `KINDS`."""
kinds: dict[str, Kind] = {}


def kind_in_words(code: str) -> str:
    """What is done, and with what; the code of a kind that is not known any more."""
    kind = kinds.get(code)
    if kind is None:
        return code
    return f"{kind.words} · {apps.get_model(kind.model)._meta.verbose_name_plural}"


def load() -> None:
    for name in MODULES:
        for kind in import_module(name).KINDS:
            kinds[kind.code] = kind
