"""The questions of one page, as a form."""

from __future__ import annotations

from typing import Any

from django import forms

from applicants.calls.languages.field import LanguageInput
from applicants.disclosure.describe import question
from applicants.disclosure.description import Description
from applicants.disclosure.fields import field_of, shown
from applicants.disclosure.wording import Part, newest
from fundportal.web.pack.parts import Parts, parts


class PartForm(forms.Form):
    """Everything in it is optional, so it says so once and not beside each question."""

    def __init__(self, data: Any, *, part: Part, described: Description) -> None:
        super().__init__(data, initial=standing(part, described))
        self.fields.update({asked.key: field_of(asked) for asked in part.questions})

    def questions(self) -> list[Parts]:
        """Ready to be drawn."""
        return [{**parts(bound), "optional": False} for bound in self]

    def answers(self) -> dict[str, Any]:
        """What is kept of a valid form: None where there is no answer."""
        return {key: value or None for key, value in self.cleaned_data.items()}

    def asks_again(self) -> bool:
        """Whether the button of a language was pressed that asks for its variants."""
        return any(
            isinstance(field.widget, LanguageInput) and field.widget.asks_again(self.data, self.add_prefix(name))
            for name, field in self.fields.items()
        )


def standing(part: Part, described: Description) -> dict[str, Any]:
    """The answers that were given to these very questions."""
    return {
        asked.key: described.answers[asked.key]
        for asked in part.questions
        if asked.key in described.answers and not earlier(asked.key, described)
    }


def earlier(key: str, described: Description) -> bool:
    """Whether the answer was given to a wording that means something else."""
    return not question(key, newest().version).means_the_same_as(question(key, described.versions[key]))


def earlier_answers(part: Part, described: Description) -> list[tuple[str, str]]:
    """(question as it was asked, answer) of those."""
    keys = [asked.key for asked in part.questions if asked.key in described.answers and earlier(asked.key, described)]
    asked_then = {key: question(key, described.versions[key]) for key in keys}
    return [(then.text, shown(then, described.answers[key])) for key, then in asked_then.items()]
