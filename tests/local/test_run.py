"""The whole local portal, in a checkout of its own below a closed home folder: first run, second run, and every way to end."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import psycopg2
import pytest

from fundportal.local.places import ROOT
from fundportal.local.ports import free_port
from fundportal.local.process import start
from fundportal.local.supervisor import Supervisor
from fundportal.local.trouble import Trouble

pytestmark = pytest.mark.slow
PARTS = ("fundportal", "programs", "applicants", "templates", "static", "manage.py", "requirements.txt")
SERVERS = {
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "STORAGE_URL",
    "SECRET_KEY",
    "SIGNING_KEYS",
    "DISCLOSURE_KEY",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "STATIC_ROOT",
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    checkout = home / "carpeta con ñ" / "portal"
    checkout.mkdir(parents=True)
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, checkout / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / part, checkout / part)
    home.chmod(0o700)
    yield checkout
    assert home.stat().st_mode & 0o777 == 0o700
    assert family(checkout) == []


@contextmanager
def portal(checkout, until="Ctrl-C ends all of it.", **settings):
    """A portal that starts: yields the process once it has said `until`, with what it has said as `.said`."""
    environment = (
        {name: value for name, value in os.environ.items() if name not in SERVERS} | {"SAMPLE_LOGINS": "0", "WEB_WORKERS": "1"} | settings
    )
    environment.setdefault("PORT", str(free_port()))
    command = [sys.executable, "-m", "fundportal.local", "run"]
    with subprocess.Popen(command, cwd=checkout, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        run.said = ""
        for line in run.stdout:
            run.said += line
            if until in line:
                break
        try:
            assert run.poll() is None, run.said
            yield run
        finally:
            run.kill()
            run.said += run.stdout.read()


def family(checkout):
    """All processes of a checkout: those that work in its folders, and what they have started."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(checkout) in process.cwd() or str(checkout) in " ".join(process.cmdline()):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return found


def wait_for_silence(checkout, seconds=30):
    _gone, alive = psutil.wait_procs(family(checkout), timeout=seconds)
    assert [process.cmdline() for process in alive] == []
    assert family(checkout) == []


def address(run):
    return re.search(r"http://localhost:\d+", run.said)[0]


def status(run, path="/readyz"):
    host = address(run).removeprefix("http://")
    connection = http.client.HTTPConnection(host.replace("localhost", "127.0.0.1"), timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def wait_for(condition, seconds=10):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def child(checkout, words):
    return next(process for process in family(checkout) if words in " ".join(process.cmdline()))


def ask(checkout, *statements):
    url = json.loads((checkout / ".data" / "running.json").read_text())["environment"]["DATABASE_URL"]
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
        rows = cursor.fetchall() if cursor.description else None
    connection.close()
    return rows


def test_a_run_replaces_a_killed_web_worker_refuses_a_twin_and_outlives_a_power_cut(checkout):
    with portal(checkout) as run:
        assert status(run) == 200
        assert f"E-mails are not sent: each is a .eml file in {checkout / '.data' / 'mail'}" in run.said
        ask(checkout, "CREATE TABLE marker (n int)", "INSERT INTO marker VALUES (7)")
        twin = subprocess.run([sys.executable, "-m", "fundportal.local", "run"], cwd=checkout, capture_output=True, text=True, check=False)
        assert (twin.returncode, twin.stderr) == (1, f"The portal of this checkout runs already at {address(run)}.\n")
        child(checkout, "gunicorn").children()[0].kill()
        wait_for(lambda: status(run) == 200)
        for process in [run, *family(checkout)]:
            process.kill()
    wait_for_silence(checkout)

    begun = time.monotonic()
    with portal(checkout) as run:
        seconds = time.monotonic() - begun
        assert ask(checkout, "SELECT n FROM marker") == [(7,)]
        run.kill()
        wait_for_silence(checkout)  # nothing outlives a killed supervisor
    assert seconds < 60  # some 7 on a machine that does nothing else


def test_ctrl_c_ends_all_of_it_cleanly(checkout):
    with portal(checkout) as run:
        run.send_signal(signal.SIGINT)
        assert run.wait(40) == 0
    assert run.said.rstrip().endswith("Stopped.")
    wait_for_silence(checkout, seconds=1)
    assert not (checkout / ".data" / "postgres" / "postmaster.pid").exists()


def test_a_run_that_is_stopped_while_it_prepares_leaves_nothing(checkout):
    with portal(checkout, until="Preparing tables and data…") as run:
        run.send_signal(signal.SIGTERM)
        assert run.wait(40) == 0
    wait_for_silence(checkout, seconds=1)


def test_a_crashed_process_ends_the_run_and_says_which(monkeypatch, tmp_path):
    monkeypatch.setattr("fundportal.local.supervisor.LOGS", tmp_path)
    (tmp_path / "worker.log").write_text("KeyError: 'folio'\n")
    supervisor = Supervisor(environment={})
    supervisor.children = {"web": start(["sleep", "600"]), "worker": start(["sh", "-c", "sleep 600 & kill -9 $$"])}
    with pytest.raises(Trouble, match=r"The worker process has ended by itself \(-9\)\. The end of its log:\nKeyError: 'folio'"):
        supervisor.watch()
    groups = [child.pid for child in supervisor.children.values()]
    supervisor.stop()
    assert [process.pid for process in psutil.process_iter() if process.pid in groups] == []
    assert supervisor.children["web"].returncode == -signal.SIGTERM


def test_a_crashed_server_ends_the_run():
    with subprocess.Popen(["true"]) as server:
        server.wait()
    with pytest.raises(Trouble, match="A database or broker process has ended by itself"):
        Supervisor(environment={}).watch(server)
