"""Letters of the local run as `.eml` files: a double click opens one in a mail program."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from django.core.mail.backends.filebased import EmailBackend
from django.core.mail.message import EmailMessage


class EmlBackend(EmailBackend):
    """Writes each letter to a file of its own in the folder of EMAIL_URL (`emlmail:///folder`), whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:8]}"
            fresh = Path(self.file_path, f"{name}.part")
            fresh.write_bytes(message.message().as_bytes())
            fresh.rename(fresh.with_suffix(".eml"))
        return len(email_messages)
