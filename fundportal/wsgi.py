"""The WSGI entry, served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundportal.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 -- Django must be set up first

from fundportal.notifications.publish import warm_up  # noqa: E402

warm_up()
views = get_resolver().url_patterns  # loaded once, before the workers are forked
