"""A scanner that speaks as clamd does, over a loopback socket."""

import socketserver
import struct
import threading
from contextlib import contextmanager

VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        word = self.rfile.readline().strip()
        content = b""
        while word == b"nINSTREAM" and (size := struct.unpack(">I", self.rfile.read(4))[0]):
            content += self.rfile.read(size)
        self.server.seen.append(content)
        if self.server.mood == "silent":
            return
        if len(content) > self.server.most:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\n")
        else:
            self.wfile.write(b"stream: Eicar-Test FOUND\n" if VIRUS in content else b"stream: OK\n")


class Clam(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def clam():
    """The server; `seen` holds what it was given, `most` is its StreamMaxLength."""
    with Clam(("127.0.0.1", 0), Session) as server:
        server.seen, server.most, server.mood = [], 10**6, ""
        server.url = f"tcp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
