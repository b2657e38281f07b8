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

GOODBYE = 2.0  # seconds that a closed connection may still talk, and the bytes that are heard (RFC 9112 section 9.6)
GOODBYE_BYTES = 65536
ARRIVED_AT = "fundportal.arrived_at"  # environ key; seconds since 1970 (UTC), float
FIRST_BYTE = 10.0  # seconds in which a new connection has to say something


Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Connection(TConn):  # type: ignore[misc]  # gunicorn ships no types
    """A connection that takes leave without keeping anybody waiting."""

    def __init__(self, worker: "ArrivalWorker", *arguments: Any) -> None:
        super().__init__(*arguments)
        self.worker = worker

    def close(self, graceful: bool = False) -> None:
        if graceful:
            self.worker.take_leave(self.sock)
        else:
            super().close()


class ArrivalWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A ThreadWorker whose requests carry `fundportal.arrived_at`. A connection takes a thread only when it has sent something, so that
    idle ones (browsers open them ahead of need) and those that never speak keep no one waiting."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.here = threading.local()
        self.leaving: dict[socket.socket, tuple[float, int]] = {}  # until when, and how many bytes it may still send

    def load_wsgi(self) -> None:
        super().load_wsgi()
        application: Application = self.wsgi  # type: ignore[has-type]

        def stamped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            environ[ARRIVED_AT] = self.here.arrived_at
            return application(environ, start_response)

        self.wsgi = stamped

    def accept(self, listener: socket.socket) -> None:
        """Takes a new connection and waits for its first byte in the main loop, not in a thread."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):  # another worker was quicker, or the client has gone
            return
        connection = Connection(self, self.cfg, client, address, listener.getsockname())
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

    def take_leave(self, client: socket.socket) -> None:
        """Half-closes, and drains what the client still sends, so that the last answer is not cut off. The poller does it: gunicorn's
        own way waits in the main loop, and one client that does not hang up would hold up all others for two seconds."""
        try:
            client.shutdown(socket.SHUT_WR)
            client.setblocking(False)
        except OSError:
            client.close()
            return
        self.leaving[client] = (time.monotonic() + GOODBYE, GOODBYE_BYTES)
        self.poller.register(client, EVENT_READ, self.drain)

    def drain(self, client: socket.socket) -> None:
        until, left = self.leaving[client]
        try:
            heard = len(client.recv(left))
        except BlockingIOError:
            return
        except OSError:
            heard = 0
        self.leaving[client] = (until, left - heard)
        if heard in (0, left):
            self.hang_up(client)

    def hang_up(self, client: socket.socket) -> None:
        del self.leaving[client]
        self.poller.unregister(client)
        client.close()

    def murder_pending(self) -> None:
        """As above, and the leave-takings that last too long. A worker that stops waits no longer for a first byte than for a next
        request."""
        now = time.monotonic()
        for client in [client for client, (until, _left) in self.leaving.items() if until < now]:
            self.hang_up(client)
        if not self.alive:
            for connection in self.pending_conns:
                connection.timeout = min(connection.timeout, now + STOP_KEEPALIVE_LINGER)
        super().murder_pending()
