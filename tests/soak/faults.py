"""Faults while people apply: what was lost, doubled, left untold, and how many error pages they saw."""

import random
import shutil
import signal
import threading
import time
from contextlib import suppress

import psutil

from fundportal.local.places import LOGS
from tests.notifications.mailbox import mail_server
from tests.soak.applicant import Applicant
from tests.soak.portal import portal
from tests.soak.reckoning import reckon

KINDS = ("web killed", "database crashed", "worker killed", "broker hung", "codes killed", "broker killed")
HUNG = 5.0  # seconds that the broker says nothing
AWAY = 1.0  # seconds until somebody starts again what was killed


def faults(*, seed=1, seconds=300, count=30, people=8, say=lambda line: None, **_more):
    """The figures of one run (see reckoning.reckon), bounded by `seconds` and some four minutes for starting and for the last letters."""
    with mail_server() as box:
        arrivals = note_arrivals(box)
        with portal(mail_port=box.port) as site:
            figures = while_people_apply(site, box, arrivals, seed=seed, seconds=seconds, count=count, people=people, say=say)
            if not figures["ok"]:
                keep_logs(site, say)
    return figures


def note_arrivals(box):
    """When each letter came, by its number."""
    arrivals = {}
    box.on_letter = lambda number: arrivals.setdefault(number, time.time()) and None
    return arrivals


def while_people_apply(site, box, arrivals, *, seed, seconds, count, people, kinds=KINDS, say=lambda line: None):
    """`count` faults of these kinds in so many seconds; then people finish what they have begun, the last letters leave, and all is reckoned up."""
    dice, ending = random.Random(seed), threading.Event()
    crowd = [Applicant(number=n, port=site.port, box=box, dice=random.Random(f"{seed}.{n}"), ending=ending) for n in range(people)]
    for one in crowd:
        one.start()
    say(f"{people} people apply, {count} faults in {seconds:.0f} s, seed {seed}")
    happened = let_happen(site, dice, kinds, seconds=seconds, count=count, say=say)
    ending.set()
    for one in crowd:
        one.join(120)
    wait_until_drained(site)
    return reckon(site, box, arrivals, crowd, happened)


def keep_logs(site, say):
    LOGS.mkdir(parents=True, exist_ok=True)
    for log in site.folder.glob("*.log"):
        shutil.copyfile(log, LOGS / f"soak-{log.name}")
    say(f"The logs are in {LOGS}/soak-*.log")


def let_happen(site, dice, kinds, *, seconds, count, say):
    """`count` faults spread evenly over the time, each kind as often as any other, in random order. Returns them with their moments."""
    begun, happened = time.monotonic(), []
    drawn = [kinds[place % len(kinds)] for place in range(count)]
    dice.shuffle(drawn)
    for place, kind in enumerate(drawn):
        wait_until(begun + seconds * (place + dice.uniform(0.2, 0.5)) / count)
        happened.append((time.time(), kind))
        say(f"{time.monotonic() - begun:5.0f} s  {kind}")
        strike(site, kind, dice)
    wait_until(begun + seconds)
    return happened


def wait_until(moment):
    time.sleep(max(0.0, moment - time.monotonic()))


def strike(site, kind, dice):
    """Returns when what was struck has been started again."""
    if kind == "web killed":
        psutil.Process(dice.choice(site.web_workers())).kill()  # gunicorn starts another
    elif kind == "broker hung":
        site.valkey.child.send_signal(signal.SIGSTOP)
        time.sleep(HUNG)
        site.valkey.child.send_signal(signal.SIGCONT)
    elif kind == "broker killed":
        port = site.valkey.port
        site.valkey.child.kill()
        site.valkey.child.wait()
        time.sleep(AWAY)
        site.valkey.start(port=port)
    elif kind == "database crashed":
        crash(site.postgres, dice)
    else:
        name = {"worker killed": "worker", "codes killed": "codes"}[kind]
        site.kill(name)
        time.sleep(AWAY)
        site.start(name)


def crash(postgres, dice):
    """One of its processes dies, or the first of them, or all stop without a farewell; it recovers from its log."""
    how = dice.choice(("process", "first", "immediate"))
    if how == "process":
        with suppress(psutil.NoSuchProcess):  # one that has just ended by itself
            children = psutil.Process(postgres.child.pid).children()
            serving = [child for child in children if "127.0.0.1" in " ".join(child.cmdline())] or children
            if serving:  # else it is recovering just now
                dice.choice(serving).kill()
        return
    port = postgres.port
    postgres.child.send_signal(signal.SIGKILL if how == "first" else signal.SIGQUIT)
    postgres.child.wait()
    time.sleep(AWAY)
    postgres.start(port=port)


def wait_until_drained(site, *, within=120.0):
    until = time.monotonic() + within
    while time.monotonic() < until:
        if site.ask("SELECT count(*) FROM notifications_notification WHERE state = 'pending'") == [(0,)]:
            return
        time.sleep(0.5)
