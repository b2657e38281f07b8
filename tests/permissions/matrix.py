"""Who gets in where. Every address of the portal stands here by its name, or by its route where it has none."""

from typing import NamedTuple

from tests.permissions.world import ROLES, WHO


class Door(NamedTuple):
    """What the address points at in one's own programme (a word of `targets`), and who gets in by GET and by POST."""

    at: str
    get: frozenset
    post: frozenset


def own(*who):
    return frozenset((*who, "superuser"))


def everywhere(*who):
    """The same roles of any programme: pages that are about no single row, and lists, which hold one's own rows alone."""
    return own(*who, *(f"foreign {role}" for role in who))


def door(get, post=None, at=""):
    return Door(at, get, get if post is None else post)


EVERYBODY = frozenset(WHO)
SIGNED_IN = EVERYBODY - {"anonymous"}
STAFF = everywhere(*ROLES)
NOBODY = frozenset()
OWNER = frozenset({"applicant"})
WRITERS = OWNER | {"member", "facilitator"}
READERS = WRITERS | {"reader"}
ADMINISTRATOR = own()
COORDINATOR = own("coordinator")
COORDINATORS = everywhere("coordinator")
PRIVACY = own("privacy")
REVIEWER = frozenset({"reviewer"})


def rows(model, at, *, lists, see, add=NOBODY, change=NOBODY, delete=NOBODY):
    """The pages that Django's admin has for a model."""
    name = "admin:" + model.replace("/", "_")
    return {
        f"{name}_changelist": door(lists),
        f"{name}_add": door(add),
        f"{name}_history": door(see, at=at),
        f"{name}_delete": door(delete, at=at),
        f"{name}_change": door(see, change, at=at),
        f"admin/{model}/<path:object_id>/": door(STAFF, at=at),  # leads to the change page, which decides
    }


