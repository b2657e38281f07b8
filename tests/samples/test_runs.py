"""Samples are the same each time, and made once."""

import pytest
from django.core.management import call_command
from django.db import transaction

from applicants.applications.models import Application, Submission
from applicants.review.models import Review
from applicants.samples.seed import seed
from fundportal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_storage(settings, tmp_path):
    settings.PRIVATE_FILES_ROOT = tmp_path


def fingerprint():
    people = list(User.objects.filter(email__endswith="@personas.sample.invalid").order_by("email").values_list("email", "name"))
    applications = list(Application.objects.order_by("folio").values_list("folio", "state", "answers", "applicant__email"))
    reviews = list(
        Review.objects.order_by("application__folio", "reviewer__email").values_list(
            "application__folio", "reviewer__email", "scores", "comment"
        )
    )
    return people, applications, reviews, sorted(Submission.objects.values_list("code", flat=True))


def made_and_undone(**options):
    with transaction.atomic():
        seed(applications=24, password="", **options)
        found = fingerprint()
        transaction.set_rollback(True)
    return found


def test_the_same_number_makes_the_same_samples():
    first, again, other = (made_and_undone(number=number) for number in (7, 7, 8))
    assert first == again
    assert first != other


def test_a_second_run_adds_nothing_unless_asked():
    seed(applications=20, number=1, password="a password")
    before = Application.objects.count()
    assert seed(applications=20, number=1, password="a password") == 0
    assert Application.objects.count() == before
    assert seed(applications=60, number=1, password="a password", again=True) == 60
    assert seed(applications=60, number=1, password="a password", again=True) == 60
    assert Application.objects.count() == before + 120


def test_without_sample_logins_there_are_none(settings):
    settings.SAMPLE_LOGINS = False
    call_command("seed_sample", applications=12, verbosity=0)
    assert not User.objects.filter(email__endswith="@sample.invalid").exists()
    assert not User.objects.exclude(password="!").exists()


def test_the_command_takes_the_password(settings, capsys):
    settings.SAMPLE_LOGINS = True
    call_command("seed_sample", applications=0, password="tlacuache", verbosity=0)
    assert User.objects.get(email="coordinator@sample.invalid").check_password("tlacuache")
    assert capsys.readouterr().out == ""
