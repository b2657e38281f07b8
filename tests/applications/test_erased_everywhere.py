"""After an erasure no table of the database holds a word of the person."""

from datetime import date

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from applicants.applications.models import Application, StateChange, Submission
from applicants.applications.receipt.snapshot import verdict
from applicants.applications.team.collective.write import write
from applicants.applications.team.help.helping import ask as ask_to_help
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.invite import remove
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.answer import keep
from applicants.applications.team.references.ask import ask, waive
from applicants.applications.team.references.models import Reference, ReferencesAsked
from applicants.applications.transcripts.models import Transcript
from applicants.review.blinding.models import Leak
from applicants.review.conflicts.models import Overruled
from applicants.review.desk.models import Flag
from applicants.review.models import Review, Round
from applicants.selection.appeals.models import Appeal
from applicants.selection.models import Decision, Release
from fundportal.accounts.erase import erase
from fundportal.accounts.models import Invitation, User
from fundportal.audit.models import Entry
from fundportal.files.models import StoredFile, Upload
from fundportal.files.resumable import pieces
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification, Suppression
from programs.cohorts.models import Cohort, Enrolment
from programs.projects.models import Project
from tests.applications.build import client_of, hand_in, make_call, make_draft, make_person, page_fields, question, section
from tests.applications.reading import words
from tests.applications.search.gather import gather
from tests.applications.team.people import make_help, make_invitation, make_member
from tests.files.contents import CONTENTS
from tests.files.tus import announce

pytestmark = pytest.mark.django_db(transaction=True)
FORM = [section("all", question("who"), question("phone"), question("paper", "file", required=False, types=["pdf"], max_mb=1))]
TRACES = ["Xóchitl", "Tlapaltecatl", "55 1234 9876", "xochitl@", "antes@", "xochitl"]
PDF = CONTENTS["pdf"]


