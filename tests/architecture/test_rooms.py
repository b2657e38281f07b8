"""Rooms stay small, and nothing is called what could be anything."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAGUE = {"utils", "helpers", "common", "misc", "manager", "service", "services", "tools", "lib"}
TOP_LEVEL = {
    *(
        "manage.py",
        "fundportal",
        "programs",
        "applicants",
        "templates",
        "static",
        "tests",
        "requirements.txt",
        "docker-compose.yml",
        "README.md",
    ),
    *("Makefile", "Dockerfile", "pyproject.toml", "requirements-dev.txt", ".ci", ".gitignore", ".dockerignore", ".pre-commit-config.yaml"),
    *("LICENSE", "CHANGELOG.md", "docs"),
}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [Path(name) for name in listed.stdout.splitlines()]


def test_top_level_is_the_design_card():
    assert {path.parts[0] for path in tracked()} - TOP_LEVEL == set()


def test_no_room_is_called_anything():
    assert [str(path) for path in tracked() if path.stem in VAGUE] == []


def test_no_source_file_is_longer_than_500_lines():
    sources = [path for path in tracked() if path.suffix in {".py", ".html", ".css", ".js"} and "migrations" not in path.parts]
    assert {str(path): lines for path in sources if (lines := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > 500} == {}


def test_half_of_the_source_files_are_under_80_lines():
    lengths = sorted(
        len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in tracked()
        if path.suffix == ".py"
        and path.parts[0] in {"fundportal", "programs", "applicants"}
        and "migrations" not in path.parts
        and path.stat().st_size
    )
    assert lengths[len(lengths) // 2] < 80
