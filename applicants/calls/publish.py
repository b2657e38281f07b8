"""A call goes public with a form that is frozen from then on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.calls.eligibility.publish import problems as problems_of_rules
from applicants.calls.eligibility.publish import publish_rules
from applicants.calls.eligibility.versions import build as build_rules
from applicants.calls.form_versions import build
from applicants.calls.keys import CONTROLS
from applicants.calls.models import Call, FormVersion
from applicants.calls.prefill import problems_of_prefill
from applicants.calls.problems_of_variation import problems_of_variation
from applicants.calls.questions import question_types
from applicants.calls.questions.file import MEGABYTE, MOST_MB
from applicants.calls.reserved_words import RESERVED_KEYS
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.consents.models import Purpose
from fundportal.web.bilingual import pick
from fundportal.web.canonical import canonical, sha256
from fundportal.web.refusals import Refusal

MOST_BOXES = 1500  # a request may have DATA_UPLOAD_MAX_NUMBER_FIELDS values, 2000


class NotPublishable(Refusal):
    """Something is missing; `problems` holds a sentence for each."""

    title = gettext_lazy("The call cannot be published yet")

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class NotAsConfirmed(Refusal):
    """The form or the call is no longer what was shown when it was confirmed."""

    title = gettext_lazy("This has changed in the meantime")

    def __init__(self) -> None:
        super().__init__(_("Somebody changed the call or its form after you opened this page. Nothing was published: read it again."))


def fingerprint(call: Call, document: dict[str, Any]) -> str:
    """Of everything that the page of confirmation speaks of."""
    rules = build_rules(call) if call.status == Call.Status.DRAFT else None
    facts = [rules, call.opens_at.isoformat(), call.closes_at.isoformat(), call.decision_by.isoformat(), call.notice_id, call.status]
    return sha256(canonical([document, *facts]))


def problems(call: Call, document: dict[str, Any] | None = None) -> list[str]:
    """What stands in the way of publishing, in sentences; empty when nothing does."""
    document = build(call) if document is None else document
    return [*problems_of_call(call, document), *problems_of_form(document), *problems_of_change(call, document)]


def problems_of_call(call: Call, document: dict[str, Any]) -> list[str]:
    archived = [_("The call is archived.")] if call.status == Call.Status.ARCHIVED else []
    return [*archived, *problems_of_notice(call, document), *problems_of_dates(call), *problems_of_first_rules(call)]


def problems_of_first_rules(call: Call) -> list[str]:
    """The rules of the check go public with a draft call; later they are published by themselves."""
    return problems_of_rules(build_rules(call)) if call.status == Call.Status.DRAFT else []


def problems_of_notice(call: Call, document: dict[str, Any]) -> list[str]:
    """Why people cannot apply under the privacy notice of the call."""
    found = []
    if call.notice is None or call.notice.published_at is None:
        found.append(_("The call has no published privacy notice."))
    elif call.notice.program_code != call.program_code:
        found.append(_("The privacy notice belongs to another programme."))
    elif Purpose.EVALUATE not in call.notice.purposes:
        found.append(_("The privacy notice does not cover the evaluation of applications."))
    elif (
        any(q["sensitive"] for section in document["sections"] for q in section["questions"])
        and Purpose.SENSITIVE not in call.notice.purposes
    ):
        found.append(_("The form asks for sensitive data, which the privacy notice does not cover."))
    return found


def problems_of_dates(call: Call) -> list[str]:
    """Why the calendar of the call cannot be kept."""
    if call.decision_by < call.closes_at.astimezone(call.zone).date():
        return [_("The promised date of decision is before the deadline.")]
    return []


def problems_of_form(document: dict[str, Any]) -> list[str]:
    """What is wrong with the form itself."""
    found = [] if document["sections"] else [_("The form has no sections.")]
    keys = Counter(q["key"] for section in document["sections"] for q in section["questions"])
    found += [
        _("Two questions have the key “%(key)s”. Each needs one of its own.") % {"key": key} for key, count in keys.items() if count > 1
    ]
    found += [sentence for key, q in questions_of(document).items() for sentence in problems_of_key(key, q, keys)]
    found += problems_of_variation(document)
    for section in document["sections"]:
        found += problems_of_size(section)
        if section["key"] in RESERVED_KEYS:
            found.append(_("A section cannot have the key “%(key)s”. Choose another one.") % {"key": section["key"]})
        if not section["questions"]:
            found.append(_("The section “%(section)s” has no questions.") % {"section": pick(section["title"])})
        for q in section["questions"]:
            found += [f"“{pick(q['label'])}”: {sentence}" for sentence in [*problems_of_question(q), *problems_of_prefill(q)]]
    return found


def problems_of_change(call: Call, document: dict[str, Any]) -> list[str]:
    """What earlier versions promised and this form would break: amounts in a table are kept without their currency, so that it may not change."""
    published = [questions_of(earlier) for earlier in call.form_versions.values_list("document", flat=True)]
    return [
        _("“%(question)s”: its amounts were published in %(currency)s. Another currency needs another question.")
        % {"question": pick(q["label"]), "currency": was["config"]["currency"]}
        for key, q in questions_of(document).items()
        if q["kind"] == "table"
        for was in [next((earlier[key] for earlier in published if key in earlier and earlier[key]["kind"] == "table"), q)]
        if was["config"].get("currency") != q["config"].get("currency")
    ]


def questions_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {q["key"]: q for section in document["sections"] for q in section["questions"]}


def problems_of_key(key: str, q: dict[str, Any], keys: Collection[str]) -> list[str]:
    """Keys that the page would take for another control: what is typed in one would be read as the other's."""
    parts = question_types()[q["kind"]].parts if q["kind"] in question_types() else ()
    clashes = [key] * (key in CONTROLS) + [part for each in parts if (part := f"{key}_{each}") in keys]
    return [_("A question cannot have the key “%(key)s” here. Take it out and write it anew.") % {"key": clash} for clash in clashes]