def traces():
    """The tables in which a word of the person stands, in any column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'")
        tables = [table for (table,) in cursor.fetchall()]
        asked = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table} AS row WHERE row::text ILIKE ANY(%(words)s))" for table in tables
        )
        cursor.execute(asked, {"words": [f"%{trace}%" for trace in TRACES]})
        return {table for (table,) in cursor.fetchall()}


def application_of(person, call):
    """Handed in twice with a file, changed since, and decided; the whole portal speaks of it."""
    draft = make_draft(call, person)
    client = client_of(person)
    at = f"/es/solicitudes/{draft.folio}/all/"
    client.post(at, page_fields(draft, who="Xóchitl Tlapaltecatl", phone="55 1234 9876", paper=SimpleUploadedFile("Xóchitl.pdf", PDF)))
    hand_in(draft)
    client.post(at, page_fields(draft, who="Xóchitl", phone="55 1234 9876"))
    hand_in(draft)
    announce(client, 9000, folio=draft.folio, filename="Xóchitl 55 1234 9876.pdf")
    client.post(at, page_fields(draft, who="Tlapaltecatl", phone="55 1234 9876"))
    staff = User.objects.create_user("staff@example.org")
    release = Release.objects.create(call=call, by=staff)
    decision = Decision.objects.create(
        application=draft, outcome="select", feedback="Gracias, Xóchitl", why="Xóchitl tenía razón", staged_by=staff, release=release
    )
    Appeal.objects.create(
        application=draft,
        decision=decision,
        reason="Soy Xóchitl",
        state="rejected",
        answer="No, Xóchitl",
        answered_by=staff,
        answered_at=timezone.now(),
    )
    one = Round.objects.create(call=call, name_es="Lectura")
    review = Review.objects.create(round=one, application=draft, reviewer=staff, comment="Xóchitl sabe mirar", mean=3)
    Flag.objects.create(review=review, kind="look", reason="¿Es la prima de Xóchitl?")
    Transcript.objects.create(
        application=draft,
        key="who",
        source="0" * 64,
        number=1,
        kind="transcript",
        language={"code": "spa"},
        text="Soy Xóchitl",
        author=staff,
    )
    Leak.objects.create(application=draft, place="q:who", passage="Xóchitl", before="Soy ", kind="name", tier=0, state="covered", by=staff)
    Overruled.objects.create(application=draft, reviewer=staff, kinds=["team"], reason="Xóchitl lo sabe", by=staff)
    Round.objects.filter(pk=one.pk).update(closed_at=timezone.now())
    StateChange.objects.create(
        application=draft, verb="screen_in", from_state="submitted", to_state="in_review", reason="Hablé con Xóchitl"
    )
    return draft


def spoken_of(person, call):
    """What the other rooms hold of somebody who takes part."""
    project = Project.objects.create(
        program=call.cohort.strand.program, lead=person, title="Tlapaltecatl", team=[{"name": "Xóchitl", "email": person.email}]
    )
    Enrolment.objects.create(cohort=call.cohort, person=person, project=project)
    Cohort.objects.filter(pk=call.cohort_id).update(starts_on=date(2020, 1, 1), taken=1)
    Application.objects.filter(applicant=person).update(state="confirmed")
    staff = User.objects.get(email="staff@example.org")
    Invitation.objects.create(
        email="antes@example.org", name="Xóchitl", program_code="ccc", role="pr", token_sha256="0" * 64, invited_by=staff,
        expires_at=timezone.now() + timezone.timedelta(days=1), accepted_at=timezone.now(), accepted_by=person,
    )  # fmt: skip
    Invitation.objects.create(
        email="otra@example.org", program_code="ccc", role="pr", token_sha256="1" * 64, invited_by=person,
        expires_at=timezone.now() + timezone.timedelta(days=1),
    )  # fmt: skip
    Suppression.objects.create(email=person.email, reason="no such address")
    enqueue([letter(key="x", kind="receipt", recipient=person, name="Xóchitl")])
    user_type = ContentType.objects.get_for_model(User)
    for number, name in ((person.pk, "Xóchitl"), (10**6, str(person)), (10**6, f"{person} · ccc · PR"), (10**6, f"CCC27-A · {person}")):
        LogEntry.objects.create(user=staff, content_type=user_type, object_id=number, object_repr=name, action_flag=CHANGE)


def test_no_table_keeps_a_word_of_an_erased_person():
    person, call = make_person(email="xochitl@example.org", name="Xóchitl Tlapaltecatl"), make_call(FORM)
    draft = application_of(person, call)
    spoken_of(person, call)
    gather()
    assert {"applicants_searchentry", "applicants_searchword"} <= traces()
    assert {"accounts_user", "applicants_submission", "applicants_draftentry", "audit_entry", "django_admin_log"} <= traces()
    upload, stored, hashes = (
        Upload.objects.get(),
        StoredFile.objects.get(),
        list(Submission.objects.order_by("pk").values_list("sha256", "signature", "code")),
    )
    erase(person=person)
    assert traces() == set()
    assert (StoredFile.objects.count(), stored.blob.storage.exists(stored.blob.name)) == (0, False)
    assert (Upload.objects.count(), pieces.place(upload.pk).exists()) == (0, False)
    kept = Application.objects.get()
    assert (kept.folio, kept.state, kept.answers) == (draft.folio, "confirmed", {})
    assert list(Submission.objects.order_by("pk").values_list("sha256", "signature", "code")) == hashes
    assert (Enrolment.objects.standing().count(), Cohort.objects.get(pk=call.cohort_id).taken) == (1, 1)
    assert (Decision.objects.get().outcome, Review.objects.get().mean) == ("select", 3)
    assert Entry.objects.filter(actor_id=person.pk, verb="signed_in").count() == 1
    with override("es-mx"):
        assert str(User.objects.get(pk=person.pk)) == "cuenta borrada"


def test_a_place_in_a_cohort_to_come_is_given_back():
    person, call = make_person(email="xochitl@example.org"), make_call(FORM)
    application_of(person, call)
    spoken_of(person, call)
    Cohort.objects.filter(pk=call.cohort_id).update(starts_on=date(2100, 1, 1))
    erase(person=person)
    assert Application.objects.get().state == "withdrawn"


def test_receipt_of_an_erased_person_still_proves_what_arrived_when():
    draft = make_draft(make_call(FORM), answers={"who": "Xóchitl", "phone": "55 1234 9876"})
    submission = hand_in(draft)
    erase(person=draft.applicant)
    page = words(Client().get(f"/en/verificar/{submission.code}/"))
    assert "The receipt is genuine" in page
    assert "Its content was erased" in page
    kept = Submission.objects.get()
    facts = {"number": 1, "received_at": kept.received_at, "document": kept.document, "digest": kept.sha256}
    assert verdict(folio="another", key_id=kept.key_id, signature=kept.signature, **facts) is False


def test_a_member_of_anothers_team_leaves_no_word_and_what_they_sent_stays_with_the_application():
    person, call = make_person(email="xochitl@example.org", name="Xóchitl Tlapaltecatl"), make_call(FORM)
    draft = make_draft(call)
    make_member(draft, person)
    make_invitation(draft, "antes@example.org")
    client_of(person).post(
        f"/es/solicitudes/{draft.folio}/all/", page_fields(draft, who="Nosotras", phone="1", paper=SimpleUploadedFile("guion.pdf", PDF))
    )
    other = make_draft(call)
    make_invitation(other, person.email)
    assert {"applicants_member", "notifications_notification"} <= traces()
    erase(person=person)
    remove(application=draft, person=draft.applicant, member_id=Member.objects.get(email="antes@example.org").pk)
    Member.objects.filter(email="antes@example.org").update(email="otra@example.org")
    Notification.objects.filter(email="antes@example.org").delete()
    assert traces() == set()
    assert (StoredFile.objects.get().owner, Application.objects.get(pk=draft.pk).answers["who"]) == (draft.applicant, "Nosotras")
    assert Member.objects.standing().count() == 0
    lead = draft.applicant
    erase(person=lead)
    assert (
        StoredFile.objects.count(),
        Application.objects.filter(pk=draft.pk).count(),
        Member.objects.filter(application=draft.pk).count(),
    ) == (0, 0, 0)


def test_help_letters_and_a_collective_leave_no_word_of_either_side():
    person, call = make_person(email="xochitl@example.org", name="Xóchitl Tlapaltecatl"), make_call(FORM)
    ReferencesAsked.objects.create(call=call, question_es="¿?", question_en="?")
    own, other = make_draft(call, person), make_draft(call)
    facts = {
        "kind": "other",
        "name": "Casa Tlapaltecatl",
        "place": "",
        "representative": "Xóchitl",
        "decided": "",
        "shown": "",
        "asked": "",
    }
    write(application=own, person=person, facts=facts, seen=0, at=timezone.now())
    make_help(other, person)
    ask_to_help(folio=make_draft(make_call(FORM)).folio, person=person, days=3, note_to_person="Soy Xóchitl")
    asking = {"language": "es-mx", "note": "", "at": timezone.now()}
    for application, email in ((own, "antes@example.org"), (other, person.email)):
        row = ask(application=application, person=application.applicant, name="Xóchitl", email=email, **asking)
        keep(row=row, text="Xóchitl trabaja bien", upload=SimpleUploadedFile("Xóchitl.pdf", PDF), send=True, at=timezone.now())
    waive(application=own, person=person, reason="Xóchitl no conoce a nadie", at=timezone.now())
    hand_in(make_draft(call, person, {"who": "Xóchitl", "phone": "1"}))
    gather()
    assert {
        "applicants_searchentry",
        "applicants_searchword",
        "applicants_collective",
        "applicants_help",
        "applicants_reference",
        "applicants_referencewaiver",
        "files_storedfile",
    } <= traces()
    erase(person=person)
    assert traces() == set()
    assert StoredFile.objects.count() == 0
    assert Help.objects.running().count() == 0
    assert Submission.objects.get().document.count('"collective":{}') == 1
    assert Reference.objects.filter(written_at__isnull=False).count() == 2
