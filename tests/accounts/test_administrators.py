import threading

import pytest
from django.db import connection

from fundportal.accounts.administrators import LastAdministrator, dismiss_administrator, name_administrator
from fundportal.accounts.membership import NotYours
from fundportal.accounts.models import User
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from tests.accounts.people import make_admin, make_person, make_staff, signed_in


def test_naming_is_a_page_an_entry_and_a_letter_to_the_others():
    admin, other, person = make_admin(email="a@example.org"), make_admin(email="b@example.org"), make_person("c@example.org")
    client, path = signed_in(admin, second_factor=True), f"/admin/accounts/user/{person.pk}/administrator/"
    assert client.get(path).status_code == 200
    assert User.objects.filter(is_superuser=True).count() == 2
    assert client.post(path).status_code == 302
    person.refresh_from_db()
    assert (person.is_superuser, person.is_staff) == (True, True)
    assert Entry.objects.get(verb="administrator_named").target == f"person:{person.pk}"
    letters = Notification.objects.order_by("email")
    assert [letter.email for letter in letters] == [other.email, person.email]
    assert "c@example.org" in render(letters[0]).text
    client.post(path)
    person.refresh_from_db()
    assert (person.is_superuser, person.is_staff) == (False, False)


def test_the_form_of_a_person_names_no_administrator_and_switches_the_last_one_not_off():
    admin, person = make_admin(), make_person()
    client, form = signed_in(admin, second_factor=True), {"name": "X", "language": "es-mx", "time_zone": "", "is_superuser": "on"}
    client.post(f"/admin/accounts/user/{person.pk}/change/", {**form, "is_active": "on"})
    assert User.objects.filter(is_superuser=True).count() == 1
    assert client.post(f"/admin/accounts/user/{admin.pk}/change/", form).status_code == 409
    assert User.objects.get(pk=admin.pk).is_active
    with pytest.raises(LastAdministrator):
        dismiss_administrator(person=admin, by=admin)
    with pytest.raises(NotYours):
        name_administrator(person=person, by=make_staff())


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_leave_one():
    admins = [make_admin(), make_admin()]
    left = []

    def leave(person):
        try:
            left.append(dismiss_administrator(person=person, by=person))
        except (LastAdministrator, NotYours) as refusal:
            left.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[admin]) for admin in admins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(left, key=str) == ["LastAdministrator", True]
    assert User.objects.filter(is_superuser=True).count() == 1
