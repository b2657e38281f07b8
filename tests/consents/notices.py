"""Builders of privacy notices."""

from fundportal.consents.models import Notice
from fundportal.consents.publish import publish


def make_notice(published=True, program="ccc", version=1, **more):
    fields = {
        "controller_name": "Centro de Capacitación Cinematográfica, A.C.",
        "controller_kind": "public",
        "controller_address": "Calzada de Tlalpan 1670",
        "contact_email": "datos@example.org",
        "recipients": [{"name": "IMCINE", "purpose_es": "coordinar", "purpose_en": "to coordinate"}],
        "short_es": "Corto.",
        "short_en": "Short.",
        "body_es": "Largo.",
        "body_en": "Long.",
        "purposes": ["evaluate", "sensitive"],
        **more,
    }
    notice = Notice.objects.create(program_code=program, version=version, **fields)
    return publish(notice=notice, by=None) if published else notice
