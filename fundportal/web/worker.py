"""gunicorn's threaded worker, which also says when each request arrived.

A deadline is judged by the arrival of the request, not by the moment at which a thread got round to it. The worker's main loop
never runs application code, so it sees a socket become readable at once, however busy the threads are; it stamps the
connection then, and the application finds the stamp in the WSGI environ. A client cannot set it: what clients send is
in `HTTP_…` keys only.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

ARRIVED_AT = "fundportal.arrived_at"  # environ key; seconds since 1970 (UTC), float
FIRST_BYTE = 10.0  # seconds in which a new connection has to say something


class ArrivalWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A ThreadWorker whose requests carry `fundportal.arrived_at`. A connection takes a thread only when it has sent something, so that
    idle ones (browsers open them ahead of need) and those that never speak keep no one waiting."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.here = threading.local()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        application = self.wsgi

        def stamped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            environ[ARRIVED_AT] = self.here.arrived_at
            result: Iterable[bytes] = application(environ, start_response)
            return result

        self.wsgi = stamped

    def accept(self, listener: socket.socket) -> None:
        """Takes a new connection and waits for its first byte in the main loop, not in a thread."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):  # another worker was quicker, or the client has gone
            return
        connection = TConn(self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + FIRST_BYTE
        self.nr_conns += 1
        self.pending_conns.append(connection)
        self.poller.register(client, EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def enqueue_req(self, conn: TConn) -> None:
        """Called in the main loop when a connection, new or kept alive, has become readable: that is the arrival."""
        conn.arrived_at = time.time()
        super().enqueue_req(conn)

    def handle_request(self, req: Any, conn: TConn) -> bool:
        self.here.arrived_at = conn.arrived_at
        answered: bool = super().handle_request(req, conn)
        return answered

    def murder_pending(self) -> None:
        """As above; a worker that stops waits no longer for a first byte than for a next request."""
        if not self.alive:
            latest = time.monotonic() + STOP_KEEPALIVE_LINGER
            for connection in self.pending_conns:
                connection.timeout = min(connection.timeout, latest)
        super().murder_pending()
