"""The broker is stopped, the database restarts, a web worker dies: applying goes on."""

import threading
import time

import pytest

from tests.soak.browser import Browser
from tests.soak.faults import while_people_apply

SUBMISSIONS = "SELECT count(*) FROM applicants_submission s JOIN applicants_application a ON a.id = s.application_id WHERE a.folio = %s"
RECEIPTS = "SELECT state FROM notifications_notification WHERE kind = 'receipt' AND about = %s"


def test_without_the_broker_one_signs_in_and_applies_and_the_letter_leaves_when_it_is_back(ground, applicant):
    site = ground.site
    port = site.valkey.port
    site.valkey.stop()
    try:
        applicant.apply(applicant.told)
        waiting = site.ask(RECEIPTS, applicant.told.folio)
    finally:
        site.valkey.start(port=port)
    until = time.monotonic() + 40
    while site.ask(RECEIPTS, applicant.told.folio) != [("sent",)]:
        assert time.monotonic() < until, site.ask(RECEIPTS, applicant.told.folio)
        time.sleep(0.2)

    assert applicant.trouble == []
    assert waiting == [("pending",)]
    assert ground.box.addresses().count(applicant.told.email) == 2  # the code at once, the receipt later


def test_after_a_restart_of_the_database_the_next_request_works(ground, applicant):
    site, browser = ground.site, Browser(ground.site.port)
    applicant.sign_in(browser, applicant.told)
    port = site.postgres.port
    for stop in (site.postgres.stop, lambda: (site.postgres.child.kill(), site.postgres.child.wait())):
        stop()
        site.postgres.start(port=port)
        assert browser.get("/es/solicitudes/").status == 200
    assert applicant.trouble == []


def test_the_same_final_form_sent_twice_at_once_is_one_submission_and_both_see_its_receipt(ground, applicant):
    site, browser = ground.site, Browser(ground.site.port)
    applicant.sign_in(browser, applicant.told)
    home = applicant.fill_in(browser, applicant.told)
    fields = {**browser.get(f"{home}revisar/").hidden(), "declaration": "on"}
    pages, gate = [], threading.Barrier(2)

    def send():
        gate.wait(10)
        pages.append(browser.post(f"{home}revisar/", fields))

    threads = [threading.Thread(target=send) for _window in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    folio = home.split("/")[-2]
    assert [(page.status, page.path, folio in page.text) for page in pages] == [(200, f"{home}comprobante/", True)] * 2
    assert site.ask(SUBMISSIONS, folio) == [(1,)]
    assert len(site.ask(RECEIPTS, folio)) == 1


@pytest.mark.slow
def test_faults_while_people_apply_lose_nothing(ground):
    kinds = ("web killed", "database crashed", "broker killed")
    figures = while_people_apply(ground.site, ground.box, ground.arrivals, seed=5, seconds=6, count=3, people=4, kinds=kinds)

    lost = (
        "missing",
        "changed",
        "doubled",
        "untold",
        "receipts_never",
        "receipts_twice_written",
    )  # who gives up is counted in the long proof
    assert {name: figures[name] for name in lost} == dict.fromkeys(lost, 0)
    assert figures["crashed_people"] == []
    assert figures["error_pages"] <= len(kinds)  # a form in the hands of a process that dies
    assert figures["acknowledged"] > 0
