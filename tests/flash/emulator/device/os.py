"""MicroPython's `os` as a board has it: with uname(), without the host's."""

from collections import namedtuple

import uos

_HOST = ("system", "getenv", "putenv", "unsetenv", "VfsPosix", "errno")
for _name in dir(uos):
    if _name[:2] != "__" and _name not in _HOST:
        globals()[_name] = getattr(uos, _name)
_Uname = namedtuple("uname", ("sysname", "nodename", "release", "version", "machine"))
facts = {}


def uname():
    release = facts["version"]
    return _Uname("esp32", "esp32", release.lstrip("v"), release + " on 2026-04-06",
                  facts["machine"])  # fmt: skip
