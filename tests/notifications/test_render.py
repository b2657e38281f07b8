import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from fundportal.accounts.models import User
from fundportal.notifications.kinds import KINDS
from fundportal.notifications.markup import BadLetter
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render

FOLDER = Path(settings.BASE_DIR, "templates", "letters")
SAMPLES = json.loads((FOLDER / "samples.json").read_text(encoding="utf-8"))
TEMPLATES = sorted(path.stem for path in FOLDER.glob("[!_]*.txt"))


def make_letter(sample, *, language="en", name="Itzel Pech Canul", reader_zone="America/Cancun", **changes):
    """`sample` is a kind, or “kind.variant”: the sample of the kind with what is other there."""
    kind = sample.partition(".")[0]
    person = User(name=name, email="itzel@example.org", time_zone=reader_zone)
    return Notification(kind=kind, language=language, recipient=person, context={**SAMPLES[kind], **SAMPLES[sample], **changes})


def test_every_template_has_a_sample_and_a_name():
    assert sorted({sample.partition(".")[0] for sample in SAMPLES}) == TEMPLATES
    assert sorted(KINDS) == TEMPLATES


@pytest.mark.parametrize("language", ["es-mx", "en"])
@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_kind_renders_in_both_languages(kind, language):
    letter = render(make_letter(kind, language=language))

    assert "\n" not in letter.subject
    assert 0 < len(letter.subject) <= 200
    assert f'<html lang="{"es-MX" if language == "es-mx" else "en"}">' in letter.html
    assert f"/{language[:2]}/cuenta/" in letter.text
    assert [line for line in letter.text.splitlines() if len(line) > 72 and "://" not in line] == []


@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_kind_renders_without_a_known_person(kind):
    letter = make_letter(kind)
    letter.recipient = None

    assert "Hello,\n" in render(letter).text


@pytest.mark.parametrize(
    ("left", "english", "spanish"),
    [
        (timedelta(days=7, minutes=-10), "7 days left", "Te quedan 7 días"),
        (timedelta(days=3, hours=-1), "2 days left", "Te quedan 2 días"),
        (timedelta(days=2, minutes=-10), "48 hours left", "Te quedan 48 horas"),
        (timedelta(hours=6, minutes=-20), "5 hours left", "Te quedan 5 horas"),
        (timedelta(hours=1), "One hour left", "Te queda una hora"),
        (timedelta(minutes=40), "Less than an hour left", "Te queda menos de una hora"),
    ],
)
def test_a_reminder_tells_the_time_that_is_left_when_it_leaves(left, english, spanish):
    closes_at = (timezone.now() + left).isoformat()

    assert render(make_letter("deadline_reminder", closes_at=closes_at)).subject == f"{english} to submit your application"
    assert render(make_letter("deadline_reminder", language="es-mx", closes_at=closes_at)).subject == f"{spanish} para enviar tu solicitud"


def test_receipt_says_the_same_in_text_and_html():
    letter = render(make_letter("receipt"))

    assert letter.subject == "We have your application: CCC27-4K7QXN"
    assert letter.text == RECEIPT.replace("SIGNATURE", "-- ").replace("SITE", settings.SITE_URL).replace("HELP", settings.HELP_EMAIL)
    assert "<p>Reference: <strong>CCC27-4K7QXN</strong></p>" in letter.html
    assert '<a class="b" href="https://fondo.example.org/es/solicitudes/CCC27-4K7QXN/comprobante/">See my receipt</a>' in letter.html
    assert "<h2>What comes next</h2>" in letter.html
    assert "**" not in letter.html


RECEIPT = """\
Equidad Creativa · Production assistants, CCC

Hello, Itzel,

We have your application. Your application arrived complete and on time.
Keep this letter; it is your receipt.

Reference: CCC27-4K7QXN
Received: Wed 10 March 2027, 20:21:07 in Mexico City; 21:21:07 on your
          clock, Cancún
Fingerprint (SHA-256): 9f2c 41d8 07be 6a35 c0e4 5d19 f3a8 2b76 18e0 94cd
                       7f51 a2c3 60bd e847 3c9a d51f

WHAT COMES NEXT
You will have an answer by Fri 30 April 2027.

You can correct it until the call closes: Fri 12 March 2027, 23:59 in
Mexico City; Sat 13, 00:59 on your clock, Cancún. See my application
(https://fondo.example.org/es/solicitudes/CCC27-4K7QXN/)

See my receipt:
https://fondo.example.org/es/solicitudes/CCC27-4K7QXN/comprobante/

Anyone to whom you show the receipt can check it here
(https://fondo.example.org/es/verificar/7Q4MX-K2P9T-H6WCR-3BNFV/).

SIGNATURE
Help: reply to this letter, or write to HELP.

Your time zone: Cancún. Change your time zone or language
(SITE/en/cuenta/)

Sample letter: people, dates and reference numbers are made up.
"""


def test_receipt_speaks_spanish_as_people_do_in_mexico():
    letter = render(make_letter("receipt", language="es-mx"))

    assert letter.subject == "Recibimos tu solicitud: CCC27-4K7QXN"
    assert letter.text.startswith(RECIBO)
    assert "<p>Hola, Itzel:</p>" in letter.html


