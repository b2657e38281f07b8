"""Random forms in which sections and questions depend on answers and sections repeat, with random answers to them."""

from hypothesis import strategies as st

from applicants.calls.questions.base import is_answered
from applicants.calls.repeats import list_key, numbered, numbers, taken_apart
from tests.calls.questions import OPTIONS, question

CONFIG = {
    "choice": {"options": OPTIONS},
    "choices": {"options": OPTIONS},
    "whole_number": {"min": 0, "max": 9},
    "short_text": {"max_chars": 80},
}
KINDS = ("choice", "choices", "whole_number", "declaration", "short_text")
CODES = st.sampled_from("abc")
ANSWERS = {
    "choice": CODES,
    "choices": st.lists(CODES, unique=True, max_size=3),
    "whole_number": st.integers(0, 9),
    "declaration": st.just(True),
    "short_text": st.text("áñ ꞌx", min_size=1, max_size=5).filter(str.strip).map(str.strip),
}


@st.composite
def conditions(draw, before):
    """On some of these questions; empty when there is none, and often otherwise."""
    gates = [q for q in before if q["kind"] != "short_text"]
    if not gates or draw(st.booleans()):
        return {}
    rules = []
    for q in draw(st.lists(st.sampled_from(gates), min_size=1, max_size=3, unique_by=lambda q: q["key"])):
        if q["kind"] == "whole_number":
            low, high = sorted(draw(st.tuples(st.integers(0, 9), st.integers(0, 9))))
            rules.append({"key": q["key"], **draw(st.sampled_from([{"from": low}, {"to": high}, {"from": low, "to": high}]))})
        else:
            codes = ["true"] if q["kind"] == "declaration" else draw(st.lists(CODES, min_size=1, max_size=2, unique=True))
            names = ["in"] if q["kind"] == "declaration" else ["in", "not_in"]
            rules.append({"key": q["key"], draw(st.sampled_from(names)): codes})
    return {"match": draw(st.sampled_from(["all", "any"])), "rules": rules}


def maybe(name, value):
    return {name: value} if value else {}


@st.composite
def documents(draw, sections=5):
    """A form without anything wrong in it."""
    before, rows, names = [], [], iter(f"q{n}" for n in range(99))
    for place in range(draw(st.integers(1, sections))):
        show_when = draw(conditions(before))
        least = draw(st.integers(1, 2))
        repeat = draw(st.sampled_from([{}, {}, {"min": least, "max": least + 2}]))
        known = list(before)
        for _ in range(draw(st.integers(1, 4))):
            kind = draw(st.sampled_from(KINDS))
            q = question(kind, next(names), required=draw(st.booleans()), **CONFIG.get(kind, {}))
            q |= maybe("show_when", draw(conditions(known)))
            known.append(q)
        asked = known[len(before) :]
        rows.append(
            {"key": f"s{place}", "title": {"es": f"Parte {place}", "en": f"Part {place}"}, "help": {}} | maybe("show_when", show_when)
        )
        rows[-1] |= maybe("repeat", repeat) | {"questions": asked}
        before = before if repeat else known
    return {"sections": rows}


@st.composite
def answers_to(draw, document):
    """To some of the questions, asked or not, of each time that there may be; and to which times there are."""
    given = {}
    for section in document["sections"]:
        repeat = section.get("repeat")
        if repeat and draw(st.booleans()):
            given[list_key(section["key"])] = sorted(draw(st.sets(st.integers(1, 5), min_size=1, max_size=repeat["max"])))
        for number in range(1, 6 if repeat else 2):
            for q in section["questions"]:
                if draw(st.integers(0, 3)):
                    value = draw(ANSWERS[q["kind"]])
                    given |= {numbered(q["key"], number): value} if is_answered(value) else {}
    return given


@st.composite
def forms_and_answers(draw):
    document = draw(documents())
    return document, draw(answers_to(document))


def asked_keys(document, answers):
    """Which questions are asked, worked out another way: each by itself, from what is asked before it."""
    from applicants.calls.repeats import Repeat

    rows = {q["key"]: (section, q) for section in document["sections"] for q in section["questions"]}

    def meets(condition, number, asker):
        if not condition:
            return True
        results = []
        for rule in condition["rules"]:
            section, _q = rows[rule["key"]]
            key = numbered(rule["key"], number if section is asker else 1)
            value = answers.get(key) if is_asked(key) else None
            if not is_answered(value):
                results.append(False)
            elif "in" in rule or "not_in" in rule:
                codes = value if isinstance(value, list) else ["true" if value is True else value]
                results.append(any(code in rule["in"] for code in codes) if "in" in rule else not any(c in rule["not_in"] for c in codes))
            else:
                results.append(rule.get("from", 0) <= value <= rule.get("to", 9))
        return any(results) if condition["match"] == "any" else all(results)

    def is_asked(key):
        base, number = taken_apart(key)
        section, q = rows[base]
        times = numbers(Repeat(**section["repeat"]), answers.get(list_key(section["key"]))) if section.get("repeat") else [1]
        return number in times and meets(section.get("show_when"), 1, None) and meets(q.get("show_when"), number, section)

    every = [numbered(key, number) for key in rows for number in range(1, 8)]
    return {key for key in every if is_asked(key)}
