"""The files that a report or an export may be taken away as."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    CSV = "csv", "CSV"
    CSV_FOR_EXCEL = "csv-excel", _("CSV for Excel")
    XLSX = "xlsx", "XLSX"
