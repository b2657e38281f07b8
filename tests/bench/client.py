"""A browser reduced to what a bench needs: one kept-open connection, cookies given beforehand, no reading of pages."""

import http.client
from urllib.parse import urlencode

TOKEN = "bench" * 6 + "ab"
"""Cookie and form field alike: 32 characters, as Django's CSRF protection wants them."""


class Client:
    """`session` is the key of a session in the database; without it nobody is signed in."""

    def __init__(self, port, session=""):
        self.connection = http.client.HTTPConnection("localhost", port)
        self.headers = {"Accept-Encoding": "gzip"}
        if session:
            self.headers["Cookie"] = f"sessionid={session}; csrftoken={TOKEN}"

    def get(self, path, expect=200):
        return self.send("GET", path, None, expect)

    def post(self, path, expect=302, **fields):
        """Returns where the answer leads to."""
        return self.send(
            "POST",
            path,
            urlencode({"csrfmiddlewaretoken": TOKEN, **{name.replace("__", "."): value for name, value in fields.items()}}),
            expect,
        )

    def send(self, method, path, body, expect):
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"} if body else self.headers
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != expect:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return answer.headers.get("Location") or content
