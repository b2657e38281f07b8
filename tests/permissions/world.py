"""A world of two programmes with everybody who may come to a door: `ccc` is one's own, `amacc` the foreign one."""

import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from applicants.applications.bulk.models import BulkJob, BulkRow
from applicants.applications.clarification.models import Clarification
from applicants.applications.models import Application, DraftEntry, StateChange, Submission
from applicants.applications.outages.models import Outage
from applicants.applications.receipt.snapshot import freeze
from applicants.applications.saved.models import SavedView
from applicants.applications.states import State
from applicants.applications.team.help.models import Help
from applicants.applications.team.members.models import Member
from applicants.applications.team.references.models import Reference, ReferencesAsked
from applicants.calls.easy.keep import keep
from applicants.calls.eligibility.models import Rule, RulesVersion
from applicants.calls.eligibility.versions import build as build_rules
from applicants.calls.models import Call, Extension, FormVersion, Question, Section
from applicants.disclosure.floors.models import FloorStated
from applicants.review.assignment.models import Plan
from applicants.review.desk.models import Flag
from applicants.review.models import Criterion, Review, Round
from applicants.selection.appeals.models import Appeal
from applicants.selection.composer.models import Scenario
from applicants.selection.composer.plan import Plan as Composed
from applicants.selection.composer.result import Result
from applicants.selection.models import Decision, Offer, Release
from fundportal.accounts.models import Invitation, Membership, User
from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.audit.record import record
from fundportal.consents.models import Consent, Notice, Purpose
from fundportal.files.limits import Limits
from fundportal.files.models import Upload
from fundportal.files.store import store
from fundportal.notifications.models import Notification, Suppression
from programs.models import Cohort, Enrolment, Guest, Organization, Partnership, Program, Project, Session, Strand
from tests.files.contents import CONTENTS, pdf

OWN, FOREIGN = "ccc", "amacc"
ROLES = ("coordinator", "reviewer", "pr", "privacy", "equity")
PARTS = ("member", "reader", "former member", "facilitator", "former facilitator")  # of the applicant's applications in one's own programme
WHO = ("anonymous", "applicant", "stranger", *PARTS, *ROLES, *(f"foreign {role}" for role in ROLES), "superuser", "without second factor")
NAME, PHONE, LOGLINE, DRAFTED = "Xóchitl Quetzalli Nube", "55 1234 9876", "Una partera filma su pueblo.", "Todavía no lo sabe nadie."
AUTHOR = "Tlapaltecatl"  # stands in the description of each file
SIGNED = pdf(change=lambda document: document.docinfo.__setitem__("/Author", AUTHOR))
QUESTIONS = (("story", "long_text", 0), ("logline", "short_text", 0), ("phone", "short_text", 1), ("teaser", "file", 0))
WORDS = ("title", "summary", "who", "needs", "decided")


@dataclass
class Place:
    """One programme with one row of everything in it."""

    program: Program
    rows: dict = field(default_factory=dict)

    def __getattr__(self, name):
        return self.rows[name]


@dataclass
class World:
    own: Place
    foreign: Place
    people: dict
    sessions: dict = field(default_factory=dict)
    handlers: dict = field(default_factory=dict)

    def client(self, who, *, enforce_csrf_checks=False):
        """A browser in which `who` has signed in; staff with a second factor in the session. The middleware is loaded once for all of them."""
        client = Client(raise_request_exception=False)
        client.handler = self.handlers.setdefault(enforce_csrf_checks, ClientHandler(enforce_csrf_checks))
        if who in self.sessions:
            client.cookies["sessionid"] = self.sessions[who]
        return client


def make_world():
    people = {who: make_person(who) for who in WHO if who != "anonymous"}
    own = make_place(OWN, people, people["stranger"], "")
    foreign = make_place(FOREIGN, people, make_person("foreign stranger"), "foreign ")
    Membership.objects.create(user=people["without second factor"], program_code=OWN, role=Role.COORDINATOR)
    User.objects.filter(pk=people["superuser"].pk).update(is_superuser=True, is_staff=True)
    add_parts(own, people)
    people = {who: User.objects.get(pk=person.pk) for who, person in people.items()}
    Review.objects.update(looked_at=timezone.now())  # nothing has turned up since the assignment
    world = World(own, foreign, people)
    for who, person in people.items():
        world.sessions[who] = session_of(person, second_factor=person.is_staff and who != "without second factor")
    return world


