"""A language in two steps, without a script: the grouping on a list, then the variant on that grouping's list; or in the person's own words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from applicants.calls.languages.catalogue import OTHERS, families, grouping_of, is_language, language_name
from applicants.calls.languages.find import find, with_variants
from applicants.calls.languages.said import LONGEST, is_said
from applicants.calls.places.plain import plain
from fundportal.web.pack.draw import draw
from fundportal.web.plain_text import one_line

GROUPING, VARIANT, WORDS, MORE = "grouping", "variant", "words", "more"
OTHER = "other"
CONTROLS = (GROUPING, VARIANT, WORDS)


class LanguageInput(forms.Widget):
    """Three labelled controls, `x-grouping`, `x-variant` (once a grouping with several is chosen) and `x-words`, and the button `x-more`, which
    asks for the list of variants. Its value is what was chosen and typed, by control."""

    template_name = "calls/widgets/language.html"
    use_fieldset = True
    first_control = f"-{GROUPING}"

    def id_for_label(self, id_: str) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {part: str(data.get(f"{name}-{part}") or "").strip() for part in CONTROLS}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{part}" in data for part in CONTROLS)

    def asks_again(self, data: Any, name: str) -> bool:
        """Whether the person wants to see the variants: the page is then shown again."""
        return f"{name}-{MORE}" in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        typed = {**dict.fromkeys(CONTROLS, ""), **(value or {})}
        drawn = context["widget"]
        own_id, marks = drawn["attrs"].get("id", f"id_{name}"), {}
        if "aria-invalid" in drawn["attrs"]:
            marks = {"aria-invalid": "true"}
        grouping = with_variants(typed[GROUPING])
        drawn.update(
            id=own_id,
            typed=typed,
            invalid=bool(marks),
            grouping=grouping,
            groupings=chooser(offered(), f"{name}-{GROUPING}", typed[GROUPING], {"id": f"{own_id}-{GROUPING}", **marks}),
            variants=grouping
            and chooser(variants_of(typed[GROUPING]), f"{name}-{VARIANT}", typed[VARIANT], {"id": f"{own_id}-{VARIANT}", **marks}),
            more=f"{name}-{MORE}",
        )
        return context


class LanguageField(forms.Field):
    """A language as `said` knows it, {"code", "words"}; None when nothing was said. Words that name one language of the catalogue become its code."""

    widget = LanguageInput

    def prepare_value(self, value: Any) -> dict[str, str]:
        return as_typed(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return as_typed(initial) != as_typed(data)

    def to_python(self, value: Any) -> dict[str, str] | None:
        typed = as_typed(value)
        grouping, variant, words = typed[GROUPING], typed[VARIANT], one_line(typed[WORDS])
        if grouping not in ("", OTHER) and not is_language(grouping):
            raise ValidationError(gettext("Choose one of the answers on the list."), code="unknown", params={"control": f"-{GROUPING}"})
        if len(words) > LONGEST:
            raise ValidationError(
                gettext("Make it shorter: at most %(most)d characters, now there are %(count)d.") % {"most": LONGEST, "count": len(words)},
                code="long",
                params={"control": f"-{WORDS}"},
            )
        if grouping == OTHER and not words:
            raise ValidationError(gettext("Write which language it is."), code="words", params={"control": f"-{WORDS}"})
        return as_said({GROUPING: grouping, VARIANT: variant, WORDS: words})


def as_typed(value: Any) -> dict[str, str]:
    """A stored language, or what came from the controls, by control."""
    if is_said(value):
        code = value.get("code", "")
        return {
            GROUPING: grouping_of(code) or (OTHER if "words" in value else ""),
            VARIANT: code if "." in code else "",
            WORDS: value.get("words", ""),
        }
    return {**dict.fromkeys(CONTROLS, ""), **(value or {})}


def as_said(typed: dict[str, str]) -> dict[str, str] | None:
    """What is stored of the controls; words that name one language become its code."""
    words, listed = typed[WORDS], typed[GROUPING] if typed[GROUPING] != OTHER else ""
    code = typed[VARIANT] if is_language(typed[VARIANT]) and listed and grouping_of(typed[VARIANT]) == listed else listed
    found = find(words, listed if with_variants(listed) else "") if code == listed else ""
    if found and grouping_of(found) == (listed or grouping_of(found)):
        code, words = found, ""
    return {name: said for name, said in (("code", code), ("words", words)) if said} or None


def chooser(choices: list[tuple[str, Any]], name: str, value: str, attrs: dict[str, Any]) -> str:
    return draw(forms.Select(choices=choices), name, value, attrs)


def offered() -> list[tuple[str, Any]]:
    """Groupings by family, then the languages that are no part of the catalogue."""
    return [
        ("", gettext("Choose a language")),
        *((family, [(grouping.code, grouping.label) for grouping in of]) for family, of in families().items()),
        (
            gettext("Others"),
            [*((code, language_name(code)) for code in OTHERS), (OTHER, gettext("Another one, or one of another country"))],
        ),
    ]


def variants_of(code: str) -> list[tuple[str, str]]:
    """A grouping's variants in the order of their labels."""
    grouping = with_variants(code)
    listed = sorted(((each.code, each.label) for each in (grouping.variants if grouping else ())), key=lambda choice: plain(choice[1]))
    return [("", gettext("I do not know, or another one")), *listed]
