"""Work in the background; each task calls one verb."""

from celery import shared_task

from applicants.disclosure.mix import mix


@shared_task  # type: ignore[untyped-decorator]
def mix_disclosures() -> None:
    """Each night, before the backup."""
    mix()
