"""Pieces of files over slow lines, against a real gunicorn that has one thread."""

import hashlib
import os
import shlex
import socket
import sys
import time
from contextlib import contextmanager, suppress

import pytest

from fundportal.local.places import ROOT
from fundportal.local.ports import free_port
from fundportal.local.process import start, stop
from fundportal.web.slow_body import MOST_BODY, MOST_HEAD, SlowBody

APPLICATION = """
import hashlib

seen = []

def application(environ, start_response):
    try:
        body = environ["wsgi.input"].read()
    except OSError:
        body = b"broken"
    if environ["PATH_INFO"] != "/seen":
        seen.append(f"{len(body)} {hashlib.sha256(body).hexdigest()}")
    said = "\\n".join(seen if environ["PATH_INFO"] == "/seen" else seen[-1:]).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))])
    return [said]
"""
PIECE = os.urandom(300_000)


@contextmanager
def served(folder, limits=""):
    """The port of a web server with one worker and one thread."""
    (folder / "pieces_application.py").write_text(APPLICATION)
    port = free_port()
    environment = os.environ | {"PORT": str(port), "HOST": "127.0.0.1", "WEB_WORKERS": "1", "WEB_THREADS": "1", "SAMPLE_LOGINS": "0"}
    environment["PYTHONPATH"] = f"{folder}:{ROOT}"
    words = [sys.executable, "-m", "gunicorn", "--config=python:fundportal.gunicorn_conf", "pieces_application:application"]
    child = start(["bash", "-c", f"{limits} exec {shlex.join(words)}"], environment=environment, folder=folder)
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            ask(port, b"GET /seen HTTP/1.0\r\n\r\n")
            break
        except ConnectionRefusedError:
            time.sleep(0.05)
    yield port
    stop(child)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with served(tmp_path_factory.mktemp("pieces")) as port:
        yield port


def opened(port):
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def ask(port, request):
    with opened(port) as line:
        line.sendall(request)
        return answer(line)


def answer(line):
    with line.makefile("rb") as file:
        return file.read().partition(b"\r\n\r\n")[2].decode()


def head(length, method=b"PATCH"):
    return method + b" /archivos/tus/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % length


def told(piece):
    return f"{len(piece)} {hashlib.sha256(piece).hexdigest()}"


def test_many_slow_pieces_hold_no_thread(port):
    """The only thread answers pages while thirty pieces are on their way, and each arrives whole."""
    before = ask(port, b"GET /seen HTTP/1.0\r\n\r\n")
    lines = [opened(port) for _ in range(30)]
    for line in lines:
        line.sendall(head(len(PIECE)) + PIECE[:100_000])
    assert ask(port, b"GET /seen HTTP/1.0\r\n\r\n") == before
    for line in lines:
        line.sendall(PIECE[100_000:200_000])
    assert ask(port, b"GET /seen HTTP/1.0\r\n\r\n") == before
    for line in lines:
        line.sendall(PIECE[200_000:])
        assert answer(line) == told(PIECE)
        line.close()


def test_what_has_come_of_a_piece_that_breaks_off_is_passed_on(port):
    line = opened(port)
    line.sendall(head(len(PIECE)) + PIECE[:1000])
    line.shutdown(socket.SHUT_WR)
    assert answer(line) == told(PIECE[:1000])
    line.close()


def test_without_room_on_the_disk_the_line_is_cut_and_pages_go_on(tmp_path):
    with served(tmp_path, "ulimit -f 64;") as port:
        line = opened(port)
        with suppress(OSError):
            line.sendall(head(len(PIECE)) + PIECE)
        with suppress(ConnectionResetError):
            assert line.recv(100) == b""
        line.close()
        assert ask(port, b"GET /seen HTTP/1.0\r\n\r\n") == ""


@pytest.mark.parametrize("method", [b"PATCH", b"POST"])
def test_pieces_on_one_connection_follow_one_another(port, method):
    line = opened(port)
    keep = head(5, method).replace(b"Connection: close\r\n", b"")
    line.sendall(keep + b"uno--" + keep + b"dos--" + head(3, method) + b"tre")
    with line.makefile("rb") as file:
        answers = file.read().decode()
    assert [told(piece) in answers for piece in (b"uno--", b"dos--", b"tre")] == [True] * 3
    line.close()


@pytest.mark.parametrize(
    ("request_", "whole"),
    [
        (head(5), False),
        (head(5) + b"1234", False),
        (head(5) + b"12345", True),
        (head(0), True),
        (head(MOST_BODY + 1), True),  # refused before it is read
        (head(MOST_BODY), False),
        (head(5).replace(b"Content-Length: 5", b"Transfer-Encoding: chunked"), True),
        (head(5).replace(b"Host: x", b"Expect: 100-continue"), True),
        (head(5).replace(b"Content-Length: 5", b"content-length:5") + b"1234", False),
        (b"PATCH /archivos/tus/" + b"x" * MOST_HEAD, True),
        (b"PATCH /archivos/tus/1 HTTP/1.1\r\nHost", False),
    ],
)
def test_what_is_waited_for(request_, whole):
    at_once, in_bits = SlowBody(), SlowBody()
    assert at_once.add(request_) is whole
    assert [in_bits.add(request_[place : place + 7]) for place in range(0, len(request_), 7)][-1] is whole
    assert at_once.take() == in_bits.take() == request_
