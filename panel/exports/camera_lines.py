"""One line of a list of cameras: kept encrypted until it is worked off, and looked at.

Nothing here shows an address but masked, and what is shown of a line goes through `shown` last: a
password may stand in the wrong column.
"""

import ipaddress
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from panel.exports.camera_files import COLUMNS, FileLine
from plans.errors import ApplicationError, Conflict, InvalidInput
from plans.models import City, User
from plans.selectors import administered_cities
from recordings.faults import CameraFault
from recordings.models import Camera
from recordings.rtsp.addresses import Address, mask_text, parse_address
from recordings.secrets import decrypt, encrypt
from recordings.services.cameras import check_address
from recordings.services.recording import check_quota, check_retention
from recordings.words import fault_words

LONGEST_NAME = 120
MOST_GB = 2_000_000_000
YES = frozenset({"yes", "y", "true", "1", "x", "on", "sim", "s", "verdadeiro"})
NO = frozenset({"no", "n", "false", "0", "off", "não", "nao", "falso"})


@dataclass(slots=True)
class Seen:
    """A line as it was understood: `values` for `camera_create`, `faults` as sentences.

    `address` is there when it could be read.
    """

    number: int
    name: str = ""
    city: City | None = None
    address: Address | None = None
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def masked(self) -> str:
        return self.address.masked if self.address else ""

    def shown(self, text: str) -> str:
        """Fit to be told of this line."""
        return mask_text(text, self.address.secrets if self.address else ())


def sealed_lines(user: User, lines: Sequence[FileLine]) -> list[str]:
    """Encrypted, each with its city."""
    reader = LineReader(user)
    cities = [reader.read(line).city for line in lines]
    return [
        encrypt(json.dumps(asdict(replace(line, city_id=city.pk if city else None))))
        for line, city in zip(lines, cities, strict=True)
    ]


def opened_line(target: str) -> FileLine:
    """Raises Conflict when the key was changed since."""
    try:
        return FileLine(**json.loads(decrypt(target)))
    except CameraFault:
        words = _("The key of the addresses was changed since; choose the file again.")
        raise Conflict(words) from None


class LineReader:
    """Of one person: knows the cities in which they may add cameras."""

    def __init__(self, user: User) -> None:
        cities = list(administered_cities(user).select_related("plan"))
        self._cities = {city.name.strip().casefold(): city for city in cities}

    def read(self, line: FileLine) -> Seen:
        """Asks no network: a host's name is looked up when the camera is added."""
        seen = Seen(line.number)
        if line.is_too_long:
            words = _("It has more cells than the header; put cells with a separator in quotes.")
            seen.faults.append(words)
        cell = line.cells.get
        steps: list[tuple[str, Callable[[Seen, str], None]]] = [
            ("address", _read_address),
            ("name", _read_name),
            ("city", self._read_city),
            ("transport", _read_transport),
            ("audio", _read_audio),
            ("recording", _read_recording),
            ("retention_days", _read_retention),
            ("max_size_gb", _read_quota),
        ]
        for column, step in steps:
            try:
                step(seen, cell(column, ""))
            except ApplicationError as error:
                words = _("Column “%(column)s”: %(fault)s")
                told = {"column": COLUMNS[column].words, "fault": error.detail}
                seen.faults.append(words % told)
        return seen

    def _read_city(self, seen: Seen, text: str) -> None:
        if not text and len(self._cities) == 1:
            seen.city = next(iter(self._cities.values()))
        else:
            seen.city = self._cities.get(text.casefold())
        if seen.city is None:
            if not text:
                raise InvalidInput(_("Write the city's name."))
            raise InvalidInput(_("There is no such city, or none that you may add cameras to."))


class Doubles:
    """Cameras that are there already, by city and name and by city and masked address."""

    def __init__(self) -> None:
        self._names: dict[tuple[int, str], str] = {}
        self._addresses: dict[tuple[int, str], str] = {}

    def know_rows_of(self, lines: Sequence[Seen]) -> None:
        cities = {seen.city.pk for seen in lines if seen.city}
        rows = Camera.objects.current().filter(city__in=cities)
        for city_id, name, address in rows.values_list("city_id", "name", "address_display"):
            self._know(city_id, name, address, _("a camera of the city"))

    def know(self, seen: Seen) -> None:
        if seen.city:
            where = _("line %(number)s of the file") % {"number": seen.number}
            self._know(seen.city.pk, seen.name, seen.masked, where)

    def told(self, seen: Seen) -> str:
        """A sentence, or nothing."""
        if seen.city is None:
            return ""
        name = self._names.get((seen.city.pk, seen.name.casefold()))
        if name:
            return _("This name is that of %(other)s.") % {"other": name}
        address = self._addresses.get((seen.city.pk, seen.masked)) if seen.masked else None
        return _("This address is that of %(other)s.") % {"other": address} if address else ""

    def _know(self, city_id: int, name: str, address: str, where: str) -> None:
        self._names.setdefault((city_id, name.casefold()), where)
        if address:
            self._addresses.setdefault((city_id, address), where)


def _read_address(seen: Seen, text: str) -> None:
    if not text:
        raise InvalidInput(_("Write rtsp://user:password@host/path."))
    try:
        seen.address = parse_address(text)
    except CameraFault as error:
        raise InvalidInput(fault_words(error.fault, mask_text(error.message))) from None
    seen.values["rtsp_url"] = text
    if _is_literal(seen.address.host):
        check_address(text)


def _read_name(seen: Seen, text: str) -> None:
    if not text:
        raise InvalidInput(_("Write a name."))
    if "://" in text or "@" in text:
        raise InvalidInput(_("This looks like an address; are columns in each other's place?"))
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise InvalidInput(_("Write 120 visible characters at most."))
    seen.name = seen.values["name"] = text


def _read_transport(seen: Seen, text: str) -> None:
    if text and text.lower() not in (Camera.TCP, Camera.UDP):
        raise InvalidInput(_("Write tcp or udp."))
    if text:
        seen.values["transport"] = text.lower()


def _read_audio(seen: Seen, text: str) -> None:
    if text:
        seen.values["audio"] = _yes_or_no(text)


def _read_recording(seen: Seen, text: str) -> None:
    seen.values["recording_enabled"] = bool(text) and _yes_or_no(text)


def _read_retention(seen: Seen, text: str) -> None:
    if text:
        days = _number(text)
        if seen.city:
            check_retention(Camera(city=seen.city), days)
        seen.values["retention_days"] = days


def _read_quota(seen: Seen, text: str) -> None:
    if text:
        gigabytes = _number(text)
        if seen.city:
            check_quota(Camera(city=seen.city), gigabytes)
        seen.values["max_size_gb"] = gigabytes


def _yes_or_no(text: str) -> bool:
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise InvalidInput(_("Write yes or no."))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and 1 <= int(text) <= MOST_GB):
        raise InvalidInput(_("Write a whole number, 1 or more, or leave it empty."))
    return int(text)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def values_for_create(seen: Seen) -> Mapping[str, Any]:
    """For `camera_create`, of a line without faults."""
    assert seen.city is not None
    return {"city_id": seen.city.pk, **seen.values}
