"""What staff call the letters. A kind without a name here is shown by its code; a test holds that every template has one."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "receipt": _("receipt"),
    "not_submitted": _("not submitted at the deadline"),
    "clarification": _("question to the person"),
    "clarification_reminder": _("reminder of a question"),
    "clarification_taken_back": _("question taken back"),
    "clarification_answered": _("receipt of an answer"),
    "screened_out": _("screened out"),
    "readmitted": _("screened in after all"),
    "withdrawn": _("withdrawal"),
    "deadline_reminder": _("deadline reminder"),
    "decision_late": _("decision is late"),
    "decision_postponed": _("new date of decision"),
    "extension": _("extension"),
    "offer": _("offer"),
    "offer_extended": _("offer extended"),
    "place_ended": _("place ended"),
    "offer_expiring": _("offer about to expire"),
    "offer_declined": _("offer declined by the person"),
    "offer_expired": _("offer expired"),
    "waitlisted": _("waiting list"),
    "declined": _("not selected"),
    "enrolled": _("enrolment"),
    "review_digest": _("what waits at the review desk"),
    "appeal_received": _("receipt of an appeal"),
    "appeal_accepted": _("appeal accepted"),
    "appeal_rejected": _("appeal rejected"),
    "staff_invitation": _("staff invitation"),
    "help_asked": _("offer to help"),
    "help_changed": _("change in the help"),
    "reference_request": _("request for a letter of reference"),
    "reference_reminder": _("reminder of a letter of reference"),
    "reference_answered": _("answer about a letter of reference"),
    "reference_ended": _("letter of reference no longer needed"),
    "team_invitation": _("invitation to write along"),
    "team_changed": _("change in the team"),
    "account_changed": _("change in the account"),
    "administrators": _("change of administrators"),
    "unknown_account": _("no account"),
    "sign_in_code": _("sign-in code"),
    "confirm_code": _("code to confirm again"),
    "email_code": _("code for an address"),
    "password_code": _("code for a password"),
}


def kind_label(kind: str) -> str:
    return str(KINDS.get(kind, kind))