def problems_of_size(section: dict[str, Any]) -> list[str]:
    """A page that could not be sent: too many boxes, or files that weigh too much together."""
    known = [(question_types()[q["kind"]], q) for q in section["questions"] if q["kind"] in question_types()]
    sound = [(kind, q) for kind, q in known if not kind.check_config(q["config"])]
    boxes = sum(kind.boxes(q) for kind, q in sound)
    weights = [min(limits.max_bytes, MOST_MB * MEGABYTE) for kind, q in sound if (limits := kind.uploads(q))]  # as sent in one go
    megabytes = sum(weights) // MEGABYTE
    found = []
    if boxes > MOST_BOXES:
        found.append(_("The section “%(section)s” is too large for one page: move some of its questions to another section."))
    if megabytes > MOST_MB:
        found.append(_("The files of the section “%(section)s” may weigh more than %(most)d MB together: move some to another section."))
    return [sentence % {"section": pick(section["title"]), "most": MOST_MB} for sentence in found]


def problems_of_question(q: dict[str, Any]) -> list[str]:
    kind = question_types().get(q["kind"])
    if kind is None:
        return [_("There is no question type “%(kind)s”.") % {"kind": q["kind"]}]
    return kind.check_config(q["config"])


@transaction.atomic
def publish(*, call: Call, by: User | None, confirmed: str | None = None) -> FormVersion:
    """Freeze the form as it stands into a new version and let the call show it; a draft call becomes public with it.

    When nothing changed since the last version, that one stays. `confirmed` is the fingerprint of what the person has seen. Raises
    NotPublishable, NotAsConfirmed. `by` is None for a command at the shell.
    """
    call = (
        Call.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cohort__strand__program", "notice", "form_version")
        .get(pk=call.pk)
    )
    document = build(call)
    if confirmed is not None and confirmed != fingerprint(call, document):
        raise NotAsConfirmed
    if found := problems(call, document):
        raise NotPublishable(found)
    digest = sha256(canonical(document))
    version = call.form_version
    if version is None or version.sha256 != digest:
        last = FormVersion.objects.filter(call=call).order_by("-number").values_list("number", flat=True).first() or 0
        version = FormVersion.objects.create(
            call=call, number=last + 1, document=document, sha256=digest, published_at=timezone.now(), published_by=by
        )
    elif call.status == Call.Status.PUBLISHED:
        return version
    if call.status == Call.Status.DRAFT:
        publish_rules(call=call, by=by)
    call.form_version, call.status = version, Call.Status.PUBLISHED
    call.save(update_fields=["form_version", "status"])
    record(
        actor=by, verb="call_published", target=f"call:{call.slug}", program_code=call.program_code, version=version.number, sha256=digest
    )
    return version
