"""What a page says, and where it is."""

import re
from html import unescape

from applicants.applications.models import Application


def words(response):
    """What a reader sees, with single spaces."""
    body = re.sub(r"(?s)<(script|style|svg).*?</\1>", " ", response.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def title(response):
    return unescape(re.search("<title>(.*?)</title>", response.content.decode(), re.DOTALL)[1])


def fresh(application):
    return Application.objects.select_related("submission").get(pk=application.pk)


def at(application, *rest):
    return "/".join(["/es/solicitudes", application.folio, *rest, ""])


def autosave(client, address, keys, **fields):
    """What the script of the page sends."""
    return client.post(address, {".keys": keys, **fields}, headers={"X-Autosave": "1"})


def checked(client, application):
    """The token in the page on which the answers are checked."""
    page = client.get(at(application, "revisar")).content.decode()
    return re.search('name="checked" value="(.*?)"', page)[1]
