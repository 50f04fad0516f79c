#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vms.settings")
    try:
        assert settings.INSTALLED_APPS
    except (ImproperlyConfigured, ValueError, OSError) as error:
        sys.exit(f"A setting is wrong: {error}")
    execute_from_command_line(sys.argv)
