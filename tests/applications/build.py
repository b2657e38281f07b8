"""Builders: an open call with a form, people who apply to it, and what they send."""

import itertools
from datetime import UTC, date, datetime, timedelta

from django.test import Client
from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.start import start
from applicants.applications.submit import submit, token
from applicants.calls.form_versions import form_version
from applicants.calls.models import Call, FormVersion
from fundportal.accounts.devices import name_of
from fundportal.accounts.models import User
from fundportal.consents.models import Notice, Purpose
from programs.catalogue.models import Program, Strand
from programs.cohorts.models import Cohort

numbers = itertools.count(1)
CLOSES = datetime(2027, 3, 13, 5, 59, tzinfo=UTC)
BEFORE = CLOSES - timedelta(days=3)
WORDINGS = {"evaluate": "Sí", "sensitive": "Sí"}


def text(es, en=""):
    return {"es": es, "en": en or es}


def question(key, kind="short_text", *, required=True, sensitive=False, **config):
    return {
        "key": key,
        "kind": kind,
        "label": text(f"¿{key}?", f"{key}?"),
        "help": {},
        "required": required,
        "tier": 0,
        "sensitive": sensitive,
        "config": config,
    }


def section(key, *questions):
    return {"key": key, "title": text(key.title()), "help": {}, "questions": list(questions)}


OPTIONS = [{"code": "idea", "es": "Idea", "en": "Idea"}, {"code": "script", "es": "Guion", "en": "Script"}]
PLAIN = [
    section("film", question("title"), question("synopsis", "long_text", words=10)),
    section("you", question("town"), question("note", required=False)),
]
FIVE = [section("all", *(question(f"q{n}", "long_text", words=300) for n in range(1, 6)))]
EVERY = [
    section(
        "every",
        question("line"),
        question("story", "long_text", words=60),
        question("stage", "choice", options=OPTIONS),
        question("help", "choices", options=OPTIONS),
        question("state", "entity"),
        question("place", "municipality"),
        question("land", "country"),
        question("born", "date"),
        question("years", "whole_number", min=0, max=90),
        question("cash", "money", currencies=["MXN"]),
        question("teaser", "link"),
        question("fits", "declaration"),
        question(
            "budget",
            "table",
            columns=[
                {"code": "item", "es": "Concepto", "en": "Item", "kind": "text"},
                {"code": "cost", "es": "Costo", "en": "Cost", "kind": "money"},
            ],
            currency="MXN",
            total=["cost"],
            max_rows=5,
        ),
        question("team", "people", min_people=1, max_people=5),
        question("paper", "file", types=["pdf"], max_mb=1, required=False),
    )
]


def make_call(sections=PLAIN, *, opens=None, closes=None, zone="America/Mexico_City", **more):
    n = next(numbers)
    program, _ = Program.objects.get_or_create(
        code="ccc", defaults={"slug": "ccc", "name_es": "CCC", "short_name_es": "CCC", "colour": "amb"}
    )
    strand, _ = Strand.objects.get_or_create(program=program, code="call", defaults={"name_es": "Asistentes", "mode": "selection"})
    cohort = Cohort.objects.create(strand=strand, ordinal=n, slug=f"cohort-{n}", name_es=f"Generación {n}", places=30)
    notice = Notice.objects.create(
        program_code="ccc", version=n, controller_name="CCC", controller_kind="public", contact_email="datos@example.org", short_es="Aviso corto",
        short_en="Short notice", body_es="Aviso", body_en="Notice", purposes=list(Purpose.values), sha256="0" * 64, published_at=BEFORE,
        recipients=[{"name": "IMCINE", "purpose_es": "coordinar", "purpose_en": "coordinate"}],
    )  # fmt: skip
    prose = {f"{name}_{language}": "" for name in ("summary", "who", "needs", "decided") for language in ("es", "en")}
    call = Call.objects.create(
        cohort=cohort, slug=f"call-{n}", folio_prefix=f"{'ABCDEFGHJK'[n // 10 % 10]}{'ABCDEFGHJK'[n % 10]}{'ABCDEFGHJK'[n // 100 % 10]}27",
        title_es="Asistentes de producción", title_en="Production assistants", opens_at=opens or timezone.now() - timedelta(days=30),
        closes_at=closes or timezone.now() + timedelta(days=9), time_zone=zone, decision_by=date(2027, 4, 30), notice=notice, **prose, **more,
    )  # fmt: skip
    publish_form(call, sections)
    call.status = Call.Status.PUBLISHED
    call.save()
    return call


def publish_form(call, sections):
    version = FormVersion.objects.create(call=call, number=call.form_versions.count() + 1, document={"sections": sections}, sha256="0" * 64)
    call.form_version = version
    call.save(update_fields=["form_version"])
    return version


def make_person(**more):
    n = next(numbers)
    return User.objects.create_user(**{"email": f"applicant{n}@example.org", "name": "Itzel Canul Pech", **more})


def make_draft(call=None, person=None, answers=None, *, at=None, purposes=("evaluate", "sensitive")):
    """A draft with these answers; its progress is as if each section had been saved. What the notice of the call does not cover is not agreed to."""
    call, person, at = call or make_call(), person or make_person(), at or timezone.now()
    wordings = {purpose: WORDINGS[purpose] for purpose in purposes if purpose in call.notice.purposes}
    application = start(person=person, call=call, wordings=wordings, authentication="code", language="es-mx", at=at)
    if answers:
        from applicants.applications.draft.save import save_section

        for each in form_version(application.form_version_id).sections:
            save_section(application_id=application.pk, person=person, section=each, values=answers, at=at)
        application = Application.objects.get(pk=application.pk)
    return application


COMPLETE = {"title": "Agua que vuelve", "synopsis": "Una laguna crece.", "town": "Felipe Carrillo Puerto"}


def hand_in(application, *, at=None, language="es-mx"):
    """Submit it as it stands."""
    fresh = Application.objects.select_related("submission", "applicant").get(pk=application.pk)
    return submit(
        folio=fresh.folio,
        person=fresh.applicant,
        arrived_at=at or timezone.now(),
        language=language,
        checked=token(fresh),
        declaration="Es cierto.",
    )


def client_of(person):
    client = Client()
    client.force_login(person, backend="fundportal.accounts.backends.PortalBackend")
    return client


def page_fields(application, **fields):
    """What a browser sends of a section's page that it has just opened."""
    now = Application.objects.get(pk=application.pk)
    return {".base": str(now.revision), ".page": "a1b2c3d4", ".form": str(now.form_version_id), "accion": "seguir", **fields}


def opened_by(person):
    """What a page says of who had opened it."""
    return {".keep": name_of(person.pk)}