RECIBO = """\
Equidad Creativa · Asistentes de producción, CCC

Hola, Itzel:

Recibimos tu solicitud. Llegó completa y a tiempo. Guarda este correo;
es tu comprobante.

Folio: CCC27-4K7QXN
Recibida: mié 10 de marzo de 2027, 20:21:07 en Ciudad de México;
          21:21:07 en tu reloj, Cancún
Huella (SHA-256): 9f2c 41d8 07be 6a35 c0e4 5d19 f3a8 2b76 18e0 94cd 7f51
                  a2c3 60bd e847 3c9a d51f

QUÉ SIGUE
Tendrás una respuesta a más tardar el vie 30 de abril de 2027.
"""


def test_a_second_submission_says_which_one_it_is():
    text = render(make_letter("receipt", number=3)).text

    assert "It is submission number 3 and" in text


@pytest.mark.parametrize(
    ("zone", "clocks"),
    [
        ("America/Mexico_City", "Closes: Fri 12 March 2027, 23:59 in Mexico City\n"),
        ("America/Merida", "Closes: Fri 12 March 2027, 23:59 in Mexico City\n"),  # another name for the same time
        ("", "Closes: Fri 12 March 2027, 23:59 in Mexico City\n"),
        ("Nowhere/../Never", "Closes: Fri 12 March 2027, 23:59 in Mexico City\n"),
        ("America/Tijuana", "Closes: Fri 12 March 2027, 23:59 in Mexico City; 21:59 on your clock,\n        Tijuana\n"),
        ("Europe/Madrid", "Closes: Fri 12 March 2027, 23:59 in Mexico City; Sat 13, 06:59 on your\n        clock, Madrid\n"),
    ],
)
def test_a_deadline_shows_the_readers_clock_only_where_it_differs(zone, clocks):
    assert clocks in render(make_letter("deadline_reminder", reader_zone=zone)).text


@pytest.mark.parametrize(
    "evil",
    [
        "[click](https://evil.example/)",
        "**bold** `mono`",
        "## heading\n\n| fact: x\n- item\n\n[b](https://evil.example/)",
        '<script>alert(1)</script> & "quotes"',
        "{{ code }} {% cut %}",
    ],
)
def test_what_people_wrote_is_never_markup(evil):
    letter = render(make_letter("screened_out", reason=evil))

    assert 'href="https://evil.example/"' not in letter.html
    assert "<script>" not in letter.html
    assert letter.html.count("<h2>") == 2
    assert " ".join(evil.split()) in " ".join(letter.text.split())


def test_paragraphs_of_a_text_stay_paragraphs():
    letter = render(make_letter("declined", feedback="One.\n\nTwo - and * three.\nFour."))

    assert "<p>One.</p>\n<p>Two - and * three.</p>\n<p>Four.</p>" in letter.html
    assert "\nOne.\n\nTwo - and * three.\n\nFour.\n" in letter.text


@pytest.mark.parametrize("kind", ["offer", "waitlisted", "declined"])
def test_what_the_reviewers_saw_is_told_where_there_is_something(kind):
    told = render(make_letter(kind, feedback="You say what you want to learn."))

    assert "WHAT THE REVIEWERS SAW IN YOUR APPLICATION\nYou say what you want to learn.\n" in told.text
    assert "WHAT THE REVIEWERS SAW" not in render(make_letter(kind, feedback="")).text


def test_a_line_break_in_a_name_cannot_make_a_header():
    letter = render(make_letter("receipt", folio="A\r\nBcc: other@example.org"))

    assert letter.subject == "We have your application: A Bcc: other@example.org"


def test_control_characters_are_dropped():
    assert "Good morning" in render(make_letter("screened_out", reason="Good\x00\x1b \x7fmorning\ue001")).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": ""}, "leads to nowhere"),
        ({"url": "javascript:alert(1)"}, "leads to javascript:alert(1)"),
        ({"received_at": "2027-03-11T02:21:07"}, "has no offset"),
        ({"received_at": "yesterday"}, "Invalid isoformat"),
        ({"zone": "Atlantis/Capital"}, "Atlantis/Capital"),
    ],
)
def test_a_letter_that_would_be_wrong_is_not_written(changes, words):
    with pytest.raises(BadLetter, match=re.escape(words)):
        render(make_letter("receipt", **changes))


def test_a_missing_value_is_named():
    letter = make_letter("receipt")
    del letter.context["folio"]

    with pytest.raises(BadLetter, match="receipt: no value for folio"):
        render(letter)


def test_a_kind_without_template_is_a_bad_letter():
    with pytest.raises(BadLetter, match="TemplateDoesNotExist"):
        render(Notification(kind="nothing_like_this", language="en"))


def test_an_unknown_language_is_read_as_spanish():
    assert '<html lang="es-MX">' in render(make_letter("receipt", language="pt")).html


def test_the_expiry_of_the_row_serves_where_the_context_has_none():
    letter = make_letter("offer")
    del letter.context["expires_at"]
    letter.expires_at = datetime(2027, 5, 8, tzinfo=UTC)

    assert "Answer by Fri 7 May 2027, 18:00 in Mexico City" in render(letter).text
