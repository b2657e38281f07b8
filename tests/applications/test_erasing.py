import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applicants.applications.models import Application, DraftEntry, StateChange
from applicants.applications.withdraw import withdraw
from fundportal.accounts.erase import erase
from fundportal.consents.models import Consent
from fundportal.files.models import StoredFile
from tests.applications.build import COMPLETE, EVERY, client_of, hand_in, make_call, make_draft, make_person, page_fields
from tests.files.contents import CONTENTS

PDF = CONTENTS["pdf"]


@pytest.mark.django_db(transaction=True)
def test_drafts_go_with_their_log_and_files():
    draft = make_draft(make_call(EVERY))
    upload = SimpleUploadedFile("uno.pdf", PDF)
    client_of(draft.applicant).post(f"/es/solicitudes/{draft.folio}/every/", page_fields(draft, line="Agua", paper=upload))
    stored = StoredFile.objects.get()
    erase(person=draft.applicant)
    assert (Application.objects.count(), DraftEntry.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    assert not stored.blob.storage.exists(stored.blob.name)
    assert Consent.objects.filter(about=draft.folio).exists(), "the controller has to prove that it was given"


@pytest.mark.django_db
def test_what_was_submitted_is_withdrawn():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    erase(person=draft.applicant)
    assert Application.objects.get().state == "withdrawn"


@pytest.mark.django_db
def test_what_is_decided_stays():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    Application.objects.update(state="declined")
    erase(person=draft.applicant)
    assert Application.objects.get().state == "declined"


@pytest.mark.django_db
def test_a_withdrawn_draft_goes_and_others_stay():
    draft, other = make_draft(answers=COMPLETE), make_draft(person=make_person(), answers=COMPLETE)
    withdraw(application=draft, person=draft.applicant)
    erase(person=draft.applicant)
    assert Application.objects.get() == other
    assert not StateChange.objects.exists()
