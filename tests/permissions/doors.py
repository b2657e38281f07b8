"""Every address that the resolver knows, and what an answer says about who got in."""

import re
from contextlib import contextmanager

from django.db import connection, transaction
from django.urls import URLPattern, get_resolver, reverse
from django.utils.translation import override

SIGN_IN = (
    *("/admin/login/", "/es/cuenta/login/", "/es/cuenta/segundo-factor/"),
    *("/es/cuenta/reauthenticate/", "/es/cuenta/reauthenticate/codigo/", "/es/cuenta/2fa/reauthenticate/"),
)
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|COPY) "?(\w+)', re.IGNORECASE)


def doors():
    """Name (the route, where it has none) -> route, of every address; those under a language counted once, in Spanish."""
    with override("es-mx"):
        return dict(walk(get_resolver().url_patterns))


def walk(patterns, route="", spaces=()):
    for found in patterns:
        here = route + str(found.pattern)
        if isinstance(found, URLPattern):
            yield (":".join((*spaces, found.name)) if found.name else here), here
        else:
            yield from walk(found.url_patterns, here, (*spaces, found.namespace) if found.namespace else spaces)


def address(name, arguments):
    """Of a row of the matrix."""
    if name == "admin:app_list":
        return reverse(name, args=["applicants"])
    if name == "admin/(?P<url>.*)$":
        return "/admin/anything"
    if "<" in name:
        return "/" + name.replace("<path:object_id>", str(*arguments))
    with override("es-mx"):
        return reverse(name, args=arguments)


def is_out(response, *, about_a_row):
    """Sent to sign in or to confirm, refused, or told that there is nothing; of a row that is not there the admin says so on its index."""
    if response.status_code in (401, 403, 404):
        return True
    if response.status_code != 302:
        return False
    path = response["Location"].partition("?")[0]
    return (path in SIGN_IN and path != response.request["PATH_INFO"]) or (about_a_row and path == "/admin/")


def tried(client, method, path, data=None, **options):
    """The answer, and the tables to which it has written (sessions aside). What it did is undone."""
    written = set()

    def watch(execute, sql, parameters, many, context):
        found = WRITES.match(sql if isinstance(sql, str) else "")
        if found and "session" not in found[1]:
            written.add(found[1])
        return execute(sql, parameters, many, context)

    with undone(), connection.execute_wrapper(watch):
        response = getattr(client, method)(path, data, **options)
        response.body = b"".join(response.streaming_content) if response.streaming else response.content
    return response, written


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
