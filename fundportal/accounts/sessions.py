"""Sessions in PostgreSQL that know whose they are, so that one person's can be ended at once (erasure, a lost telephone)."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from fundportal.web.prepared import Prepared


class Session(AbstractBaseSession):
    """One browser's session; `person` is empty while nobody has signed in."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore


BY_KEY = Prepared(lambda key: Session.objects.filter(session_key=key), key=str)


class SessionStore(DatabaseStore):
    """Django's store of sessions in the database, with our model."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        """Each page of a person who has signed in begins with this."""
        session = BY_KEY.first(key=self.session_key) if self.session_key else None
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = cast(Session, super().create_model_instance(data))
        session.person_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        return session


def end_sessions(*, person: Any, keep: str | None = "") -> int:
    """Sign the person out everywhere, except in the session whose key is `keep`. Returns how many sessions ended."""
    ended, _ = Session.objects.filter(person=person).exclude(session_key=keep or "").delete()
    return ended
