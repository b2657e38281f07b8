"""The Celery application. Tasks only nudge: what has to be done stands in PostgreSQL, so a lost broker loses nothing."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundportal.settings")

app = Celery("fundportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "fundportal.accounts",
        "fundportal.notifications",
        "fundportal.files",
        "applicants.applications",
        "applicants.applications.bulk",
        "applicants.disclosure",
        "applicants.review.assignment",
        "applicants.review",
        "applicants.selection",
    ]
)