def session_of(person, *, second_factor):
    """The key of a session in which the person came in by a code, as allauth records it."""
    client = Client()
    client.force_login(person)
    at = time.time() + 3600  # recent for as long as the tests run
    records = [{"method": "code", "at": at, "email": person.email}]
    if second_factor:
        records.append({"method": "mfa", "at": at, "id": 1, "type": "totp"})
    session = client.session
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return session.session_key


def make_person(who):
    name = {"applicant": NAME, "stranger": "Otra Persona", "foreign stranger": "Persona Ajena"}.get(who, f"Staff {who}")
    return User.objects.create(email=f"{who.replace(' ', '.')}@example.org", name=name, password="!", language="en")


def make_place(code, people, stranger, whose):
    place = Place(make_program(code))
    rows = place.rows
    for role in ROLES:
        rows[role] = people[whose + role]
        rows[f"{role} membership"] = Membership.objects.create(user=rows[role], program_code=code, role=role)
    rows["notice"], rows["draft_notice"] = make_notice(code, 1, published=True), make_notice(code, 2, published=False)
    add_programme(place)
    for name in ("call", "draft_call", "offered_call", "unpublished_call"):
        rows[name] = make_call(place, name, published=name != "unpublished_call")
    rows["sound"] = keep(call=rows["unpublished_call"], upload=SimpleUploadedFile("easy.mp3", CONTENTS["mp3"]), by=rows["coordinator"])
    add_applications(place, people["applicant"], stranger)
    add_review(place)
    add_references(place)
    add_decisions(place)
    add_bulk_job(place)
    add_letters(place)
    return place


def make_program(code):
    texts = {f"{name}_{language}": f"{name} {code}" for name in ("kicker", "name", "short_name", "summary") for language in ("es", "en")}
    return Program.objects.create(code=code, slug=f"programa-{code}", colour="mag", **texts)


def make_notice(code, version, *, published):
    frozen = {"sha256": "0" * 64, "published_at": timezone.now()} if published else {}
    texts = {f"{name}_{language}": f"{name} of {code}" for name in ("short", "body") for language in ("es", "en")}
    return Notice.objects.create(
        program_code=code, version=version, controller_name=f"Controller {code}", controller_kind="private",
        contact_email="datos@example.org", purposes=list(Purpose.values), **texts, **frozen,
    )  # fmt: skip


def add_programme(place):
    rows, program = place.rows, place.program
    both = {"name_es": f"name {program.code}", "name_en": f"name {program.code}"}
    rows["program"] = program
    rows["organization"] = Organization.objects.create(code=f"org-{program.code}", sector="private", **both)
    rows["partnership"] = Partnership.objects.create(program=program, organization=rows["organization"], role="designer")
    rows["strand"] = Strand.objects.create(program=program, code="call", mode="selection", **both)
    rows["cohort"] = Cohort.objects.create(strand=rows["strand"], ordinal=1, slug=f"cohort-{program.code}", places=30, taken=2, **both)
    now = timezone.now()
    rows["session"] = Session.objects.create(
        cohort=rows["cohort"],
        title_es=f"Sesión {program.code}",
        title_en=f"Session {program.code}",
        starts_at=now,
        ends_at=now + timedelta(hours=1),
    )
    rows["guest"] = Guest.objects.create(name=f"Guest {program.code}")


def document():
    questions = [
        {"key": key, "kind": kind, "label": {"es": key, "en": key}, "help": {}, "required": True, "tier": tier, "sensitive": False,
         "config": {"types": ["pdf"], "max_mb": 5} if kind == "file" else {"words": 60}}
        for key, kind, tier in QUESTIONS
    ]  # fmt: skip
    return {"sections": [{"key": "film", "title": {"es": "Película", "en": "Film"}, "help": {}, "questions": questions}]}


