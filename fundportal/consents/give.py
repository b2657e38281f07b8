"""A person agrees, purpose by purpose, and may take it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.consents.models import Consent, Notice, Purpose
from fundportal.web.prepared import Prepared
from fundportal.web.refusals import Refusal
from fundportal.web.rows import insert

consent_withdrawn = Signal()  # sent with `consent`, in the caller's transaction; rooms that published something take it down

STANDING = Prepared(lambda person, about: Consent.objects.standing().filter(person_id=person, about=about), person=int, about=str)


class NoticeNotInForce(Refusal):
    """The notice is not published, or does not speak of that purpose."""

    title = _("The privacy notice has changed")


def give(
    *, person: User, notice: Notice, purposes: Iterable[str], about: str, language: str, wordings: Mapping[str, str], authentication: str
) -> None:
    """Keep one consent a purpose, with the notice's hash, the sentence beside the box and how the person had signed in. One statement.

    Giving again what stands changes nothing. `wordings` maps each purpose to the sentence as it was read, `authentication` comes from
    `fundportal.accounts.authentication`. Raises NoticeNotInForce. LFPDPPP arts. 7-9: express, per purpose, provable.
    """
    wanted = list(dict.fromkeys(purposes))
    if not notice.published_at or not set(wanted) <= set(notice.purposes):
        raise NoticeNotInForce(_("Read it again on the call's page before you agree."))
    insert(
        [
            Consent(
                person=person,
                notice=notice,
                purpose=Purpose(purpose).value,
                about=about,
                notice_sha256=notice.sha256,
                wording=wordings[purpose],
                language=language,
                authentication=authentication,
            )
            for purpose in wanted
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def withdraw(*, consent: Consent) -> bool:
    """Take a consent back, from now on, and let the rooms know that live on it. Returns whether it stood until now."""
    stood = Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    if stood:
        consent.refresh_from_db(fields=["withdrawn_at"])
        record(
            actor=consent.person,
            verb="consent_withdrawn",
            target=consent.about,
            program_code=consent.notice.program_code,
            purpose=consent.purpose,
            version=consent.notice.version,
        )
        consent_withdrawn.send(sender=Consent, consent=consent)
    return bool(stood)


def standing(person: User, about: str) -> set[str]:
    """The purposes to which the person agrees at this moment in this matter."""
    return {consent.purpose for consent in STANDING.all(person=person.pk, about=about)}
