import socket
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache

from fundportal.web.cache import PAUSE, FailOpenRedisCache, circuit


@pytest.fixture(autouse=True)
def closed_circuit():
    circuit.reset()
    yield
    circuit.reset()


def cache_at(port):
    return FailOpenRedisCache(f"redis://127.0.0.1:{port}/0", {})


def everything_misses(away):
    assert away.add("a", 1) is True
    assert away.get("a", "nothing") == "nothing"
    assert away.set("a", 1) is None
    assert away.touch("a") is False
    assert away.delete("a") is False
    assert away.get_many(["a", "b"]) == {}
    assert away.has_key("a") is False
    assert away.set_many({"a": 1}) == []
    assert away.delete_many(["a"]) is None
    assert away.get_or_set("a", 7) == 7
    assert away.clear() is None
    with pytest.raises(ValueError, match="not found"):
        away.incr("a")


def test_server_that_is_there_keeps_things():
    cache.set("key", {"a": 1}, 30)
    assert (cache.get("key"), cache.add("key", 2), cache.incr("n", 1) if cache.set("n", 1) else cache.get("n")) == ({"a": 1}, False, 1)
    assert cache.delete("key") is True
    assert settings.CACHES["default"]["BACKEND"] == "fundportal.web.cache.FailOpenRedisCache"


def test_refused_connection_is_a_miss():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        everything_misses(cache_at(taken.getsockname()[1]))


def test_server_that_hangs_is_a_miss_within_100_ms_and_is_left_alone_for_a_while():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        away = cache_at(silent.getsockname()[1])
        started = time.monotonic()
        assert away.get("a") is None
        assert time.monotonic() - started < 0.1
        started = time.monotonic()
        for _ in range(100):
            away.get("a")
        assert time.monotonic() - started < 0.05
        everything_misses(away)


def test_a_name_that_nobody_finds_is_a_miss_within_100_ms_and_is_looked_for_once(monkeypatch):
    let_go, asked = threading.Event(), []
    monkeypatch.setattr("fundportal.web.cache.socket.getaddrinfo", lambda *place, **_kind: asked.append(place) or (let_go.wait(10) and []))
    away = FailOpenRedisCache("redis://broker.example.org:6379/0", {})
    for _again in range(3):
        circuit.reset()
        started = time.monotonic()
        assert away.get("a") is None
        assert time.monotonic() - started < 0.1
    assert asked == [("broker.example.org", 6379)]
    let_go.set()


def test_a_server_is_found_by_its_name():
    url = urlsplit(settings.REDIS_URL)
    named = FailOpenRedisCache(url._replace(netloc=f":{url.password}@localhost:{url.port}").geturl(), {})
    named.set("key", "by name", 5)
    assert named.get("key") == "by name"


def test_server_is_asked_again_after_the_pause(monkeypatch):
    circuit.trip(ConnectionError())
    cache.set("key", 1)
    assert cache.get("key") is None
    later = time.monotonic() + PAUSE
    monkeypatch.setattr("fundportal.web.cache.time.monotonic", lambda: later)
    cache.set("key", 1)
    assert cache.get("key") == 1
