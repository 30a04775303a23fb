"""The virtual board's wire, with nobody to hear its panel and its radio.

What concerns the board's life goes out: G ready, Z reset or sleep, ! boot loader, F watchdog fed,
A and T the radio's advertisement, H its loop turns. Frames are those of
tools/virtual/device/wire_to_host.py.
"""

import json
import struct
import time

import uos

_facts = json.loads(uos.getenv("BOARD"))
_out = open(_facts["orders"], "wb")
_in = open(_facts["answers"], "rb")
sleep = time.sleep


def send(operation, payload=b""):
    if operation in "GZ!FATH":
        _out.write(struct.pack("<HB", len(payload), ord(operation)) + payload)


def waiting():
    """For asyncio's poller: nothing ever comes."""
    return _in
