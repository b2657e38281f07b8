"""The diagrams in docs/ are those of the code."""

from fundportal.local import diagrams


def test_diagrams_are_those_of_the_code():
    assert diagrams.stale() == []


def test_every_step_stands_in_the_state_diagram():
    drawn = diagrams.states()
    assert "submitted --> in_review: screen_in" in drawn
    assert "draft --> in_review" not in drawn
