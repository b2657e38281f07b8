"""Steps of the bench of landing and list, in a process of their own: each page, so many times, as the sample coordinator and the sample reviewer."""

import json
import statistics
import time

import django

TIMES = 25
LIST = "/admin/applicants/application/"
PAGES = {
    "landing of a coordinator": ("coordinator", "/admin/"),
    "landing of a reviewer": ("reviewer", "/admin/"),
    "list": ("coordinator", LIST),
    "list, two states and days": ("coordinator", f"{LIST}?state__exact=in_review&state__exact=shortlisted&submitted_from=2026-01-01"),
    "list, reviews missing in one call": ("coordinator", f"{LIST}?call=1&reviews=missing"),
}


def measure():
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from fundportal.accounts.models import User

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    found = {}
    for name, (who, address) in PAGES.items():
        client = Client()
        client.force_login(User.objects.get(email=f"{who}@sample.invalid"))
        spent = []
        for number in range(TIMES + 3):
            begun = time.perf_counter()
            answer = client.get(address)
            assert answer.status_code == 200, (name, answer.status_code)
            if number >= 3:
                spent.append(time.perf_counter() - begun)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[name] = {"p50": round(statistics.median(spent) * 1000, 1), "sql": len(queries)}
    return found


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure()))
