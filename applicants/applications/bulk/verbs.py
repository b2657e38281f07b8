"""What can be done to many applications at once. Each room says so about its own steps, in `VERBS`; this one does not know them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Expression
from django.http import HttpRequest
from django.utils.functional import Promise

from applicants.applications.bulk.why import Left
from applicants.applications.models import Application
from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from django.forms import Form

    from applicants.applications.bulk.look import Looked
    from applicants.applications.bulk.models import BulkJob, BulkRow
    from fundportal.accounts.models import User


class NotNow(Exception):
    """Something that passes stands in the way: the job waits, and tries again. The message says what, to who asked."""


class Verb:
    """A step for many: its page before, and its chunk. Stateless; one object for all jobs."""

    code: str
    title: str | Promise
    permission: Permission
    template: str
    """What the page says before: a part of a page, with what `shown` gives."""

    def form(self, job: BulkJob, data: Any = None) -> Form | None:
        """What is asked beforehand; what is valid becomes the job's params, by `kept`."""
        return None

    def kept(self, form: Form) -> dict[str, Any]:
        """The form's answers as JSON."""
        return dict(form.cleaned_data)

    def mark(self) -> Expression | None:
        """What the page has shown about a row (`application` of it at hand) and must still be so when its turn comes."""
        return None

    def shown(self, request: HttpRequest, job: BulkJob, looked: Looked, form: Form | None) -> dict[str, Any]:
        """What the template needs beyond `count`, `named` and `more`; `blocked`, a sentence, when it must not be confirmed."""
        return {}

    def lock(self, job: BulkJob, by: User) -> None:
        """What has to be locked before applications are, in the order in which everybody locks. Raises NotNow."""

    def sort(self, job: BulkJob, applications: Sequence[Application]) -> dict[int, Left]:
        """Those of the applications, with call and programme at hand, that cannot take the step."""
        raise NotImplementedError

    def carry_out(self, job: BulkJob, by: User, rows: Collection[BulkRow]) -> dict[int, Left]:
        """Take the step for all of these, which `sort` has let pass under the locks; in the caller's transaction. Returns which were left after all."""
        raise NotImplementedError


VERBS: dict[str, Verb] = {}


def register(verb: Verb) -> None:
    VERBS[verb.code] = verb