def make_call(place, name, *, published):
    code, now = place.program.code, timezone.now()
    number = 10 + Call.objects.count()
    texts = {f"{word}_{language}": f"{word} {name} {code}" for word in WORDS for language in ("es", "en")}
    call = Call.objects.create(
        cohort=place.cohort, slug=f"{name.replace('_', '-')}-{code}", folio_prefix=f"{code[:3].upper()}{number}", notice=place.notice,
        opens_at=now - timedelta(days=30), closes_at=now + timedelta(days=30), decision_by=(now + timedelta(days=60)).date(), **texts,
    )  # fmt: skip
    place.rows["section"] = Section.objects.create(call=call, key="film", title_es="Película", title_en="Film")
    for key, kind, tier in QUESTIONS:
        config = {"types": ["pdf"], "max_mb": 5} if kind == "file" else {"words": 60}
        place.rows["question"] = Question.objects.create(
            section=place.section, key=key, kind=kind, tier=tier, label_es=key, label_en=key, config=config
        )
    place.rows["rule"] = Rule.objects.create(call=call, kind="residence", config={"countries": ["MX"]})
    if published:
        call.rules_version = RulesVersion.objects.create(call=call, number=1, document=build_rules(call), sha256="0" * 64)
        call.form_version = FormVersion.objects.create(call=call, number=1, document=document(), sha256="0" * 64)
        call.status = Call.Status.PUBLISHED
        call.save()
    return call


def add_applications(place, person, stranger):
    """The applicant's: one that is read, a draft, one with an offer; the stranger's, next to the first."""
    rows = place.rows
    rows["application"] = make_application(place.call, person, State.IN_REVIEW)
    rows["file"] = rows["application"].stored
    rows["clarification"] = Clarification.objects.create(
        application=rows["application"], number=1, submission=rows["application"].submission, question="logline", text="¿Quién?",
        asked_by=rows["coordinator"], due_at=timezone.now() + timedelta(days=5),
    )  # fmt: skip
    rows["draft"] = make_application(place.draft_call, person, State.DRAFT)
    rows["upload"] = Upload.objects.create(
        person=person, about=rows["draft"].folio, key="teaser", name="a", length=9, expires_at=timezone.now() + timedelta(days=1)
    )
    rows["draft_file"] = rows["draft"].stored
    rows["offered"] = make_application(place.offered_call, person, State.OFFERED)
    rows["strangers"] = make_application(place.call, stranger, State.IN_REVIEW)
    rows["submitted"] = make_application(place.draft_call, stranger, State.SUBMITTED)
    rows["conflicted"] = make_application(place.offered_call, stranger, State.IN_REVIEW)
    Application.objects.filter(pk=rows["application"].pk).update(
        answers={"logline": DRAFTED, "phone": PHONE}
    )  # changed since, not handed in


def make_application(call, person, state):
    folio = f"{call.folio_prefix}-{person.pk:05}"
    stored = store(owner=person, about=folio, upload=SimpleUploadedFile(f"{person.name}.pdf", SIGNED), limits=Limits(("pdf",), 10**6))
    file = {"file": str(stored.pk), "name": stored.name, "size": stored.size, "media_type": stored.media_type, "sha256": stored.sha256}
    story = {"text": "La cuenta en su lengua.", "language": {"code": "mixe"}}
    answers = {"story": story, "logline": DRAFTED if state == State.DRAFT else LOGLINE, "phone": PHONE, "teaser": file}
    application = Application.objects.create(
        folio=folio, call=call, applicant=person, form_version=call.form_version, answers=answers, revision=1
    )
    DraftEntry.objects.create(application=application, revision=1, actor=person, section="film", changes=answers)
    for purpose in (Purpose.EVALUATE, Purpose.SENSITIVE):
        Consent.objects.create(
            person=person,
            notice=call.notice,
            purpose=purpose,
            about=folio,
            notice_sha256="0" * 64,
            wording="x",
            language="es-mx",
            authentication="code",
        )
    if state != State.DRAFT:
        hand_in(application, answers, stored, state)
    application.stored = stored
    return application


