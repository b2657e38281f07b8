"""The last seconds before a deadline, short: a real web server, sixty people, some of them twice and some too late."""

from urllib.parse import urlsplit

import pytest

from applicants.applications.models import Application, Submission
from fundportal.notifications.models import Notification
from tests.soak.drafts import closing, prepare
from tests.soak.storm import Shot, reckon, storm


@pytest.mark.django_db(transaction=True)
def test_each_is_judged_by_its_arrival_and_none_is_lost_or_doubled(site):
    call, drafts = prepare(60)
    deadline = closing(call, 5)
    shots = storm(port=urlsplit(site).port, drafts=drafts, deadline=deadline, seconds=3, late=8, twice=0.3)
    found = [(row.application.folio, row.received_at.timestamp()) for row in Submission.objects.select_related("application")]
    letters = list(Notification.objects.filter(kind="receipt").values_list("about", flat=True))
    figures = reckon(shots=shots, submissions=found, letters=letters, deadline=deadline)
    assert figures["ok"], figures
    assert (figures["people"], figures["accepted"] + figures["refused_late"]) == (60, 60)
    assert Application.objects.filter(state="draft").count() == figures["refused_late"] >= 8


def figures_of(*shots, submissions=(), letters=()):
    return reckon(shots=shots, submissions=list(submissions), letters=list(letters), deadline=100.0)


def test_what_is_counted_as_a_fault():
    """The figures themselves, against a storm whose every shot is made up."""
    good = Shot("A", 90.0, 302, 90.1, "/es/solicitudes/A/comprobante/")
    late = Shot("B", 101.0, 409, 101.1, "")
    assert figures_of(good, late, submissions=[("A", 90.01)], letters=["A"])["ok"] is True
    for wrong in (
        figures_of(good, letters=["A"]),  # accepted, and not there
        figures_of(good, submissions=[("A", 90.01), ("A", 90.02)], letters=["A"]),
        figures_of(good, submissions=[("A", 90.01)], letters=["A", "A"]),
        figures_of(good, submissions=[("A", 90.01)]),
        figures_of(late, submissions=[("B", 99.9)], letters=["B"]),
        figures_of(good._replace(status=500), submissions=[("A", 90.01)], letters=["A"]),
        figures_of(good._replace(status=0), submissions=[("A", 90.01)], letters=["A"]),
        figures_of(good._replace(status=403), submissions=[("A", 90.01)], letters=["A"]),
        figures_of(good, Shot("C", 50.0, 409, 50.1, ""), submissions=[("A", 90.01)], letters=["A"]),
    ):
        assert wrong["ok"] is False
