"""People who are signed in and have a draft, and the calls to which they apply. Run as a module it prints what it made as JSON."""

import json
import sys

import django


def session_of(user):
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from fundportal.accounts.sessions import SessionStore

    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    session.save()
    return session.session_key


EIGHT = ("short_text", "short_text", "short_text", "long_text", "long_text", "choice", "whole_number", "link")
FIVE = ("short_text", "short_text", "short_text", "long_text", "long_text")
ANSWERS = {
    "short_text": "Una respuesta corta",
    "long_text": "Una respuesta de varias palabras. " * 12,
    "choice": "a",
    "whole_number": "7",
    "link": "https://example.org/x",
}


def questions(kinds):
    from tests.calls.questions import OPTIONS, question

    configs = {"short_text": {"max_chars": 120}, "long_text": {"words": 300}, "choice": {"options": OPTIONS}}
    return [question(kind, f"q{place}", **configs.get(kind, {})) for place, kind in enumerate(kinds)]


def make(people, kinds, *, complete):
    """A call with these questions in one section; people with a session each, and a draft (filled in when `complete`)."""
    from applicants.applications.draft.save import save_section
    from applicants.applications.models import Application
    from applicants.applications.start import start
    from applicants.calls.form_versions import form_version
    from fundportal.accounts.models import User
    from fundportal.consents.models import Purpose
    from tests.bench.bare import make_rows
    from tests.calls.make import make_call

    make_rows()
    call = make_call(*questions(kinds), slug="bench", prefix="BEN27")
    section = form_version(call.form_version_id).sections[0]
    made = []
    for number in range(people):
        user = User.objects.create(email=f"bench-{number}@example.org", name="Ñusta de Prueba", password="!")
        one = {"session": session_of(user), "folio": ""}
        if complete is not None:
            at = call.opens_at + (call.closes_at - call.opens_at) / 20
            application = start(
                person=user, call=call, wordings={Purpose.EVALUATE.value: "x"}, authentication="code", language="es-mx", at=at
            )
            one["folio"] = application.folio
            if complete:
                values = {
                    q["key"]: int(ANSWERS[q["kind"]]) if q["kind"] == "whole_number" else ANSWERS[q["kind"]] for q in section.questions
                }
                save_section(application_id=application.pk, person=user, section=section, values=values, at=at)
                one["token"] = f"{Application.objects.get(pk=application.pk).revision}.0"
        made.append(one)
    return made


def posted(kinds, number=0):
    """The fields of the section's form; another number is another first answer."""
    return {f"q{place}": ANSWERS[kind] + (f" {number}" if place == 0 else "") for place, kind in enumerate(kinds)}


if __name__ == "__main__":
    django.setup()
    count, which, complete = sys.argv[1:]
    print(
        json.dumps(make(int(count), {"eight": EIGHT, "five": FIVE}[which], complete={"none": None, "empty": False, "full": True}[complete]))
    )
