"""The portal: what every feature of the fund stands on."""

from fundportal.celery import app as celery_app

__all__ = ["celery_app"]
