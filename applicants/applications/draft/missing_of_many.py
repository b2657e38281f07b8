"""What stands between each of many drafts and its submission, in statements that do not grow with their number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import override

from applicants.applications.asked import asked_form
from applicants.applications.draft.missing import Gap, file_answers, gaps
from applicants.applications.models import Application
from applicants.applications.team.references.models import asked_by
from fundportal.consents.models import Consent
from fundportal.files.models import StoredFile


def gaps_of(applications: Sequence[Application], consents: Mapping[str, Collection[str]]) -> dict[int, list[Gap]]:
    """Number of each application -> its gaps, in the language of its person; `consents` as `consents_of` gives them. Two statements, four where a call
    requires letters of reference. Needs calls and applicants."""
    prefetch_related_objects(applications, "call__references_asked")
    asking = [a for a in applications if (asked := asked_by(a.call)) and asked.required]
    prefetch_related_objects(asking, "reference_waiver", "references")
    files, found = files_of(applications), {}
    for application in applications:
        with override(application.applicant.language):
            found[application.pk] = gaps(application, asked_form(application), consents.get(application.folio, ()), files=files)
    return found


def consents_of(applications: Collection[Application]) -> dict[str, set[str]]:
    """Folio -> the purposes to which the person agrees now. One statement."""
    people = {application.folio: application.applicant_id for application in applications}
    found: dict[str, set[str]] = {}
    for folio, person, purpose in Consent.objects.standing().filter(about__in=people).values_list("about", "person", "purpose"):
        if people[folio] == person:
            found.setdefault(folio, set()).add(purpose)
    return found


def files_of(applications: Collection[Application]) -> dict[tuple[int, str], str]:
    """(applicant, id) of every file that is there still, whoever of the team sent it -> what the virus check says of it. One statement."""
    wanted = {pk for a in applications for pk in file_answers(a, asked_form(a)).values()}
    whose = {a.folio: a.applicant_id for a in applications}
    ours = StoredFile.objects.filter(Q(owner__in=whose.values()) | Q(about__in=whose), pk__in=wanted)
    rows = list(ours.values_list("owner", "about", "pk", "scan"))
    found = {(owner, str(pk)): scan for owner, _about, pk, scan in rows}
    return found | {(whose.get(about, owner), str(pk)): scan for owner, about, pk, scan in rows}


def lines(missing: Iterable[Gap]) -> list[str]:
    """A line each; two about sensitive questions of one section that say the same are one."""
    names = ((gap.in_a_letter or gap.question, gap.sentence) for gap in missing)
    return list(dict.fromkeys(f"{name}: {sentence}" if name else sentence for name, sentence in names))
