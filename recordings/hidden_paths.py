"""Paths that open something to whoever reads them: media URLs, links that keep a day.

They are in no log.
"""

import logging

LOGGERS = ("django.request", "django.server")


def hide_below(prefix: str) -> None:
    """What Django logs of a request whose path begins so goes without the rest of its path."""

    def shortened(argument: object) -> object:
        if isinstance(argument, str) and prefix in argument:
            return f"{argument.partition(prefix)[0]}{prefix}..."
        return argument

    def without_rest(record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(shortened(argument) for argument in record.args)
        return True

    for name in LOGGERS:
        logging.getLogger(name).addFilter(without_rest)
