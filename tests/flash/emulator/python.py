"""The board as MicroPython: the real interpreter at a prompt, on the file system in its flash.

The interpreter is the one of the wheel, so its numbers are of 64 bits and machine code for the
board does not run. Panel, touch, battery and radio are there, with nobody at the other end.
It would take a Ctrl-C in the middle of its own C code too and break on it, which no board does:
so a Ctrl-C waits for a moment when the interpreter has nothing to do but to wait.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import select
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.virtual.flash import micropython
from tools.virtual.rom import DEVICE

HERE = Path(__file__).resolve().parent / "device"
VFS_START = 0x200000  # of the stock image's partitions on 4 MB of flash and more
RAW = b"raw REPL; CTRL-B to exit"
REBOOT = b"MPY: soft reboot\r\n"
PROMPT = b">>> "
CTRL_A, CTRL_C = b"\x01", b"\x03"
AT_ONCE_S = 2.0  # what never waits gets its Ctrl-C after this
POWER_ON, WATCHDOG, DEEP_SLEEP, SOFT = 1, 3, 4, 5  # machine.reset_cause()


@dataclass(frozen=True)
class Facts:
    """What the interpreter says of itself: sys.implementation, os.uname(), machine.unique_id()."""

    machine: str  # "Generic ESP32S3 module with ESP32S3"
    build: str  # "ESP32_GENERIC_S3"
    version: str  # "v1.28.0"
    mac: bytes
    flash_size: int
    heap: str  # as micropython -X heapsize takes it

    @property
    def banner(self) -> bytes:
        head = f"MicroPython {self.version} on 2026-04-06; {self.machine}\r\n"
        return head.encode() + b'Type "help()" for more information.\r\n'


@functools.cache
def _own_banner() -> bytes:
    """How the interpreter of the wheel greets."""
    code = "import sys; print(sys.version.split('; ')[1] + '; ' + sys.implementation._machine)"
    said = subprocess.run([micropython(), "-c", code], capture_output=True, check=True).stdout
    return said.strip() + b'\r\nType "help()" for more information.\r\n' + PROMPT


class MicroPython:
    """Runs from the beginning until stop(). image: the whole flash. say(data): to the host.

    on_order(letter, payload): what the program wants of its board: "Z" a reset (with a u32 of
    ms: a deep sleep of that time), "!" the boot loader, "F" u32 ms: the watchdog is fed, "A" and
    "T": the radio, "H": its loop turns. It must not block. cause: what machine.reset_cause() says.
    """

    def __init__(
        self,
        image: Path,
        facts: Facts,
        say: Callable[[bytes], None],
        on_order: Callable[[str, bytes], None],
        cause: int = POWER_ON,
    ) -> None:
        self._image = image
        self._facts = facts
        self._say = say
        self._on_order = on_order
        self._cause = cause
        self._stopped = False
        self._raw = False
        self._held = self._tail = b""
        self._greeted = False
        self._answers = -1
        self._ready = threading.Event()
        self._terminal = -1
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()

    def feed(self, data: bytes) -> None:
        """What the host types. A board that has not started yet keeps it waiting."""
        self._ready.wait(10)
        for number, part in enumerate(data.split(CTRL_C)):
            if number:
                self._until_it_waits()
                self._type(CTRL_C)
            self._type(part)

    def _until_it_waits(self) -> None:
        """For input or for time to pass, as the system tells of the process."""
        end = time.monotonic() + AT_ONCE_S
        while not self._stopped and time.monotonic() < end:
            with contextlib.suppress(OSError, IndexError):
                about = Path(f"/proc/{self._process.pid if self._process else 0}/stat").read_text()
                if about.rpartition(") ")[2].startswith("S"):
                    return
            time.sleep(0.0005)

    def _type(self, data: bytes) -> None:
        try:
            while data and not self._stopped:
                data = data[os.write(self._terminal, data) :]
        except OSError:
            pass  # it has just ended; a board in the middle of a reset loses what comes

    def stop(self) -> None:
        """Cut the power."""
        with self._lock:
            self._stopped = True
            self._ready.set()
            if self._process is not None:
                self._process.kill()
        if threading.current_thread() is not self._thread:
            self._thread.join(5)

    def _live(self) -> None:
        while True:
            self._held = self._tail = b""
            self._greeted = False
            terminal, orders = self._spawn()
            if self._process is None:
                return
            try:
                self._relay(terminal, orders)
            finally:
                self._process.kill()
                self._process.wait()
                self._ready.clear()
                for end in (terminal, orders, self._answers):
                    os.close(end)
            if self._stopped:
                self._ready.set()
                return
            self._cause = SOFT
            self._say(REBOOT)

    def _spawn(self) -> tuple[int, int]:
        terminal, inner = os.openpty()
        modes = termios.tcgetattr(inner)
        modes[0] = modes[1] = 0
        modes[3] = termios.ISIG  # Ctrl-C while a program runs; the prompt takes it as a byte
        modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
        termios.tcsetattr(inner, termios.TCSANOW, modes)
        orders, tell = os.pipe()
        hear, self._answers = os.pipe()
        facts = {
            "tty": os.ttyname(inner), "orders": tell, "answers": hear,
            "modules": [str(HERE), str(DEVICE)],
            "image": str(self._image), "vfs_start": VFS_START,
            "flash_size": self._facts.flash_size, "mac": self._facts.mac.hex(),
            "machine": self._facts.machine, "build": self._facts.build,
            "version": self._facts.version, "cause": self._cause,
            "main": not self._raw,  # as on a board: a raw prompt keeps main.py from starting
        }  # fmt: skip
        start = "import power_on; power_on.run(globals())"
        with self._lock:
            if not self._stopped:
                self._terminal = terminal
                self._process = subprocess.Popen(
                    [micropython(), "-X", f"heapsize={self._facts.heap}", "-i", "-c", start],
                    stdin=inner, stdout=inner, stderr=inner, pass_fds=(tell, hear),
                    start_new_session=True,
                    env={"BOARD": json.dumps(facts), "MICROPYPATH": str(HERE)},
                )  # fmt: skip
            else:
                self._process = None
        for end in (inner, tell, hear):
            os.close(end)
        return terminal, orders

    def _relay(self, terminal: int, orders: int) -> None:
        """Until the interpreter ends."""
        frames = b""
        ends = [terminal, orders]
        while True:
            for end in select.select(ends, [], [])[0]:
                try:
                    data = os.read(end, 4096)
                except OSError:
                    data = b""
                if end == terminal:
                    if not data:
                        return
                    self._heard(data)
                elif not data:
                    ends.remove(orders)
                else:
                    frames = self._ordered(frames + data)

    def _ordered(self, frames: bytes) -> bytes:
        """Act on whole frames; what remains."""
        while len(frames) >= 3 and len(frames) >= 3 + (size := struct.unpack("<H", frames[:2])[0]):
            letter, payload = chr(frames[2]), frames[3 : 3 + size]
            frames = frames[3 + size :]
            if letter == "G":
                self._ready.set()
            elif not self._stopped:
                self._on_order(letter, payload)
        return frames

    def _heard(self, data: bytes) -> None:
        """Pass on what it prints, as a board would say it: its own greeting, lines by CR LF."""
        self._held += data
        own = _own_banner()
        while (at := self._held.find(own)) >= 0:
            self._pass_on(self._held[:at])
            self._held = self._held[at + len(own) :]
            if self._raw and not self._greeted:
                os.write(self._terminal, CTRL_A)  # a raw prompt stays one over a soft reset
            else:
                self._raw = False
                self._pass_on(self._facts.banner + PROMPT)
            self._greeted = True
        keep = next((n for n in range(len(own), 0, -1) if self._held.endswith(own[:n])), 0)
        whole = len(self._held) - keep
        self._pass_on(self._held[:whole])
        self._held = self._held[whole:]

    def _pass_on(self, data: bytes) -> None:
        if not data:
            return
        if RAW in self._tail + data:
            self._raw = True
        cut = data.startswith(b"\n") and self._tail.endswith(b"\r")
        self._tail = (self._tail + data)[-len(RAW) :]
        lines = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self._say(lines[cut:])
