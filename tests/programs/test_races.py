"""A cohort's page is saved while an offer takes a place."""

import threading
import time

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse

from programs.cohorts.load import load_initiatives
from programs.cohorts.places import hold
from programs.models import Cohort
from tests.calls.staff import signed_in, staff

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for_a_lock():
    for _attempt in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)


def test_places_taken_in_the_meantime_are_not_given_back_by_saving_the_page(settings):
    settings.SAMPLE_LOGINS = True
    load_initiatives()
    client, cohort = signed_in(staff("coordinator", "ccc")), Cohort.objects.get(strand__program__code="ccc")
    address, answers = reverse("admin:programs_cohort_change", args=[cohort.pk]), []
    form = client.get(address).context["adminform"].form
    data = {**{name: value or "" for name, value in form.initial.items()}, "name_en": "Renamed"}

    def save():
        try:
            answers.append(client.post(address, data).status_code)
        finally:
            connections.close_all()

    with transaction.atomic():
        hold(cohort=cohort)
        saving = threading.Thread(target=save)
        saving.start()
        wait_for_a_lock()
    saving.join(30)
    stored = Cohort.objects.get(pk=cohort.pk)
    assert (answers, stored.taken, stored.name_en) == ([302], 1, "Renamed")
