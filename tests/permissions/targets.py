"""What the addresses of the matrix point at: a word -> the arguments of an address."""

from applicants.applications.quiet.hush import token_of
from applicants.review.desk.hush import token_of as token_of_reviewer

ABSENT = 987654321
ROWS = (
    *(
        "invitation",
        "entry",
        "notice",
        "draft_notice",
        "letter",
        "suppression",
        "program",
        "strand",
        "organization",
        "cohort",
        "session",
        "guest",
    ),
    *(
        "enrolment",
        "sound",
        "call",
        "unpublished_call",
        "offered_call",
        "application",
        "strangers",
        "draft",
        "round",
        "review",
        "offer",
        "outage",
    ),
    "references_asked",
    "scenario",
    "floor_stated",
    "bulk_job",
)


def targets(place):
    """All words, for one programme."""
    call, application = place.unpublished_call, place.application
    return {
        **{name: (place.rows[name].pk,) for name in ROWS},
        "": (),
        "app": ("applicants",),
        "anything": ("anything",),
        "absent": (ABSENT,),
        "token": ("no-such-token",),
        "way": ("in",),
        "person": (place.strangers.applicant.pk,),
        "membership": (place.rows["pr membership"].pk,),
        "section of call": (call.pk, place.section.pk),
        "kind of section": (call.pk, place.section.pk, "short_text"),
        "question of call": (call.pk, place.question.pk),
        "section key of call": (call.pk, place.section.key),
        "rule of call": (call.pk, place.rule.pk),
        "rule kind of call": (call.pk, "age"),
        "spoken answer": (application.pk, "story"),
        "file of application": (application.pk, place.file.pk),
        "reviewer of round": (place.round.pk, place.reviewer.pk),
        "reviewer and application of round": (place.round.pk, place.reviewer.pk, place.application.pk),
        "application of round": (place.round.pk, place.application.pk),
        "abstained review of round": (place.rows["conflicted_round"].pk, place.rows["conflict"].pk),
        "file of review": (place.review.pk, place.file.pk),
        "folio and file": (application.folio, place.file.pk),
        "application and question of staff": (application.pk, 1),
        "folio and question of staff": (application.folio, 1),
        "folio and purpose": (application.folio, "evaluate"),
        "folio and part": (application.folio, "quien"),
        "folio": (application.folio,),
        "draft folio": (place.draft.folio,),
        "offered folio": (place.offered.folio,),
        "draft folio and section": (place.draft.folio, "film"),
        "draft folio and member": (place.draft.folio, place.rows["draft member"].pk if "draft member" in place.rows else ABSENT),
        "scenario and application": (place.scenario.pk, application.pk),
        "letter of application": (application.pk, place.letter_of_reference.pk),
        "letter of review": (place.review.pk, place.letter_of_reference.pk),
        "upload": (place.upload.pk,),
        "draft folio and question": (place.draft.folio, "logline"),
        "program code": (place.program.code,),
        "reviewer of program": (place.program.code, place.reviewer.pk),
        "saved view": (place.rows["saved view"].pk,),
        "plan of round": (place.rows["round"].pk, place.rows["plan"].pk),
        "application of plan": (place.rows["round"].pk, place.rows["plan"].pk, application.pk),
        "program slug": (place.program.slug,),
        "cohort slug": (place.program.slug, place.cohort.slug),
        "call slug": (place.call.slug,),
        "notice version": (place.program.code, 1),
        "criterion": (place.rows["round"].criteria.first().pk,),
        "reviewer token": (token_of_reviewer(place.review.reviewer),),
        "quiet token": (token_of(application.folio),),
        "code": (application.submission.code,),
    }


def forms(place):
    """What is sent to an address whose form names a row; to all others nothing is."""
    return {
        "admin:round_flags": {"flag": place.rows["flag"].pk},
        "admin:review_desk_criterion": {"review": place.review.pk, "score-view": "2"},
    }
