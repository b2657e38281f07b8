"""What staff ask of an assignment, as it is kept with the plan."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

Languages = Literal["off", "wish", "must"]


@dataclass(frozen=True)
class Rules:
    """`slack`: how far a load may lie from the fair share. `languages`: whether a reviewer has to understand an application's languages, should, or
    nobody asks. `pool`: of whom each application gets one at least; empty for none. `shared`: how many applications each two reviewers shall have
    in common; None for as many as can be asked for. `topics`: keys of the questions that say what an application is about. The weights say what affinity
    is made of. `keep`: what is assigned stays where it can; else only what is begun does.
    """

    slack: int = 5
    languages: Languages = "wish"
    pool: str = ""
    shared: int | None = None
    topics: tuple[str, ...] = ()
    by_topic: int = 5
    by_wish: int = 3
    by_language: int = 2
    keep: bool = True

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "topics": list(self.topics)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Rules:
        """Of a plan; what it does not say is as usual."""
        known = {each.name for each in fields(cls)}
        given = {name: value for name, value in kept.items() if name in known}
        return cls(**{**given, "topics": tuple(given.get("topics", ()))})
