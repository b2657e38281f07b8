"""What is asked depends on answers: whatever goes through somebody's questions goes by the form as it is asked of them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {
    "asked.py": "makes the form as it is asked",
    "draft/bring_back.py": "a version of what was asked once; hands it on to bring_up_to_date",
    "draft/choose.py": "hands it on to bring_up_to_date",
    "draft/copy_out.py": "takes along what is not asked for now",
    "draft/facts.py": "asks it by the answers of the earlier application",
    "draft/put_out.py": "hands it on to bring_up_to_date",
    "draft/renew.py": "from one whole form to another",
    "draft/save.py": "keeps whatever a page had shown",
    "draft/times.py": "changes how often a section is there",
    "pages/application.py": "hands it on to has_unsent_changes",
    "pages/apply.py": "what a call may ask, before there are answers",
    "pages/copy.py": "what a file says may be asked because of what else it says",
    "pages/history.py": "the versions of what was asked once",
    "pages/section.py": "tells what is not asked from what is not there",
    "pages/section_page.py": "what of the section was taken away",
    "pages/sent.py": "reads a page as it was shown",
    "staff/origin.py": "a question of the form, whoever answers it",
    "uploading.py": "keeps whatever a page had shown",
}
"""Modules of the applications that take a whole form, and why."""


def test_only_these_read_a_form_whole():
    room = ROOT / "applicants" / "applications"
    found = {str(path.relative_to(room)) for path in room.rglob("*.py") if "form_version(" in path.read_text(encoding="utf-8")}
    assert found - set(WHOLE) == set(), (
        "take asked_form(application) or answered_form(submission, answers); or say here why the whole form is right"
    )


def test_reviewers_read_what_was_asked():
    assert [
        path.name for path in (ROOT / "applicants" / "review" / "desk").rglob("*.py") if "form_version(" in path.read_text(encoding="utf-8")
    ] == []
