"""What fictional people say about themselves: about half of them, and not everything."""

from __future__ import annotations

from random import Random
from typing import Any

from applicants.disclosure.description import Description
from applicants.disclosure.wording import PREFER_NOT, newest
from applicants.samples.people import Person

SHARE = 0.55
ANSWERED = 0.86
WEIGHTS: dict[str, dict[str, int]] = {
    "gender": {"woman": 50, "man": 38, "non_binary": 5, "trans_woman": 2, "trans_man": 1, "other": 1},
    "indigenous": {"yes": 34, "no": 60, "unsure": 6},
    "afro": {"yes": 9, "no": 86, "unsure": 5},
    "speaks": {"yes": 18, "understands": 8, "no": 74},
    "lives_size": {"rural": 18, "town": 20, "city": 18, "large": 40, "unsure": 4},
    "comes_from_size": {"rural": 32, "town": 24, "city": 16, "large": 24, "unsure": 4},
    "connection": {"home": 42, "plan": 12, "prepaid": 36, "public": 6, "borrowed": 4},
    "device": {"phone": 58, "computer": 28, "shared": 9, "borrowed": 5},
    "seeing": {"none": 70, "some": 24, "a_lot": 6},
    "hearing": {"none": 90, "some": 8, "a_lot": 2},
    "walking": {"none": 91, "some": 6, "a_lot": 2, "cannot": 1},
    "remembering": {"none": 78, "some": 19, "a_lot": 3},
    "selfcare": {"none": 97, "some": 2, "a_lot": 1},
    "communicating": {"none": 92, "some": 6, "a_lot": 2},
    "education": {"primary": 14, "secondary": 22, "high_school": 24, "some_degree": 10, "degree": 24, "postgraduate": 6},
    "bathrooms": {"0": 16, "1": 60, "2": 24},
    "cars": {"0": 58, "1": 32, "2": 10},
    "internet": {"no": 44, "yes": 56},
    "employed": {"0": 4, "1": 34, "2": 38, "3": 16, "4": 8},
    "bedrooms": {"0": 1, "1": 18, "2": 42, "3": 30, "4": 9},
}
LOTS = {key: (list(weights), list(weights.values())) for key, weights in WEIGHTS.items()}
LANGUAGES = {
    "20": ("zapoteco", "mixteco", "mixe"),
    "07": ("tseltal", "tsotsil"),
    "31": ("maya",),
    "23": ("maya",),
    "04": ("maya",),
    "16": ("tarasco",),
}
ELSEWHERE = ("nahuatl", "otomi", "mazahua")


def describe(person: Person, random: Random) -> Description:
    """One description, in the wording of now."""
    said: dict[str, Any] = {}
    for key, (codes, weights) in LOTS.items():
        if random.random() < ANSWERED:
            said[key] = random.choices(codes, weights)[0] if random.random() < 0.96 else PREFER_NOT
    if said.get("speaks") == "yes" and person.country == "MX":
        said["language"] = {"code": random.choice(LANGUAGES.get(person.entity, ELSEWHERE))}
    if random.random() < ANSWERED:
        said["comes_from"] = person.municipality or "99"
        said["lives"] = person.entity or "99" if random.random() < 0.7 else "09"
    return Description(said, dict.fromkeys(said, newest().version))
