"""Many people press “Submit” in the last moments before a deadline, some of them twice, some of them too late."""

import asyncio
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import urlencode

TOKEN = "t" * 32  # the form's token is the cookie's: whoever made the page has both
PATIENCE = 120.0  # seconds for one answer
EITHER = 1.0


class Draft(NamedTuple):
    """A complete draft, ready to be sent: its folio, the person's session, and the token of the page on which the answers were checked."""

    folio: str
    session: str
    checked: str


class Shot(NamedTuple):
    """One request: when it left, what came back (0: nothing), and when."""

    folio: str
    sent: float
    status: int
    answered: float
    place: str


def storm(*, port, drafts, deadline, seconds, late, seed=1, twice=0.1):
    """Send every draft once within the `seconds` before the deadline (an instant, seconds since 1970), ever more of them towards it; `late` of them
    up to five seconds after it; a part of them `twice` at the same moment. Returns the shots."""
    dice = random.Random(seed)
    times = [deadline - seconds * (1 - dice.random() ** 0.5) * 0.98 - 0.05 for _draft in drafts]
    for n in range(late):
        times[n] = deadline + 0.2 + dice.random() * min(5.0, seconds)
    plan = [(at, draft) for at, draft in zip(times, drafts, strict=True) for _time in range(2 if dice.random() < twice else 1)]
    with ThreadPoolExecutor(1) as apart:  # a browser of another test may have a loop in this thread
        return apart.submit(lambda: asyncio.run(fire(port, plan))).result()


async def fire(port, plan):
    return await asyncio.gather(*(shoot(port, at, draft) for at, draft in plan))


async def shoot(port, at, draft):
    await asyncio.sleep(max(0.0, at - time.time()))
    body = urlencode({"csrfmiddlewaretoken": TOKEN, "checked": draft.checked, "declaration": "on"}).encode()
    head = (
        f"POST /es/solicitudes/{draft.folio}/revisar/ HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n"
        f"Cookie: sessionid={draft.session}; csrftoken={TOKEN}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    sent = time.time()
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            sent = time.time()
            writer.write(head.encode() + body)
            await writer.drain()
            answer = (await reader.read()).decode("latin-1")
            writer.close()
    except (OSError, TimeoutError):
        answer = ""
    status = re.match(r"HTTP/1\.1 (\d{3})", answer)
    place = re.search(r"(?im)^location: (\S+)", answer)
    return Shot(draft.folio, sent, int(status[1]) if status else 0, time.time(), place[1] if place else "")


def reckon(*, shots, submissions, letters, deadline):
    """The figures. `submissions` are (folio, received_at in seconds) as the portal has them, `letters` the folios of its receipts' letters.

    Whoever sent before the deadline is in, whoever sent after it is not. A request that left within `EITHER` seconds before it, or within twice the
    longest time that one took to arrive, could be either.
    """
    received = dict(submissions)
    first = {}
    for shot in shots:
        first[shot.folio] = min(shot.sent, first.get(shot.folio, shot.sent))
    lags = sorted(received[folio] - first[folio] for folio in received)
    slack = max([0.0, *lags])
    accepted = {shot.folio for shot in shots if shot.status == 302 and shot.place.endswith("/comprobante/")}
    figures = {
        "people": len(first),
        "requests": len(shots),
        "in_time": sum(at <= deadline for at in first.values()),
        "accepted": len(received),
        "refused_late": len({shot.folio for shot in shots if shot.status == 409} - accepted),
        "no_answer": sum(shot.status == 0 for shot in shots),
        "errors_5xx": sum(shot.status >= 500 for shot in shots),
        "other_answers": sorted({shot.status for shot in shots} - {0, 302, 409}),
        "lost": sum(at < deadline - max(EITHER, 2 * slack) and folio not in received for folio, at in first.items())
        + len(accepted - set(received)),
        "doubled": len(submissions) - len(received),
        "receipts_doubled": len(letters) - len(set(letters)),
        "receipts_missing": len(set(received) - set(letters)),
        "late_taken": sum(first[folio] > deadline or at > deadline for folio, at in received.items()),
        "arrival_lag_ms": [round(1000 * lags[len(lags) // 2]), round(1000 * slack)] if lags else [],
        "slowest_answer_s": round(max(shot.answered - shot.sent for shot in shots), 1),
        "last_minute_s": round(max(shot.sent for shot in shots) - min(shot.sent for shot in shots)),
    }
    faults = ("no_answer", "errors_5xx", "lost", "doubled", "receipts_doubled", "receipts_missing", "late_taken")
    figures["ok"] = not any(figures[name] for name in faults) and not figures["other_answers"]
    return figures
