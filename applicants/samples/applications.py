"""Writes fictional applications into all the tables that a real one would have touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from applicants.applications.eligibility.models import RequirementsCheck
from applicants.applications.folio import UNMISTAKABLE
from applicants.applications.models import Application, DraftEntry, StateChange, Submission
from applicants.applications.receipt.snapshot import CODE_GROUP, CODE_GROUPS, freeze
from applicants.calls.eligibility.versions import rules_of
from applicants.calls.questions.base import file_in
from applicants.disclosure.keys import keys
from applicants.disclosure.models import Disclosure
from applicants.review.models import Review
from applicants.samples import texts
from applicants.samples.answers import answers_to
from applicants.samples.checks import said
from applicants.samples.course import PATHS, Step, started, steps
from applicants.samples.descriptions import SHARE, describe
from applicants.samples.documents import Documents, Handed
from applicants.samples.drafts import Draft, files_in, write_draft
from applicants.samples.people import Person
from applicants.samples.sender import Sender
from applicants.samples.stage import Stage
from applicants.samples.tables import Table, dumped
from applicants.samples.verdicts import OUTCOMES, verdicts
from applicants.selection.models import Decision, Offer
from applicants.selection.offers.offer import open_until
from fundportal.accounts.models import User
from fundportal.consents.models import Consent, Purpose
from fundportal.files.content import FILE_TYPES
from fundportal.files.models import StoredFile
from programs.cohorts.models import Enrolment

AT_ONCE = 1000
"""Applications in memory before they are sent to the database."""
OWNERS = frozenset({"submit", "withdraw", "accept", "decline_offer"})
OFFERED = {"offered": "open", "confirmed": "accepted", "offer_declined": "declined", "offer_expired": "expired", "place_ended": "withdrawn"}


class Writer:
    """Gathers rows and sends them, a thousand applications at a time, so that memory stays the same at any number."""

    def __init__(self, documents: Documents) -> None:
        self.documents, self.sender = documents, Sender()
        self.count = 0
        self.people = Table(User, "id", "email", "name", "password", "language", "time_zone", "date_joined")
        self.applications = Table(
            Application,
            *("id", "folio", "call_id", "applicant_id", "form_version_id", "state", "state_since", "answers", "revisions", "revision"),
            *("progress", "created_at", "saved_at", "submission_id", "submitted_at"),
        )
        self.log = Table(DraftEntry, "application_id", "revision", "at", "actor_id", "section", "changes")
        self.submissions = Table(
            Submission,
            *("id", "application_id", "form_version_id", "number", "document", "sha256", "received_at", "code", "key_id", "signature"),
        )
        self.history = Table(StateChange, "application_id", "verb", "from_state", "to_state", "actor_id", "at", "reason")
        self.consents = Table(
            Consent, "person_id", "notice_id", "purpose", "about", "given_at", "notice_sha256", "wording", "language", "authentication"
        )
        self.checks = Table(RequirementsCheck, "application_id", "version_id", "answers", "result", "explanation", "at")
        self.files = Table(StoredFile, "id", "owner_id", "about", "name", "blob", "media_type", "size", "sha256", "created_at")
        self.reviews = Table(
            Review,
            *(
                "round_id",
                "application_id",
                "assigned_by_id",
                "reviewer_id",
                "assigned_at",
                "conflict",
                "conflict_at",
                "scores",
                "mean",
                "comment",
            ),
            *("saved_at", "submitted_at"),
        )
        self.decisions = Table(Decision, "application_id", "outcome", "position", "feedback", "staged_by_id", "staged_at", "release_id")
        self.offers = Table(Offer, "application_id", "cohort_id", "state", "made_at", "made_by_id", "expires_at", "answered_at")
        self.enrolments = Table(Enrolment, "cohort_id", "person_id", "enrolled_at")
        self.disclosures = Table(Disclosure, "pseudonym", "sealed")
        self.key, self.lot = keys()[0], Random("descriptions")  # noqa: S311 (fiction)

    def close(self) -> None:
        self.sender.close()

    def tables(self) -> list[Table]:
        return [found for found in vars(self).values() if isinstance(found, Table)]

    def send(self) -> None:
        """Send what has gathered, while more is made."""
        self.sender.send([batch for table in self.tables() if (batch := table.take())[1]])

    def finish(self) -> None:
        """Send what has gathered and wait until it is there: afterwards the connection may be used again."""
        self.send()
        self.sender.settle()

    def add(self, stage: Stage, path: str, person: Person, user: int, keys: Iterator[tuple[int, int]], *, is_new: bool = True) -> None:
        """One application, as `path` leads it; `keys` gives the primary keys for it and its submission. A person who is new is written as well."""
        random, calendar = stage.random, stage.calendar
        verbs, (key, frozen_key) = PATHS[path], next(keys)
        begun = started(calendar, random)
        sensitive = stage.needs_sensitive or random.random() < 0.5
        answers = answers_to(stage.form, person, random, self.documents, sensitive=sensitive)
        draft = write_draft(stage, answers, begun, complete="submit" in verbs)
        submitted = draft.saved + timedelta(seconds=random.randint(60, 5400)) if "submit" in verbs else None
        history = list(steps(path, submitted or draft.saved, calendar, random))
        if is_new:
            self.people.add(
                user, person.email, person.name, "!", person.language, "America/Mexico_City" if person.country == "MX" else "", begun
            )
        self.applications.add(
            *(key, draft.folio, stage.call.pk, user, stage.form.id, history[-1].after if history else "draft"),
            *(history[-1].at if history else begun, dumped(draft.answers), dumped(draft.revisions), draft.revision, dumped(draft.progress)),
            *(begun, draft.saved, frozen_key if submitted else None, submitted),
        )
        self.add_draft(stage, draft, key, user, self.documents.take())
        self.add_consents(stage, draft.folio, person, user, begun, sensitive=sensitive)
        if stage.asks_about_people and self.lot.random() < SHARE:
            self.add_description(stage, draft, person, user)
        self.add_check(stage, draft, person, key, begun, sensitive=sensitive)
        if submitted:
            self.add_submission(stage, draft, person, key, frozen_key, submitted)
        self.add_history(stage, history, key, user)
        self.add_selection(stage, path, history, person, draft.folio, key, user)
        self.count += 1
        if self.count % AT_ONCE == 0:
            self.send()

    def add_draft(self, stage: Stage, draft: Draft, key: int, user: int, files: list[Handed]) -> None:
        for revision, section, changes, at in draft.log:
            self.log.add(key, revision, at, user, section, dumped(changes))
        kept = {found["file"] for answer in draft.answers.values() if (found := file_in(answer))}
        for file in files:
            if str(file.id) in kept:
                kind, size = FILE_TYPES[file.master.code].media_type, len(file.master.content)
                self.files.add(file.id, user, draft.folio, file.name, file.blob, kind, size, file.master.sha256, draft.saved)

    def add_consents(self, stage: Stage, folio: str, person: Person, user: int, at: datetime, *, sensitive: bool) -> None:
        purposes = [Purpose.EVALUATE, Purpose.SENSITIVE] if sensitive and stage.form.sensitive else [Purpose.EVALUATE]
        for purpose in purposes:
            self.add_consent(stage, purpose.value, folio, person, user, at)

    def add_check(self, stage: Stage, draft: Draft, person: Person, key: int, at: datetime, *, sensitive: bool) -> None:
        """What went before it, with random numbers of its own: those of all else stay what they are."""
        rules = rules_of(stage.call)
        found = said(rules.rules, person, draft.answers, Random(draft.folio), sensitive=sensitive) if rules else None  # noqa: S311 - an invented person
        if rules and found:
            self.checks.add(key, rules.id, dumped(found.answers), found.result, found.explanation, at)

    def add_consent(self, stage: Stage, purpose: str, folio: str, person: Person, user: int, at: datetime) -> None:
        notice = stage.call.notice
        wording = stage.wordings[purpose, person.language]
        self.consents.add(user, stage.call.notice_id, purpose, folio, at, notice.sha256 if notice else "", wording, person.language, "code")

    def add_description(self, stage: Stage, draft: Draft, person: Person, user: int) -> None:
        """What the person says about themselves, under the consent to that."""
        self.add_consent(stage, Purpose.MONITORING.value, draft.folio, person, user, draft.saved)
        pseudonym = self.key.pseudonym(user, stage.call.pk)
        self.disclosures.add(pseudonym, self.key.seal(describe(person, self.lot).to_bytes(), pseudonym))

    def add_submission(self, stage: Stage, draft: Draft, person: Person, key: int, frozen_key: int, at: datetime) -> None:
        frozen = freeze(
            folio=draft.folio,
            call=stage.call.slug,
            form_version={"number": stage.form.number, "sha256": stage.form.sha256},
            number=1,
            answers=draft.answers,
            files=files_in(stage.form, draft.answers),
            received_at=at,
            language=person.language,
            declaration=stage.declarations[person.language],
        )
        code = "-".join("".join(stage.random.choices(UNMISTAKABLE, k=CODE_GROUP)) for _ in range(CODE_GROUPS))
        made = replace(frozen, code=code)
        self.submissions.add(
            *(frozen_key, key, stage.form.id, made.number, made.document, made.sha256, at, made.code, made.key_id, made.signature)
        )

    def add_history(self, stage: Stage, history: list[Step], key: int, user: int) -> None:
        for step in history:
            actor = user if step.verb in OWNERS else None if step.verb == "expire_offer" else stage.staff
            reason = stage.random.choice(texts.REASONS) if step.verb == "screen_out" else ""
            if step.verb == "retract_offer":
                reason = texts.RETRACTED
            self.history.add(key, step.verb, step.before, step.after, actor, step.at, reason)

    def add_selection(self, stage: Stage, path: str, history: list[Step], person: Person, folio: str, key: int, user: int) -> None:
        """Reviews, the decision, the offer and the place, as far as the application got."""
        random, release = stage.random, stage.release
        screened = next((step.at for step in history if step.verb == "screen_in"), None)
        if screened is None:
            return
        for found in verdicts(path, screened, stage.reading, stage.calendar, random):
            self.reviews.add(
                *(stage.reading.round.pk, key, stage.staff, found.reviewer, found.assigned_at, found.conflict, found.conflict_at),
                *(dumped(found.scores), found.mean, found.comment, found.submitted_at, found.submitted_at),
            )
        if release is None or path not in OUTCOMES:
            return
        outcome = OUTCOMES[path]
        position = next(stage.positions) if outcome == "waitlist" else None
        feedback = random.choice(texts.COMMENTS) if outcome == "decline" else ""
        self.decisions.add(key, outcome, position, feedback, stage.staff, release.at - timedelta(days=2), release.pk)
        if path in OFFERED:
            answered = history[-1].at if path != "offered" else None
            self.offers.add(key, stage.call.cohort_id, OFFERED[path], release.at, stage.staff, open_until(stage.call, release.at), answered)
        if path == "confirmed":
            self.enrolments.add(stage.call.cohort_id, user, history[-1].at)
            if random.random() < 0.9:
                self.add_consent(stage, Purpose.PUBLICITY.value, folio, person, user, history[-1].at)
