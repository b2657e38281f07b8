"""Self-descriptions, where nothing else refers to them and they refer to nothing."""

from __future__ import annotations

from django.db import models


class Disclosure(models.Model):
    """What one person says of themselves in one call, sealed. It is found by those who know the person, the call and the room's key.

    No number, date or foreign key stands here: whatever is the same in another table would lead from one to the other. `sealed` is read by
    `applicants.disclosure.description`. Not in the admin.
    """

    pseudonym = models.BinaryField(primary_key=True, max_length=32)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return "·"
