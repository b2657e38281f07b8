import os
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applicants.applications.draft.choose import choose
from applicants.applications.draft.save import Page, save_section
from applicants.applications.draft.unused_files import forget_unused_files
from applicants.applications.models import Application
from applicants.calls.form_versions import form_version
from applicants.calls.questions.file import stored_answer
from fundportal.files.limits import Limits
from fundportal.files.models import StoredFile
from fundportal.files.store import store
from fundportal.files.sweep import sweep
from tests.applications.build import hand_in, make_call, make_draft, question, section
from tests.files.contents import CONTENTS

pytestmark = pytest.mark.django_db
LATER = timedelta(days=2)


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path, "base_url": None}},
    }
    return tmp_path


def upload(draft):
    file = SimpleUploadedFile("carta.pdf", CONTENTS["pdf"])
    return store(owner=draft.applicant, about=draft.folio, upload=file, limits=Limits(("pdf",), 10_000))


def save(draft, base=None, page=""):
    stored = upload(draft)
    seen = str(Application.objects.get(pk=draft.pk).revision) if base is None else base
    values = {"paper": stored_answer(stored)}
    only = form_version(draft.form_version_id).sections[0]
    save_section(
        application_id=draft.pk, person=draft.applicant, section=only, values=values, at=timezone.now(), page=Page(mark=page, base=seen)
    )
    return stored


def kept():
    return set(StoredFile.objects.values_list("pk", flat=True))


def a_draft():
    return make_draft(make_call([section("all", question("paper", "file", types=["pdf"], max_mb=1))]))


def test_what_a_draft_or_a_submission_holds_stays_and_the_rest_goes_after_a_day(disk):
    draft, other = a_draft(), a_draft()
    replaced, submitted = save(draft), save(draft)
    hand_in(draft)
    newest, never_saved = save(draft), upload(draft)
    alone = save(other)

    assert forget_unused_files(at=timezone.now()) == 0
    assert forget_unused_files(at=timezone.now() + LATER) == 2
    assert kept() == {submitted.pk, newest.pk, alone.pk}
    assert {replaced.pk, never_saved.pk} & kept() == set()
    assert sweep(at=timezone.now() + LATER) == 2
    assert all(default_storage.exists(stored.blob.name) for stored in StoredFile.objects.all())


def test_a_file_that_was_replaced_just_now_stays_for_a_day():
    draft = a_draft()
    old, new = save(draft), save(draft)
    StoredFile.objects.update(created_at=timezone.now() - LATER)
    assert (forget_unused_files(at=timezone.now()), kept()) == (0, {old.pk, new.pk})
    Application.objects.update(saved_at=timezone.now() - LATER)
    assert (forget_unused_files(at=timezone.now()), kept()) == (1, {new.pk})


def test_a_file_that_waits_for_the_persons_choice_stays_until_the_choice_is_made():
    draft = a_draft()
    mine = save(draft, base="0", page="first")
    theirs = save(draft, base="0", page="second")
    current = Application.objects.get(pk=draft.pk)
    assert current.conflicts["paper"]

    assert forget_unused_files(at=timezone.now() + LATER) == 0
    form = form_version(current.form_version_id)
    choose(application_id=draft.pk, person=draft.applicant, section=form.sections[0], key="paper", revision=None, at=timezone.now())
    assert forget_unused_files(at=timezone.now() + LATER) == 1
    assert kept() == {mine.pk} != {theirs.pk}


def test_only_old_bytes_of_uploads_without_a_row_are_swept(disk):
    draft = a_draft()
    stored = upload(draft)
    folder = (disk / stored.blob.name).parent
    foreign = [folder / "notes.txt", disk / "samples" / "ab" / ("c" * 32), disk / "2026" / ("d" * 32)]
    old, young = folder / ("a" * 32), folder / ("b" * 32)
    for path in (*foreign, old, young):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        if path != young:
            os.utime(path, (0, 0))
    os.utime(disk / stored.blob.name, (0, 0))

    assert sweep(at=timezone.now()) == 1
    assert sorted(path for path in disk.rglob("*") if path.is_file()) == sorted([*foreign, young, disk / stored.blob.name])
