"""gunicorn's threaded worker, which also says when each request arrived.

A deadline is judged by the arrival of the request, not by the moment at which a thread got round to it. The worker's main loop
never runs application code, so it sees a socket become readable at once, however busy the threads are; it stamps the
connection then, and the application finds the stamp in the WSGI environ. A client cannot set it: what clients send is
in `HTTP_…` keys only. For the same reason it is the main loop that waits for pieces of files over slow lines (slow_body.py).
"""

import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from fundportal.web.slow_body import AT_ONCE, BEGINNINGS, PEEK, SlowBody

GOODBYE = 2.0  # seconds that a closed connection may still talk, and the bytes that are heard (RFC 9112 section 9.6)
GOODBYE_BYTES = 65536
ARRIVED_AT = "fundportal.arrived_at"  # environ key; seconds since 1970 (UTC), float
FIRST_BYTE = 10.0  # seconds in which a new connection has to say something
MOST_GATHERING = 200  # connections whose pieces the main loop takes in at once; others get a thread, like any request


Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Connection(TConn):  # type: ignore[misc]  # gunicorn ships no types
    """A connection that takes leave without keeping anybody waiting, and may have been listened to before a thread takes it."""

    def __init__(self, worker: "ArrivalWorker", *arguments: Any) -> None:
        super().__init__(*arguments)
        self.worker = worker
        self.body: SlowBody | None = None

    def init(self) -> None:
        super().init()
        if self.body is not None:
            self.parser.unreader.unread(self.body.take())
            self.body = None

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
        self.gathering: set[Connection] = set()

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
        if len(self.gathering) < MOST_GATHERING and brings_a_piece(conn):
            conn.sock.setblocking(False)
            conn.body = SlowBody()
            self.gathering.add(conn)
            self.poller.register(conn.sock, EVENT_READ, partial(self.gather, conn))
            self.gather(conn, conn.sock)
        else:
            super().enqueue_req(conn)

    def gather(self, conn: Connection, client: socket.socket) -> None:
        """Takes in what has come. A piece that is whole, or that breaks off, goes to a thread: what has come of it is kept. When there is no room for
        it on the disk the line is cut, and the client asks again."""
        try:
            data = client.recv(AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        try:
            is_whole = not data or conn.body is None or conn.body.add(data)
        except OSError:
            self.log.exception("A piece of a file cannot be taken in")
            self.gathering.remove(conn)
            self.poller.unregister(client)
            self.nr_conns -= 1
            conn.close()
            return
        if is_whole:
            self.gathered(conn)

    def gathered(self, conn: Connection) -> None:
        self.gathering.remove(conn)
        self.poller.unregister(conn.sock)
        super().enqueue_req(conn)

    def break_off(self, conn: Connection) -> None:
        """Ends the waiting for more: a thread reads what there is, and finds that the line has ended."""
        with suppress(OSError):
            conn.sock.shutdown(socket.SHUT_RD)
        self.gathered(conn)

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
        for connection in [each for each in self.gathering if not self.alive or (each.body and each.body.until < now)]:
            self.break_off(connection)
        if not self.alive:
            for connection in self.pending_conns:
                connection.timeout = min(connection.timeout, now + STOP_KEEPALIVE_LINGER)
        super().murder_pending()


def brings_a_piece(conn: TConn) -> bool:
    """Whether the request that begins here is one of the upload server; nothing is read. What the parser has read ahead of it is left to a thread."""
    if not isinstance(conn, Connection) or (conn.parser is not None and conn.parser.unreader.buf.getvalue()):
        return False
    try:
        beginning: bytes = conn.sock.recv(PEEK, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        return False
    return beginning.startswith(BEGINNINGS)
