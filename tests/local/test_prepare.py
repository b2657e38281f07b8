import pytest
from django.contrib.auth import get_user_model

from fundportal.local.prepare import SAMPLE_PEOPLE, has_samples, renew_sample_password

pytestmark = pytest.mark.django_db


def test_sample_logins_follow_a_new_password():
    people = get_user_model()
    assert has_samples() is False
    for who in SAMPLE_PEOPLE:
        people.objects.create_user(email=f"{who}@sample.invalid", password="first-password")
    other = people.objects.create_user(email="someone@example.org", password="first-password")
    assert has_samples() is True

    first = people.objects.order_by("pk").first()
    first.set_password("second-password")  # one of them has it already
    first.save()
    renew_sample_password("second-password")
    assert [person.check_password("second-password") for person in people.objects.filter(email__endswith="@sample.invalid")] == [True] * 7
    other.refresh_from_db()
    assert other.check_password("first-password")
