"""Children end with their parent, lose their privileges, and reach their folder wherever it lies."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from fundportal.local.places import ROOT
from fundportal.local.process import start, stop
from fundportal.local.unprivileged import server_user

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up privileges")
PARENT = """
import sys, time
from fundportal.local.process import start
print(start(["sleep", "600"]).pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's word on a parent's death is Linux's")
def test_a_child_ends_when_its_parent_is_killed():
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running()


def test_stop_insists_and_sweeps_the_group():
    stubborn = "trap '' TERM; sleep 600 & echo $!; while :; do sleep 1; done"
    child = start(["sh", "-c", stubborn], output=subprocess.PIPE)
    grandchild = psutil.Process(int(child.stdout.readline()))
    begun = time.monotonic()
    stop(child, within=0.3)
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL
    assert time.monotonic() - begun < 3
    psutil.wait_procs([grandchild], timeout=5)
    assert not grandchild.is_running()


@as_root
def test_the_servers_user_reads_a_folder_below_a_closed_one(tmp_path):
    folder = tmp_path / "home" / "checkout"
    folder.mkdir(parents=True)
    (folder / "note").write_text("reached")
    (folder / "note").chmod(0o644)
    (tmp_path / "home").chmod(0o700)
    child = start(["sh", "-c", "id -u; cat {folder}/note"], folder=folder, user=server_user(), output=subprocess.PIPE)
    said = child.communicate()[0].decode()
    assert said.split() == [str(server_user()[0]), "reached"]
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


@as_root
def test_no_group_of_root_is_kept():
    child = start(["id", "-G"], user=server_user(), output=subprocess.PIPE)
    assert child.communicate()[0].decode().split() == [str(server_user()[1])]
