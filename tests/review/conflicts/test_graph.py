from applicants.review.conflicts.graph import MOST, ROW, graph
from applicants.review.conflicts.kinds import Kind, Reason

TEAM, PLACE = Reason(Kind.TEAM, "AAAA27-1"), Reason(Kind.LOCALITY, "Totontepec" * 9)


def test_one_box_for_each_thing_however_many_it_leads_to():
    made = graph([("B-1", [TEAM]), ("B-2", [TEAM, PLACE]), ("B-3", [TEAM])])
    assert (len(made.evidence), [node.text for node in made.applications], len(made.lines)) == (2, ["B-1", "B-2", "B-3"], 4)
    assert made.height == 3 * ROW and made.start == made.height // 2
    assert all(0 < node.y < made.height for node in (*made.evidence, *made.applications))
    assert made.evidence[1].text.endswith("…")


def test_a_long_one_is_cut_and_an_empty_one_drawn():
    assert len(graph([(str(n), [TEAM]) for n in range(MOST + 5)]).applications) == MOST
    assert graph([]).lines == []
