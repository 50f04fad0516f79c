"""Moments to the second, where several of one minute are the rule."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format


def moment_words(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "d/m/Y H:i:s")
