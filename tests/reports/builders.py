"""A cohort, its call and people who applied, written straight into the tables: reports read what others have done."""

import hashlib
import itertools
import json
from datetime import UTC, date, datetime, timedelta

from applicants.applications.models import Application, StateChange, Submission
from applicants.applications.states import State
from applicants.calls.models import Call, FormVersion
from applicants.reports.models import CohortReport
from applicants.review.models import Review, Round
from fundportal.accounts.models import Membership, User
from fundportal.consents.models import Consent, Notice
from programs.catalogue.models import Program, Strand
from programs.cohorts.models import Cohort, Enrolment

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
count = itertools.count(1)


def question(key, kind, **more):
    return {
        "key": key,
        "kind": kind,
        "label": {"es": key, "en": key},
        "help": {},
        "required": True,
        "tier": 0,
        "sensitive": False,
        "config": {},
        **more,
    }


def make_cohort(code="ccc", places=30, taken=0, ordinal=None):
    program, _ = Program.objects.get_or_create(
        code=code,
        defaults={
            "slug": code,
            "name_es": code,
            "name_en": code,
            "short_name_es": f"Programa {code}",
            "short_name_en": f"Programme {code}",
            "colour": "amb",
        },
    )
    strand, _ = Strand.objects.get_or_create(
        program=program, code="call", defaults={"name_es": "Asistentes", "name_en": "Assistants", "mode": "selection"}
    )
    number = ordinal or next(count)
    cohort = Cohort.objects.create(
        strand=strand,
        ordinal=number,
        slug=f"{code}-{number}",
        name_es=f"Generación {number}",
        name_en=f"Cohort {number}",
        places=places,
        taken=taken,
    )
    return CohortReport.objects.select_related("strand__program").get(pk=cohort.pk)


def make_call(cohort, questions=(), is_sample=False):
    number = next(count)
    notice = Notice.objects.create(
        program_code=cohort.strand.program.code,
        version=number,
        controller_name="x",
        controller_kind="private",
        contact_email="x@example.org",
        short_es="x",
        short_en="x",
        body_es="x",
        body_en="x",
    )
    texts = {f"{name}_{language}": name for name in ("title", "summary", "who", "needs", "decided") for language in ("es", "en")}
    call = Call.objects.create(
        cohort=cohort.cohort_ptr if hasattr(cohort, "cohort_ptr") else Cohort.objects.get(pk=cohort.pk),
        slug=f"call-{number}",
        folio_prefix=f"T{chr(65 + number // 100 % 26)}{number % 100:02}",
        opens_at=NOW - timedelta(days=30),
        closes_at=NOW,
        decision_by=date(2026, 12, 1),
        notice=notice,
        is_sample=is_sample,
        **texts,
    )
    add_version(call, questions)
    call.status = Call.Status.PUBLISHED
    call.save()
    return call


def add_version(call, questions):
    document = {"sections": [{"key": "one", "title": {"es": "uno", "en": "one"}, "help": {}, "questions": list(questions)}]}
    call.form_version = FormVersion.objects.create(call=call, number=call.form_versions.count() + 1, document=document, sha256="0" * 64)
    call.save()
    return call.form_version


def make_people(number, name="Persona {}"):
    numbers = [next(count) for _ in range(number)]
    return User.objects.bulk_create([User(email=f"p{n}@example.org", name=name.format(n), password="!") for n in numbers])


def apply(call, answers, state=State.SUBMITTED, people=None, version=None):
    """One application for each dict of answers (None: a draft), in `state` with the history that leads there."""
    version = version or call.form_version
    people = people or make_people(len(answers))
    made = Application.objects.bulk_create(
        [
            Application(folio=f"{call.folio_prefix}-{person.pk:05}", call=call, applicant=person, form_version=version, answers=given or {})
            for person, given in zip(people, answers, strict=True)
        ]
    )
    handed_in = [(application, given) for application, given in zip(made, answers, strict=True) if given is not None]
    submissions = Submission.objects.bulk_create([submission(application, given, version) for application, given in handed_in])
    for (application, _), frozen in zip(handed_in, submissions, strict=True):
        application.submission, application.submitted_at, application.state = frozen, frozen.received_at, state
    Application.objects.bulk_update([application for application, _ in handed_in], ["submission", "submitted_at", "state"])
    StateChange.objects.bulk_create(
        [
            StateChange(application=a, verb="x", from_state=before, to_state=after)
            for a, _ in handed_in
            for before, after in itertools.pairwise(PATHS[state])
        ]
    )
    return made


PATHS = {
    State.SUBMITTED: [State.DRAFT, State.SUBMITTED],
    State.INELIGIBLE: [State.DRAFT, State.SUBMITTED, State.INELIGIBLE],
    State.IN_REVIEW: [State.DRAFT, State.SUBMITTED, State.IN_REVIEW],
    State.OFFERED: [State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.SELECTED, State.OFFERED],
    State.CONFIRMED: [State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.SELECTED, State.OFFERED, State.CONFIRMED],
}


def submission(application, given, version, number=1):
    document = json.dumps({"answers": given, "folio": application.folio, "number": number}, ensure_ascii=False)
    return Submission(
        application=application,
        number=number,
        form_version=version,
        document=document,
        sha256=hashlib.sha256(document.encode()).hexdigest(),
        received_at=NOW - timedelta(days=1),
        code=f"c{application.pk}-{number}",
        key_id="k",
        signature="s",
    )


def review(applications):
    call = applications[0].call
    found, _ = Round.objects.get_or_create(call=call, ordinal=1, defaults={"name_es": "uno", "name_en": "one"})
    (reader,) = make_people(1)
    Review.objects.bulk_create(
        [Review(round=found, application=a, reviewer=reader, conflict="none", mean=3, submitted_at=NOW) for a in applications]
    )


def enrol(applications, agreed=0):
    """A place for each; the first `agreed` of them consent to publicity."""
    cohort = applications[0].call.cohort
    Enrolment.objects.bulk_create([Enrolment(cohort=cohort, person=a.applicant) for a in applications])
    Consent.objects.bulk_create([consent(a) for a in applications[:agreed]])


def consent(application, purpose="publicity", **more):
    return Consent(
        person=application.applicant,
        notice=application.call.notice,
        purpose=purpose,
        about=application.folio,
        notice_sha256="0",
        wording="x",
        language="es-mx",
        authentication="code",
        **more,
    )


def make_staff(role, code="ccc", email="", **more):
    user = User.objects.create_user(email or f"{role}{next(count)}@example.org", is_staff=True, **more)
    Membership.objects.create(user=user, program_code=code, role=role)
    return User.objects.get(pk=user.pk)


TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def statements(captured):
    """What was asked of the database, transaction control aside."""
    return [query["sql"] for query in captured if not query["sql"].startswith(TRANSACTION_CONTROL)]
