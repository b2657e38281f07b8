"""Long text with a word limit. The page, the validation and the script all count by the same rule."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from fundportal.web.plain_text import paragraphs

# A word is what stands between spaces, dashes or an ellipsis and holds a letter or a digit: ꞌ, ’ and - inside a word do not split it.
# The search skips to the first letter and then takes the rest of the word, so its time grows with the length of the text and no faster.
WORD = re.compile(r"[^\W_][^\s—–…]*")


def count_words(text: str) -> int:
    """How many words a text has, in any script; static/js counts alike."""
    return len(WORD.findall(text))


class WordsTextarea(forms.Textarea):
    """A textarea that says below how many words there are. `id_x_count` joins what describes it."""

    template_name = "fp/widgets/words.html"

    def __init__(self, limit: int | None = None, attrs: dict[str, Any] | None = None) -> None:
        self.limit = limit
        super().__init__({"rows": 8, **(attrs or {})})
        self.attrs.pop("cols", None)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        drawn = context["widget"]
        if self.limit and "id" in drawn["attrs"]:
            described = drawn["attrs"].get("aria-describedby", "")
            drawn["attrs"]["aria-describedby"] = f"{described} {drawn['attrs']['id']}_count".strip()
            drawn["attrs"]["data-words"] = self.limit
            drawn["count"] = count_words(drawn["value"] or "")
            drawn["limit"] = self.limit
            drawn["over"] = drawn["count"] > self.limit
        return context


class WordsField(forms.CharField):
    """Text of at most `limit` words; without a limit just long text. Never cut: what is too long is kept and named."""

    widget = WordsTextarea

    def __init__(self, *, limit: int | None = None, **options: Any) -> None:
        self.limit = limit
        options.setdefault("widget", WordsTextarea(limit))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return paragraphs(text) if isinstance(text, str) else text

    def validate(self, value: str) -> None:
        super().validate(value)
        over = count_words(value) - self.limit if self.limit else 0
        if over > 0:
            raise ValidationError(
                ngettext(
                    "There is %(over)d word too many. The maximum is %(limit)d.",
                    "There are %(over)d words too many. The maximum is %(limit)d.",
                    over,
                )
                % {"over": over, "limit": self.limit},
                code="words",
            )
