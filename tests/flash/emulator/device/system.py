"""MicroPython's `sys` as a board has it: what it says about chip and version."""

import sys
from collections import namedtuple

for _name in dir(sys):
    if _name[:2] != "__" and _name != "executable":
        globals()[_name] = getattr(sys, _name)
_Implementation = namedtuple("implementation", ("name", "version", "_machine", "_mpy", "_build"))
XTENSA_WINDOWED = 10
facts = {}
platform = "esp32"


def become():
    global implementation, version
    numbers = tuple([int(part) for part in facts["version"].lstrip("v").split("-")[0].split(".")])
    code = sys.implementation._mpy & 0x3FF | XTENSA_WINDOWED << 10
    implementation = _Implementation(
        "micropython", numbers + ("",), facts["machine"], code, facts["build"]
    )
    version = "3.4.0; MicroPython %s on 2026-04-06" % facts["version"]
