"""A line to the portal that can be cut, as the ones of the sierra are."""

import socket
import threading
from contextlib import suppress


class Line:
    """Listens on a port of its own (`address`) and passes everything on, until it is cut."""

    def __init__(self, port):
        self.target, self.up, self.open = port, True, set()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://localhost:{self.server.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with suppress(OSError):
            while True:
                near, _ = self.server.accept()
                if not self.up:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.target))
                self.open |= {near, far}
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    def pump(self, source, sink):
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()  # the other one is closed by who reads from it
        self.open.discard(source)

    def cut(self):
        self.up = False
        for end in list(self.open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self):
        self.up = True

    def close(self):
        self.cut()
        self.server.close()
