"""Writing a section."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.calls.arrange import last, published_keys
from applicants.calls.desk.call import managed, page, section_of, write_down
from applicants.calls.desk.variation import Variation
from applicants.calls.forms import SectionDetails
from applicants.calls.models import Section


def section_page(request: HttpRequest, pk: int, section_pk: int | None = None) -> HttpResponse:
    """A new section at the end of the form, or one that is there."""
    call = managed(request, pk)
    section = section_of(call, section_pk) if section_pk else Section(call=call, order=last(call.sections.all()))
    frozen = bool(section.pk) and section.key in published_keys(call)[0]
    variation = Variation(call, section, request.POST or None)
    form = SectionDetails(request.POST or None, instance=section, call=call, frozen=frozen)
    if request.method == "POST" and all([form.is_valid(), variation.is_valid()]):
        variation.apply()
        saved = form.save()
        write_down(request.user, call, "section_written", key=saved.key)  # type: ignore[arg-type]
        return redirect("admin:applicants_call_form", call.pk)
    return page(request, "section", call, _("Section"), form=form, section=section, variation=variation)
