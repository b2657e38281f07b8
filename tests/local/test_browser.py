"""Finding or installing Chromium, and saying so."""

import pytest

from fundportal.local import browser


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without any browser; returns what gets installed where."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    return tmp_path


def put(program, answer=0):
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\nexit {answer}\n")
    program.chmod(0o755)
    return str(program)


def test_the_one_that_is_named_comes_first_and_one_that_does_not_start_is_passed_over(bare, monkeypatch):
    system = put(bare / "bin" / "chromium-browser")
    assert browser.find_chromium() == system
    monkeypatch.setenv("CHROMIUM", put(bare / "own" / "chrome"))
    assert browser.find_chromium() == str(bare / "own" / "chrome")
    put(bare / "own" / "chrome", answer=127)
    assert browser.find_chromium() == system


def test_playwrights_own_is_found(bare):
    assert browser.find_chromium() is None
    own = put(bare / "browsers" / "chromium-1200" / "chrome-linux" / "chrome")
    assert browser.find_chromium() == own


def test_the_second_way_is_tried_and_all_is_said(bare, monkeypatch):
    said = []
    monkeypatch.setattr(browser, "_ways", lambda: [("first", [["a"]]), ("second", [["b"], ["c"]])])
    monkeypatch.setattr(browser, "_succeeds", lambda command: command != ["a"] and bool(put(bare / "bin" / "chromium")))
    assert browser.chromium_for_tests(said.append) == str(bare / "bin" / "chromium")
    assert said[:3] == ["There is no Chromium here; first…", "That did not work.", "There is no Chromium here; second…"]


def test_where_nothing_works_there_is_none(bare, monkeypatch):
    monkeypatch.setattr(browser, "_succeeds", lambda command: False)
    assert browser.chromium_for_tests(lambda line: None) is None
