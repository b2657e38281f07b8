import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applicants.review.panel.languages import said_by, understands
from applicants.review.panel.models import ReviewerProfile
from applicants.review.panel.write import NotTheirProfile, write_profile
from fundportal.accounts.erase import erase
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from tests.review.make import DOCUMENT, make_call, make_person, make_staff, question, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_staff(Role.REVIEWER, name="Iván")


def write(reviewer, by, **values):
    return write_profile(program_code="morelia", reviewer=reviewer, by=by, **values)


def test_a_reviewer_writes_their_own_and_staff_the_pools(reviewer):
    staff = make_staff()
    write(reviewer, reviewer, knows=["documental"], languages=["spa", "mixe"], load=20)
    profile = write(reviewer, staff, pools=["egresadas"])
    assert (profile.knows, profile.languages, profile.load, profile.pools) == (["documental"], ["spa", "mixe"], 20, ["egresadas"])
    assert list(Entry.objects.filter(verb="reviewer_profile").order_by("pk").values_list("detail__fields", flat=True)) == [
        ["knows", "languages", "load"],
        ["pools"],
    ]
    write(reviewer, staff, pools=["egresadas"])
    assert Entry.objects.filter(verb="reviewer_profile").count() == 2, "the same again changes nothing"


def test_nobody_else_writes_it(reviewer):
    other = make_staff(Role.REVIEWER)
    for by, values in (
        (other, {"load": 1}),
        (make_staff(program="ccc"), {"load": 1}),
        (reviewer, {"pools": ["x"]}),
        (make_staff(Role.PR), {"load": 1}),
    ):
        with pytest.raises(NotTheirProfile):
            write(reviewer, by, **values)
    with pytest.raises(NotTheirProfile):
        write(make_person(), make_staff(), load=1)
    assert ReviewerProfile.objects.count() == 0


def test_a_profile_is_seen_in_its_programme_alone(reviewer):
    write(reviewer, reviewer, load=3)
    elsewhere = make_staff(Role.REVIEWER, program="ccc")
    seen = [ReviewerProfile.objects.visible_to(who).count() for who in (reviewer, make_staff(), elsewhere, make_staff(program="ccc"))]
    assert seen == [1, 1, 0, 0]


def test_it_goes_with_the_account(reviewer):
    write(reviewer, reviewer, organisations=["Escuela"], locality="Pátzcuaro")
    erase(person=reviewer)
    assert ReviewerProfile.objects.count() == 0


@pytest.mark.parametrize(
    ("known", "code", "follows"),
    [
        (["spa"], "spa", True),
        (["zapoteco"], "zapoteco.de-la-sierra-sur", True),
        (["zapoteco.a"], "zapoteco.b", False),
        (["zapoteco.a"], "zapoteco", True),
        (["mixe"], "spa", False),
    ],
)
def test_which_language_is_understood(known, code, follows):
    assert understands(known, code) == follows


def test_who_has_said_nothing_understands_spanish():
    assert (said_by(None), said_by([]), said_by(["eng"])) == ({"spa"}, {"spa"}, {"eng"})


def test_the_reviewers_page(client, sign_in):
    call = make_call(document={"sections": [*DOCUMENT["sections"], about()]})
    reviewer = sign_in(Role.REVIEWER)
    address = "/admin/applicants/round/profile/morelia/"
    shown = client.get(address, headers={"accept-language": "en"}).text
    assert "Documentary" in shown
    assert 'name="pools"' not in shown
    values = {
        "languages": ["spa", "eng"], "indigenous": "Mixe\nayuujk", "knows": " Documental \nDOCUMENTAL\n\nFicción", "load": "12", "entity": "16",
        "locality": "Pátzcuaro", "organisations": "Escuela de Cine", "pools": "smuggled",
    }  # fmt: skip
    answer = client.post(address, values)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/applicants/review/desk/")
    kept = ReviewerProfile.objects.get()
    assert (kept.languages, kept.knows, kept.load, kept.entity, kept.pools) == (
        ["spa", "eng", "mixe"],
        ["Documental", "Ficción"],
        12,
        "16",
        [],
    )
    assert (kept.reviewer, kept.changed_by, kept.organisations) == (reviewer, reviewer, ["Escuela de Cine"])
    again = client.get(address).text
    assert "Pátzcuaro" in again
    assert call.form_version_id


def about():
    genres = [{"code": "doc", "es": "Documental", "en": "Documentary"}]
    return {"key": "more", "title": text("Más"), "help": text(""), "questions": [question("genre", "choice", options=genres)]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"indigenous": "klingon"},
        {"load": "-1"},
        {"entity": "77"},
        {"languages": ["tlh"]},
        {"knows": "x" * 81},
        {"likes": "\n".join(map(str, range(41)))},
    ],
)
def test_what_cannot_be_is_told(client, sign_in, wrong):
    sign_in(Role.REVIEWER)
    answer = client.post("/admin/applicants/round/profile/morelia/", wrong)
    assert (answer.status_code, ReviewerProfile.objects.count()) == (400, 0)


def test_the_panel_takes_as_many_statements_for_many(client, sign_in):
    staff = sign_in()
    write(make_staff(Role.REVIEWER, name="Ana"), staff, knows=["doc"], pools=["egresadas"], load=0)

    def statements():
        with CaptureQueriesContext(connection) as caught:
            assert "egresadas" in client.get("/admin/applicants/round/panel/morelia/").text
        return len(caught)

    few = statements()
    for _ in range(5):
        write(make_staff(Role.REVIEWER), staff, load=1)
    assert statements() == few
