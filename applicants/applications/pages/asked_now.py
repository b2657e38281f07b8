"""What a person's answers have changed about what is asked, in sentences: nothing comes or goes without a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.applications.pages.sent import Sent
from applicants.calls.form_versions import LoadedForm, LoadedSection


class New(NamedTuple):
    """Questions that a page has not shown yet: the first one's key, and what is said about them."""

    key: str
    sentence: str


def told_elsewhere(before: LoadedForm, now: LoadedForm) -> Iterator[str]:
    """About sections that have come or gone. Nothing where the form is the same for everybody."""
    if before is now:
        return
    was, is_now = ({section.key: section for section in form.sections} for form in (before, now))
    for key, section in is_now.items():
        if key not in was:
            yield _("Because of what you answered, there is now also the section “%(section)s”.") % {"section": section.title}
    for key, section in was.items():
        if key not in is_now:
            yield _("The section “%(section)s” is no longer asked. What you wrote there is kept.") % {"section": section.title}


def newly_here(asked: LoadedSection, shown: LoadedSection) -> New | None:
    """About the questions of a section that its page had not shown, as the answers had not asked for them; those about sensitive data have a note of their own."""
    had = {q["key"] for q in shown.questions}
    new = [q["key"] for q in asked.questions if q.get("show_when") and q["key"] not in had and not (shown.is_plain and q["sensitive"])]
    if not new:
        return None
    words = ngettext(
        "Saved. Because of what you answered, there is %(n)d more question here.",
        "Saved. Because of what you answered, there are %(n)d more questions here.",
        len(new),
    )
    return New(new[0], words % {"n": len(new)})


def told(page: Sent, before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What the line about saving adds, while a person is typing."""
    asked = page.now.asked(now)
    sentences = list(told_elsewhere(page.now.asked(before), asked))
    here = next((section for section in asked.sections if section.key == page.section.key), None)
    if here is None and not was_asked(page, before):
        sentences.append(is_not_asked(page.section))
    if here is not None and newly_here(here, page.section):
        sentences.append(_("There is more to answer here: press “Save and continue” to see it."))
    return sentences


def was_asked(page: Sent, before: Mapping[str, Any]) -> bool:
    """Whether the section of the page was asked before this save: one that goes with it is told of as gone, one that somebody else had taken away before is not."""
    return any(section.key == page.section.key for section in page.now.asked(before).sections)


def is_not_asked(section: LoadedSection) -> str:
    """What is said to who opens it, or has written in it."""
    return _("“%(section)s” is not asked of you, as your answers stand. What you wrote there is kept.") % {"section": section.title}
