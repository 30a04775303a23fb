"""Links cut at random packets of uploads and shows, over a radio that also loses packets,
doubles them, brings them late and cut short. In simulated time; the far end is the firmware.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from companion.glasses.client import Client, Phase
from companion.glasses.events import Event, Refused, Silent, Uploaded, UploadFailed
from companion.glasses.handshake import Known
from firmware.souffleur import wire

from . import programs
from .device.scripts import Script
from .programs import BOARD, CampaignError

SHOWS = 4  # devices, each of which has its link
CUTS = 510  # times cut
STEP_MS = 15  # a common connection interval
PER_STEP = 4  # packets of each direction in one interval
AWAY_S = 0.3  # until a link is back
SCRIPTS = [(1, 40), (2, 120), (7, 90), (7, 99), (3, 25)]  # seed, lines; two begin alike
SIZES = (20, 61, 182, 244, 244)  # bytes that a packet may have
FAULTS = ("lost", "twice", "late", "short")
FAULTY = 0.04  # share of the packets
IDENTITY, SECRET = bytes(8), bytes(32)  # as provisioned by life.py
MOST_PACKETS = 60  # between two cuts
ROUND_TRIPS = 5  # HELLO; first sealed record; SHOW, behind two records that were begun before it
SLOW_TRIPS = 40  # with the smallest packets one record (of at most 512 bytes) takes 7 intervals
SMALL = 100  # bytes of a packet; every phone and laptop of today takes more


class Far:
    """The firmware in its own MicroPython process; see device/links.py."""

    def __init__(self) -> None:
        books = json.dumps(SCRIPTS)
        self._process = subprocess.Popen(
            programs.command("links", BOARD, books), env=programs.ENVIRONMENT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def ask(self, *order: Any) -> Any:
        """Have the far end do something; its answer. Raises CampaignError if it ends."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        try:
            stdin.write(json.dumps(order) + "\n")
            stdin.flush()
        except BrokenPipeError:
            pass
        answer = stdout.readline()
        if not answer.startswith(("[", "null", "true", "false")):
            raise CampaignError(f"The glasses ended: {(answer + stdout.read()).strip()[-1500:]}")
        return json.loads(answer)

    def close(self) -> None:
        """Power off."""
        self._process.kill()
        self._process.communicate()


@dataclass
class Counts:
    """What one show went through. The trips are round trips with packets that are not SMALL."""

    cuts: int = 0
    uploading: int = 0  # cuts amid an upload
    packets: int = 0
    faults: int = 0
    books: int = 0
    moves: int = 0
    touches: int = 0
    handshake_trips: int = 0  # from the link to the first STATUS, the most
    place_trips: int = 0  # from there to one place on both sides, the most


@dataclass
class Radio:
    """A direction of the air."""

    dice: random.Random
    counts: Counts
    clean: bool = False
    left: int = 0  # packets that still get through before the link is cut
    _late: list[bytes] = field(default_factory=list)

    def carry(self, packets: list[bytes]) -> list[bytes]:
        """What arrives of the packets sent in one interval."""
        arriving = []
        for packet in packets:
            self.left -= 1
            self.counts.packets += 1
            if self.left < 0:
                break
            if self.clean or self.dice.random() >= FAULTY:
                arriving += [packet, *self._late]
                self._late.clear()
                continue
            self.counts.faults += 1
            fault = self.dice.choice(FAULTS)
            if fault == "late":
                self._late.append(packet)
            elif fault == "twice":
                arriving += [packet, packet]
            elif fault == "short":
                arriving.append(packet[: self.dice.randrange(len(packet))])
        return arriving

    def restart(self, left: int) -> None:
        """A new link."""
        self.left = left
        self._late.clear()


