import pytest

from applicants.applications.states import State
from applicants.selection.models import Decision, Release
from tests.review.make import make_application, make_call, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("released", "state", "told"), [(True, State.DECLINED, True), (False, State.IN_REVIEW, False), (False, State.WAITLISTED, False)]
)
def test_the_comments_stand_on_the_status_page_once_they_are_released(client, released, state, told):
    application, by = make_application(make_call(), state), make_staff()
    release = Release.objects.create(call=application.call, by=by) if released else None
    Decision.objects.create(application=application, outcome="decline", feedback="Una mirada propia.", staged_by=by, release=release)
    client.force_login(application.applicant)
    page = client.get(f"/en/solicitudes/{application.folio}/").content.decode()
    assert ("<p>Una mirada propia.</p>" in page, "What the reviewers saw in your application" in page) == (told, told)
