"""Builders: the initiatives, a call with any questions, and its pages."""

import datetime

from django.utils import timezone

from applicants.calls.models import Call, Question, Section
from applicants.calls.publish import publish
from fundportal.consents.models import Notice
from fundportal.consents.publish import publish as publish_notice
from programs.cohorts.load import load_initiatives
from programs.models import Cohort, Program
from tests.calls.questions import question


def make_notice(program_code="ccc", *, version=1, published=True, purposes=("evaluate", "sensitive", "publicity")):
    notice = Notice.objects.create(
        program_code=program_code,
        version=version,
        controller_name="CCC",
        controller_kind="public",
        contact_email="privacidad@example.org",
        short_es="En corto.",
        short_en="In short.",
        body_es="Todo.",
        body_en="All.",
        purposes=list(purposes),
    )
    return publish_notice(notice=notice, by=None) if published else notice


def make_call(*questions, slug="convocatoria", prefix="CCC27", program="ccc", opens=-1, closes=30, published=True, notice=None, **fields):
    """A call of the programme's first cohort; `opens` and `closes` are days from now."""
    if not Program.objects.exists():
        load_initiatives()
    now = timezone.now().replace(microsecond=0)
    closes_at = now + datetime.timedelta(days=closes)
    call = Call.objects.create(
        **{
            "cohort": Cohort.objects.filter(strand__program__code=program).first(),
            "slug": slug,
            "folio_prefix": prefix,
            "title_es": "Convocatoria nacional",
            "title_en": "National call",
            "summary_es": "Para treinta personas.",
            "summary_en": "For thirty people.",
            "who_es": "Vives en México.\nTienes 18 años.",
            "who_en": "You live in Mexico.\nYou are 18.",
            "needs_es": "Un correo.",
            "needs_en": "An e-mail address.",
            "decided_es": "Con una rúbrica.",
            "decided_en": "With a rubric.",
            "opens_at": now + datetime.timedelta(days=opens),
            "closes_at": closes_at,
            "decision_by": closes_at.date() + datetime.timedelta(days=40),
            **fields,
        }
    )
    call.notice = notice or Notice.objects.filter(program_code=program).first() or make_notice(program)
    call.save(update_fields=["notice"])
    write_section(call, "one", questions or [question("short_text", "name", max_chars=80), question("long_text", "why", words=100)])
    if published:
        publish(call=call, by=None)
        call.refresh_from_db()
    return call


def write_section(call, key, questions, order=0):
    section = Section.objects.create(call=call, key=key, title_es=f"Sección {key}", title_en=f"Section {key}", order=order)
    for place, q in enumerate(questions):
        Question.objects.create(
            section=section, key=q["key"], kind=q["kind"], label_es=q["label"]["es"], label_en=q["label"].get("en", ""),
            required=q["required"], tier=q["tier"], sensitive=q["sensitive"], config=q["config"], order=place,
        )  # fmt: skip
    return section
