"""The one door to the state of an application."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.in_play import keeps_in_play, left_for_good
from applicants.applications.letters import about_application
from applicants.applications.models import Application, StateChange
from applicants.applications.states import TRANSITIONS, By, State
from applicants.applications.status import told
from fundportal.audit.record import entry, record_many
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.web.prepared import Prepared
from fundportal.web.refusals import Refusal
from fundportal.web.rows import insert, update

if TYPE_CHECKING:
    from fundportal.accounts.models import User

LetterContext = Callable[[Application], dict[str, Any]]


class IllegalTransition(Refusal):
    """The application's state does not allow the verb; `application` is as it stands. Its owner reads no more than the status page tells."""

    status = 409
    title = _("This has changed in the meantime")

    def __init__(self, application: Application, verb: str) -> None:
        super().__init__(
            _("Application %(folio)s is now: %(state)s. Nothing was changed.")
            % {
                "folio": application.folio,
                "state": told(application.state) if TRANSITIONS[verb].by is By.OWNER else State(application.state).label,
            }
        )
        self.application, self.verb = application, verb


class LeftForGood(IllegalTransition):
    """The person has erased the account or taken back the consent to evaluation: the fund may not go on with the application."""

    def __init__(self, application: Application, verb: str) -> None:
        Refusal.__init__(
            self,
            _("The person of application %(folio)s no longer agrees to its evaluation or has erased the account. Nothing was changed.")
            % {"folio": application.folio},
        )
        self.application, self.verb = application, verb


class NotAllowed(Refusal):
    """The actor may not do this to the application."""

    status = 403
    title = _("You may not do this")

    words: ClassVar[str | Promise] = _("Your role does not allow this step for application %(folio)s.")

    def __init__(self, application: Application, verb: str) -> None:
        super().__init__(self.words % {"folio": application.folio})
        self.application, self.verb = application, verb


class OwnApplication(NotAllowed):
    """Staff do not decide about themselves, whatever their role."""

    words = _("Application %(folio)s is your own: somebody else has to take this step. Nothing was changed.")


def may(actor: User | None, verb: str, application: Application) -> bool:
    """Whether `actor` (None: the clock) may take this step, whatever the state: staff not with an application of their own.

    Needs the application's programme at hand.
    """
    by = TRANSITIONS[verb].by
    if by is By.CLOCK:
        return actor is None
    if actor is None or not actor.is_active:
        return False
    if by is By.OWNER:
        return application.applicant_id == actor.pk
    return application.applicant_id != actor.pk and actor.may(by, application.call.program_code)


def lockable() -> QuerySet[Application]:
    return Application.objects.select_for_update(of=("self",)).select_related("call__cohort__strand__program", "applicant")


LOCK_ONE = Prepared(lambda pk: lockable().filter(pk=pk), pk=int)


def lock(ids: Iterable[int]) -> list[Application]:
    """The applications, locked in the order of their ids, with call, programme and applicant. Call inside a transaction."""
    wanted = list(ids)
    if len(wanted) == 1:
        return list(filter(None, [LOCK_ONE.first(pk=wanted[0])]))
    return list(lockable().filter(pk__in=wanted).order_by("pk"))


@transaction.atomic
def advance_many(
    *,
    ids: Iterable[int],
    verb: str,
    actor: User | None,
    reason: str = "",
    context: LetterContext | None = None,
    detail: Mapping[str, Any] | None = None,
    **fields: Any,
) -> list[Application]:
    """Move all these applications by one verb, or none: lock, permission, legality, write, history, letters, audit, with a constant number of statements.

    `fields` are columns written along with the state; `context` gives what the letter needs beyond the application itself; `detail` goes into the
    audit record. Raises NotAllowed (OwnApplication of one's own) or IllegalTransition for the first application that cannot move,
    LeftForGood where staff would go on with an application whose person no longer agrees to it.
    """
    transition = TRANSITIONS[verb]
    applications = lock(ids)
    for application in applications:
        if not may(actor, verb, application):
            raise refusal_of(actor, application)(application, verb)
        if application.state not in transition.sources:
            raise IllegalTransition(application, verb)
    require_apart(applications, verb, actor)
    require_in_play(applications, verb)
    now = timezone.now()
    update(applications, state=transition.target, state_since=now, **fields)
    changes = [
        StateChange(application=a, verb=verb, from_state=a.state, to_state=transition.target, actor=actor, at=now, reason=reason)
        for a in applications
    ]
    insert(changes)
    for application in applications:
        application.state, application.state_since = transition.target, now
        for name, value in fields.items():
            setattr(application, name, value)
    if transition.letter:
        enqueue(
            letter(
                key=f"{transition.letter}:{application.folio}:{change.pk}",
                kind=transition.letter,
                recipient=application.applicant,
                program_code=application.call.program_code,
                about=application.folio,
                **{**about_application(application), **(context(application) if context else {}), **({"reason": reason} if reason else {})},
            )
            for application, change in zip(applications, changes, strict=True)
        )
    record_many(
        entry(actor=actor, verb=verb, target=a.folio, program_code=a.call.program_code, state=str(transition.target), **(detail or {}))
        for a in applications
    )
    return applications


def require_apart(applications: list[Application], verb: str, actor: User | None) -> None:
    """Raises OwnApplication where a member of staff would decide about an application in which they write along or help. One statement."""
    if actor is None or isinstance(TRANSITIONS[verb].by, By):
        return
    apart = set(Application.objects.filter(pk__in=[a.pk for a in applications]).apart_from(actor).values_list("pk", flat=True))
    for application in applications:
        if application.pk not in apart:
            raise OwnApplication(application, verb)


def require_in_play(applications: list[Application], verb: str) -> None:
    """Raises LeftForGood. Asked under the locks, which whoever takes a consent back or erases an account holds as well."""
    gone = left_for_good(a.pk for a in applications) if keeps_in_play(verb) else set()
    for application in applications:
        if application.pk in gone:
            raise LeftForGood(application, verb)


def refusal_of(actor: User | None, application: Application) -> type[NotAllowed]:
    """Why a member of staff may not: it is their own, or their role does not reach it."""
    return OwnApplication if actor is not None and actor.pk == application.applicant_id else NotAllowed


def advance(
    *, application: Application, verb: str, actor: User | None, reason: str = "", context: LetterContext | None = None, **fields: Any
) -> Application:
    """Move one application; see `advance_many`. Returns it as it stands now."""
    (moved,) = advance_many(ids=[application.pk], verb=verb, actor=actor, reason=reason, context=context, **fields)
    return moved
