import os
import subprocess

import psutil
import pytest

from fundportal.local import claim as module
from fundportal.local.claim import claim, end_leftovers, record, running_environment
from fundportal.local.trouble import Trouble


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    for name in ("LOCK", "RUNNING"):
        monkeypatch.setattr(module, name, tmp_path / name.lower())


def test_a_checkout_runs_once():
    with claim():
        record(environment={"SITE_URL": "http://localhost:8123"}, children={})
        assert running_environment() == {"SITE_URL": "http://localhost:8123"}
        with pytest.raises(Trouble, match="runs already at http://localhost:8123"), claim():
            pass
    assert running_environment() == {}


def test_what_a_killed_run_left_is_ended_and_others_of_the_same_number_are_not():
    with subprocess.Popen(["sleep", "600"]) as left:
        record(environment={}, children={"web": left.pid, "worker": os.getpid()})
        noted = module.RUNNING.read_text()
        own = psutil.Process().create_time()
        module.RUNNING.write_text(noted.replace(str(own), str(own - 1000)))
        end_leftovers()
        assert not psutil.pid_exists(left.pid)
    assert not module.RUNNING.exists()
