"""What Django and allauth say to people here, in the portal's Spanish: theirs says usted, the portal says tú.

The catalogues under `locale/borrowed` are kept by hand and stand between our own and theirs. They hold what a person can meet; this module
compiles them and finds what a new release of either package has brought.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.apps import apps
from django.utils.translation.trans_real import DjangoTranslation

from fundportal.local.catalogues import compiled, filled, key_of, strings_of
from fundportal.local.places import ROOT

LANGUAGE = "es-mx"
DOMAINS = ("django", "djangojs")
FOLDER = ROOT / "fundportal" / "locale" / "borrowed" / "es_MX" / "LC_MESSAGES"

# Sources that nobody meets here: Django's debug pages and generic views; what of allauth is not installed, and its letters (ours go out).
UNMET = (
    "conf/global_settings",
    "views/csrf",
    "views/templates/",
    "views/generic/",
    "socialaccount/",
    "idp/",
    "headless/",
    "usersessions/",
    "templates/openid/",
    "templates/account/email/",
    "templates/mfa/email/",
    "phone",
)
# Words that address a person as usted: pronouns and commands anywhere, verbs where they begin a sentence.
USTED = re.compile(
    r"\b(usted|ustedes|sus?|les?|acceda|active|agregue|asegúrese|cambie|compruebe|conf[ií]e|confirme|considere|contacte|corrija|desactive|"
    r"descargue|elija|emita|empiece|envíe|escriba|espere|guarde|habilite|haga|indique|inicie|ingrese|inténtelo|intente|introduzca|"
    r"introdúzcal[ao]s?|mantenga|marque|note|póngase|pregunte|presione|proporcione|pulse|recuerde|revise|seleccione|siga|"
    r"solicite|tome|utilice|use|verifique|visite|vuelva)\b"
    r"|(^|[.:;¿¡—] ?|por favor,? )(no )?(debe|desea|está|ha|olvidó|puede|quiere|recibirá|tiene|va)\b"
    r"|\b(se ha autenticado|que (debe|desea|ha) |si (ha|no ha|lo ha|desea|no reconoce))\b",
    re.IGNORECASE,
)


def theirs(domain: str) -> Iterator[Message]:
    """Every string of the installed Django and allauth, in English, with the files in which it stands."""
    apps_of_theirs = [Path(app.path) for app in apps.get_app_configs() if app.name.startswith(("django.", "allauth"))]
    for folder in [Path(django.__file__).parent / "conf", *apps_of_theirs]:
        path = folder / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            with path.open("rb") as file:
                yield from (message for message in read_po(file, locale="en") if message.id)


def is_met(message: Message) -> bool:
    """Whether somebody can come across it here: not when it stands only in what is not used, or in templates that ours replace."""
    files = [file for file, _line in message.locations]
    return any(not any(each in file for each in UNMET) and not (ROOT / file).exists() for file in files)


def as_shown(translation: DjangoTranslation, message: Message) -> list[str]:
    """What a reader of Spanish sees, for one and for many."""
    prefix = f"{message.context}\x04" if message.context else ""
    if isinstance(message.id, str):
        return [translation.gettext(prefix + message.id)]
    return [translation.ngettext(prefix + message.id[0], prefix + message.id[1], number) for number in (1, 2)]


def read(domain: str) -> Catalog:
    with (FOLDER / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="es_MX")


def compile_all() -> None:
    for domain in DOMAINS:
        (FOLDER / f"{domain}.mo").write_bytes(compiled(read(domain)))


def problems(domain: str) -> list[str]:
    """What is wrong: strings that are empty, dead or have other placeholders, an .mo that differs, and what still says usted to somebody."""
    catalog, source = read(domain), list(theirs(domain))
    found = []
    living = {key_of(message) for message in source}
    for message in catalog:
        if not message.id:
            continue
        if key_of(message) not in living:
            found.append(f"no longer said by Django or allauth: {message.id!r}")
        elif not filled(message):
            found.append(f"untranslated: {message.id!r}")
        else:
            found += [f"{error} in {message.id!r}" for error in message.check(catalog)]
    mo = FOLDER / f"{domain}.mo"
    if not mo.exists() or strings_of(mo.read_bytes()) != strings_of(compiled(catalog)):
        found.append("the .mo is not that of the .po; run `manage.py messages`")
    translation = DjangoTranslation(LANGUAGE, domain=domain)
    found += [
        f"says usted: {message.id!r}: {text!r}"
        for message in source
        if is_met(message)
        for text in as_shown(translation, message)
        if USTED.search(text)
    ]
    return sorted(f"borrowed {domain}: {each}" for each in found)
