"""Static files as they are served: under names that change with their content, our scripts without their comments."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

AT_HOME = re.compile(rb"^[ \t]*(?://.*\n)?", re.MULTILINE)


class PortalStaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A module is imported under its own name in the source and under the one with the fingerprint when served. Whole lines of comment, and what
    lines are set in by, stay at home: a quarter of a small script, on a telephone line. No text of a script runs over several lines."""

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: File[Any]) -> str:
        if name.startswith("js/") and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(AT_HOME.sub(b"", content.read()))
        saved: str = super()._save(name, content)
        return saved