class Show:
    """One companion and one device, whose link is cut again and again."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.counts = Counts()
        self.far = Far()
        self.client = Client(Known({IDENTITY: SECRET}), self.dice.randbytes)
        self.there = Radio(self.dice, self.counts)
        self.back = Radio(self.dice, self.counts)
        self.now = 1.0
        self.script = Script(*SCRIPTS[0])
        self.size = 0
        self.wish: list[Any] | None = None  # the place last ordered
        self.uploaded = False
        self.linked = False

    def run(self, cuts: int) -> Counts:
        """Until the link was cut `cuts` times. Raises CampaignError."""
        try:
            while self.counts.cuts < cuts:
                self._script()
        finally:
            self.far.close()
        return self.counts

    def _script(self) -> None:
        """Bring a script and play it, with cuts all along."""
        self.script = Script(*self.dice.choice(SCRIPTS))
        self.uploaded = False
        self.client.upload(self.script.data)
        after = 0
        while not self.uploaded or after < 4:
            after += self.uploaded
            self._link()
            self._agree()
            self._play()
            self._cut()
        self._link()
        self._whole()
        if self.dice.random() < 0.5:
            self.client.erase(None)
            self.wish = None

    def _link(self) -> None:
        """The link comes back; sometimes something has happened meanwhile."""
        if self.dice.random() < 0.3:
            self.far.ask("touch", self.dice.choice((wire.NEXT, wire.PREVIOUS)))
            self.counts.touches += 1
        if self.dice.random() < 0.3:
            self._move()
        self.size = self.dice.choice(SIZES)
        self.far.ask("link", self.size)
        self.client.linked(self.size, self.now)
        self.linked = True
        for radio in (self.there, self.back):
            radio.restart(1_000_000)
            radio.clean = True

    def _agree(self) -> None:
        """On a clean air both sides know the place within so many round trips."""
        trips = known = 0
        while True:
            self._step()
            trips += 1
            known = known or (trips if self.client.phase is Phase.AGREED else 0)
            if known and self._same():
                break
            if trips > (SLOW_TRIPS if self.size < SMALL else ROUND_TRIPS):
                place = self.far.ask("place")
                raise CampaignError(
                    f"{self._here()}: no agreement after {trips} round trips: the glasses are at "
                    f"{place}, the order was {self.wish}, the companion knows {self.client.status}"
                )
        if self.size >= SMALL:
            self.counts.handshake_trips = max(self.counts.handshake_trips, known)
            self.counts.place_trips = max(self.counts.place_trips, trips - known)

    def _same(self) -> bool:
        """Whether the companion knows the place on the glass, and it is the one it ordered."""
        status = self.client.status
        assert status is not None
        place = [status.book.hex() if status.book else "", status.line, status.token]
        if place != self.far.ask("place"):
            return False
        return self.wish is None or not self._due() or place == self.wish

    def _due(self) -> bool:
        """Whether an order of ours for a line that is there has not been confirmed."""
        wanted = self.client._place.wanted
        if wanted is None:
            return False
        ready = self.client.lines_ready(wanted[0])
        return ready is None or wanted[1] < ready

    def _play(self) -> None:
        """Upload and show go on over a bad air, until it has carried so many packets."""
        left = self.dice.randrange(1, MOST_PACKETS)
        for radio in (self.there, self.back):
            radio.restart(left)
            radio.clean = False
        self.counts.uploading += not self.uploaded
        steps = 0
        while self.linked and min(self.there.left, self.back.left) > 0 and steps < 150:
            steps += 1
            if self.dice.random() < 0.1:
                self._move()
            if self.dice.random() < 0.02:
                self.far.ask("touch", wire.NEXT)
            self._step()

    def _move(self) -> None:
        """The speaker goes on to a line that is there."""
        ready = self.client.lines_ready(self.script.id)
        lines = len(self.script.lines) if ready is None else ready
        if lines:
            line = self.dice.randrange(lines)
            token = line * 3 + self.dice.randrange(3)
            self.client.show(self.script.id, line, token)
            self.wish = [self.script.id.hex(), line, token]
            self.counts.moves += 1

    def _step(self) -> None:
        """One connection interval."""
        self.now += STEP_MS / 1000
        self._take(self.client.tick(self.now))
        out: list[bytes] = []
        while len(out) < PER_STEP and (packet := self.client.outgoing(self.now)) is not None:
            out.append(packet)
        arrived = [packet.hex() for packet in self.there.carry(out)]
        answers, hang_up = self.far.ask("step", STEP_MS, arrived, PER_STEP)
        for packet in self.back.carry([bytes.fromhex(text) for text in answers]):
            self._take(self.client.receive(packet, self.now))
        if hang_up:
            self.linked = False

    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, UploadFailed | Refused):
                raise CampaignError(f"{self._here()}: {event}")
            if isinstance(event, Uploaded):
                self.uploaded = event.book == self.script.id
            if isinstance(event, Silent):
                self.linked = False

    def _cut(self) -> None:
        """The link goes; the picture stays and is right."""
        self.linked = False
        self.client.unlinked()
        self.far.ask("unlink")
        self.now += AWAY_S
        for _ in range(5):
            self.far.ask("step", int(AWAY_S * 200), [], 0)
            if self.far.ask("right"):
                break
        else:
            raise CampaignError(f"{self._here()}: the picture is not that of the line")
        self.counts.cuts += 1

    def _whole(self) -> None:
        """What was committed is byte for byte what was sent."""
        held = dict(self.far.ask("books"))
        if held.get(self.script.id.hex()) != hashlib.sha256(self.script.data).hexdigest():
            raise CampaignError(f"{self._here()}: the script in flash is not the one sent")
        self.counts.books += 1

    def _here(self) -> str:
        return f"After {self.counts.cuts} cuts, at {self.now:.3f} s"


def cuts(shows: int = SHOWS, each: int = CUTS) -> dict[str, int]:
    """`shows` companions and devices, whose links are cut `each` times. Raises CampaignError."""
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda seed: Show(seed).run(each), range(1, shows + 1)))
    sums = programs.total(vars(counts) for counts in found)
    for key in ("handshake_trips", "place_trips"):
        sums[key] = max(getattr(counts, key) for counts in found)
    return sums
