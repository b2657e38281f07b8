"""The yardstick: Django views without middleware, in the same server as the portal."""

import random

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection
from django.http import HttpResponse
from django.urls import path

ROWS = 1000


def hello(request):
    return HttpResponse("hello")


def update(request):
    """One UPDATE of one row among a thousand."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bench_row SET n = n + 1 WHERE id = %s", [random.randrange(ROWS)])
    return HttpResponse("done")


urlpatterns = [path("bare/hello/", hello), path("bare/update/", update)]


class BareRequest(WSGIRequest):
    urlconf = __name__


class BareHandler(WSGIHandler):
    """Django without any middleware."""

    request_class = BareRequest

    def load_middleware(self, is_async=False):
        self._view_middleware, self._template_response_middleware, self._exception_middleware = [], [], []
        self._middleware_chain = convert_exception_to_response(self._get_response)


def make_rows():
    """The table of the bare UPDATE."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row (id int PRIMARY KEY, n int NOT NULL) WITH (fillfactor = 50)")
        cursor.execute("INSERT INTO bench_row SELECT id, 0 FROM generate_series(0, %s) AS id", [ROWS - 1])