def hand_in(application, answers, stored, state):
    now = timezone.now()
    facts = {"id": str(stored.pk), "name": stored.name, "size": stored.size, "media_type": stored.media_type, "sha256": stored.sha256}
    frozen = freeze(
        folio=application.folio, call=application.call.slug, form_version={"number": 1, "sha256": "0" * 64}, number=1, answers=answers,
        files=[facts], received_at=now, language="es-mx", declaration="Es verdad.",
    )  # fmt: skip
    application.submission = Submission.objects.create(application=application, form_version=application.form_version, **vars(frozen))
    application.state, application.submitted_at = state, now
    application.save()
    StateChange.objects.create(
        application=application, verb="submit", from_state=State.DRAFT, to_state=State.SUBMITTED, actor=application.applicant
    )


def add_parts(place, people):
    """Who writes along with the applicant, who only reads, who helps, and whose part or time is over: in each of the three applications."""
    now = timezone.now()
    for name in ("application", "draft", "offered"):
        for who in ("facilitator", "former facilitator"):
            begun = now if who == "facilitator" else now - timedelta(days=9)
            place.rows[f"{name} {who}"] = Help.objects.create(
                application=place.rows[name], facilitator=people[who], days=7, consented_at=begun, wording="Sí", language="es-mx",
                authentication="code", starts_at=begun, ends_at=begun + timedelta(days=7),
            )  # fmt: skip
        for who in PARTS[:3]:
            place.rows[f"{name} {who}"] = Member.objects.create(
                application=place.rows[name], person=people[who], email=people[who].email, right=1 if who == "reader" else 2,
                token_sha256=f"{name}{who}".ljust(64, "0"), expires_at=now + timedelta(days=9), accepted_at=now,
                ended_at=now if who == "former member" else None,
            )  # fmt: skip


def add_review(place):
    """The reviewer reads the applicant's application; has declared a conflict with another one; knows nothing of the rest."""
    rows = place.rows
    for name, call in (("round", place.call), ("conflicted_round", place.offered_call)):
        rows[name] = Round.objects.create(call=call, ordinal=1, name_es=f"Ronda {name}", name_en=f"Round {name}")
        rows["criterion"] = Criterion.objects.create(
            round=rows[name],
            key="view",
            title_es="Mirada",
            title_en="View",
            descriptors=[{"score": 1, "es": "uno", "en": "one"}, {"score": 2, "es": "dos", "en": "two"}],
        )
    rows["saved view"] = SavedView.objects.create(owner=place.coordinator, of="applications", name="Mine", program=place.program)
    rows["plan"] = Plan.objects.create(round=rows["round"], by=place.coordinator, state="stopped")
    rows["review"] = Review.objects.create(
        round=rows["round"], application=place.application, reviewer=place.reviewer, conflict="none", conflict_at=timezone.now()
    )
    rows["flag"] = Flag.objects.create(review=rows["review"], kind=Flag.Kind.LOOK, reason="La respuesta no parece suya.")
    rows["conflict"] = Review.objects.create(
        round=rows["conflicted_round"],
        application=place.conflicted,
        reviewer=place.reviewer,
        conflict="declared",
        conflict_at=timezone.now(),
    )


def add_references(place):
    """The call of the application, and that of the draft, take letters; one has come, with a file."""
    rows = place.rows
    for call in (place.call, place.draft_call):
        rows["references_asked"] = ReferencesAsked.objects.create(call=call, question_es="¿Cómo trabaja?", question_en="How do they work?")
    row = Reference.objects.create(
        application=place.application, name="Referee", email="referee@example.org", token_sha256=f"reference {place.program.code}".ljust(64, "0"),
        text="Trabaja bien.", written_at=timezone.now(),
    )  # fmt: skip
    upload = SimpleUploadedFile("carta.pdf", SIGNED)
    row.file = store(owner=place.application.applicant, about=f"reference:{row.pk}", upload=upload, limits=Limits(("pdf",), 10**6))
    row.save()
    rows["letter_of_reference"] = row


