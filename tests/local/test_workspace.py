import fcntl

from fundportal.local.workspace import remove_abandoned, workspace


def test_workspace_is_private_and_goes():
    with workspace() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


def test_folders_of_killed_runs_go_and_those_in_use_stay(tmp_path):
    for name in ("fundportal-left", "fundportal-used"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lock").touch()
    with (tmp_path / "fundportal-used" / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        remove_abandoned(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["fundportal-used"]
