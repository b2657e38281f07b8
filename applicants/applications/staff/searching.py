"""The search above the list of applications: by folio, person and the words of answers, with the passages in which they stand."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from applicants.applications.search.find import Excerpt, Inquiry, ask
from applicants.applications.search.models import SearchEntry
from applicants.applications.search.texts import readable, texts_of
from applicants.applications.staff.page import StaffRequest
from fundportal.audit.record import record
from fundportal.web.bilingual import pick

MOST_FOUND = 1000
"""As many are counted: whoever finds more narrows it."""
MOST_AT_ONCE = 200
FOLIO = re.compile(r"\w+-\w+", re.ASCII)


def is_searching(request: HttpRequest) -> bool:
    return bool(request.GET.get("q", "").strip())


def searched(rows: QuerySet[Any], typed: str) -> tuple[QuerySet[Any], Inquiry | None]:
    """Those of the rows in which all is found that was typed. A folio or an address of e-mail is found at once, words some seconds after they were
    handed in. One statement before that of the list, and three where a folio or an address was typed."""
    inquiry = ask(typed)
    if inquiry is None:
        return rows, None
    named = by_name(rows, typed.strip())
    if named:
        entries = SearchEntry.objects.none() if inquiry.finds_nothing else SearchEntry.objects.filter(staff__matches=inquiry.raw)
        return rows.filter(pk__in=[*named, *entries.values_list("pk", flat=True)[:MOST_FOUND]]), inquiry
    if inquiry.finds_nothing:
        return rows.none(), inquiry
    return rows.filter(search_entry__staff__matches=inquiry.raw) if inquiry.raw else rows, inquiry


def by_name(rows: QuerySet[Any], typed: str) -> list[int]:
    """Whose folio or address begins so, where it looks like one."""
    if "@" in typed:
        rows = rows.filter(applicant__email__startswith=typed.lower())
    elif FOLIO.fullmatch(typed):
        rows = rows.filter(folio__startswith=typed.upper())
    else:
        return []
    return list(rows.order_by().values_list("pk", flat=True)[:MOST_AT_ONCE])


def shown_of_search(request: StaffRequest, changelist: Any) -> dict[str, Any]:
    """What the page says of a search; each row gets its passage. Four statements, and one that writes down whose answers were shown."""
    inquiry: Inquiry | None = getattr(request, "inquiry", None)
    if inquiry is None:
        return {}
    rows = list(changelist.result_list)
    texts = texts_of(list(readable().filter(pk__in=[row.pk for row in rows]))) if rows and inquiry.wanted else {}
    for row in rows:
        row.excerpt = inquiry.excerpt(texts.get(row.pk, ()))
    changelist.result_list = rows
    if shown := [row.pk for row in rows if row.excerpt]:
        record(actor=request.user, verb="search_answers", applications=shown)
    more = MOST_FOUND if changelist.result_count >= MOST_FOUND else 0
    return {"search_notes": inquiry.notes, "found_more": more}


def marked(row: Any) -> SafeString | str:
    """The passage of a row, with its question."""
    excerpt: Excerpt | None = getattr(row, "excerpt", None)
    return passage(excerpt) if excerpt else ""


def passage(excerpt: Excerpt) -> SafeString:
    """“… una mina en Colima …” with what was found marked, and of which question it is."""
    label = pick(excerpt.label) if isinstance(excerpt.label, dict) else excerpt.label
    pieces = format_html_join("", "{}", ((mark(text) if found else text,) for text, found in excerpt.pieces))
    return format_html('<small class="fp-src">{}</small><br>{}', label or _("Answer"), pieces)


def mark(text: str) -> SafeString:
    return format_html("<mark>{}</mark>", text)
