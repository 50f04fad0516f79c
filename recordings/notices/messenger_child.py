"""Run as a program of its own: sends one message through apprise, or only looks at the address.

Every name that a plugin looks up is held to the networks that are allowed, here where it becomes
an address: what a plugin connects to is what was checked.
"""

import importlib
import json
import logging
import re
import socket
import sys
from typing import Any

import apprise
from apprise.plugins.base import NotifyBase

from recordings.notices.messengers import SERVICES
from recordings.notices.networks import Forbidden, LookUp, NameNotFound, checked_addresses
from recordings.rtsp.addresses import parse_networks

SOCKET_SECONDS = 4.0
_STATUS = re.compile(r"error=([1-5]\d\d)\b")


class StatusKept(logging.Handler):
    """Of what apprise logs only the status of an HTTP answer: the rest may hold the address."""

    def __init__(self) -> None:
        super().__init__()
        self.status: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        found = _STATUS.search(record.getMessage())
        if found:
            self.status = int(found[1])


class Gate:
    """In place of socket.getaddrinfo: `why` tells what it did not let through."""

    def __init__(self, networks: list[str], look_up: LookUp) -> None:
        self.why: str | None = None
        self._networks = parse_networks(networks)
        self._look_up = look_up

    def __call__(self, host: Any, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        try:
            ips = checked_addresses(str(host), int(port or 0), self._networks, self._look_up)
        except (Forbidden, NameNotFound) as error:
            self.why = "forbidden" if isinstance(error, Forbidden) else "name_not_found"
            raise socket.gaierror(socket.EAI_FAIL, "not let through") from None
        # Looked up again as addresses, which mean themselves: in the form that was asked for.
        return [entry for ip in ips for entry in self._look_up(ip, port, *args, **kwargs)]


def main() -> None:
    """{url} in: {understood}. {url, networks, title, body} in: {sent, status, why}."""
    request = json.loads(sys.stdin.read())
    plugin = plugin_for(request["url"])
    if "body" not in request:
        answer: dict[str, Any] = {"understood": plugin is not None}
    elif plugin is None:
        answer = {"sent": False, "status": None, "why": "refused"}
    else:
        answer = send(plugin, request)
    sys.stdout.write(json.dumps(answer))


def plugin_for(url: str) -> NotifyBase | None:
    """The service's plugin with this address; None when it lacks what the service needs."""
    module_name, class_name = SERVICES[url.partition(":")[0].lower()]
    kind = getattr(importlib.import_module(f"apprise.plugins.{module_name}"), class_name)
    asset = apprise.AppriseAsset(
        async_mode=False,
        http_redirects=False,
        allow_templates=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )
    logging.getLogger("apprise").propagate = False
    try:
        parsed = kind.parse_url(url)
        if not parsed or not url.partition("://")[2].strip("/"):
            return None
        limits = {"overflow": "split", "cto": SOCKET_SECONDS, "rto": SOCKET_SECONDS}
        plugin: NotifyBase = kind(**{**parsed, **limits}, asset=asset)
    except TypeError:  # as a plugin says that something is wrong with its address
        return None
    return plugin


def send(plugin: NotifyBase, request: dict[str, Any]) -> dict[str, Any]:
    gate, log = Gate(request["networks"], socket.getaddrinfo), StatusKept()
    vars(socket)["getaddrinfo"] = gate
    logger = logging.getLogger("apprise")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(log)
    service = apprise.Apprise(asset=plugin.asset)
    service.add(plugin)
    sent = service.notify(
        title=request["title"], body=request["body"], body_format=apprise.NotifyFormat.TEXT
    )
    return {"sent": bool(sent), "status": log.status, "why": gate.why or "refused"}


if __name__ == "__main__":
    main()
