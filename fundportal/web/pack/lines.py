"""A line of text."""

from typing import Any

from django import forms

from fundportal.web.plain_text import one_line


class LineField(forms.CharField):
    """Text on one line, composed and without unseen signs; a line in which there is nothing to see is no answer."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return one_line(text) if isinstance(text, str) else text
