"""A release whose process is killed leaves nothing half done and goes on."""

import pytest

from tests.review.make import make_call, make_cohort, make_staff
from tests.selection.many import note_many
from tests.soak.release import reckon, survive_kills


@pytest.mark.django_db(transaction=True)
def test_a_killed_release_goes_on_and_everybody_has_one_decision_and_one_letter():
    staff, call = make_staff(), make_call(make_cohort(places=10))
    note_many(call, staff, select=6, waitlist=9, decline=90)
    figures = survive_kills(staff.pk, [call.pk], kills=1, seed=3)
    assert figures["half_done"] == 0
    found = reckon([call.pk])
    assert found == {"wrong": 0, "known": 105, "letters": 105, "offers": 6, "places_held": 6, "running": 0, "ok": True}
