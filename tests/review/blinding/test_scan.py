from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.applications.models import Application, Submission
from applicants.applications.states import State
from applicants.applications.team.references.models import Reference
from applicants.review.blinding import hunt as hunting
from applicants.review.blinding import scan as scanning
from applicants.review.blinding.hunt import hunt, look, progress
from applicants.review.blinding.models import UNREADABLE, Leak, LeakScan
from applicants.review.blinding.redact import CannotCover, decide, redraw_waiting, withhold
from applicants.review.blinding.scan import scan
from applicants.review.desk.reading import reading
from applicants.review.rounds.close import close
from applicants.review.rounds.require import NotAssigner
from fundportal.accounts.erase import erase
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.blinding.apply import NAME, make_telling, stored
from tests.review.blinding.documents import docx_of, pdf_of, scan_of
from tests.review.make import make_call, make_member, make_person, make_round, make_staff

pytestmark = pytest.mark.django_db
TEAM = [{"name": "Eufemia Ruiz", "role": "Sonido", "email": "eufemia@example.org"}]


def found(application):
    rows = Leak.objects.filter(application=application).order_by("place", "page", "pk")
    return [(leak.place.partition(":")[0], leak.page, leak.passage, leak.kind, leak.whose, leak.tier) for leak in rows]


def test_texts_are_looked_through_with_all_the_people_of_the_application():
    application = make_telling(
        {
            "logline": "La película de xochitl tlapaltecatl.",
            "story": "Con Eufemia Ruiz y con Abel.\nEscríbanme: hola@abel.mx",
            "teaser": "https://vimeo.com/1",
            "school": "Tomo clases con Xóchitl",
            "phone": "55 1234 9876",
            "team": TEAM,
        }
    )
    make_member(application, make_person("Abel Cruz"))
    Reference.objects.create(application=application, name="Rosa Nava", email="rosa@example.org", token_sha256="r" * 64)
    assert scan(application) == 8
    contacts = [(passage, kind) for _sort, _page, passage, kind, _whose, tier in found(application) if tier == 1]
    assert sorted(contacts) == [
        ("55 1234 9876", "phone"),
        ("Eufemia Ruiz", "name"),
        ("eufemia@example.org", "mail"),
    ]  # where nothing is hidden
    assert sorted(leak for leak in found(application) if leak[-1] != 1) == sorted(
        [
            ("q", 0, "xochitl tlapaltecatl", "name", "applicant", 0),
            ("q", 0, "Xóchitl", "part", "applicant", 2),
            ("q", 0, "Eufemia Ruiz", "name", "team", 0),
            ("q", 0, "Abel", "part", "team", 0),
            ("q", 0, "hola@abel.mx", "mail", "", 0),
        ]
    )


def test_what_a_round_hides_is_no_finding_in_it():
    application = make_telling({"logline": "x", "school": "Con Xóchitl"})
    scan(application)
    assert [Leak.objects.shown_in(tier).count() for tier in (0, 1, 2, 3)] == [1, 1, 0, 0]


def test_a_pdf_is_read_page_by_page_with_its_links():
    content = pdf_of(["Sin nombres"], [f"Guion de {NAME}"], link="mailto:xochi@example.org")
    application = make_telling({"logline": "x"}, content)
    scan(application)
    assert found(application) == [
        ("f", 1, "xochi@example.org", "mail", "applicant", 0),
        ("f", 2, NAME, "name", "applicant", 0),
        ("f", 2, "xochi@example.org", "mail", "applicant", 0),
    ]
    assert LeakScan.objects.get().unread == []


def test_a_document_of_word_is_read():
    application = make_telling({"logline": "x"}, docx_of("Guion", f"de {NAME} &amp; otra"), "guion.docx")
    scan(application)
    assert found(application) == [("f", 1, NAME, "name", "applicant", 0)]


def test_letters_of_reference_and_their_files_are_looked_through_for_rounds_that_show_them():
    application = make_telling({"logline": "x"})
    letter = lettered(application, pdf_of(["Sin nombres"], [f"Recomiendo a {NAME}"]))
    scan(application)
    assert found(application) == [
        ("f", 2, NAME, "name", "applicant", 1),
        ("r", 0, "Xóchitl", "part", "applicant", 1),
    ]
    assert [Leak.objects.shown_in(tier).count() for tier in (0, 1, 2)] == [2, 0, 0]
    round, staff = make_round(application.call, blind_tier=0), make_staff()
    decide(round=round, application=application.pk, leaks=Leak.objects.values_list("pk", flat=True), state="covered", by=staff)
    read = reading(application, 0).letters[0]
    assert (read.file, "Xóchitl" in read.text, read.text.count("fp-bar")) == (None, False, 2), "until the copy is drawn there is none"
    redraw_waiting(at=timezone.now())
    assert reading(application, 0).letters[0].file == letter.file
    withhold(round=round, application=application.pk, file=letter.file_id, by=staff, hidden=True)
    assert reading(application, 0).letters[0].file is None
    with pytest.raises(CannotCover):
        withhold(
            round=round,
            application=make_telling({"logline": "y"}, call=round.call, person=make_person()).pk,
            file=letter.file_id,
            by=staff,
            hidden=True,
        )


