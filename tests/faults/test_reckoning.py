"""What the long proofs count: their figures against a portal whose every row is made up."""

from types import SimpleNamespace

from tests.soak.applicant import Told
from tests.soak.browser import Broke
from tests.soak.reckoning import STORED, reckon


def figures(*, letters, trouble=(), gave_up=0):
    told = Told("a@example.org", "Palabras", folio="CCC27-A")
    person = SimpleNamespace(told=[told], trouble=[(0, broke) for broke in trouble], gave_up=gave_up, crash=None, is_alive=lambda: False)
    site = SimpleNamespace(ask=lambda sql: [("a@example.org", "CCC27-A", 1, "Palabras")] if sql == STORED else letters)
    box = SimpleNamespace(letters=[("a@example.org", {"Message-ID": "<1>"})])
    return reckon(site, box, {1: 103.0}, [person], [])


def test_a_receipt_that_came_is_counted():
    found = figures(letters=[("<1>", 100.0, "CCC27-A"), ("<9>", 100.0, "somebody else's")])
    assert (found["receipts"], found["receipts_never"], found["receipts_soon"], found["slowest_receipt_s"], found["ok"]) == (
        1,
        0,
        1,
        3.0,
        True,
    )


def test_a_submission_of_which_no_letter_was_written_misses_its_receipt():
    found = figures(letters=[])
    assert (found["receipts"], found["receipts_never"], found["ok"]) == (1, 1, False)


def test_a_form_without_an_answer_is_an_error_page_and_a_page_without_one_is_asked_again():
    letters = [("<1>", 100.0, "CCC27-A")]
    found = figures(letters=letters, trouble=[Broke(0, "POST", "/x"), Broke(0, "GET", "/x"), Broke(503, "GET", "/x")])
    assert (found["error_pages"], found["forms_without_answer"], found["pages_asked_again"], found["ok"]) == (2, 1, 1, True)
    assert figures(letters=letters, trouble=[Broke(0, "POST", "/x")] * 11)["ok"] is False
    assert figures(letters=letters, gave_up=1)["ok"] is False
