"""The life of glasses between two power cuts, and what must be true of the flash after it."""

# mypy: ignore-errors

import hashlib
import json
import os

from scripts import Script
from souffleur import journal
from souffleur.settings import Settings
from souffleur.starts import POWER_ON, Start
from souffleur.vault import NoSpace, Vault

SECRET = "00" * 32
BOARD = "t-glass"
CHOICES = (("brightness", 10, 240), ("current_row", 0, 3))
PIECE = 232  # bytes; what one packet brings
SECOND = 1000
STALE_BLOCKS = 6  # of the flash, that may hold what the next upload clears away
BLOCK = 4096


class Wrong(Exception):
    """A promise is broken."""


def library(noise):
    """Scripts of several sizes; the last two begin alike."""
    return [Script(noise.word(), lines) for lines in (4, 30, 30, 70)] + [
        Script(7, 40), Script(7, 44),
    ]


def provision(root, board):
    """The files that a person's computer wrote by cable."""
    os.mkdir(root + "/boards")
    with open(root + "/boards/" + BOARD + ".json", "w") as file:
        file.write(board)
    with open(root + "/souffleur.json", "w") as file:
        json.dump({"board": BOARD, "name": "x", "identity": "00" * 8, "secret": SECRET}, file)


class Life:
    """expected: what may be found at power-on, for each part the possible values:
    "current" (hexadecimal ids or None), "place" ([id, line]), "settings" ({key: value}); and
    "noted", the places that the note on flash may hold, perhaps of a book not in use.
    """

    def __init__(self, flash, root, scripts, noise, expected):
        self.flash = flash
        self.root = root
        self.noise = noise
        self.library = scripts
        self.scripts = {script.id: script for script in scripts}
        self.expected = expected
        self.now = 5000
        self.settings = Settings(root)
        journal._noted[0] = 0  # by this start
        self.journal = journal.Journal(root)
        Start(POWER_ON, self.journal.note, root)
        self.vault = Vault(root + "/books")
        if flash.dead:
            raise OSError(5)
        self._check()

    # What must be true at power-on

    def _check(self):
        vault = self.vault
        found = {
            "current": _hex(vault.current_id),
            "place": self._found(),
            "settings": self._own(),
        }
        for key in found:
            if found[key] not in self.expected[key]:
                raise Wrong("%s is %r, not of %r" % (key, found[key], self.expected[key]))
            self.expected[key] = [found[key]]
        for book_id in self.scripts:
            if vault.holds(book_id):
                self._whole(book_id)
        if vault.current_id and not vault.holds(vault.current_id):
            raise Wrong("the script is lost")
        self._room()
        if len(self.journal.text()) > 2 * journal.HALF:
            raise Wrong("the journal grows")

    def _whole(self, book_id):
        """A book that is held is what was sent, and every line can be drawn."""
        with open(self.root + "/books/" + _hex(book_id) + ".book", "rb") as file:
            data = file.read()
        script = self.scripts[book_id]
        if hashlib.sha256(data).digest()[:8] != book_id:
            raise Wrong("script %s is damaged" % _hex(book_id))
        if book_id == self.vault.current_id:
            volume = self.vault.volume(book_id)
            for number in range(len(script.lines)):
                if volume.line(number) != script.lines[number]:
                    raise Wrong("line %d is damaged" % number)
                if volume.glyph(number) != script.glyphs[number]:
                    raise Wrong("glyph %d is damaged" % number)

    def _room(self):
        """No flash is used by anything but the files that are there."""
        disk = os.statvfs(self.root)
        used = disk[2] - disk[3]
        files = sum(size // BLOCK + 1 for _, size in _files(self.root))
        if used > files + STALE_BLOCKS:
            raise Wrong("%d blocks are used, the files need %d" % (used, files))
        names = os.listdir(self.root + "/books")
        for name in names:
            stem, _, ending = name.partition(".")
            if ending in ("l", "g") and not {stem + ".book", stem + ".part"} & set(names):
                raise Wrong("%s is left behind" % name)

    def _own(self):
        with open(self.root + "/souffleur.json") as file:
            own = json.load(file)
        if own["secret"] != SECRET:
            raise Wrong("the secret is lost")
        return {key: getattr(self.settings, key) for key, _, _ in CHOICES}

    def _found(self):
        place = self.vault.place()
        return [_hex(place[0]), place[1]]

    # What happens

    def step(self):
        """One thing out of the life of the glasses; `expected` is right at every moment of it."""
        happening = self.noise.below(24)
        if happening < 8:
            self.upload(self.noise.choose(self.library))
        elif happening < 11:
            self.use(self.noise.choose(self.library).id)
        elif happening < 13:
            self.configure(self.noise.choose(CHOICES))
        elif happening == 13:
            self.erase(self.noise.choose(self.library).id)
        elif happening == 14:
            self.note()
        else:
            self.go()

    def upload(self, script):
        """A book arrives, perhaps not to its end."""
        base = self.noise.choose(self.library)
        same = _same(base.data, script.data)
        data = script.data
        try:
            held = self.vault.begin(script.id, len(data), base.id, data[:24])
        except NoSpace:
            return
        if held < same <= len(data):
            held = done(self.vault.copy(base.id, same))
        parts = [name for name in os.listdir(self.root + "/books") if name.endswith(".part")]
        if held < len(data) and len(parts) > 1:
            raise Wrong("%s: books that nobody brings to an end" % parts)
        end = len(data) if self.noise.below(4) else self.noise.below(len(data))
        while held < end:
            self.vault.write(held, data[held : held + PIECE])
            held = min(len(data), held + PIECE)
        if held >= len(data):
            self.change(script.id, lambda name: done(self.vault.commit(name)))

    def use(self, book_id):
        if self.vault.holds(book_id):
            self.change(book_id, self.vault.use)

    def change(self, book_id, order):
        """order(book_id) makes it the book of the show."""
        self.may("current", _hex(book_id))
        self.may("place", [_hex(book_id), 0])
        for place in self.expected["noted"]:
            if place[0] == _hex(book_id):
                self.may("place", place)
        if order(book_id):
            self._is("current", _hex(book_id))
            self.settle()

    def erase(self, book_id):
        """The book goes; None: all of them, and the place."""
        gone = book_id in (None, self.vault.current_id)
        if gone:
            self.may("current", None)
            self.may("place", [None, 0])
            self.may("place", [_hex(self.vault.current_id), 0])  # the note goes before the book
        self.vault.erase(book_id)
        if gone:
            self._is("current", None)
            self._is("place", [None, 0])

    def note(self):
        """Something went wrong."""
        self.journal.note("what happened " * (1 + self.noise.below(20)))

    def configure(self, choice):
        key, low, high = choice
        changed = dict(self.expected["settings"][0])
        changed[key] = low + self.noise.below(high - low + 1)
        self.may("settings", changed)
        self.settings.choose(key, str(changed[key]))
        self._is("settings", changed)

    def go(self):
        """The speaker moves on, and a second passes."""
        current = self.vault.current_id
        if current:
            self.place(current, self.noise.below(len(self.scripts[current].lines)))

    def place(self, current, line):
        """The speaker is on this line of the book of the show."""
        self.may("place", [_hex(current), line])
        self.may("noted", [_hex(current), line])
        self.vault.go(current, line, line * 3, self.now)
        self.settle()

    def settle(self):
        """Time passes until the place is noted."""
        for _ in range(2):
            self.now += SECOND
            self.vault.tick(self.now)
        self._is("place", self._found())
        self._is("noted", self._found())

    def may(self, key, value):
        """From now on this value is right too."""
        if value not in self.expected[key]:
            self.expected[key] = self.expected[key] + [value]

    def _is(self, key, value):
        if not self.flash.dead:
            self.expected[key] = [value]


def new(board):
    """What is expected of glasses just provisioned."""
    return {
        "current": [None],
        "place": [[None, 0]],
        "noted": [],
        "settings": [{"brightness": board["panel"]["brightness"], "current_row": 1}],
    }


def _hex(book_id):
    return book_id.hex() if book_id else None


def done(steps):
    """What came of work that is done in pieces."""
    for result in steps:
        pass
    return result


def _same(one, other):
    count = min(len(one), len(other))
    for at in range(24, count):
        if one[at] != other[at]:
            return at
    return count


def _files(folder):
    """(path, size) of every file below."""
    found = []
    for entry in os.ilistdir(folder):
        path = folder + "/" + entry[0]
        if entry[1] & 0x4000:
            found += [(path, 2 * BLOCK - 1)] + _files(path)
        else:
            found.append((path, entry[3]))
    return found
