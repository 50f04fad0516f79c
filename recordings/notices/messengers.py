"""The messenger services that a notice may go to, by the scheme of apprise's address.

Only services of messages between people. What apprise has besides (the machine's own desktop and
log, files, other mail servers, requests of any form) stays out.
"""

# The plugin's module in apprise.plugins, and its class.
SERVICES: dict[str, tuple[str, str]] = {
    "discord": ("discord", "NotifyDiscord"),
    "gchat": ("google_chat", "NotifyGoogleChat"),
    "matrix": ("matrix", "NotifyMatrix"),
    "matrixs": ("matrix", "NotifyMatrix"),
    "mmost": ("mattermost", "NotifyMattermost"),
    "mmosts": ("mattermost", "NotifyMattermost"),
    "ntfy": ("ntfy", "NotifyNtfy"),
    "ntfys": ("ntfy", "NotifyNtfy"),
    "pover": ("pushover", "NotifyPushover"),
    "rocket": ("rocketchat", "NotifyRocketChat"),
    "rockets": ("rocketchat", "NotifyRocketChat"),
    "signal": ("signal_api", "NotifySignalAPI"),
    "signals": ("signal_api", "NotifySignalAPI"),
    "slack": ("slack", "NotifySlack"),
    "tgram": ("telegram", "NotifyTelegram"),
    "whatsapp": ("whatsapp", "NotifyWhatsApp"),
    "workflows": ("workflows", "NotifyWorkflows"),
    "zulip": ("zulip", "NotifyZulip"),
}
# Of an address's query: what says where in the service a message goes. Everything else could
# name a file to be read, headers to be sent, or switch the check of certificates off.
OPTIONS = frozenset(
    {"api-version", "mode", "pa", "powerautomate", "priority", "route", "silent", "thread"}
    | {"topic", "ver"}
)


def names_a_service(url: str) -> bool:
    return url.partition("://")[0].lower() in SERVICES and "://" in url


def options_are_known(url: str) -> bool:
    """Whether the query holds nothing but `OPTIONS`, however apprise takes it apart."""
    query = url.partition("?")[2]
    names = {part.partition("=")[0] for part in query.split("&") if part}
    return names <= OPTIONS and not {"?", ";"} & set(query)
