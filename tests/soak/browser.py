"""A person's browser, as far as faults can tell: cookies, forms, redirects, and one connection a request, so that each break is seen."""

import http.client
import re
from html import unescape
from urllib.parse import urlencode, urljoin, urlsplit

PATIENCE = 40.0  # seconds for an answer, as long as a person looks at a turning wheel
HIDDEN = re.compile(r'<input (?:type="hidden" )?name="([^"]*)" value="([^"]*)"(?: hidden|>)')


class Broke(Exception):
    """What a person takes for a failure: an error page, or no answer at all (`status` 0)."""

    def __init__(self, status, method, path, words=""):
        super().__init__(f"{status or 'no answer'} at {method} {path} {words}")
        self.status, self.method = status, method

    @property
    def is_seen(self):
        """Whether a person sees it: the reverse proxy asks once more when no answer came, but only what reads."""
        return self.status > 0 or self.method == "POST"


class Page:
    """Where one has arrived, and what stands there."""

    def __init__(self, status, path, text):
        self.status, self.path, self.text = status, path, text

    def hidden(self, *names):
        """The hidden fields of the page by name; only those named, if any are."""
        found = {unescape(name): unescape(value) for name, value in HIDDEN.findall(self.text)}
        return {name: found[name] for name in names} if names else found


class Browser:
    def __init__(self, port):
        self.port, self.cookies = port, {}

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, fields):
        """The page after all redirects. Raises Broke."""
        return self.ask("POST", path, urlencode(fields, doseq=True).encode())

    def ask(self, method, path, body=None):
        for _redirect in range(6):
            status, location, text = self.once(method, path, body)
            if status >= 500:
                raise Broke(status, method, path)
            if location is None:
                return Page(status, path, text)
            where = urlsplit(urljoin(f"http://localhost:{self.port}{path}", location))
            method, path, body = "GET", where.path + (f"?{where.query}" if where.query else ""), None
        raise AssertionError(f"too many redirects at {path}")

    def once(self, method, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Host": f"localhost:{self.port}", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, {**headers, "Connection": "close"})
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Broke(0, method, path, type(error).__name__) from error
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers["Location"] if 300 <= answer.status < 400 else None, text
