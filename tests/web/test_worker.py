"""The moment of arrival, seen by a real gunicorn whose only thread is busy."""

import http.client
import os
import socket
import sys
import threading
import time

import pytest

from fundportal.local.places import ROOT
from fundportal.local.ports import free_port
from fundportal.local.process import start, stop

APPLICATION = """
import time

def application(environ, start_response):
    begun = time.time()
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1.5)
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['fundportal.arrived_at']:.3f} {begun:.3f}".encode()]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    folder = tmp_path_factory.mktemp("arrival")
    (folder / "arrival_application.py").write_text(APPLICATION)
    port = free_port()
    environment = os.environ | {"PORT": str(port), "HOST": "127.0.0.1", "WEB_WORKERS": "1", "WEB_THREADS": "1", "SAMPLE_LOGINS": "0"}
    environment["PYTHONPATH"] = f"{folder}:{ROOT}"
    command = [sys.executable, "-m", "gunicorn", "--config=python:fundportal.gunicorn_conf", "arrival_application:application"]
    child = start(command, environment=environment, folder=folder)
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            ask(port, "/")
            break
        except ConnectionRefusedError:
            time.sleep(0.05)
    yield port
    stop(child)


def ask(port, path, connection=None, **options):
    """(arrived_at, begun) as the application saw them."""
    used = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        used.request("GET", path, **options)
        arrived_at, begun = used.getresponse().read().split()
    finally:
        if connection is None:
            used.close()
    return float(arrived_at), float(begun)


def busy(port):
    """Keeps the only thread busy for 1.5 s; returns when it is."""
    thread = threading.Thread(target=ask, args=(port, "/slow"))
    thread.start()
    time.sleep(0.3)
    return thread


def test_arrival_of_a_new_connection_is_before_a_thread_is_free(port):
    thread = busy(port)
    sent = time.time()
    arrived_at, begun = ask(port, "/")
    thread.join()
    assert abs(arrived_at - sent) < 0.3
    assert begun - arrived_at > 0.8


def test_arrival_on_a_kept_connection_is_that_of_its_own_request(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    first, _ = ask(port, "/", connection)
    thread = busy(port)
    sent = time.time()
    arrived_at, begun = ask(port, "/", connection)
    thread.join()
    connection.close()
    assert arrived_at - first > 0.25
    assert abs(arrived_at - sent) < 0.3
    assert begun - arrived_at > 0.8


def test_arrival_is_that_of_the_first_byte_and_silent_connections_hold_no_thread(port):
    silent = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(3)]
    for each in silent:
        each.connect()
    time.sleep(0.6)
    sent = time.time()
    _, begun = ask(port, "/")
    assert begun - sent < 0.3
    sent = time.time()
    arrived_at, _ = ask(port, "/", silent[0])
    assert abs(arrived_at - sent) < 0.3
    for each in silent:
        each.close()


def test_arrival_is_on_time_while_another_client_does_not_hang_up(port):
    rude = socket.create_connection(("127.0.0.1", port))
    rude.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    time.sleep(0.3)
    sent = time.time()
    arrived_at, _ = ask(port, "/")
    assert abs(arrived_at - sent) < 0.3
    rude.settimeout(5)
    with rude.makefile("rb") as answer:
        assert answer.read().startswith(b"HTTP/1.1 200 OK")
    rude.close()


def test_a_client_cannot_set_its_arrival(port):
    sent = time.time()
    forged = {"fundportal.arrived_at": "1.0", "Fundportal-Arrived-At": "1.0", "X-Fundportal.Arrived_At": "1.0"}
    arrived_at, _ = ask(port, "/", headers=forged)
    assert abs(arrived_at - sent) < 0.3
