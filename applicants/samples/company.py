"""Who is not alone in the samples of the Morelia lab: the login's draft has a co-director, a facilitator, a community and letters; a submitted one, too."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.team.collective.models import Collective, Kind
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.models import Reference, ReferencesAsked
from applicants.calls.models import Call
from applicants.samples.people import DOMAIN
from fundportal.accounts.models import User

CALL = "laboratorio-morelia"
PEOPLE = {"codirectora": "Amaru Quispe Muestra", "facilitadora": "Guadalupe Ek Muestra"}
QUESTION = (
    "¿Desde cuándo conoces su trabajo, y qué has visto en él que no esté en la solicitud?",
    "Since when do you know their work, and what have you seen in it that the application does not tell?",
)
CONSENT = "Acepto que una persona lea esta solicitud y escriba en ella por mí, durante el tiempo que elijo aquí y 30 días como máximo."
LETTER = (
    "Conozco su trabajo desde el taller de la radio, hace cuatro años. Pregunta antes de grabar y vuelve a mostrar lo que grabó. "
    "Su película nace de ahí: nadie en ella se sorprende de estar en ella."
)


def keep_company(applicant: User) -> None:
    """Rows as the portal itself would have made them; no letter is written. Nothing where the samples of this call are not there."""
    call = Call.objects.filter(slug=CALL, is_sample=True).first()
    if call is None:
        return
    ReferencesAsked.objects.get_or_create(call=call, defaults={"question_es": QUESTION[0], "question_en": QUESTION[1]})
    director, helper = (person(name) for name in PEOPLE)
    now = timezone.now()
    drafts = Application.objects.of(applicant).filter(call=call)
    submitted = Application.objects.filter(call=call).exclude(submission=None).exclude(applicant=applicant).order_by("pk")
    for application in [*drafts[:1], *submitted[:1]]:
        if application.members.exists():
            continue
        begun = max(application.created_at, now - timedelta(days=2))
        join(application, director, begun)
        help_with(application, helper, begun)
        ask_for_letters(application, begun)
        Collective.objects.create(
            application=application,
            kind=Kind.COLLECTIVE,
            name="Radio Nube, colectivo de muestra",
            place="Sierra Norte, Oaxaca",
            representative=str(application.applicant),
            decided="En la reunión del colectivo, entre las seis personas que lo formamos.",
            shown="La fiesta y el taller, a todas las personas. La visita a la casa de la partera, solo a quienes evalúan.",
            asked="A la partera y a su familia, antes de cada proyección.",
            saved_by=application.applicant,
        )


def person(name: str) -> User:
    found, _created = User.objects.get_or_create(email=f"{name}@{DOMAIN}", defaults={"name": PEOPLE[name], "password": "!"})
    return found


def join(application: Application, director: User, at: datetime) -> None:
    Member.objects.create(
        application=application,
        person=director,
        email=director.email,
        name=director.name,
        token_sha256=no_token(application, "member"),
        invited_at=at,
        expires_at=at + timedelta(days=14),
        accepted_at=at,
    )


def help_with(application: Application, helper: User, at: datetime) -> None:
    Help.objects.create(
        application=application,
        facilitator=helper,
        days=14,
        consented_at=at,
        wording=CONSENT,
        language="es-mx",
        authentication="code",
        starts_at=at,
        ends_at=at + timedelta(days=14),
    )


def ask_for_letters(application: Application, at: datetime) -> None:
    """One has come, one is waited for."""
    for name, email, text in (("Mtra. Rosa Nicolás Muestra", "rosa", LETTER), ("Mtro. Abel Tun Muestra", "abel", "")):
        Reference.objects.create(
            application=application,
            name=name,
            email=f"{email}@{DOMAIN}",
            token_sha256=no_token(application, email),
            asked_at=at,
            text=text,
            saved_at=at if text else None,
            written_at=at if text else None,
        )


def no_token(application: Application, whose: str) -> str:
    """Stands where the hash of a token would: nobody knows what it would be the hash of."""
    return hashlib.sha256(f"sample:{application.folio}:{whose}".encode()).hexdigest()
