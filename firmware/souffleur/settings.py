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


def _rules():
    """The module with the rules; it is needed at power-on and when somebody chooses or asks."""
    from . import choices

    return choices


def _forget_rules():
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
        self._root = root
        own = self._load("/souffleur.json")
        self.board_name = own["board"]
        self.board = board = self._board()
        panel = {key: board["panel"][key] for key in ("width", "height", "brightness")}
        self._built = {"panel": panel, "safe_area": board["safe_area"]}  # what the rules ask for
        self.identity = unhexlify(own["identity"])
        self.secret = unhexlify(own["secret"])
        self._spread(own)
        _forget_rules()

    def _load(self, path):
        with open(self._root + path) as file:
            return json.load(file)

    def _board(self):
        name = "/boards/" + self.board_name + ".json"
        try:
            board = self._load(os.getcwd().rstrip("/") + name)  # with the version that runs
        except OSError:
            board = self._load(name)
        for key in _DESCRIPTIVE:
            board.pop(key, None)
        return board

    def _spread(self, own):
        rules = _rules()
        values = rules.values(own, self._built)
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
        panel = self._built["panel"]
        self.area = rules.panned(values["area"], values["pan"], panel["width"], panel["height"])

    def forget_board(self):
        """Give the board's description away: 3 KB that nobody needs once all parts are made."""
        board, self.board = self.board, None
        return board

    def choose(self, key, text):
        """Take and keep a choice of the wearer.

        Raises KeyError for an unknown key, ValueError for a value that cannot be, OSError for
        a fault of the flash; then nothing has changed.
        """
        try:
            own = self._load("/souffleur.json")
            panel = self._built["panel"]
            value = _rules().checked(key, text, panel["width"], panel["height"])
            if own.get(key) != value:
                own[key] = value
                self._keep(own)
                self._spread(own)
        finally:
            _forget_rules()

    def renew(self, secret):
        """Keep another secret in place of the old one. Raises OSError."""
        own = self._load("/souffleur.json")
        own["secret"] = hexlify(secret).decode()
        self._keep(own)
        self.secret = secret

    def _keep(self, own):
        path = self._root + "/souffleur.json"
        with open(path + ".new", "w") as file:
            json.dump(own, file)
        os.rename(path + ".new", path)

    def text(self):
        """Lines of key=value: all choices, then `panned`: the area after the pan."""
        try:
            values = _rules().values(self._load("/souffleur.json"), self._built)
        finally:
            _forget_rules()
        lines = ["%s=%s" % (key, values[key]) for key in sorted(values)]
        lines.append("panned=%d,%d,%d,%d" % self.area)
        return "\n".join(lines) + "\n"
