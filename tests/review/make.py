"""Builders for what review and selection stand on."""

import itertools
import json
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from applicants.applications.models import Application, Submission
from applicants.applications.states import State
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from applicants.calls.models import Call, FormVersion
from applicants.review.models import Criterion, Review, Round
from fundportal.accounts.models import Membership, User
from fundportal.accounts.roles import Role
from fundportal.consents.models import Notice, Purpose
from programs.catalogue.models import Program, Strand
from programs.cohorts.models import Cohort

numbers = itertools.count(1)
ANSWERS = {"logline": "Una partera filma su pueblo.", "phone": "55 0000 0000", "school": "Escuela de Cine"}


def text(es, en=""):
    return {"es": es, "en": en}


def question(key, kind="short_text", tier=0, **config):
    return {
        "key": key,
        "kind": kind,
        "label": text(f"¿{key}?", f"{key}?"),
        "help": text(""),
        "required": True,
        "tier": tier,
        "sensitive": False,
        "config": config,
    }


DOCUMENT = {
    "sections": [
        {
            "key": "film",
            "title": text("Tu película", "Your film"),
            "help": text(""),
            "questions": [question("logline"), question("school", tier=2)],
        },
        {"key": "contact", "title": text("Contacto", "Contact"), "help": text(""), "questions": [question("phone", tier=1)]},
    ]
}


def make_program(code="morelia"):
    return Program.objects.get_or_create(
        code=code,
        defaults={"slug": code, "name_es": code.title(), "short_name_es": code.title(), "short_name_en": code.title(), "colour": "mag"},
    )[0]


def make_cohort(program=None, places=30, unit=Strand.Unit.PERSON):
    n = next(numbers)
    program = program or make_program()
    strand = Strand.objects.create(program=program, code=f"strand-{n}", name_es="Línea", name_en="Strand", mode="selection", unit=unit)
    return Cohort.objects.create(strand=strand, ordinal=1, slug=f"cohort-{n}", name_es="Generación 1", name_en="Cohort 1", places=places)


def make_notice(program_code, purposes=tuple(Purpose.values)):
    return Notice.objects.create(
        program_code=program_code, version=next(numbers), controller_name="Academia", controller_kind="private", contact_email="datos@example.org",
        short_es="Aviso", short_en="Notice", body_es="Aviso", body_en="Notice", purposes=list(purposes), sha256="0" * 64, published_at=timezone.now(),
    )  # fmt: skip


def make_call(cohort=None, *, document=None, offer_days=7, **more):
    n = next(numbers)
    cohort = cohort or make_cohort()
    code = cohort.strand.program.code
    values = {
        "slug": f"call-{n}", "folio_prefix": f"{''.join(chr(65 + n // 26**i % 26) for i in range(4))}27", "title_es": "Convocatoria", "title_en": "Call",
        "summary_es": "", "summary_en": "", "who_es": "", "who_en": "", "needs_es": "", "needs_en": "", "decided_es": "", "decided_en": "",
        "opens_at": timezone.now() - timedelta(days=30), "closes_at": timezone.now() - timedelta(days=1), "decision_by": (timezone.now() + timedelta(days=30)).date(),
        "offer_days": offer_days, "notice": make_notice(code),
    } | more  # fmt: skip
    call = Call.objects.create(cohort=cohort, **values)
    version = FormVersion.objects.create(call=call, number=1, document=document or DOCUMENT, sha256="0" * 64)
    call.form_version, call.status = version, Call.Status.PUBLISHED
    call.save()
    return call


def make_person(name="Ana Pérez", **more):
    n = next(numbers)
    return User.objects.create(email=more.pop("email", f"person-{n}@example.org"), name=name, password="!", **more)


def make_staff(role=Role.COORDINATOR, program="morelia", name="Lucía", **more):
    person = make_person(name, is_staff=True, **more)
    Membership.objects.create(user=person, program_code=program, role=role)
    return person


def make_application(call, state=State.SUBMITTED, person=None, answers=None):
    n = next(numbers)
    person = person or make_person()
    application = Application.objects.create(
        folio=f"{call.folio_prefix}-{n:05d}", call=call, applicant=person, form_version=call.form_version, answers=answers or ANSWERS
    )
    if state != State.DRAFT:
        submit(application, n)
        Application.objects.filter(pk=application.pk).update(
            state=state, submission=application.submission, submitted_at=application.submitted_at
        )
        application.refresh_from_db()
    return Application.objects.select_related("call__cohort__strand__program", "applicant").get(pk=application.pk)


def submit(application, n):
    received = datetime(2027, 3, 1, tzinfo=UTC) + timedelta(seconds=n)
    document = {"answers": application.answers, "folio": application.folio}
    application.submission = Submission.objects.create(
        application=application, number=1, form_version=application.form_version, document=json.dumps(document), sha256="0" * 64,
        received_at=received, code=f"code-{n}", key_id="test", signature="",
    )  # fmt: skip
    application.submitted_at = received


def make_applications(count, call, state=State.SUBMITTED):
    return [make_application(call, state) for _ in range(count)]


def make_round(call, criteria=("mirada", "historia"), weights=(1, 1), **more):
    made = Round.objects.create(call=call, ordinal=next(numbers), name_es="Primera ronda", name_en="First round", **more)
    for order, (key, weight) in enumerate(zip(criteria, weights, strict=True)):
        anchors = [{"score": n, "es": f"{key} nivel {n}", "en": f"{key} level {n}"} for n in (1, 2, 3, 4)]
        Criterion.objects.create(
            round=made, key=key, title_es=key.title(), title_en=key.title(), weight=weight, descriptors=anchors, order=order
        )
    return Round.objects.select_related("call__cohort__strand__program").get(pk=made.pk)


def make_member(application, person, **more):
    """Who writes along; with `ended_at`, who once did."""
    now = timezone.now()
    return Member.objects.create(
        application=application, person=person, email=person.email, token_sha256=f"{next(numbers)}".ljust(64, "x"), expires_at=now + timedelta(days=9),
        accepted_at=now, **more,
    )  # fmt: skip


def make_help(application, person):
    now = timezone.now()
    return Help.objects.create(
        application=application, facilitator=person, days=7, consented_at=now, wording="Sí", language="es-mx", authentication="code", starts_at=now,
        ends_at=now + timedelta(days=7),
    )  # fmt: skip


def make_review(round, application, reviewer, **more):
    return Review.objects.create(round=round, application=application, reviewer=reviewer, **more)


def in_review(review, conflict="none"):
    Review.objects.filter(pk=review.pk).update(conflict=conflict, conflict_at=timezone.now())
    return Review.objects.get(pk=review.pk)


def make_sample(role=Role.COORDINATOR, program="morelia", name="Lucía", **more):
    """Staff who need no second factor, where SAMPLE_LOGINS is set."""
    return make_staff(role, program, name, email=f"staff-{next(numbers)}@sample.invalid", **more)
