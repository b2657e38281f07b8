#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundportal.settings")
    if sys.argv[1:] == ["make_signing_key"]:  # the settings do not load without what it makes
        from fundportal.web.new_key import new_signing_key

        print(new_signing_key())
        sys.exit()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
