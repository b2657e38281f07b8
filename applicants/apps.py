from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicantsConfig(AppConfig):
    name = "applicants"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Calls and applications")

    def ready(self) -> None:
        """Rooms that listen to lower ones, or are asked by them; and keys that cannot sign stop the start, not the first person who submits."""
        import applicants.applications.audience
        import applicants.applications.clarification.remind
        import applicants.applications.clarification.uploading
        import applicants.applications.draft.put_out
        import applicants.applications.eligibility.erasing
        import applicants.applications.eligibility.keep
        import applicants.applications.eligibility.staff
        import applicants.applications.erasing
        import applicants.applications.promise.missed
        import applicants.applications.promise.words
        import applicants.applications.remind
        import applicants.applications.saved.erasing
        import applicants.applications.search.erasing
        import applicants.applications.team.help.letters
        import applicants.applications.team.members.letters
        import applicants.applications.team.references.letters
        import applicants.applications.team.task
        import applicants.applications.transcripts.erasing
        import applicants.applications.uploading
        import applicants.calls.tickets
        import applicants.disclosure.erasing
        import applicants.disclosure.task
        import applicants.review.blinding.searched
        import applicants.review.desk.digest
        import applicants.review.erasing
        import applicants.review.panel.erasing
        import applicants.review.screening.bulk
        import applicants.selection.appeals.told
        import applicants.selection.decisions.bulk
        import applicants.selection.decisions.feedback
        import applicants.selection.erasing
        import applicants.selection.offers.foretold
        import applicants.selection.offers.remind
        import applicants.selection.offers.withdrawn
        import applicants.selection.waiting.next_offer  # noqa: F401
        from applicants.applications.receipt.signing import keys
        from applicants.disclosure.keys import keys as disclosure_keys

        keys()
        disclosure_keys()