def lettered(application, content):
    """With a letter of reference that came as a file and a few words."""
    letter = Reference.objects.create(
        application=application, name="Rosa Nava", token_sha256="r" * 64, text="Conozco a Xóchitl.", written_at=timezone.now()
    )
    letter.file = stored(application.applicant, f"reference:{letter.pk}", content)
    letter.save()
    return letter


def test_a_file_that_cannot_be_read_is_said(monkeypatch):
    application = make_telling({"logline": "Xóchitl"}, pdf_of(["a"]))
    monkeypatch.setattr(scanning, "pages_of", lambda stored: (_ for _ in ()).throw(OSError))
    assert scan(application) == 1
    assert LeakScan.objects.get().unread == [application.submission.content["answers"]["dossier"]["file"]]


def test_what_is_a_picture_was_not_read():
    drawings = docx_of("Guion", more={"word/media/image1.png": b"x"})
    scanned, empty, drawn = (
        make_telling({"logline": "x"}, content, name, person=make_person("Xóchitl Ruiz"))
        for content, name in ((scan_of(), "a.pdf"), (pdf_of(["a"], []), "b.pdf"), (drawings, "c.docx"))
    )
    for application in (scanned, empty, drawn):
        scan(application)
    assert [len(LeakScan.objects.get(application=each).unread) for each in (scanned, empty, drawn)] == [1, 0, 1]


def test_looking_again_keeps_what_staff_said_and_drops_what_is_gone():
    application = make_telling({"logline": "Xóchitl y Tlapaltecatl"})
    scan(application)
    Leak.objects.filter(passage="Xóchitl").update(state="left")
    again(application, {"logline": "Yo, Xóchitl"})
    assert scan(application) == 0
    assert list(Leak.objects.values_list("passage", "state")) == [("Xóchitl", "left")]


def again(application, answers):
    """A newer submission."""
    import json

    application.submission = Submission.objects.create(
        application=application, number=9, form_version=application.form_version, document=json.dumps({"answers": answers}), sha256="0" * 64,
        received_at=timezone.now(), code=f"again-{application.pk}", key_id="test", signature="",
    )  # fmt: skip
    Application.objects.filter(pk=application.pk).update(submission=application.submission)


def test_a_round_is_looked_through_and_says_how_far_it_is():
    call = None
    made = []
    for n in range(3):
        made.append(make_telling({"logline": "Xóchitl"}, call=call, person=make_person("Xóchitl Ruiz", email=f"x{n}@example.org")))
        call = made[0].call
    round, staff = make_round(call), make_staff()
    assert progress(round) == (0, 3)
    look(round=round, by=staff)
    assert Entry.objects.get(verb="look_for_names").target == f"{call.slug}:{round.ordinal}"
    assert hunt(at=timezone.now()) == 3
    assert progress(round) == (3, 3)
    assert hunt(at=timezone.now()) == 0
    again(made[0], {"logline": "nada"})
    Reference.objects.create(
        application=made[1], name="R", token_sha256="s" * 64, text="Carta", written_at=timezone.now() + timedelta(seconds=1)
    )
    assert progress(round) == (1, 3)
    assert hunt(at=timezone.now()) == 2
    Reference.objects.update(written_at=timezone.now() - timedelta(days=1))
    close(round=round, by=staff)
    again(made[2], {"logline": "nada"})
    assert hunt(at=timezone.now()) == 0


def test_what_fails_is_left_to_people_and_not_tried_for_ever(monkeypatch):
    application = make_telling({"logline": "Xóchitl"})
    round = make_round(application.call)
    look(round=round, by=make_staff())

    def burst(application):
        raise ValueError

    monkeypatch.setattr(hunting, "scan", burst)
    assert (hunt(at=timezone.now()), progress(round), LeakScan.objects.get().unread) == (0, (1, 1), [UNREADABLE])


def test_only_who_assigns_has_names_looked_for():
    round = make_round(make_call())
    with pytest.raises(NotAssigner):
        look(round=round, by=make_staff(Role.REVIEWER))


def test_findings_go_with_the_person():
    application = make_telling({"logline": "Xóchitl"})
    scan(application)
    erase(person=application.applicant)
    assert (Leak.objects.count(), LeakScan.objects.count()) == (0, 0)
    assert Application.objects.get().state == State.WITHDRAWN
