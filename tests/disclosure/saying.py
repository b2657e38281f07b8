"""People who say something of themselves."""

import random

from applicants.disclosure.describe import describe
from applicants.disclosure.wording import newest
from fundportal.consents.give import give
from tests.applications.build import client_of, make_draft

ABOUT = "/en/solicitudes/{}/sobre-ti/"


def about(draft, *rest):
    return ABOUT.format(draft.folio) + "".join(f"{part}/" for part in rest)


def agree(draft):
    """The consent to monitoring, as the page keeps it."""
    notice, wordings = draft.call.notice, {"monitoring": "Sí"}
    give(
        person=draft.applicant, notice=notice, purposes=["monitoring"], about=draft.folio, language="en", wordings=wordings,
        authentication="code",
    )  # fmt: skip


def agreed_draft(call=None, person=None):
    draft = make_draft(call, person)
    agree(draft)
    return draft


def say(draft, **answers):
    describe(application=draft, person=draft.applicant, answers=answers, version=newest().version)


def sit_down(call=None):
    """Somebody who has agreed, in a browser."""
    draft = agreed_draft(call)
    return draft, client_of(draft.applicant)


def some_answers(seed):
    """A plausible set of answers."""
    lot = random.Random(seed)
    return {
        asked.key: lot.choice([code for code, _text in asked.choices()])
        for asked in newest().questions.values()
        if asked.kind == "choice" and lot.random() < 0.8
    }
