"""Static files as they are served: under names that change with their content, our scripts without their comments."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

from fundportal.web.scripts import bare


class PortalStaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A module is imported under its own name in the source and under the one with the fingerprint when served."""

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: File[Any]) -> str:
        if name.startswith("js/") and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(bare(content.read().decode()).encode())
        saved: str = super()._save(name, content)
        return saved
