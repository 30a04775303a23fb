"""Runs a script on the virtual board's MicroPython, without radio or flash, and keeps what it

sent to the host.
"""

import subprocess
from pathlib import Path

from tools.virtual.flash import micropython
from tools.virtual.rom import DEVICE, FIRMWARE

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


def run(folder: Path, script: str, heap: str = "1M") -> tuple[list[tuple[str, bytes]], str]:
    """(frames sent to the host, what was printed)"""
    (folder / "wire_to_host.py").write_text(CABLE)
    (folder / "script.py").write_text(
        f"import sys\nsys.path[1:1] = [{str(DEVICE)!r}, {str(FIRMWARE)!r}]\n" + script
    )
    done = subprocess.run(
        [micropython(), "-X", f"heapsize={heap}", "script.py"],
        cwd=folder, capture_output=True, text=True, timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    frames = []
    data = (folder / "frames").read_bytes() if (folder / "frames").exists() else b""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 2], "little")
        frames.append((chr(data[at + 2]), data[at + 3 : at + 3 + size]))
        at += 3 + size
    return frames, done.stdout