def add_bulk_job(place):
    """One that is done."""
    now, code = timezone.now(), place.program.code
    job = BulkJob.objects.create(verb="screen_in", by=place.coordinator, programs=[code], call=place.call, back="/admin/", total=1, moved=1)
    BulkJob.objects.filter(pk=job.pk).update(state="done", begun_at=now, ended_at=now)
    place.rows["bulk_job"] = job
    BulkRow.objects.create(job=job, application=place.application, place=1, outcome="moved")


def add_decisions(place):
    rows, by, now = place.rows, place.coordinator, timezone.now()
    rows["release"] = Release.objects.create(call=place.offered_call, by=by, counts={"select": 1})
    Decision.objects.create(application=place.offered, outcome="select", staged_by=by, release=rows["release"])
    known = Release.objects.create(call=place.call, by=by, counts={"decline": 1})
    before = Decision.objects.create(application=place.application, outcome="decline", staged_by=by, release=known)
    rows["appeal"] = Appeal.objects.create(application=place.application, decision=before, reason="Nadie abrió la carta.")
    rows["decision"] = Decision.objects.create(application=place.strangers, outcome="decline", staged_by=by)
    rows["offer"] = Offer.objects.create(application=place.offered, cohort=place.cohort, made_by=by, expires_at=now + timedelta(days=7))
    lead = place.application.applicant
    rows["project"] = Project.objects.create(program=place.program, lead=lead, title=f"Project {place.program.code}")
    rows["enrolment"] = Enrolment.objects.create(cohort=place.cohort, person=lead, project=rows["project"])
    stated = Composed(1, pins={place.strangers.pk: "x"}).to_json()
    found = Result(chosen=(place.strangers.pk,), total=1, best=1, counts={}, prices={}).to_json()
    rows["scenario"] = Scenario.objects.create(
        round=place.round, number=1, name="First", stated=stated, found=found, fingerprint="0", by=by
    )
    later = Call.objects.get(pk=place.unpublished_call.pk)
    later.pk, later.slug, later.folio_prefix, later.opens_at = (
        None,
        f"later-{place.program.code}",
        f"LAT{place.call.pk}",
        now + timedelta(days=5),
    )
    later.save()
    rows["floor_stated"] = FloorStated.objects.create(call=later, subject="speaks", sentence_es="x", sentence_en="x", law="x", by=by)
    began = place.call.closes_at - timedelta(hours=5)
    rows["outage"] = Outage.objects.create(call=place.call, what="worker", began_at=began, ended_at=began + timedelta(hours=1))
    rows["extension"] = Extension.objects.create(
        call=place.call, old_closes_at=place.call.closes_at - timedelta(days=1), closes_at=place.call.closes_at, reason_es="x", author=by
    )


def add_letters(place):
    rows, code, now = place.rows, place.program.code, timezone.now()
    rows["letter"] = Notification.objects.create(
        key=f"receipt:{code}", kind="receipt", recipient=place.application.applicant, email=place.application.applicant.email, language="en",
        program_code=code, about=place.application.folio, state="failed", subject="Receipt", text=f"Receipt {place.application.folio}",
    )  # fmt: skip
    rows["code_letter"] = Notification.objects.create(
        key=f"code:{code}",
        kind="sign_in_code",
        queue="codes",
        email=place.application.applicant.email,
        language="en",
        context={"code": "1234-5678"},
    )
    stuck = f"stuck-{code}@example.org"
    Notification.objects.create(key=f"stuck:{code}", kind="receipt", email=stuck, language="en", program_code=code, state="suppressed")
    rows["suppression"] = Suppression.objects.create(email=stuck, reason="550")
    rows["invitation"] = Invitation.objects.create(
        email=f"new-{code}@example.org", program_code=code, role=Role.PR, token_sha256=code.ljust(64, "0"), invited_by=place.coordinator,
        expires_at=now + timedelta(days=7),
    )  # fmt: skip
    record(actor=place.coordinator, verb="view_application", target=place.application.folio, program_code=code)
    rows["entry"] = Entry.objects.filter(program_code=code).latest("pk")