ADMIN = {
    "admin:index": door(STAFF),
    "admin:login": door(STAFF),
    "admin:logout": door(EVERYBODY),  # leads who is not in to the index, which asks to sign in
    "admin:password_change": door(STAFF),
    "admin:password_change_done": door(STAFF),
    "admin:autocomplete": door(NOBODY),  # without a field; with one: test_choices.py
    "admin:jsi18n": door(STAFF),
    "admin:app_list": door(everywhere("coordinator", "pr", "privacy", "equity"), at="app"),
    "admin/(?P<url>.*)$": door(NOBODY, at="anything"),
}
PEOPLE = {
    **rows("accounts/user", "person", lists=everywhere("privacy"), see=PRIVACY, change=ADMINISTRATOR),
    "admin:accounts_user_reset": door(ADMINISTRATOR, at="person"),
    "admin:accounts_user_administrator": door(ADMINISTRATOR, at="person"),
    "admin:accounts_user_erase": door(ADMINISTRATOR, at="person"),
    **rows("accounts/membership", "membership", lists=COORDINATORS, see=COORDINATOR, delete=COORDINATOR),
    **rows("accounts/invitation", "invitation", lists=COORDINATORS, see=COORDINATOR, add=COORDINATORS, delete=COORDINATOR),
    **rows("audit/entry", "entry", lists=everywhere("privacy"), see=PRIVACY),
    **rows(
        *("consents/notice", "draft_notice"),
        lists=everywhere("coordinator", "privacy"),
        see=own("coordinator", "privacy"),
        add=everywhere("privacy"),
        change=PRIVACY,
        delete=PRIVACY,
    ),
    "admin:consents_notice_publish": door(PRIVACY, at="draft_notice"),
    **rows("notifications/notification", "letter", lists=everywhere("coordinator", "privacy"), see=own("coordinator", "privacy")),
    **rows("notifications/suppression", "suppression", lists=everywhere("coordinator", "privacy"), see=own("coordinator", "privacy")),
}
PROGRAMS = {
    **rows("programs/program", "program", lists=COORDINATORS, see=COORDINATOR, add=ADMINISTRATOR, change=COORDINATOR, delete=ADMINISTRATOR),
    **rows("programs/strand", "strand", lists=COORDINATORS, see=COORDINATOR, add=COORDINATORS, change=COORDINATOR, delete=ADMINISTRATOR),
    **rows("programs/cohort", "cohort", lists=COORDINATORS, see=COORDINATOR, add=COORDINATORS, change=COORDINATOR, delete=ADMINISTRATOR),
    **rows("programs/session", "session", lists=COORDINATORS, see=COORDINATOR, add=COORDINATORS, change=COORDINATOR, delete=COORDINATOR),
    **rows("programs/enrolment", "enrolment", lists=COORDINATORS, see=COORDINATOR),
    # partners and guests are shared by all programmes
    **rows(
        "programs/organization",
        "organization",
        lists=COORDINATORS,
        see=COORDINATORS,
        add=COORDINATORS,
        change=ADMINISTRATOR,
        delete=ADMINISTRATOR,
    ),
    **rows("programs/guest", "guest", lists=COORDINATORS, see=COORDINATORS, add=COORDINATORS, change=COORDINATORS, delete=ADMINISTRATOR),
}
CALLS = {
    **rows(
        "applicants/call", "unpublished_call", lists=COORDINATORS, see=COORDINATOR, add=COORDINATORS, change=COORDINATOR, delete=COORDINATOR
    ),
    "admin:applicants_call_form": door(COORDINATOR, at="unpublished_call"),
    "admin:applicants_call_new_section": door(COORDINATOR, at="unpublished_call"),
    "admin:applicants_call_section": door(COORDINATOR, at="section of call"),
    "admin:applicants_call_kind": door(COORDINATOR, at="section of call"),
    "admin:applicants_call_new_question": door(COORDINATOR, at="kind of section"),
    "admin:applicants_call_question": door(COORDINATOR, at="question of call"),
    "admin:applicants_call_remove_section": door(COORDINATOR, at="section of call"),
    "admin:applicants_call_remove_question": door(COORDINATOR, at="question of call"),
    **dict.fromkeys(
        tuple(f"admin:applicants_call_{name}" for name in ("versions", "copy", "import", "export")),
        door(COORDINATOR, at="unpublished_call"),
    ),
    "admin:applicants_call_preview": door(COORDINATOR, at="unpublished_call"),
    "admin:applicants_call_trial": door(COORDINATOR, at="unpublished_call"),
    "admin:applicants_call_trial_check": door(COORDINATOR, at="unpublished_call"),
    "admin:applicants_call_trial_section": door(COORDINATOR, at="section key of call"),
    "admin:applicants_call_publish": door(COORDINATOR, at="unpublished_call"),
    "admin:applicants_call_rules": door(COORDINATOR, at="unpublished_call"),
    "admin:applicants_call_new_rule": door(COORDINATOR, at="rule kind of call"),
    "admin:applicants_call_rule": door(COORDINATOR, at="rule of call"),
    "admin:applicants_call_publish_rules": door(COORDINATOR, at="call"),
    "admin:applicants_call_extend": door(COORDINATOR, at="call"),
    "admin:applicants_call_archive": door(COORDINATOR, at="call"),
}
APPLICATIONS = {
    "admin:applicants_application_changelist": door(COORDINATORS),
    "admin:applicants_application_change": door(COORDINATOR, at="application"),
    "admin:saved_view_new": door(COORDINATORS),
    "admin:saved_view": door(COORDINATOR, at="saved view"),
    "admin:saved_view_change": door(
        COORDINATOR, frozenset({"coordinator"}), at="saved view"
    ),  # its owner; who may take it away: test_saved_views.py
    "admin:applicants_application_clarify": door(COORDINATOR, at="application"),
    "admin:applicants_application_take_back": door(COORDINATOR, at="application and question of staff"),
    "admin:applicants_application_outage": door(COORDINATOR, at="outage"),
    "admin:applicants_application_postpone": door(COORDINATOR, at="call"),
    "admin:applicants_application_more_time": door(COORDINATOR, at="call"),
    "admin:application_letter": door(COORDINATOR, at="letter of application"),
    "admin:review_letter": door(NOBODY, at="letter of review"),  # this round hides letters; one that shows them: test_references.py
    **rows(
        "applicants/referencesasked",
        "references_asked",
        lists=COORDINATORS,
        see=COORDINATOR,
        add=COORDINATORS,
        change=COORDINATOR,
        delete=ADMINISTRATOR,
    ),
    "admin:application_file": door(COORDINATOR, at="file of application"),
    "admin:application_transcripts": door(COORDINATOR, at="spoken answer"),
    "admin:bulk_jobs": door(COORDINATORS),
    "admin:bulk_job": door(COORDINATOR, at="bulk_job"),
    "admin:application_screening": door(COORDINATORS, at="way"),
    **rows("applicants/round", "round", lists=COORDINATORS, see=COORDINATOR, add=COORDINATORS, change=COORDINATOR),
    "admin:round_assign": door(COORDINATOR, at="round"),
    "admin:round_unassign": door(COORDINATOR, at="round"),
    "admin:round_close": door(COORDINATOR, at="round"),
    "admin:round_ranking": door(COORDINATOR, at="round"),
    "admin:round_plan": door(COORDINATOR, at="round"),
    "admin:round_planned": door(COORDINATOR, at="plan of round"),
    "admin:round_plan_why": door(COORDINATOR, at="application of plan"),
    "admin:panel": door(COORDINATOR, at="program code"),
    "admin:panel_member": door(COORDINATOR, at="reviewer of program"),
    "admin:reviewer_profiles": door(everywhere("reviewer")),
    "admin:reviewer_profile": door(REVIEWER, at="program code"),
    **dict.fromkeys(("admin:round_composer", "admin:round_compose", "admin:round_compare"), door(COORDINATOR, at="round")),
    "admin:scenario": door(COORDINATOR, at="scenario"),
    "admin:scenario_confirm": door(COORDINATOR, at="scenario and application"),
    **rows(
        *("applicants/floorstated", "floor_stated"),
        lists=COORDINATORS,
        see=COORDINATOR,
        add=COORDINATORS,
        change=COORDINATOR,
        delete=COORDINATOR,
    ),
    **dict.fromkeys(tuple(f"admin:round_{name}" for name in ("agreement", "calibration", "needs")), door(COORDINATOR, at="round")),
    "admin:round_flags": door(COORDINATOR, at="round"),
    **rows("applicants/review", "review", lists=everywhere("coordinator", "reviewer"), see=COORDINATOR),
    "admin:review_desk": door(everywhere("reviewer")),
    "admin:review_desk_search": door(everywhere("reviewer")),
    "admin:review_desk_review": door(REVIEWER, at="review"),
    "admin:review_desk_abstain": door(REVIEWER, at="review"),
    "admin:review_desk_flag": door(REVIEWER, at="review"),
    "admin:review_desk_criterion": door(REVIEWER, at="criterion"),
    "admin:review_desk_spread": door(NOBODY, at="round"),  # only where a set was chosen: review/test_calibration.py
    **dict.fromkeys(("admin:round_conflicts", "admin:round_conflict_kinds", "admin:round_leaks"), door(COORDINATOR, at="round")),
    "admin:round_conflict_graph": door(COORDINATOR, at="reviewer of round"),
    "admin:round_end_abstention": door(COORDINATOR, at="abstained review of round"),
    "admin:round_conflict_overrule": door(COORDINATOR, at="reviewer and application of round"),
    "admin:round_leaks_decide": door(COORDINATOR, at="application of round"),
    "admin:review_others": door(everywhere("reviewer")),
    # this round shows neither names nor what others wrote; rounds that do: review/test_peers.py, review/blinding/test_reveal.py
    **dict.fromkeys(("admin:review_others_of", "admin:review_names"), door(NOBODY, at="review")),
    "admin:review_file": door(REVIEWER, at="file of review"),
    **rows("applicants/offer", "offer", lists=COORDINATORS, see=COORDINATOR),
    "admin:stage": door(COORDINATOR, at="call"),
    "admin:release": door(COORDINATOR, at="call"),
    **dict.fromkeys(
        tuple(f"admin:{name}" for name in ("procedure", "confirm_decisions", "release_letters", "appeals")), door(COORDINATOR, at="call")
    ),
    "admin:appeal": door(COORDINATOR, at="application"),
    "admin:waiting_list": door(COORDINATOR, at="call"),
    "admin:close_waiting_list": door(COORDINATOR, at="call"),
    **dict.fromkeys(
        ("admin:offer_place", "admin:extend_offer", "admin:retract_offer", "admin:end_place"), door(COORDINATOR, at="application")
    ),
}
REPORTS = {
    "admin:applicants_cohortreport_changelist": door(everywhere("coordinator", "pr")),
    "admin:applicants_cohortreport_change": door(own("coordinator", "pr"), at="cohort"),
    "admin:applicants_cohortreport_export": door(own("coordinator", "pr"), at="cohort"),
    "admin:applicants_cohortdisclosure_changelist": door(everywhere("coordinator", "pr", "privacy", "equity")),
    "admin:applicants_cohortdisclosure_change": door(own("coordinator", "pr", "privacy", "equity"), at="cohort"),
    "admin:applicants_cohortfunnel_changelist": door(everywhere("equity")),
    "admin:applicants_cohortfunnel_change": door(own("equity"), at="cohort"),
    "admin:applicants_callanswers_changelist": door(COORDINATORS),
    "admin:applicants_callanswers_change": door(COORDINATOR, at="call"),
}
ACCOUNT = {
    "account_signup": door(EVERYBODY),
    "account_login": door(EVERYBODY),
    "account_confirm_login_code": door(SIGNED_IN),  # leads a visitor who has asked for no code to the sign-in page
    "account_logout": door(EVERYBODY),
    "account_inactive": door(EVERYBODY),
    "account_reset_password": door(EVERYBODY),
    "account_confirm_password_reset_code": door(NOBODY),  # only who has asked for a code
    "account_complete_password_reset": door(EVERYBODY),
    "account_password_reset_completed": door(EVERYBODY),
    "staff_invitation": door(EVERYBODY, at="token"),
    **dict.fromkeys(
        (
            *("account", "second_factor", "sign_out_elsewhere", "erase_account", "account_email", "account_email_verification_sent"),
            "account_confirm_again",
            *("account_change_password", "account_set_password", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn"),
            *("mfa_authenticate", "mfa_login_webauthn"),
        ),
        door(SIGNED_IN),
    ),
    # nobody here has an authenticator to prove, to show or to change
    **dict.fromkeys(("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_deactivate_totp"), door(NOBODY)),
    **dict.fromkeys(("mfa_view_recovery_codes", "mfa_download_recovery_codes"), door(NOBODY)),
    **dict.fromkeys(("mfa_remove_webauthn", "mfa_edit_webauthn"), door(NOBODY, at="absent")),
    "mfa_generate_recovery_codes": door(SIGNED_IN),
}
PUBLIC = {
    **dict.fromkeys(("service_worker", "away", "device"), door(EVERYBODY)),
    **dict.fromkeys(
        ("root", "healthz", "readyz", "home", "about", "calls", "verify_any", "verify_offline", "receipt_keys", "form_schema"),
        door(EVERYBODY),
    ),
    "notice": door(EVERYBODY, at="notice version"),
    "program": door(EVERYBODY, at="program slug"),
    "cohort": door(EVERYBODY, at="cohort slug"),
    **dict.fromkeys(
        ("call", "call_questions", "call_on_paper", "eligibility", "eligibility_start", "rubric"), door(EVERYBODY, at="call slug")
    ),
    "sound": door(COORDINATOR, at="sound"),  # of a form that was never public; of a public one: test_easy.py
    "quiet_reviewer": door(EVERYBODY, at="reviewer token"),  # whoever holds the letter: review/test_digest.py
    "quiet": door(EVERYBODY, at="quiet token"),  # whoever holds the letter; what it does not tell: test_quiet.py
    "verify": door(EVERYBODY, at="code"),  # whoever was shown a receipt; what it does not tell: test_own_pages.py
}
APPLYING = {
    "apply": door(SIGNED_IN, at="call slug"),
    **dict.fromkeys(("applications", "consents"), door(SIGNED_IN)),
    "clarify": door(OWNER, at="folio and question of staff"),
    "consent": door(OWNER, at="folio and purpose"),
    **dict.fromkeys(("receipt", "receipt_file", "receipt_document", "print", "withdraw"), door(OWNER, at="folio")),
    **dict.fromkeys(("application", "sent"), door(READERS, at="folio")),
    "sections": door(READERS, at="draft folio"),
    "check": door(READERS, OWNER, at="draft folio"),
    "section": door(READERS, WRITERS, at="draft folio and section"),
    "application_file": door(READERS, at="folio and file"),
    "team": door(READERS, OWNER, at="draft folio"),
    "team_member": door(OWNER, at="draft folio and member"),
    "team_leave": door(frozenset({"member", "reader"}), at="draft folio"),
    "team_collective": door(READERS, WRITERS, at="draft folio"),
    "team_references": door(READERS, OWNER, at="draft folio"),
    "reference_letter": door(NOBODY, at="token"),  # whoever holds the link; the ways of one: applications/team/test_references.py
    "team_help": door(OWNER, at="draft folio"),
    "helping": door(SIGNED_IN),
    "help_code": door(NOBODY, at="token"),  # who was given a code; the ways of one: applications/team/test_help.py
    "team_invitation": door(NOBODY, at="token"),  # whoever holds the link; that the address has to fit: applications/team/
    **dict.fromkeys(("submit_for_me", "bring"), door(OWNER, at="draft folio")),
    "copy": door(READERS, OWNER, at="draft folio"),
    **dict.fromkeys(("copy_file", "history"), door(READERS, at="draft folio")),
    "history_of": door(READERS, NOBODY, at="draft folio and question"),  # a POST has to say which version: test_history.py
    "offer": door(OWNER, at="offered folio"),
    "appeal": door(OWNER, at="folio"),  # who has nothing to ask is led to the application: selection/test_appeals.py
    **dict.fromkeys(("about_you", "erase_about_you"), door(OWNER, at="folio")),
    "about_you_part": door(OWNER, at="folio and part"),
    "uploads": door(SIGNED_IN),
    "upload": door(OWNER, at="upload"),  # HEAD, PATCH and DELETE: tests/files/test_tus.py
}
QUERIES = {"admin:stage": "?outcome=decline"}  # what a page needs to be told
MATRIX = ADMIN | PEOPLE | PROGRAMS | CALLS | APPLICATIONS | REPORTS | ACCOUNT | PUBLIC | APPLYING
