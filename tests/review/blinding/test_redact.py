import pypdfium2
import pytest
from django.utils import timezone
from django.utils.translation import override

from applicants.applications.advance import OwnApplication
from applicants.review.blinding import redact
from applicants.review.blinding.models import FileCover, Leak
from applicants.review.blinding.redact import CannotCover, decide, redraw_waiting, withhold
from applicants.review.blinding.scan import pages_of, scan
from applicants.review.desk.reading import open_files, reading
from applicants.review.rounds.require import NotAssigner
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.files.models import StoredFile
from tests.review.blinding.apply import NAME, make_telling
from tests.review.blinding.documents import docx_of, pdf_of
from tests.review.make import make_round, make_staff

pytestmark = pytest.mark.django_db
TELLING = {
    "logline": "La mira <b>Xóchitl</b>, y Xóchitl sola.",
    "story": "Uno.\nSoy Xóchitl Tlapaltecatl.",
    "teaser": "https://x.com/xochitltlapaltecatl",
}


@pytest.fixture
def staff():
    return make_staff()


def shown(application, key):
    return next(line.shown for part in reading(application, 1).parts for line in part.lines if line.key == key)


def all_of(application):
    return list(Leak.objects.filter(application=application).values_list("pk", flat=True))


def decided(application, staff, state="covered", **more):
    return decide(round=make_round(application.call), application=application.pk, leaks=all_of(application), state=state, by=staff, **more)


def test_covered_passages_are_bars_in_the_reviewers_copy_alone(staff):
    application = make_telling(TELLING)
    scan(application)
    assert decided(application, staff) == 3
    with override("es-mx"):
        logline, story, teaser = (shown(application, key) for key in ("logline", "story", "teaser"))
    assert str(logline.data) == ('La mira &lt;b&gt;<b class="fp-bar">nombre</b>&lt;/b&gt;, y <b class="fp-bar">nombre</b> sola.')
    assert [str(text) for text in story.data] == ["Uno.", 'Soy <b class="fp-bar">nombre</b>.']
    assert (teaser.kind, str(teaser.data)) == ("text", '<b class="fp-bar">enlace</b>')
    assert application.submission.content["answers"] == TELLING


def test_what_is_left_or_thought_of_again_is_read(staff):
    application = make_telling({"logline": "Xóchitl"})
    scan(application)
    decided(application, staff, "left")
    assert shown(application, "logline").data == "Xóchitl"
    decided(application, staff)
    assert "fp-bar" in shown(application, "logline").data
    decided(application, staff, "open")
    assert shown(application, "logline").data == "Xóchitl"
    assert list(Entry.objects.filter(verb__startswith="names_").order_by("pk").values_list("verb", flat=True)) == [
        "names_left",
        "names_covered",
        "names_open",
    ]
    assert Entry.objects.filter(verb="names_open").get().target == application.folio


def test_a_pdf_is_redrawn_with_bars_and_the_original_stays(staff):
    application = make_telling({"logline": "x"}, pdf_of(["Sin nombres"], [f"Guion de {NAME}", "La laguna"]))
    scan(application)
    decided(application, staff)
    file = StoredFile.objects.get()
    assert (open_files(application, 1), shown(application, "dossier").kind) == ({}, "text")  # until it is drawn nothing is shown
    assert redraw_waiting(at=timezone.now()) == 1
    assert open_files(application, 1) == {str(file.pk): "dossier"}
    file.refresh_from_db()
    with file.for_readers.open("rb") as copy:
        document = pypdfium2.PdfDocument(copy.read())
    texts = [page.get_textpage().get_text_range() for page in document]
    assert (texts, len(document)) == (["Sin nombres", ""], 2)
    black = document[1].render(scale=1).to_pil().convert("L").histogram()[0]
    assert black > 1500  # bars, not letters
    assert pages_of(file)[0][1].startswith(f"Guion de {NAME}")
    assert redraw_waiting(at=timezone.now()) == 0


def test_pages_are_left_out_where_staff_want_it(staff):
    application = make_telling({"logline": "x"}, pdf_of(["Sin nombres"], [f"Guion de {NAME}"]))
    scan(application)
    decided(application, staff, way="pages")
    redraw_waiting(at=timezone.now())
    with StoredFile.objects.get().for_readers.open("rb") as copy:
        assert [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(copy.read())] == ["Sin nombres", ""]


def test_what_cannot_be_redrawn_is_withheld(staff, monkeypatch):
    application = make_telling({"logline": "x"}, pdf_of([NAME]))
    scan(application)
    decided(application, staff)

    def burst(*arguments):
        raise ValueError

    monkeypatch.setattr(redact, "draw", burst)
    assert (redraw_waiting(at=timezone.now()), FileCover.objects.get().failed, open_files(application, 1)) == (0, True, {})
    assert redraw_waiting(at=timezone.now()) == 0


def test_of_other_documents_nothing_is_shown(staff):
    application = make_telling({"logline": "x"}, docx_of(NAME), "guion.docx")
    scan(application)
    decided(application, staff)
    assert (FileCover.objects.get().way, open_files(application, 1)) == ("withheld", {})
    withhold(round=make_round(application.call), application=application.pk, file=StoredFile.objects.get().pk, by=staff, hidden=False)
    assert open_files(application, 1) == {}  # something in it is covered
    decided(application, staff, "left")
    withhold(round=make_round(application.call), application=application.pk, file=StoredFile.objects.get().pk, by=staff, hidden=False)
    assert (FileCover.objects.count(), len(open_files(application, 1))) == (0, 1)


def test_any_file_may_be_withheld_and_stays_so(staff):
    application = make_telling({"logline": "x"}, pdf_of([NAME]))
    scan(application)
    round, file = make_round(application.call), StoredFile.objects.get().pk
    withhold(round=round, application=application.pk, file=file, by=staff, hidden=True)
    decided(application, staff, "left")
    assert open_files(application, 1) == {}
    withhold(round=round, application=application.pk, file=file, by=staff, hidden=False)
    assert open_files(application, 1) == {str(file): "dossier"}


def test_who_may_not_decide(staff):
    application = make_telling({"logline": "Xóchitl"})
    scan(application)
    round = make_round(application.call)
    with pytest.raises(NotAssigner):
        decided(application, make_staff(Role.REVIEWER))
    application.applicant.memberships.create(program_code="morelia", role=Role.COORDINATOR)
    with pytest.raises(OwnApplication):
        decided(application, type(staff).objects.get(pk=application.applicant_id))
    for wrong in ({"state": "gone"}, {"state": "covered", "way": "burnt"}, {"state": "covered", "application": 0}):
        with pytest.raises(CannotCover):
            decide(**{"round": round, "application": application.pk, "leaks": all_of(application), "by": staff} | wrong)
    assert Leak.objects.open().count() == 1
