"""What Django and allauth say to a person of this portal is said with tú."""

import json
import re

import pytest
from django.contrib import admin
from django.utils.translation import gettext, override

from fundportal.local import borrowed


@pytest.mark.parametrize("domain", borrowed.DOMAINS)
def test_nothing_that_is_met_says_usted(domain):
    assert borrowed.problems(domain) == []


def test_usted_and_dead_strings_are_seen(monkeypatch):
    source = list(borrowed.theirs("django"))
    dead = next(message for message in source if message.id == "Enter a valid date.")
    source.remove(dead)
    monkeypatch.setattr(borrowed, "theirs", lambda domain: iter(source))
    monkeypatch.setattr(borrowed, "UNMET", ("global_settings",))
    found = borrowed.problems("django")
    assert "borrowed django: no longer said by Django or allauth: 'Enter a valid date.'" in found
    assert any("says usted: 'If you have configured your browser to disable cookies" in each for each in found)


def test_our_own_words_come_before_the_borrowed_ones():
    with override("es-mx"):
        assert gettext("Enter a valid date.") == "Escribe una fecha válida."
        assert gettext("Home") == "Inicio"
        assert gettext("Sign out") == "Salir"


def test_scripts_of_the_admin_say_tu_as_well(rf):
    with override("es-mx"):
        script = admin.site.i18n_javascript(rf.get("/admin/jsi18n/")).content.decode()
    catalogue = json.loads(re.search(r"const newcatalog = (\{.*?\n  \});", script, re.DOTALL)[1])
    assert catalogue["Choose a Date"] == "Elige una fecha"
    assert catalogue["Note: You are %s hour ahead of server time."] == [
        "Nota: tu reloj va %s hora adelante del reloj del servidor.",
        "Nota: tu reloj va %s horas adelante del reloj del servidor.",
    ]
