"""Client and glasses joined by a bad radio, in simulated time."""

from __future__ import annotations

import atexit
import functools
import json
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.glasses.client import Client, Phase
from companion.glasses.events import Event, Refused, Silent
from companion.glasses.handshake import Known
from firmware.souffleur import book as book_format
from tests.link.puppet import IDENTITY, SECRET, Noise

ROOT = Path(__file__).resolve().parents[2]
MICROPYTHON = Path(sys.executable).parent / "micropython"
STEP = 0.015  # seconds; a common connection interval
PER_STEP = 4  # packets of each direction in one interval


def make_book(lines: int, seed: int = 1, width: int = 126) -> bytes:
    """A book of the right form whose glyphs and lines are noise."""
    noise = Noise(seed)
    records = []
    for number in range(lines):
        glyph = bytes((8, 8, 0, 0, 8, 0)) + noise(8)
        line = struct.pack("<BHBh", 0, number * 5 & 0xFFFF, 0, 0) + noise(10 + noise.below(30))
        for kind, body in ((book_format.GLYPH, glyph), (book_format.LINE, line)):
            records.append(struct.pack("<BH", kind, len(body)) + body)
    head = book_format.header(1, width, width, 20, lines, lines, lines * 5)
    return bytes(head) + b"".join(records)


class MicroPythonPuppet:
    """The same Puppet in a real MicroPython."""

    def __init__(self, seed: int = 1) -> None:
        self._call("new", seed)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return functools.partial(self._call, name)

    def _call(self, name: str, *arguments: Any) -> Any:
        process = _interpreter()
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps([name, *arguments]) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer.startswith(("[", "{", "null", "true", "false")):
            raise AssertionError(answer + process.stdout.read())
        return json.loads(answer)


@functools.cache
def _interpreter() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [MICROPYTHON, "-X", "heapsize=512k", "tests/link/puppet.py"],
        cwd=ROOT, env={"MICROPYPATH": str(ROOT / "firmware")}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    atexit.register(process.kill)
    return process


@dataclass(frozen=True)
class Fault:
    """What happens to packet number `index` of one direction."""

    to_glasses: bool
    index: int
    kind: str  # drop, twice, late, cut, flip, replay, unlink, reset, break (cut, and no more)
    amount: int = 0


class World:
    """Joins a client to a puppet. Faults strike by packet number, so a run can be repeated."""

    def __init__(
        self, puppet: Any, faults: tuple[Fault, ...] = (), max_packet: int = 244, seed: int = 7,
    ) -> None:
        self.puppet = puppet
        self.client = Client(Known({IDENTITY: SECRET}), Noise(seed))
        self.max_packet = max_packet
        self.now = 1.0
        self.events: list[Event] = []
        self.reachable = True
        self._faults = {(f.to_glasses, f.index): f for f in faults}
        self._sent: dict[bool, list[bytes]] = {True: [], False: []}
        self._late: dict[bool, list[bytes]] = {True: [], False: []}
        self._linked = False
        self._breaking = False
        self._link_at = 0.0
        self.linked_at = 0.0  # when the present connection was made

    def run(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Let time go on; True as soon as `until` holds."""
        end = self.now + seconds
        while self.now < end:
            self.step()
            if until():
                return True
        return False

    def step(self) -> None:
        """One connection interval."""
        self.now += STEP
        if not self._linked:
            if not self.reachable or self.now < self._link_at:
                return
            self._linked = True
            self.linked_at = self.now
            self.puppet.link(self.max_packet)
            self.client.linked(self.max_packet, self.now)
        self._take(self.client.tick(self.now))
        out = []
        while len(out) < PER_STEP and (packet := self.client.outgoing(self.now)) is not None:
            out.append(packet)
        to_glasses = self._air(True, out)
        milliseconds = int(self.now * 1000) & 0x3FFFFFFF
        back, hang_up = self.puppet.step(
            milliseconds, [packet.hex() for packet in to_glasses], PER_STEP
        )
        for packet in self._air(False, [bytes.fromhex(text) for text in back]):
            self._take(self.client.receive(packet, self.now))
        if hang_up or self._breaking:
            self.unlink()

    def unlink(self) -> None:
        """The connection breaks and comes back 0.3 s later."""
        if self._linked:
            self._linked = self._breaking = False
            self._link_at = self.now + 0.3
            self.client.unlinked()
            self.puppet.unlink()
            self._late = {True: [], False: []}

    def sent(self, to_glasses: bool) -> list[int]:
        """Sizes of the packets of one direction so far."""
        return [len(packet) for packet in self._sent[to_glasses]]

    def agreed(self) -> bool:
        return self.client.phase is Phase.AGREED

    def _take(self, events: list[Event]) -> None:
        self.events += events
        if any(isinstance(event, Silent | Refused) for event in events):
            self.unlink()

    def _air(self, to_glasses: bool, packets: list[bytes]) -> list[bytes]:
        """What arrives of the packets sent in this interval."""
        arriving: list[bytes] = []
        sent, late = self._sent[to_glasses], self._late[to_glasses]
        for packet in packets:
            fault = self._faults.get((to_glasses, len(sent)))
            sent.append(packet)
            if fault is None:
                arriving.append(packet)
            elif fault.kind == "late":
                late.append(packet)
                continue
            else:
                arriving += self._struck(fault, packet, sent)
            arriving += late
            late.clear()
        return arriving

    def _struck(self, fault: Fault, packet: bytes, sent: list[bytes]) -> list[bytes]:
        match fault.kind:
            case "drop":
                return []
            case "twice":
                return [packet, packet]
            case "cut":
                return [packet[: fault.amount % len(packet)]]
            case "flip":
                at = fault.amount // 8 % len(packet)
                changed = packet[at] ^ 1 << fault.amount % 8
                return [packet[:at] + bytes((changed,)) + packet[at + 1 :]]
            case "replay":
                return [packet, sent[fault.amount % len(sent)]]
            case "break":
                self._breaking = True
                return [packet[: fault.amount]]
            case "unlink":
                self.unlink()
            case "reset":
                self.unlink()
                self.puppet.reset()
        return []
