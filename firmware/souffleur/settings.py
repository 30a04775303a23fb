"""Who these glasses are and how they are built, from two files on flash.

/souffleur.json is written when the glasses are provisioned: {"board": name of a file in
/boards, "name": what they are called on the air, "identity": 8 bytes in hexadecimal, "secret":
32 bytes in hexadecimal, and optionally "safe_area", "brightness", "current_row",
"watchdog_ms": reset when the firmware hangs that long; leave it out while developing}.
"""

import json
import os
from binascii import unhexlify

_DESCRIPTIVE = ("title", "sources", "vibration")  # of a board: for people and tools


class Settings:
    """name, identity, secret, board (the board's description), area, and the wearer's choices."""

    def __init__(self, root=""):
        self._path = root + "/souffleur.json"
        with open(self._path) as file:
            self._own = own = json.load(file)
        with open(root + "/boards/" + own["board"] + ".json") as file:
            self.board = json.load(file)
        for key in _DESCRIPTIVE:
            self.board.pop(key, None)
        self.name = own["name"]
        self.identity = unhexlify(own["identity"])
        self.secret = unhexlify(own["secret"])
        self.area = own.get("safe_area") or self.board["safe_area"]
        self.brightness = own.get("brightness", self.board["panel"]["brightness"])
        self.current_row = own.get("current_row", 1)
        self.watchdog_ms = own.get("watchdog_ms", 0)

    def forget_board(self):
        """Give the board's description away: 3 KB that nobody needs once all parts are made."""
        board, self.board = self.board, None
        return board

    def keep(self, key, value):
        """Remember a choice of the wearer."""
        if self._own.get(key) == value:
            return
        self._own[key] = value
        with open(self._path + ".new", "w") as file:
            json.dump(self._own, file)
        os.rename(self._path + ".new", self._path)
