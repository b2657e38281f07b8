"""Files of 1 to 20 MB over lines that break at any byte, while web workers are killed: all arrive whole, none is left over, no worker grows."""

import hashlib
import http.client
import json
import os
import random
import signal
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psutil

from tests.files.contents import mp4
from tests.files.tus import PIECE, ROOT, metadata
from tests.notifications.mailbox import mail_server
from tests.soak.applicant import Applicant, Told
from tests.soak.browser import Browser
from tests.soak.portal import portal

CALL = "/es/convocatorias/laboratorio-morelia/solicitar/"
SECTION, QUESTION = "team", "film_sample"
MOST_GROWTH = 30_000_000
MOST_PIECE = 1024 * 1024
WARM = 8.0  # seconds of a worker's life before it is measured: it has loaded what it loads
KILL_EVERY = 25  # uploads


class Sender(threading.Thread):
    """One person with one draft, who sends one file after the other until there are enough of all."""

    def __init__(self, *, number, place, box, seed, work, sizes):
        super().__init__(name=f"sender-{number}", daemon=True)
        self.place, self.dice, self.work, self.sizes = place, random.Random(seed), work, sizes
        self.browser, self.told = Browser(place.port), Told(f"sends{number}@example.org", "")
        self.helper = Applicant(number=number, port=place.port, box=box, dice=self.dice, ending=threading.Event())
        self.done = self.whole = self.cuts = self.broken = 0
        self.crash, self.last, self.folio = None, None, ""

    def run(self):
        try:
            self.helper.sign_in(self.browser, self.told)
            page = self.helper.insist(self.told, lambda: self.browser.get(CALL))
            page = self.helper.insist(self.told, lambda: self.browser.post(CALL, {**page.hidden(), "evaluate": "on", "sensitive": "on"}))
            self.folio = page.path.split("/")[3]
            while self.work.take():
                self.send()
        except Exception as error:  # noqa: BLE001 -- the run reports it
            self.crash = error

    def send(self):
        """One file, broken off at one to three places, then saved as the answer."""
        size = self.dice.randrange(*self.sizes)
        content = mp4() + size.to_bytes(4) + b"free" + self.dice.randbytes(size - 8)
        cuts = sorted(self.dice.randrange(1, len(content)) for _ in range(self.dice.randint(1, 3)))
        about = metadata(folio=self.folio, question=QUESTION, filename=f"película {self.done} ꞌë.mp4")
        _status, headers, _body = self.insist("POST", ROOT, {"Upload-Length": str(len(content)), "Upload-Metadata": about})
        at, offset = headers["Location"], 0
        while offset < len(content):
            piece = content[offset : offset + self.dice.randint(1, MOST_PIECE)]
            cut = cuts.pop(0) - offset if cuts and cuts[0] < offset + len(piece) else None
            offset = self.piece(at, offset, piece, cut)
        number, digest = at.rsplit("/", 1)[-1], hashlib.sha256(content).hexdigest()
        found = self.place.ask("SELECT f.sha256 FROM files_upload u JOIN files_storedfile f ON f.id = u.file WHERE u.id = %s", number)
        self.done += 1
        self.whole += found == [(digest,)]
        self.save(number)
        self.last = digest

    def piece(self, at, offset, piece, cut):
        """Where the next one begins. One that is cut, or whose worker is killed, is asked about."""
        headers = {"Upload-Offset": str(offset), "Content-Type": PIECE}
        if cut is None:
            answer = self.once("PATCH", at, headers, piece)
            if answer and answer[0] == 204:
                return int(answer[1]["Upload-Offset"])
            self.broken += 1
        else:
            self.cuts += 1
            self.once("PATCH", at, headers, piece, cut=max(0, cut))
        now = int(self.insist("HEAD", at, {})[1]["Upload-Offset"])
        assert now >= offset, (offset, now)  # what has been counted stays; of a piece that was cut before, more may have come meanwhile
        return now

    def save(self, number):
        page = self.helper.insist(self.told, lambda: self.browser.get(f"/es/solicitudes/{self.folio}/{SECTION}/"))
        sent = {**page.hidden(".base", ".page", ".turn", ".form"), ".keys": QUESTION, f"{QUESTION}-upload": number}
        body = "&".join(f"{name}={value}" for name, value in sent.items()).encode()
        headers = {"X-Autosave": "1", "Content-Type": "application/x-www-form-urlencoded"}
        _status, _headers, told = self.insist("POST", page.path, headers, body)
        assert json.loads(told)["keys"] == [QUESTION], told

    def insist(self, method, path, headers, body=b""):
        """The answer, however often it takes."""
        for _try in range(200):
            answer = self.once(method, path, headers, body)
            if answer and answer[0] < 300:
                return answer
            if answer and answer[0] not in (409, 423, 503):
                raise AssertionError(f"{method} {path}: {answer[0]} {answer[2]}")
            self.broken += 1
            time.sleep(0.1)
        raise AssertionError(f"{method} {path}: no answer")

    def once(self, method, path, headers, body=b"", *, cut=None):
        """Status, headers, body; None when the line broke. With `cut` the line breaks after so many bytes of the body."""
        line = http.client.HTTPConnection("127.0.0.1", self.place.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        known = {"Host": f"localhost:{self.place.port}", "Cookie": cookies, "X-CSRFToken": self.browser.cookies["csrftoken"]}
        try:
            line.putrequest(method, path, skip_host=True)
            for name, value in {**known, "Tus-Resumable": "1.0.0", "Content-Length": str(len(body)), **headers}.items():
                line.putheader(name, value)
            line.endheaders()
            if cut is not None:
                line.send(body[:cut])
                return None
            line.send(body)
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()


class Work:
    """So many files, for whoever comes."""

    def __init__(self, count):
        self.left, self.lock = count, threading.Lock()

    def take(self):
        with self.lock:
            self.left -= 1
            return self.left >= 0


class Watch(threading.Thread):
    """How much memory of its own each web worker has, from when it is warm on."""

    def __init__(self, place):
        super().__init__(daemon=True)
        self.place, self.ending, self.seen = place, threading.Event(), {}

    def run(self):
        while not self.ending.wait(1.0):
            for pid in self.place.web_workers():
                with suppress(psutil.Error):
                    worker = psutil.Process(pid)
                    if time.time() - worker.create_time() > WARM:
                        self.seen.setdefault(pid, []).append(worker.memory_full_info().uss)

    @property
    def growth(self):
        """Of the worker that grew most, from its first measure to its largest."""
        return max((max(sizes) - sizes[0] for sizes in self.seen.values()), default=0)


def uploads(*, seed=1, people=8, files=500, smallest=1_000_000, largest=20_000_000, say, **_more):
    """`files` of them, by `people` at once; every so many a web worker is killed."""
    with mail_server() as box, portal(mail_port=box.port, processes=("web", "worker", "codes", "beat")) as place:
        work, watch = Work(files), Watch(place)
        senders = [Sender(number=n, place=place, box=box, seed=f"{seed}-{n}", work=work, sizes=(smallest, largest)) for n in range(people)]
        for thread in (watch, *senders):
            thread.start()
        killed = kill_now_and_then(place, senders, files, random.Random(seed), say)
        for sender in senders:
            sender.join()
        watch.ending.set()
        watch.join()
        left = cleaned(place, senders)
    crashes = [f"{sender.name}: {sender.crash!r}" for sender in senders if sender.crash]
    done, whole = sum(sender.done for sender in senders), sum(sender.whole for sender in senders)
    return {
        "completed": done,
        "hashes_equal": whole,
        "cut": sum(sender.cuts for sender in senders),
        "other_breaks": sum(sender.broken for sender in senders),
        "workers_killed": killed,
        "orphans": left,
        "worker_growth_MB": round(watch.growth / 1e6, 1),
        "crashes": crashes,
        "ok": done == whole == files and not any(left.values()) and watch.growth <= MOST_GROWTH and not crashes,
    }


def kill_now_and_then(place, senders, files, dice, say):
    """Until the senders have ended. Returns how many workers were killed."""
    killed, said = 0, 0
    while any(sender.is_alive() for sender in senders):
        time.sleep(0.2)
        done = sum(sender.done for sender in senders)
        if done >= said + 25:
            said = done
            say(f"  {done} of {files}")
        if done // KILL_EVERY > killed and done < files:
            with suppress(ProcessLookupError, psutil.Error, IndexError):
                os.kill(dice.choice(place.web_workers()), signal.SIGKILL)
            killed += 1
    return killed


def cleaned(place, senders):
    """What is left when the nights have passed that clean up: rows and bytes beyond the last file of each person, and answers that are not that file."""
    code = "; ".join(
        (
            "import django; django.setup()",
            "from django.utils import timezone",
            "from datetime import timedelta",
            "from applicants.applications.draft.unused_files import forget_unused_files",
            "from fundportal.files.resumable.end import end_expired",
            "from fundportal.files.sweep import sweep",
            f"at = timezone.now() + timedelta(seconds={timedelta(days=9).total_seconds()})",
            "end_expired(at=at); forget_unused_files(at=at); sweep(at=at)",
        )
    )
    place.run(code)
    kept = dict(place.ask("SELECT about, sha256 FROM files_storedfile"))
    files = place.folder / "files"
    names = {path.name for path in Path(files).rglob("*") if path.is_file()}
    blobs = {Path(blob).name for (blob,) in place.ask("SELECT blob FROM files_storedfile")}
    wrong = [sender.folio for sender in senders if sender.last and kept.get(sender.folio) != sender.last]
    return {
        "rows": len(kept) - sum(1 for sender in senders if sender.last),
        "bytes_without_row": len(names - blobs),
        "rows_without_bytes": len(blobs - names),
        "uploads": place.ask("SELECT count(*) FROM files_upload")[0][0],
        "wrong_answers": len(wrong),
    }
