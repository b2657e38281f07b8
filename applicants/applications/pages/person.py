"""The request of a person who has signed in."""

from __future__ import annotations

from django.http import HttpRequest

from fundportal.accounts.models import User


class PersonRequest(HttpRequest):
    """What views behind `login_required` are given."""

    user: User
    LANGUAGE_CODE: str
