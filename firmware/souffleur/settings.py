"""Who these glasses are and how they are built, from two files on flash.

/souffleur.json is written when the glasses are provisioned: {"board": name of a file in
/boards, "name": what they are called on the air, "identity": 8 bytes in hexadecimal, "secret":
32 bytes in hexadecimal}, and any of the wearer's choices (see choices.py), which the companion
may change.
"""

import json
import os
import sys
from binascii import hexlify, unhexlify

_DESCRIPTIVE = ("title", "sources", "about")  # of a board: for people and tools


def _choices():
    """The module with the rules; it is needed at power-on and when somebody chooses."""
    from . import choices

    return choices


def _forget_choices():
    """Give its memory back: a module is held by name and by its package."""
    name = __name__.rsplit(".", 1)[0]
    sys.modules.pop(name + ".choices", None)
    package = sys.modules.get(name)
    if package and hasattr(package, "choices"):
        del package.choices


class Settings:
    """identity, secret, board (its description), board_name, area (x, y, width, height after the
    pan), and the keys of choices.KEYS that the glasses themselves need.

    A kept value that cannot be is as good as none.
    """

    def __init__(self, root=""):
        self._path = root + "/souffleur.json"
        with open(self._path) as file:
            self._own = own = json.load(file)
        with open(root + "/boards/" + own["board"] + ".json") as file:
            self.board = board = json.load(file)
        for key in _DESCRIPTIVE:
            board.pop(key, None)
        self.board_name = own["board"]
        self.identity = unhexlify(own["identity"])
        self.secret = unhexlify(own["secret"])
        self._width = board["panel"]["width"]
        self._height = board["panel"]["height"]
        self._values = {}
        rules = _choices()
        for key in rules.KEYS:
            value = default = rules.default(key, board)
            try:
                value = rules.checked(key, own.get(key, default), self._width, self._height)
            except (TypeError, ValueError):
                pass
            self._values[key] = value
        self._spread(rules)
        _forget_choices()

    def _spread(self, rules):
        values = self._values
        self.name = values["name"]
        self.language = values["language"]
        self.current_row = values["current_row"]
        self.strip = bool(values["strip"])
        self.mirror = bool(values["mirror"])
        self.brightness = values["brightness"]
        self.dim = values["dim"]
        self.dim_after = values["dim_after"]
        self.vibrate = bool(values["vibrate"])
        self.sleep_after = values["sleep_after"]
        self.watchdog_ms = values["watchdog_ms"]
        self.area = rules.panned(values["area"], values["pan"], self._width, self._height)

    def forget_board(self):
        """Give the board's description away: 3 KB that nobody needs once all parts are made."""
        board, self.board = self.board, None
        return board

    def choose(self, key, text):
        """Take and keep a choice of the wearer.

        Raises KeyError for an unknown key, ValueError for a value that cannot be, OSError for
        a fault of the flash; then nothing has changed.
        """
        rules = _choices()
        try:
            value = rules.checked(key, text, self._width, self._height)
            if self._values[key] != value:
                self._keep(key, value)
                self._values[key] = value
                self._spread(rules)
        finally:
            _forget_choices()

    def renew(self, secret):
        """Keep another secret in place of the old one. Raises OSError."""
        self._keep("secret", hexlify(secret).decode())
        self.secret = secret

    def _keep(self, key, value):
        own = dict(self._own)
        own[key] = value
        with open(self._path + ".new", "w") as file:
            json.dump(own, file)
        os.rename(self._path + ".new", self._path)
        self._own = own

    def text(self):
        """Lines of key=value: all choices, then `panned`: the area after the pan."""
        lines = ["%s=%s" % (key, self._values[key]) for key in sorted(self._values)]
        lines.append("panned=%d,%d,%d,%d" % self.area)
        return "\n".join(lines) + "\n"
