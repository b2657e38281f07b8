"""Who wrote a text of a draft, as the person who looks may call them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from applicants.applications.models import Application, DraftEntry
from applicants.applications.rights import Hand
from applicants.applications.team.hands import helped_as
from applicants.applications.team.help.models import Help
from fundportal.accounts.models import User

_NEWEST = """
SELECT DISTINCT ON (name) name, actor_id
FROM applicants_draftentry, jsonb_object_keys(changes) AS name
WHERE application_id = %(application)s AND NOT conflict AND (%(until)s::timestamptz IS NULL OR at <= %(until)s)
ORDER BY name, revision DESC
"""


def entries_with_authors(application: Application, revisions: Iterable[int]) -> dict[int, DraftEntry]:
    """These saves of the log with who made them; one statement, none for no revision."""
    wanted = sorted(set(revisions))
    if not wanted:
        return {}
    rows = DraftEntry.objects.filter(application=application, revision__in=wanted).select_related("actor").defer("changes")
    return {entry.revision: entry for entry in rows}


def bylines(application: Application, authors: Iterable[User | None], reader: Hand | None) -> dict[int, str]:
    """Number of each author but the reader -> the name; of a facilitator: “Itzel, with the help of Lupita”. At most one statement."""
    others = {author.pk: author for author in authors if author and (reader is None or author.pk != reader.person.pk)}
    strange = {pk for pk in others if pk != application.applicant_id}
    helping = helped_as(application, strange) if strange else set()
    words = _("%(name)s, with the help of %(helper)s")
    return {
        pk: words % {"name": application.applicant, "helper": author} if pk in helping else str(author) for pk, author in others.items()
    }


def helped_answers(application: Application, *, until: datetime | None = None) -> dict[str, User]:
    """Question key -> the facilitator who wrote what stands there (stood there at `until`). Two statements, one where nobody helped."""
    helps = Help.objects.given().filter(application=application).select_related("facilitator")
    helpers = {each.facilitator_id: each.facilitator for each in helps if each.facilitator}
    if not helpers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"application": application.pk, "until": until})
        return {key: helpers[actor] for key, actor in cursor.fetchall() if actor in helpers}
