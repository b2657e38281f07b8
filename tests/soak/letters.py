"""Letters while workers die and the broker goes: the proofs of the notifications' tests, many times over."""

import random


def worker_kills(*, seed=1, kills=20, **_more):
    """A worker is killed at random moments while it sends: nothing is lost, and each kill doubles one letter at most."""
    from tests.notifications.test_workers import survive_kills
    from tests.notifications.workers import house

    fresh_outbox()
    with house() as place:
        lost, doubled = survive_kills(place, letters=kills * 10, kills=kills, seed=seed)
    return {"kills": kills, "letters": kills * 10, "lost": lost, "doubled": doubled, "ok": lost == 0 and doubled <= kills}


def broker_troubles(*, seed=1, troubles=15, **_more):
    """The broker is stopped, hung or killed and comes back, and two workers live through all of it: nothing is lost or doubled."""
    from tests.notifications.test_workers import survive_broker_trouble
    from tests.notifications.workers import house

    fresh_outbox()
    dice = random.Random(seed)
    drawn = [dice.choice(("stopped", "killed", "hanging")) for _trouble in range(troubles)]
    with house() as place:
        place.pair()
        lost, doubled = survive_broker_trouble(place, drawn, away=2.0, patience=60.0)
    return {"troubles": troubles, "letters": 1 + 5 * troubles, "lost": lost, "doubled": doubled, "ok": (lost, doubled) == (0, 0)}


def fresh_outbox():
    from fundportal.notifications.models import Notification

    Notification.objects.all().delete()
