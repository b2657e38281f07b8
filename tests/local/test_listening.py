import socket

import pytest

from fundportal.local import run
from fundportal.local.trouble import Trouble


@pytest.fixture
def taken(monkeypatch):
    """A port that somebody listens on, in the place of the usual one."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr(run, "USUAL_PORT", port)
        monkeypatch.delenv("PORT", raising=False)
        monkeypatch.delenv("HOST", raising=False)
        yield port


def test_the_usual_port_gives_way_to_a_free_one_and_that_is_said(taken):
    said = []
    host, port = run.listening_place(said.append)
    assert host == "127.0.0.1"
    assert port != taken
    assert said == [f"Port {taken} is taken by another program; this run takes {port} (set PORT for one of your choice)."]


def test_a_given_port_does_not_give_way(taken, monkeypatch):
    monkeypatch.setenv("PORT", str(taken))
    with pytest.raises(Trouble, match=rf"Nothing can listen on 127\.0\.0\.1, port {taken}: Address already in use"):
        run.listening_place(print)


def test_a_port_is_a_number(monkeypatch):
    monkeypatch.setenv("PORT", "web")
    with pytest.raises(Trouble, match="PORT is 'web'; it has to be a number"):
        run.listening_place(print)
