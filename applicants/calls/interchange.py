"""A form as one JSON file: written out, and read back with everything that can be wrong with a file said by its place in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from applicants.calls.form_schema import address, form_schema
from applicants.calls.publish import problems_of_form
from applicants.calls.questions import question_type
from fundportal.web.refusals import Refusal

MOST_BYTES = 512 * 1024
DEEPEST = 20
LONGEST_NUMBER = 15
MOST_PROBLEMS = 40
Document = dict[str, Any]


class NotAForm(Refusal):
    """A file is no form, or one that could not be asked; `problems` holds a sentence for each thing that is wrong, with its place."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def written_out(document: Mapping[str, Any]) -> str:
    """The file. The same form is always the same text."""
    return json.dumps({"$schema": address(), **document}, ensure_ascii=False, indent=2) + "\n"


def read_form(raw: bytes) -> Document:
    """The form out of a file, as `build` would make it. Raises NotAForm."""
    found = parsed(raw)
    problems = [*problems_of_shape(found)]
    if problems:
        raise NotAForm(problems[:MOST_PROBLEMS])
    document = completed(found)
    problems = [*problems_of_settings(document)] or problems_of_form(document)
    if problems:
        raise NotAForm(problems[:MOST_PROBLEMS])
    return document


def parsed(raw: bytes) -> Any:
    """The JSON value, bounded in every direction before anything is made of it."""
    if len(raw) > MOST_BYTES:
        raise NotAForm([_("The file is larger than %(most)d kB, which no form is.") % {"most": MOST_BYTES // 1024}])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAForm([_("The file is not text in UTF-8.")]) from None
    if depth(text) > DEEPEST:
        raise NotAForm([_("The file is nested deeper than a form can be.")])
    try:
        value = json.loads(text, object_pairs_hook=once_each, parse_constant=no_number, parse_float=no_number, parse_int=short_number)
    except json.JSONDecodeError as error:
        raise NotAForm(
            [
                _("The file is not JSON: it cannot be read from line %(line)d, column %(column)d on.")
                % {"line": error.lineno, "column": error.colno}
            ]
        ) from None
    refuse_odd_signs(value, "$")
    return value


def depth(text: str) -> int:
    """How deep brackets are nested, those in strings left out. Reading it first keeps a nasty file from the parser."""
    deepest = now = 0
    in_string = escaped = False
    for sign in text:
        if in_string:
            in_string = escaped or sign != '"'
            escaped = not escaped and sign == "\\"
        elif sign == '"':
            in_string = True
        elif sign in "[{":
            now += 1
            deepest = max(deepest, now)
        elif sign in "]}":
            now -= 1
    return deepest


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotAForm([_("“%(name)s” stands twice in the same object.") % {"name": twice[:60]}])
    return found


def no_number(text: str) -> Any:
    raise NotAForm([_("“%(number)s” cannot be used: a form has whole numbers only.") % {"number": text[:30]}])


def short_number(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise NotAForm([_("A number of %(digits)d digits cannot be used.") % {"digits": len(text)}])
    return int(text)


def refuse_odd_signs(value: Any, path: str) -> None:
    """A NUL and half of a surrogate pair are in no text that a person writes, and cannot be stored."""
    if isinstance(value, str) and any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value):
        raise NotAForm([f"{path}: " + _("There is a sign in it that no text has.")])
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        refuse_odd_signs(name, path)
        refuse_odd_signs(part, f"{path}.{name}" if isinstance(name, str) else f"{path}[{name}]")


# What a rule of the schema says, when something breaks it: the rule's value and what stands there.
SENTENCES: dict[str, Callable[[Any, Any], str]] = {
    "type": lambda rule, there: (
        _("This has to be %(what)s.")
        % {
            "what": {
                "object": _("an object"),
                "array": _("a list"),
                "string": _("a text"),
                "integer": _("a whole number"),
                "boolean": _("true or false"),
            }[rule]
        }
    ),
    "required": lambda rule, there: _("Missing: %(names)s.") % {"names": ", ".join(name for name in rule if name not in there)},
    "enum": lambda rule, there: _("This has to be one of: %(options)s.") % {"options": ", ".join(str(option) for option in rule)},
    "const": lambda rule, there: _("This has to be “%(value)s”.") % {"value": rule},
    "minLength": lambda rule, there: _("This is empty."),
    "maxLength": lambda rule, there: _("This is longer than %(most)d characters.") % {"most": rule},
    "minItems": lambda rule, there: _("This list is empty."),
    "maxItems": lambda rule, there: _("This list has more than %(most)d members.") % {"most": rule},
    "minimum": lambda rule, there: _("This is below %(least)d.") % {"least": rule},
    "maximum": lambda rule, there: _("This is above %(most)d.") % {"most": rule},
    "uniqueItems": lambda rule, there: _("Something stands twice in this list."),
    "pattern": lambda rule, there: _("“%(text)s” is not written as it has to be (%(pattern)s).") % {"text": there[:60], "pattern": rule},
}


def problems_of_shape(value: Any) -> Iterator[str]:
    """What the schema says against it, in the order of the file."""
    from jsonschema import Draft202012Validator  # read when first needed: staff alone come here

    errors = Draft202012Validator(form_schema()).iter_errors(value)
    for error in sorted(errors, key=lambda error: [(isinstance(step, str), step) for step in error.absolute_path]):
        yield f"{error.json_path}: {sentence_of(error)}"


def sentence_of(error: Any) -> str:
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        names = ", ".join(f"“{name[:60]}”" for name in error.instance if name not in known)
        return _("Nobody knows what this is: %(names)s.") % {"names": names}
    made = SENTENCES.get(error.validator)
    return made(error.validator_value, error.instance) if made else _("This does not fit (%(rule)s).") % {"rule": error.validator}


def completed(value: Document) -> Document:
    """With everything that a file may leave out, in the order in which `build` has it."""
    return {"sections": [completed_section(section) for section in value["sections"]]}


def completed_section(section: Document) -> Document:
    return {
        "key": section["key"],
        "title": section["title"],
        "help": section.get("help", {}),
        **{name: section[name] for name in ("show_when", "repeat") if name in section},
        "questions": [completed_question(q) for q in section["questions"]],
    }


def completed_question(q: Document) -> Document:
    usual = {"help": {}, "required": True, "tier": question_type(q["kind"]).tier, "sensitive": False}
    return {
        **{name: q.get(name, usual.get(name)) for name in ("key", "kind", "label", "help", "required", "tier", "sensitive")},
        **{name: q[name] for name in ("show_when", "prefill") if name in q},
        "config": q.get("config", {}),
        **{name: q[name] for name in ("easy", "audio") if q.get(name)},
    }


def problems_of_settings(document: Document) -> Iterator[str]:
    """What the types say against their settings, beyond what a schema can."""
    for place, section in enumerate(document["sections"]):
        for number, q in enumerate(section["questions"]):
            for sentence in question_type(q["kind"]).check_config(q["config"]):
                yield f"$.sections[{place}].questions[{number}].config: {sentence}"
