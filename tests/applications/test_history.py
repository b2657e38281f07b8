from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.applications.draft.versions import IN_ONE_GO, READ, SHOWN
from applicants.applications.models import Application, DraftEntry
from applicants.calls.carry_over import ASIDE
from fundportal.consents.give import withdraw
from fundportal.consents.models import Consent
from tests.applications.build import COMPLETE, client_of, hand_in, make_call, make_draft, make_person, publish_form, question, section
from tests.applications.reading import at, autosave, fresh, words
from tests.applications.test_statements import counted

pytestmark = pytest.mark.django_db


def write(draft, text, *, ago=0.0, page="", key="title", conflict=False, **more):
    """One save in the log, as of so many minutes ago."""
    draft = fresh(draft)
    draft.revision += 1
    if not conflict:
        draft.answers[key] = text
        draft.revisions[key] = draft.revision
    draft.save()
    DraftEntry.objects.create(
        application=draft, revision=draft.revision, at=timezone.now() - timedelta(minutes=ago), actor=draft.applicant, section="film",
        changes={key: text}, page=page, conflict=conflict, **more,
    )  # fmt: skip
    return draft.revision


def there(draft, text, query="", key="title"):
    return text in words(client_of(draft.applicant).get(f"{at(draft, 'historial', key)}{query}"))


def bring_back(draft, revision, *, key="title", client=None):
    return (client or client_of(draft.applicant)).post(at(draft, "historial", key), {"version": revision})


def test_a_version_is_read_and_brought_back_and_nothing_is_deleted():
    draft = make_draft()
    first, second = write(draft, "Agua", ago=60), write(draft, "Otra cosa", ago=30)
    assert there(draft, "Agua")
    assert there(draft, "Así está ahora")
    answer = bring_back(draft, first)
    assert answer["Location"] == f"{at(draft, 'film')}#div_id_title"
    assert fresh(draft).answers == {"title": "Agua"}
    log = DraftEntry.objects.filter(application=draft).order_by("revision").values_list("revision", "changes")
    assert list(log) == [(first, {"title": "Agua"}), (second, {"title": "Otra cosa"}), (3, {"title": "Agua"})]
    bring_back(draft, first)
    assert fresh(draft).revision == 3, "a repeat changes nothing"


def test_a_page_that_is_open_elsewhere_does_not_write_over_what_was_brought_back():
    draft = make_draft()
    first = write(draft, "Agua", ago=60)
    write(draft, "Otra", ago=30)
    bring_back(draft, first)
    told = autosave(client_of(draft.applicant), at(draft, "film"), "title", title="Otra más", **{".base": "2", ".page": "aaaa"}).json()
    assert told["conflicts"] == ["title"]
    assert fresh(draft).answers == {"title": "Agua"}


def test_words_on_their_way_are_left_out_unless_every_save_is_asked_for():
    draft = make_draft()
    write(draft, "Era una vez", ago=50, page="aaaa")
    write(draft, "Era una vez un río", ago=45, page="aaaa")
    write(draft, "Era", ago=44, page="aaaa")
    write(draft, "Era otra página", ago=43, page="bbbb")
    write(draft, "Era otra página, más tarde", ago=43 - IN_ONE_GO.seconds / 60 - 1, page="bbbb")
    page = words(client_of(draft.applicant).get(at(draft, "historial", "title")))
    assert [text in page for text in ("Era una vez 27", "Era una vez un río", "Era otra página", "más tarde")][1:] == [True] * 3
    assert page.count("Traerla de vuelta") == 3
    everything = words(client_of(draft.applicant).get(f"{at(draft, 'historial', 'title')}?todas"))
    assert everything.count("Traerla de vuelta") == 4


def test_a_text_that_was_set_beside_and_one_that_is_too_long_come_back_too():
    draft = make_draft()
    write(draft, "Del teléfono", ago=60)
    beside = write(draft, "De la computadora", ago=50, page="bbbb", conflict=True)
    assert there(draft, "De la computadora")
    bring_back(draft, beside)
    assert fresh(draft).answers == {"title": "De la computadora"}
    long = "palabra " * 11
    autosave(client_of(draft.applicant), at(draft, "film"), "synopsis", synopsis=long, **{".base": "3", ".page": "aaaa"})
    autosave(client_of(draft.applicant), at(draft, "film"), "synopsis", synopsis="corto", **{".base": "4", ".page": "cccc"})
    assert there(draft, "palabra palabra", key="synopsis")
    bring_back(draft, 4, key="synopsis")
    assert (fresh(draft).unfinished, fresh(draft).answers["title"]) == ({"synopsis": long}, "De la computadora")
    assert fresh(draft).progress == {"film": "started"}


