"""Sessions in PostgreSQL that know whose they are, so that one person's can be ended at once (erasure, a lost telephone).

A copy of the database opens no door: of a session's key only a hash is kept, and what it holds (a code that is under way) is sealed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from fundportal.accounts.seal import SealBroken, seal, unseal
from fundportal.web.prepared import Prepared

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class Session(AbstractBaseSession):
    """One browser's session under the hash of its key; `person` is empty while nobody has signed in."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore


Left = Callable[[Any, int | None], Any]
SURVIVING: dict[str, Left] = {}
NOBODYS = timedelta(hours=24)  # how long a session lasts in which nobody has signed in, for what survived


def survives(slot: str, left: Left) -> None:
    """Let a part of what stands under `slot` outlast the session of who signs out: `left` says which, given all of it and whose session it was."""
    SURVIVING[slot] = left


BY_KEY = Prepared(lambda key: Session.objects.select_related("person").filter(session_key=key), key=str)


class SessionStore(DatabaseStore):
    """Django's store of sessions in the database, with our model. Cookie and `session_key` are the key itself, the table knows its hash.

    `person` is who the session belonged to when it was read.
    """

    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        """Each page of a person who has signed in begins with this."""
        session = BY_KEY.first(key=hashed(self.session_key)) if self.session_key else None
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        self.person = session.person
        return session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = cast(Session, super().create_model_instance(data))
        session.session_key = hashed(session.session_key)
        session.person_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        return session

    def flush(self) -> None:
        """The session has ended, or belongs to somebody else from now on. What others have left in it waits in one of nobody."""
        who = int(self[SESSION_KEY]) if self.get(SESSION_KEY) else None
        kept = {slot: part for slot, left in SURVIVING.items() if slot in self and (part := left(self[slot], who))}
        super().flush()
        if kept:
            self.update(kept)
            self.set_expiry(NOBODYS)

    def exists(self, session_key: str) -> bool:
        return super().exists(hashed(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(hashed(key))

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(self.serializer().dumps(session_dict).decode("latin-1"))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What was kept; nothing when it was sealed with a key that is not ours any more."""
        try:
            return dict(self.serializer().loads(unseal(str(session_data)).encode("latin-1")))
        except SealBroken:
            return {}


def hashed(key: str) -> str:
    """What stands in the table for a session's key: 160 bits of its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def end_sessions(*, person: Any, keep: str | None = "") -> int:
    """Sign the person out everywhere, except in the session whose key is `keep`. Returns how many sessions ended."""
    ended, _ = Session.objects.filter(person=person).exclude(session_key=hashed(keep or "")).delete()
    return ended
