"""A person says something of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.disclosure.consent import agrees
from applicants.disclosure.description import Description, pseudonyms, read
from applicants.disclosure.keys import keys
from applicants.disclosure.models import Disclosure
from applicants.disclosure.wording import Asked, wordings
from fundportal.accounts.models import User
from fundportal.web.refusals import Refusal


class NoConsent(Refusal):
    """The consent to monitoring does not stand (any more): nothing was kept."""

    status = 403
    title = _("We did not keep what you sent")


@transaction.atomic
def describe(*, application: Application, person: User, answers: Mapping[str, Any], version: int) -> None:
    """Replace the answers to these questions; None takes one away. Raises NoConsent.

    Two devices that write different questions both count; of the same question the last one does. An answer to an earlier wording that means
    something else stays until there is a new one. The locks are those that taking a consent back waits for.
    """
    call = application.call_id
    list(Application.objects.of(person).filter(call=call).order_by("pk").select_for_update().values_list("pk"))
    if not agrees(person.pk, call):
        raise NoConsent(_("These answers need your consent, and it does not stand. Open the page again to give it."))
    described = read(person.pk, call) or Description()
    for key, value in answers.items():
        if value is not None:
            described.answers[key], described.versions[key] = value, version
        elif key in described.answers and asked_then(described, key, version):
            del described.answers[key], described.versions[key]
    keep(person.pk, call, described)


def asked_then(described: Description, key: str, version: int) -> bool:
    """Whether the question that was answered means the same as the one of this version."""
    return question(key, version).means_the_same_as(question(key, described.versions[key]))


def question(key: str, version: int) -> Asked:
    return wordings()[version].questions[key]


def keep(person: int, call: int, described: Description) -> None:
    """In place of what stood there, sealed with the newest key; nothing when nothing is answered."""
    newest = keys()[0]
    pseudonym = newest.pseudonym(person, call)
    others = [other for other in pseudonyms(person, [call]) if other != pseudonym]
    Disclosure.objects.filter(pk__in=others if described.answers else [pseudonym, *others]).delete()
    if described.answers:
        sealed = newest.seal(described.to_bytes(), pseudonym)
        Disclosure.objects.update_or_create(pk=pseudonym, defaults={"sealed": sealed})