def test_who_else_wrote_is_named():
    draft = make_draft()
    write(draft, "Agua", ago=60)
    other = make_person(name="Itandehui López")
    draft = fresh(draft)
    Application.objects.filter(pk=draft.pk).update(revision=2)
    DraftEntry.objects.create(application=draft, revision=2, actor=other, section="film", changes={"title": "Ella"})
    assert there(draft, "· Itandehui")


def test_older_ones_have_pages_of_their_own():
    draft = make_draft()
    for number in range(SHOWN + 5):
        write(draft, f"versión {number:03}", ago=1000 - number * 15)
    assert there(draft, "versión 005")
    assert not there(draft, "versión 004")
    assert there(draft, "versión 004", "?antes=6")
    assert READ > SHOWN


@pytest.mark.parametrize("rows", [1, 30])
def test_the_pages_take_as_many_statements_for_many_versions(rows):
    draft = make_draft()
    for number in range(rows):
        write(draft, f"versión {number}", ago=1000 - number * 15)
    client = client_of(draft.applicant)
    for address, most in ((at(draft, "historial"), 3), (at(draft, "historial", "title"), 3)):
        client.get(address)
        with counted() as statements:
            assert client.get(address).status_code == 200
        assert statements.number == most, statements.texts


def test_only_what_the_question_can_hold_comes_back():
    draft = make_draft(make_call([section("film", question("title"), question("extra", "whole_number", required=False))]))
    rows = write(draft, [{"item": "x"}], ago=60)
    aside = write(draft, "de antes", ago=50, key=f"title{ASIDE}short_text")
    assert bring_back(draft, rows).status_code == 404
    assert bring_back(draft, aside).status_code == 302
    assert fresh(draft).answers["title"] == "de antes"
    publish_form(draft.call, [section("film", question("town"))])
    client_of(draft.applicant).get(at(draft, "film"))
    assert client_of(draft.applicant).get(at(draft, "historial", "title")).status_code == 404


def test_a_file_that_is_gone_is_not_brought_back():
    draft = make_draft(make_call([section("film", question("paper", "file", types=["pdf"], max_mb=1))]))
    gone = {"file": "8d7f3f0e-7f6e-4ad1-9a53-37b4b1a7b0aa", "name": "Guion.pdf", "size": 5, "media_type": "application/pdf", "sha256": "0"}
    revision = write(draft, gone, ago=60, key="paper")
    write(draft, None, ago=50, key="paper")
    answer = bring_back(draft, revision, key="paper")
    assert (answer.status_code, "ya no se guarda" in words(answer)) == (409, True)


def test_a_recording_that_is_gone_is_not_brought_back():
    draft = make_draft(make_call([section("film", question("spoken", "long_text", words=10, voice="both", max_minutes=1, max_mb=5))]))
    gone = {"file": "8d7f3f0e-7f6e-4ad1-9a53-37b4b1a7b0aa", "name": "Voz.weba", "size": 5, "media_type": "audio/webm", "sha256": "0"}
    revision = write(draft, {"recording": gone}, ago=60, key="spoken")
    write(draft, "Mejor escrito", ago=50, key="spoken")
    assert bring_back(draft, revision, key="spoken").status_code == 409
    assert fresh(draft).answers == {"spoken": "Mejor escrito"}


def test_sensitive_answers_need_their_consent():
    form = [section("you", question("town"), question("people", sensitive=True))]
    draft = make_draft(make_call(form))
    revision = write(draft, "Soy ñuu savi", ago=60, key="people")
    assert there(draft, "Soy ñuu savi", key="people")
    withdraw(consent=Consent.objects.get(about=draft.folio, purpose="sensitive"))
    client = client_of(draft.applicant)
    assert client.get(at(draft, "historial", "people")).status_code == 404
    assert bring_back(draft, revision, key="people").status_code == 404
    assert "people?" not in words(client.get(at(draft, "historial").replace("/es/", "/en/")))


def test_nothing_comes_back_where_nothing_may_change():
    draft = make_draft(answers=COMPLETE)
    hand_in(draft)
    draft.call.closes_at = timezone.now() - timedelta(minutes=1)
    draft.call.save()
    client = client_of(draft.applicant)
    assert "Traerla de vuelta" not in words(client.get(at(draft, "historial", "title")))
    assert bring_back(draft, 1, client=client).status_code == 409


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "99", "٧"])
def test_a_forged_version_is_nobodys(version):
    draft = make_draft(answers=COMPLETE)
    before = fresh(draft)
    assert bring_back(draft, version).status_code == 404
    assert (fresh(draft).answers, fresh(draft).revision) == (before.answers, before.revision)
    assert client_of(draft.applicant).get(f"{at(draft, 'historial', 'title')}?antes={version}").status_code == 200


def test_another_persons_versions_are_nobodys():
    draft = make_draft(answers=COMPLETE)
    client = client_of(make_person())
    for address in (at(draft, "historial"), at(draft, "historial", "title")):
        assert client.get(address).status_code == 404
    assert bring_back(draft, 1, client=client).status_code == 404
