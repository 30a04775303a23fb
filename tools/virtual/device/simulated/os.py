"""MicroPython's `os` for runs in simulated time: its random bytes are the same in every run.

So a companion's packets can be written down before the run (see tools/virtual/tape.py).
"""

import hashlib

import uos

for _name in dir(uos):
    if _name[:2] != "__":
        globals()[_name] = getattr(uos, _name)
_drawn = 0


def urandom(count):
    global _drawn
    _drawn += 1
    return hashlib.sha256(b"%d" % _drawn).digest()[:count]
