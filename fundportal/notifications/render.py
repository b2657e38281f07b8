"""From a row of the outbox to a letter: subject, text and HTML, all three from one template.

How to write a letter of kind `offer`: put `templates/letters/offer.txt` there, and a sample of its context under "offer" in
`templates/letters/samples.json` (the tests render every kind from it, in both languages, and check that the rooms give what it needs). “kind.variant”
there holds what is other in a second sample of a kind.

    {% extends "letters/_letter.txt" %}{% load i18n letters %}
    {% block subject %}{% translate "There is a place for you" %}{% endblock %}
    {% block title %}{% translate "Yes: there is a place for you." %}{% endblock %}
    {% block body %}
    {% when expires_at zone as until %}{% blocktranslate trimmed with call=call|local %}
    We chose you for {{ call }}. Answer by {{ until }}.
    {% endblocktranslate %}

    [{% translate "Accept or decline my place" %}]({{ url }})
    {% endblock %}

- The markup of the body stands in `markup.py`; the tags `when`, `day`, `left` and the filters `local`, `groups`, `paragraphs` in `templatetags/letters.py`.
- The context is JSON: instants and dates as ISO strings beside the IANA name of their zone, texts as {"es": …, "en": …} or plain, addresses absolute.
- Values are quoted: what a person wrote is never taken for markup. A value that is named in the template and not given is a fault (BadLetter);
  what may be missing is asked with `{% if %}`.
- `home` is the site in the letter's language, `expires_at` the row's own (when the context has none), `default_zone` the portal's zone.
- The frame adds the site's name, `call` (where given), the greeting, help, the reader's zone, and a line when `sample` is true.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.template import Context, Engine, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils import translation

from fundportal.notifications.html import html_blocks
from fundportal.notifications.markup import BadLetter, Block, parse
from fundportal.notifications.models import Notification
from fundportal.notifications.plain import plain_letter
from fundportal.notifications.quoting import quote, unquote
from fundportal.web.bilingual import pick
from fundportal.web.language import PREFIXES
from fundportal.web.zones import city

MISSING = "\uf8ff"
WRONG = (TemplateDoesNotExist, TemplateSyntaxError, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)
PREFIX_OF = {language: prefix for prefix, language in PREFIXES.items()}


@dataclass(frozen=True, slots=True)
class Letter:
    """What leaves: one line, and the same words twice."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The parsed letter, before it becomes text and HTML. `kicker` says who writes and about what."""

    kicker: str
    subject: str
    title: str
    greeting: tuple[Block, ...]
    body: tuple[Block, ...]
    footer: tuple[Block, ...]


def render(notification: Notification) -> Letter:
    """The letter in its own language. Raises BadLetter when it cannot be written, and nothing else."""
    language = notification.language if notification.language in PREFIX_OF else "es-mx"
    try:
        with translation.override(language):
            parts = parts_of(notification, language)
            return Letter(parts.subject, plain_letter(parts), html_letter(parts, language))
    except BadLetter:
        raise
    except WRONG as error:
        raise BadLetter(f"{notification.kind}: {type(error).__name__}: {error}") from error


def parts_of(notification: Notification, language: str) -> Parts:
    """The template's parts, with the letter's language active."""
    values = Context({**frame(notification, language), **quote(notification.context)}, autoescape=False)
    source = engine().get_template(f"letters/{notification.kind}.txt").render(values)
    if MISSING in source:
        raise BadLetter(f"{notification.kind}: no value for {source.split(MISSING)[1]}")
    subject, title, greeting, body, footer = source.split("\f")
    call = notification.context.get("call", "")
    parts = Parts(
        kicker=" · ".join(filter(None, [settings.SITE_NAME, pick(call) if isinstance(call, dict) else str(call)])),
        subject=one_line(subject),
        title=one_line(title),
        greeting=parse(greeting),
        body=parse(body),
        footer=parse(footer),
    )
    if not (parts.subject and parts.title and parts.body):
        raise BadLetter(f"{notification.kind}: subject, title and body must not be empty")
    return parts


def html_letter(parts: Parts, language: str) -> str:
    around = {"language": "es-MX" if language == "es-mx" else language, "parts": parts}
    return render_to_string(
        "letters/_letter.html",
        {**around, "greeting": html_blocks(parts.greeting), "body": html_blocks(parts.body), "footer": html_blocks(parts.footer)},
    )


def one_line(source: str) -> str:
    return unquote(" ".join(source.split()))


def frame(notification: Notification, language: str) -> dict[str, Any]:
    """What every letter knows besides its context; `home` is the site in the letter's language."""
    person = notification.recipient
    names = person.name.split() if person else []
    return {
        "home": f"{settings.SITE_URL}/{PREFIX_OF[language]}/",
        "first_name": quote(names[0]) if names else "",
        "expires_at": notification.expires_at.isoformat() if notification.expires_at else "",
        "default_zone": settings.TIME_ZONE,
        "reader_zone": person.time_zone if person else "",
        "reader_city": quote(city(person.time_zone)) if person and person.time_zone else "",
        "has_account": person is not None,
        "help_phone": quote(settings.HELP_PHONE),
        "help_email": quote(settings.HELP_EMAIL),
        "site_name": quote(settings.SITE_NAME),
    }


@cache
def engine() -> Engine:
    """For the templates of letters: nothing is escaped (values are quoted), and a missing value leaves a mark."""
    return Engine(
        dirs=[str(folder) for folder in settings.TEMPLATES[0]["DIRS"]],
        libraries={"i18n": "django.templatetags.i18n", "letters": "fundportal.notifications.templatetags.letters"},
        string_if_invalid=f"{MISSING}%s{MISSING}",
        autoescape=False,
    )
