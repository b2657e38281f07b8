"""Bars and tiles."""

from django.utils.translation import override

from applicants.calls.places.entities import entities
from applicants.disclosure.control.release import release_one
from applicants.reports.picture import bars, scale, tiles
from applicants.reports.report import ELSEWHERE, Place, Stage


def place(code, count):
    return Place(code, code, release_one(count), 0)


def stage(count):
    return Stage("x", "x", release_one(count), None)


def test_bars_are_centred_and_as_wide_as_the_figures_shown():
    assert [(bar.x, bar.width, bar.people) for bar in bars([stage(200), stage(101), stage(9)])] == [
        ("0.0", "100.0", "200"),
        ("25.0", "50.0", "100"),
        ("", "", "<10"),
    ]


def test_no_figure_at_all_is_no_bar():
    assert [(bar.x, bar.width) for bar in bars([stage(0), stage(3)])] == [("", ""), ("", "")]


def test_the_scale_has_steps_of_about_as_many_places_each():
    found = scale(
        [
            place("01", 3),
            place("02", 10),
            place("03", 15),
            place("04", 20),
            place("05", 40),
            place("06", 75),
            place("07", 120),
            place(ELSEWHERE, 900),
        ]
    )
    with override("en"):
        assert [str(shade) for shade in found] == ["10", "15 to 35", "40 to 70", "75 or more"]


def test_no_figures_have_no_scale():
    assert scale([place("01", 3)]) == []


def test_there_is_a_tile_for_each_entity_and_none_for_elsewhere():
    found = tiles([*(place(code, int(code) * 3) for code in entities()), place(ELSEWHERE, 50)])
    assert len({(tile.x, tile.y) for tile in found}) == 32
    assert [(tile.abbr, tile.people, tile.shade) for tile in found[:4]] == [
        ("AGS", "<10", "qs"),
        ("BC", "<10", "qs"),
        ("BCS", "<10", "qs"),
        ("CAMP", "10", "q1"),
    ]


def test_a_map_without_entities_is_empty():
    assert tiles([]) == []
