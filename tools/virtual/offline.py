"""A script on the virtual board's MicroPython, without radio, flash or time of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .errors import VirtualGlassesError
from .flash import micropython
from .rom import DEVICE, FIRMWARE

Frame = tuple[str, bytes]
"""What the board told its host: operation, data (see device/machine.py)."""

CABLE = """
_file = open("frames", "wb")
def connect(port): pass
def send(operation, payload=b""):
    _file.write(len(payload).to_bytes(2, "little") + operation.encode())
    _file.write(payload)
    _file.flush()
def receive(count): return None
def waiting(): return None
"""


def run(folder: Path, script: str, heap: str = "1M") -> tuple[list[Frame], str]:
    """(frames sent to the host, what was printed) by a script run in `folder`.

    Raises VirtualGlassesError if it fails or takes longer than a minute.
    """
    (folder / "wire_to_host.py").write_text(CABLE, encoding="utf-8")
    head = f"import sys\nsys.path[1:1] = [{str(DEVICE)!r}, {str(FIRMWARE)!r}]\n"
    (folder / "script.py").write_text(head + script, encoding="utf-8")
    try:
        done = subprocess.run(
            [micropython(), "-X", f"heapsize={heap}", "script.py"],
            cwd=folder, capture_output=True, text=True, timeout=60,
        )
    except subprocess.TimeoutExpired as error:
        raise VirtualGlassesError("The script still runs after a minute: is it a loop?") from error
    if done.returncode:
        raise VirtualGlassesError(f"The script failed: {done.stdout}{done.stderr}")
    frames: list[Frame] = []
    path = folder / "frames"
    data = path.read_bytes() if path.exists() else b""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 2], "little")
        frames.append((chr(data[at + 2]), data[at + 3 : at + 3 + size]))
        at += 3 + size
    return frames, done.stdout
