import pytest
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory

from fundportal.accounts.authentication import authentication
from fundportal.consents.give import NoticeNotInForce, consent_withdrawn, give, standing, withdraw
from fundportal.consents.models import Consent, Notice
from tests.accounts.people import make_person
from tests.consents.notices import make_notice

pytestmark = pytest.mark.django_db
WORDS = {"evaluate": "Usen mis respuestas.", "sensitive": "Usen mis datos sensibles.", "publicity": "Publiquen mi nombre."}


def agree(person, notice, purposes=("evaluate",), about="CCC-1"):
    give(person=person, notice=notice, purposes=purposes, about=about, language="es-mx", wordings=WORDS, authentication="code")


def test_consent_keeps_hash_wording_time_and_authentication():
    person, notice = make_person(), make_notice()
    agree(person, notice)
    kept = Consent.objects.get()
    assert (kept.notice_sha256, kept.wording, kept.language, kept.authentication) == (notice.sha256, WORDS["evaluate"], "es-mx", "code")
    assert (kept.given_at is not None, kept.withdrawn_at) == (True, None)


def test_one_statement_for_all_purposes(django_assert_num_queries):
    person, notice = make_person(), make_notice()
    with django_assert_num_queries(1):
        agree(person, notice, ("evaluate", "sensitive"))
    assert standing(person, "CCC-1") == {"evaluate", "sensitive"}


def test_giving_twice_is_one_consent():
    person, notice = make_person(), make_notice()
    agree(person, notice)
    agree(person, notice, ("evaluate", "evaluate", "sensitive"))
    assert sorted(Consent.objects.values_list("purpose", flat=True)) == ["evaluate", "sensitive"]


def test_only_what_the_notice_speaks_of():
    with pytest.raises(NoticeNotInForce):
        agree(make_person(), make_notice(), ("publicity",))
    assert Consent.objects.count() == 0


def test_draft_binds_nobody():
    with pytest.raises(NoticeNotInForce):
        agree(make_person(), make_notice(published=False))


def test_consent_is_for_one_matter_and_one_person():
    person, notice = make_person(), make_notice()
    agree(person, notice)
    assert (standing(person, "CCC-2"), standing(make_person(), "CCC-1")) == (set(), set())


def test_withdrawing_counts_from_now_and_is_told_once():
    person, notice, heard = make_person(), make_notice(), []

    def listen(consent, **kwargs):
        heard.append(consent.pk)

    agree(person, notice)
    consent = Consent.objects.get()
    consent_withdrawn.connect(listen)
    try:
        assert [withdraw(consent=consent), withdraw(consent=consent)] == [True, False]
    finally:
        consent_withdrawn.disconnect(listen)
    assert (standing(person, "CCC-1"), heard) == (set(), [consent.pk])
    agree(person, notice)
    assert (standing(person, "CCC-1"), Consent.objects.count()) == ({"evaluate"}, 2)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Consent.objects.update(wording="something else"),
        lambda: Consent.objects.update(withdrawn_at=None),
        lambda: Consent.objects.update(purpose="publicity"),
        lambda: Consent.objects.all()._raw_delete("default"),
    ],
)
def test_database_refuses_any_other_change_of_a_consent(change):
    agree(make_person(), make_notice())
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    assert Consent.objects.get().wording == WORDS["evaluate"]


@pytest.mark.parametrize(
    "change",
    [lambda rows: rows.update(body_es="Otra cosa."), lambda rows: rows.update(published_at=None), lambda rows: rows._raw_delete("default")],
)
def test_database_keeps_a_published_notice_as_it_was_read(change):
    make_notice()
    with pytest.raises(DatabaseError), transaction.atomic():
        change(Notice.objects.all())
    assert Notice.objects.get().body_es == "Largo."


def test_draft_of_a_notice_may_change_and_go():
    notice = make_notice(published=False)
    Notice.objects.update(body_es="Otra cosa.")
    notice.delete()
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("records", "word"),
    [
        ([], "session"),
        ([{"method": "code"}], "code"),
        ([{"method": "password"}, {"method": "mfa", "type": "totp"}], "password+totp"),
        ([{"method": "mfa", "type": "webauthn", "passwordless": True}], "passkey"),
        (
            [{"method": "code"}, {"method": "mfa", "type": "webauthn"}, {"method": "mfa", "type": "webauthn", "reauthenticated": True}],
            "code+webauthn",
        ),
    ],
)
def test_authentication_in_a_word(records, word):
    person = make_person()
    request = RequestFactory().get("/")
    request.user = person
    request.session = {"account_authentication_methods": records, "account_authentication_methods_user": str(person.pk)}
    assert authentication(request) == word


@pytest.mark.parametrize(("path", "words"), [("/es/avisos/ccc/1/", "Corto."), ("/en/avisos/ccc/1/", "Short.")])
def test_full_notice_is_public_in_both_languages(settings, path, words):
    settings.PUBLIC_PAGE_CACHE = False
    notice = make_notice()
    page = Client().get(path)
    text = page.content.decode()
    assert page.status_code == 200
    assert words in text
    assert "IMCINE" in text
    assert notice.sha256 in text
    assert "csrfmiddlewaretoken" not in text


@pytest.mark.parametrize("path", ["/es/avisos/ccc/2/", "/es/avisos/morelia/1/", "/es/avisos/ccc/99999999999999999999/"])
def test_draft_or_unknown_notice_is_not_there(settings, path):
    settings.PUBLIC_PAGE_CACHE = False
    make_notice()
    make_notice(published=False, version=2)
    assert Client().get(path).status_code == 404


def test_old_version_points_to_the_new_one(settings):
    settings.PUBLIC_PAGE_CACHE = False
    make_notice()
    make_notice(version=2)
    assert "/es/avisos/ccc/2/" in Client().get("/es/avisos/ccc/1/").content.decode()
