"""People who write into one draft at once over a bad line: each page keeps to the rules of autosave.js, the portal behind it is the real one."""

import random
import secrets
from html.parser import HTMLParser

from applicants.applications.models import Application, DraftEntry

KEYS = ("title", "synopsis", "town", "note")
TROUBLE = 0.2  # of all requests are lost, answered in vain, late, or come twice


class Controls(HTMLParser):
    """What a section's page has in its controls, and the choices that it offers."""

    def __init__(self, page):
        super().__init__()
        self.values, self.choices, self.area = {}, [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "input" and "name" in told:
            self.values[told["name"]] = told.get("value") or ""
        if tag == "textarea":
            self.area = told["name"]
            self.values[self.area] = ""
        if told.get("name") == ".choose":
            self.choices.append(told["value"])

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.area:
            self.values[self.area] += data.removeprefix("\n") if not self.values[self.area] else data


class Line:
    """Between the pages and the portal. `late` requests arrive whenever it pleases them, out of order."""

    def __init__(self, dice):
        self.dice, self.late, self.troubles = dice, [], 0

    def ask(self, request):
        """The answer, or None when none comes back."""
        while self.late and self.dice.random() < 0.3:
            self.late.pop(self.dice.randrange(len(self.late)))()
        if self.dice.random() >= TROUBLE:
            return request()
        self.troubles += 1
        fate = self.dice.choice(("lost", "answered in vain", "twice", "late", "late too"))
        if fate == "lost":
            return None
        if fate == "answered in vain":
            request()
            return None
        if fate == "twice":
            request()
            return request()
        self.late.append(request)
        return request() if fate == "late too" else None

    def calm(self):
        """Everything that was on its way has arrived."""
        self.dice.shuffle(self.late)
        while self.late:
            self.late.pop()()


class Writer:
    """One person's page. `words` are all that were typed and not taken back before anybody else could have seen them."""

    def __init__(self, name, client, path, line, dice):
        self.name, self.client, self.path, self.line, self.dice = name, client, path, line, dice
        self.words, self.count, self.saves, self.record = set(), 0, 0, None
        self.open()

    def open(self):
        """The page anew; what could not be sent before is taken up under the mark of the page in which it was typed."""
        controls = Controls(self.client.get(self.path).content.decode())
        self.choices, self.form = controls.choices, controls.values[".form"]
        self.values = {key: controls.values[key] for key in KEYS}
        self.kept, self.held = dict(self.values), {}
        self.whole, self.later, self.mark, self.turn = controls.values[".base"], {}, secrets.token_hex(8), 0
        if self.record and self.record["words"]:
            base = Writer.bases(self.record["base"])
            self.mark, self.turn = self.record["mark"], self.record["turn"]
            for key, text in self.record["words"].items():
                self.values[key] = text
                self.later[key] = base.get(key, base[""])

    @staticmethod
    def bases(text):
        whole, *rest = text.split(";")
        return {"": whole, **dict(part.split("=") for part in rest)}

    @property
    def base(self):
        return ";".join([self.whole, *(f"{key}={revision}" for key, revision in self.later.items())])

    def changed(self, *, leaving=False):
        """The questions to be sent; one that waits for a choice only when the page is left."""
        return [
            key
            for key, text in self.values.items()
            if (text != self.held[key] if key in self.held else text != self.kept.get(key)) and (leaving or key not in self.held)
        ]

    def keep(self):
        """What the device keeps."""
        words = {key: self.values[key] for key in self.changed(leaving=True)}
        self.record = {"mark": self.mark, "turn": self.turn, "base": self.base, "words": words}

    def type(self):
        key, self.count = self.dice.choice(KEYS), self.count + 1
        word = f"{self.name}{self.count:04}"
        old = self.values[key]
        if self.dice.random() < 0.15 or len(old.split()) > 12:
            stored = {*(self.kept.get(key) or "").split(), *self.held.get(key, "").split()}
            self.words -= set(old.split()) - stored
            old = ""
        self.values[key] = f"{old} {word}".strip()
        self.words.add(word)
        self.keep()

    def fields(self, keys):
        return {".base": self.base, ".page": self.mark, ".turn": self.turn, ".form": self.form, **{key: self.values[key] for key in keys}}

    def save(self, *, leaving=False):
        """What the script sends after a pause."""
        keys = self.changed(leaving=leaving)
        if not keys:
            return
        self.turn, self.saves = self.turn + 1, self.saves + 1
        for key in keys:
            self.kept.pop(key, None)
        sent = {**self.fields(keys), ".keys": " ".join(keys)}
        self.keep()
        answer = self.line.ask(lambda: self.client.post(self.path, sent, headers={"X-Autosave": "1"}))
        if answer is None or leaving:
            return
        assert answer.status_code == 200, answer.content
        told = answer.json()
        for key in told["keys"]:
            self.kept[key] = sent[key]
            self.later[key] = max(int(told["revision"]), int(self.later.get(key, 0)))
        for key in told["conflicts"]:
            self.held[key] = sent[key]
        self.keep()

    def leave(self):
        self.save(leaving=True)
        self.open()

    def press(self, **more):
        """A button of the form: all of it is sent, and another page comes; or nothing does, and the device still has the words."""
        self.turn, self.saves = self.turn + 1, self.saves + 1
        self.keep()
        sent = {**self.fields(KEYS), **(more or {"accion": "salir"})}
        answer = self.line.ask(lambda: self.client.post(self.path, sent))
        assert answer is None or answer.status_code in (200, 302), answer.status_code
        self.open()

    def act(self):
        self.type()
        chance = self.dice.random()
        if self.choices and chance < 0.6:
            self.press(**{".choose": self.dice.choice(self.choices)})
        elif self.held and chance < 0.5:
            self.leave()
        elif chance < 0.86:
            self.save()
        elif chance < 0.93:
            self.press()
        else:
            self.leave()

    def finish(self):
        """On a line that holds: everything is sent, every choice is made."""
        for _round in range(20):
            self.leave()
            self.save()
            if self.choices:
                self.press(**{".choose": self.choices[0]})
            elif not self.changed(leaving=True):
                return
        raise AssertionError(f"{self.name} does not come to an end")


def run(draft, clients, *, saves, seed):
    """`clients` write into the draft until each has saved so often. Returns figures; the words that were lost and the questions that differ are empty."""
    dice = random.Random(seed)
    line, path = Line(dice), f"/es/solicitudes/{draft.folio}/all/"
    writers = [Writer("abcdef"[place], client, path, line, dice) for place, client in enumerate(clients)]
    while any(writer.saves < saves for writer in writers):
        dice.choice([writer for writer in writers if writer.saves < saves]).act()
    line.dice = random.Random(seed)
    line.ask = lambda request: request()
    line.calm()
    for writer in [*writers, *writers]:
        writer.finish()
    for writer in writers:
        writer.open()
    application = Application.objects.get(pk=draft.pk)
    log = DraftEntry.objects.filter(application=draft)
    found = str([application.answers, application.unfinished, *log.values_list("changes", flat=True)])
    words = set().union(*(writer.words for writer in writers))
    return {
        "saves": sum(writer.saves for writer in writers),
        "troubles": line.troubles,
        "words": len(words),
        "conflicts": log.filter(conflict=True).count(),
        "lost": sorted(word for word in words if word not in found),
        "differ": sorted(key for key in KEYS if len({writer.values[key] for writer in writers}) > 1),
        "waiting": sorted(application.conflicts),
    }
