"""The whole portal with its workers, on servers that these tests may stop; people apply to its sample call."""

import random
import threading
from types import SimpleNamespace

import pytest

from fundportal.local.postgres import THROW_AWAY
from tests.notifications.mailbox import mail_server
from tests.soak.applicant import Applicant, Told
from tests.soak.faults import note_arrivals
from tests.soak.portal import portal


@pytest.fixture(scope="session")
def ground():
    """`site` (see tests.soak.portal), `box` (all letters) and `arrivals`."""
    with mail_server() as box:
        arrivals = note_arrivals(box)
        durable = {**THROW_AWAY, "synchronous_commit": "on"}  # a crash of the server loses nothing; only one of the machine would
        with portal(mail_port=box.port, settings=durable) as site:
            yield SimpleNamespace(site=site, box=box, arrivals=arrivals)


@pytest.fixture
def applicant(ground, request):
    """Somebody who applies, step by step; `applicant.told` is what this person knows, `applicant.trouble` the error pages seen."""
    person = Applicant(number=request.node.name, port=ground.site.port, box=ground.box, dice=random.Random(1), ending=threading.Event())
    person.pace = (0, 0)
    person.told = Told(f"{request.node.name[:40].lower()}@example.org", "Palabras: crecí entre milpas.")
    return person
