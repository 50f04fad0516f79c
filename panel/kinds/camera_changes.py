"""Cameras moved to another city, given to somebody, archived."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from panel.kinds.base import JobForm, Kind, Line, Preview, Work
from panel.kinds.cameras import CameraKind, chosen_cameras, columns_of_cameras
from panel.kinds.fields import ChoiceOfMany
from panel.kinds.kept import Kept, kept_by
from panel.kinds.telling import Verdicts, moment_in_words
from plans.errors import Conflict
from plans.models import City, Membership, User
from plans.selectors import administered_cities
from plans.sizes import size_words
from recordings.models import Camera
from recordings.services.camera_changes import (
    camera_give,
    camera_move,
    moved_to,
    refuse_immovable,
)
from recordings.services.cameras import camera_archive, refuse_archived


class CityForm(JobForm):
    city = ChoiceOfMany(
        Camera._meta.get_field("city"),
        label=gettext_lazy("New city"),
        queryset=City.objects.none(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities = administered_cities(self.actor).select_related("plan")
        self.fields["city"].queryset = cities  # type: ignore[attr-defined]


class OwnerForm(JobForm):
    owner = ChoiceOfMany(
        Camera._meta.get_field("owner"),
        label=gettext_lazy("New owner"),
        queryset=User.objects.none(),
        required=False,
        help_text=gettext_lazy("A member of the camera's city. Empty: nobody."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(city__in=administered_cities(self.actor))
        people = User.objects.filter(pk__in=members.values("user"))
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class MoveCameras(CameraKind):
    code = "camera_move"
    words = gettext_lazy("Move to another city")
    form = CityForm
    is_dangerous = True

    def concerned(self, values: dict[str, Any], targets: Sequence[Any]) -> dict[int, int]:
        """The city to which they go, too."""
        told = Counter(self.cities_of(targets))
        told[values["city"].pk] += len(targets)
        return told

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        city: City = work.values["city"]
        cameras, verdicts = list(chosen_cameras(work, targets)), Verdicts()
        members = set(city.memberships.values_list("user", flat=True))
        kept = kept_by(cameras, work.now)
        for camera in cameras:
            row = (camera.name, camera.city.name, *_footage(camera, kept))
            try:
                refuse_immovable(camera, city)
            except Conflict as conflict:
                verdicts.refused.append((*row, str(conflict.detail)))
            else:
                new = moved_to(camera, city, keeps_owner=camera.owner_id in members)
                verdicts.changed.append((*row, _move_in_words(camera, new)))
        return verdicts.preview(_move_sentences(len(verdicts.changed), city), _with_footage())

    def act(self, work: Work, target: Any) -> Line:
        new = camera_move(user=work.actor, camera_id=target, city_id=work.values["city"].pk)
        words = _("is camera %(id)s of %(city)s now") % {"id": new.pk, "city": new.city}
        return Line(new.name, words)


class GiveCameras(CameraKind):
    code = "camera_give"
    words = gettext_lazy("Set the owner")
    form = OwnerForm

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        owner: User | None = work.values["owner"]
        of_owner = Membership.objects.filter(user=owner).values_list("city", flat=True)
        cities = set(of_owner) if owner is not None else set()
        verdicts = Verdicts()
        for camera in chosen_cameras(work, targets):
            row = (camera.name, camera.city.name, str(camera.owner or _("nobody")))
            if camera.archived_at is not None:
                verdicts.refused.append((*row, _("archived")))
            elif owner is not None and camera.city_id not in cities:
                values = {"name": owner, "city": camera.city}
                words = _("%(name)s is no member of %(city)s") % values
                verdicts.refused.append((*row, words))
            elif camera.owner == owner:
                verdicts.unchanged.append((*row, _("stays")))
            else:
                verdicts.changed.append((*row, str(owner or _("nobody"))))
        number = len(verdicts.changed)
        words = ngettext(
            "%(n)s camera gets another owner.", "%(n)s cameras get another owner.", number
        )
        columns = [_("Camera"), _("City"), _("Owner now"), _("What happens")]
        return verdicts.preview([words % {"n": number}], columns)

    def act(self, work: Work, target: Any) -> Line:
        owner: User | None = work.values["owner"]
        owner_id = None if owner is None else owner.pk
        camera = camera_give(user=work.actor, camera_id=target, owner_id=owner_id)
        return Line(camera.name, str(owner or _("nobody")))


class ArchiveCameras(CameraKind):
    """What deleting a camera is; in the place of Django's own action."""

    code = "camera_archive"
    words = gettext_lazy("Delete; footage stays until its time")
    is_dangerous = True
    replaces = "delete_selected"

    def preview(self, work: Work, targets: Sequence[Any]) -> Preview:
        cameras, verdicts = list(chosen_cameras(work, targets)), Verdicts()
        kept = kept_by(cameras, work.now)
        for camera in cameras:
            row = (camera.name, camera.city.name, *_footage(camera, kept))
            try:
                refuse_archived(camera)
            except Conflict:
                verdicts.unchanged.append((*row, _("was archived already")))
            else:
                verdicts.changed.append((*row, _("is archived")))
        number = len(verdicts.changed)
        words = ngettext(
            "%(n)s camera is archived: it records no more, and its address is erased for good.",
            "%(n)s cameras are archived: they record no more, and their addresses are erased "
            "for good.",
            number,
        )
        size = sum(kept[camera.pk].bytes for camera in cameras if camera.pk in kept)
        stays = _("%(size)s of footage stay, and can be watched until their time.")
        told = [words % {"n": number}, stays % {"size": size_words(size)}]
        return verdicts.preview(told, _with_footage())

    def act(self, work: Work, target: Any) -> Line:
        was_archived = Camera.objects.filter(pk=target, archived_at__isnull=False).exists()
        camera_archive(user=work.actor, camera_id=target)
        return Line(self.name_of(target), _("was archived already") if was_archived else "")


def _with_footage() -> list[str]:
    first = columns_of_cameras()
    return [*first[:2], _("Footage that stays"), _("Until"), first[2]]


def _footage(camera: Camera, kept: dict[int, Kept]) -> tuple[str, str]:
    found = kept.get(camera.pk)
    if found is None:
        return _("none"), "-"
    return size_words(found.bytes), moment_in_words(found.until, camera.city.time_zone)


def _move_sentences(number: int, city: City) -> list[str]:
    words = ngettext(
        "%(n)s camera goes on as a new one of %(city)s (%(plan)s).",
        "%(n)s cameras go on as new ones of %(city)s (%(plan)s).",
        number,
    )
    stays = _(
        "What they recorded stays with the city it was recorded for, under the camera that is "
        "archived there."
    )
    return [words % {"n": number, "city": city, "plan": city.plan}, stays]


def _move_in_words(camera: Camera, new: Camera) -> str:
    told = [_("goes on recording") if camera.recording_enabled else _("is not recorded")]
    if new.retention_days != camera.retention_days:
        told.append(_("keeps %(days)s days at most") % {"days": new.retention_days})
    if new.max_size_gb != camera.max_size_gb:
        told.append(_("%(gb)s GB at most") % {"gb": new.max_size_gb})
    if new.owner_id != camera.owner_id:
        told.append(_("without an owner"))
    return ", ".join(told)


KINDS: list[Kind] = [MoveCameras(), GiveCameras(), ArchiveCameras()]
