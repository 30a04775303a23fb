"""The check by Bluetooth: what the link tells, a person where needed, and how good the link is."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress

from companion.glasses.about import Device, Settings
from companion.glasses.errors import OrderRefused, UploadRefused, not_found
from companion.glasses.events import Event, Gesture, Lost
from companion.glasses.keys import Keyring
from companion.glasses.link import Glasses
from companion.script import parse_text
from companion.stage.clock import second_of_day
from companion.stage.reach import FIND, known, near
from companion.typeset import Area, Board, Book, typeset
from firmware.souffleur import wire
from firmware.souffleur.release import VERSION
from tools.device.questions import Questions
from tools.device.selftest import (
    FLASH_FREE,
    TOUCH_S,
    battery_finding,
    felt_finding,
    journal_finding,
    radio_finding,
)
from tools.device.verdict import Finding, Report, Verdict, graded

SCAN_S = 3.0
ROUNDS = 40
ROUND_TRIP = (0.25, 1.0)  # seconds for 95 of 100: a cue is late after that; Windows takes 0.06
RATE = (2000, 500)  # bytes a second: the bad links that were measured have 2000 to 3000
LOST = (0.05, 0.30)  # of the packets of an upload
HEAP = (8 << 10, 4 << 10)  # bytes free while the program runs: what a screen's glyphs take
SENTENCES = 150  # of the made-up book: some 16 KB, 8 seconds on a bad link
NEARER = "bring them nearer, away from other radios, and try again"


async def run_on(name: str, questions: Questions) -> Report:
    """Check the glasses of that name. Raises LinkError."""
    async with near(SCAN_S) as (seen, _):
        ours = [one for one in seen if name.casefold() in (
            one.found.name.casefold(), one.found.address.casefold())]  # fmt: skip
        if not ours:
            raise not_found(name)
        check = _LinkCheck(questions)
        found = ours[0].found
        glasses = Glasses(found, Keyring(), check.heard, **ours[0].bleak)
        try:
            await glasses.connect(FIND)
            settings, device = await known(glasses)
            findings = [radio_finding(found.rssi), *await check.all(glasses, settings, device)]
        finally:
            await glasses.close()
    return Report(settings.name, "Bluetooth", tuple(findings))


class _LinkCheck:
    """One check; keeps what the link tells meanwhile."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._events: list[Event] = []

    def heard(self, event: Event) -> None:
        """See Glasses."""
        self._events.append(event)

    async def all(self, glasses: Glasses, settings: Settings, device: Device) -> list[Finding]:
        journal = await glasses.ask(wire.ABOUT_JOURNAL)
        status = glasses.status
        assert status is not None  # they are linked
        return [
            await self._round_trips(glasses),
            await self._upload(glasses, settings, device),
            _program(device),
            _start(device),
            journal_finding(journal),
            _room("memory", device.heap_free, HEAP, "restart them: souffleur glasses restart"),
            _room("flash", device.flash_free, FLASH_FREE,
                  "remove scripts: souffleur glasses erase"),
            battery_finding(status.battery, status.low, status.charging),
            await self._display(glasses),
            await self._touch(),
            await self._vibration(glasses, settings),
        ]  # fmt: skip

    async def _round_trips(self, glasses: Glasses) -> Finding:
        """From an order to its answer: to tell the time of day, which changes nothing."""
        took = []
        for _ in range(ROUNDS):
            begun = time.monotonic()
            await glasses.time(second_of_day(), None, 0)
            took.append(time.monotonic() - begun)
        took.sort()
        middle, most = took[len(took) // 2], took[len(took) * 95 // 100]
        verdict = graded(most, *ROUND_TRIP)
        found = f"{middle * 1000:.0f} ms there and back, 95 of 100 within {most * 1000:.0f} ms"
        numbers = {"p50_ms": round(middle * 1000, 1), "p95_ms": round(most * 1000, 1)}
        advice = "" if verdict is Verdict.OK else NEARER
        return Finding("link", verdict, found, advice, numbers)

    async def _upload(self, glasses: Glasses, settings: Settings, device: Device) -> Finding:
        """How fast a book of made-up sentences comes; it is removed again."""
        book = await asyncio.to_thread(made_up, settings, device)
        begun, packets, repeats = time.monotonic(), glasses.sent.packets, glasses.repeats
        lost = sum(isinstance(event, Lost) for event in self._events)
        try:
            await glasses.upload(book.data)
        except UploadRefused as error:
            return Finding("throughput", Verdict.BAD, str(error))
        finally:
            seconds = time.monotonic() - begun
            await _removed(glasses, book.id)
        sent, again = glasses.sent.packets - packets, glasses.repeats - repeats
        breaks = sum(isinstance(event, Lost) for event in self._events) - lost
        rate, share = len(book.data) / seconds, again / max(sent, 1)
        verdict = max(graded(rate, *RATE), graded(share, *LOST), key=list(Verdict).index)
        if breaks:
            verdict = max(verdict, Verdict.WEAK, key=list(Verdict).index)
        found = f"{rate:.0f} bytes/s, {again} of {sent} packets lost, {breaks} breaks"
        numbers = {"bytes_per_s": round(rate), "bytes": len(book.data), "packets": sent,
                   "lost": again, "breaks": breaks}  # fmt: skip
        advice = "" if verdict is Verdict.OK else NEARER
        return Finding("throughput", verdict, found, advice, numbers)

    async def _display(self, glasses: Glasses) -> Finding:
        before = glasses.status.view if glasses.status else wire.VIEW_SCRIPT
        await glasses.view(wire.VIEW_ALIGNMENT)
        try:
            seen = await self._questions.answer(
                "Do you see a frame with an arrow up and Aa1, sharp and whole?"
            )
        finally:
            await glasses.view(before if before != wire.VIEW_ALIGNMENT else wire.VIEW_SCRIPT)
        if seen is None:
            return Finding("display", Verdict.NOT_JUDGED, "test card sent; nobody looked")
        if seen:
            return Finding("display", Verdict.OK, "the test card was seen")
        return Finding("display", Verdict.BAD, "no test card was seen",
                       "check them by cable: souffleur-device check --port")  # fmt: skip

    async def _touch(self) -> Finding:
        if not self._questions.asked:
            return Finding("touch", Verdict.NOT_JUDGED, "nobody touched")
        self._questions.tell(f"Tap the glasses now, within {TOUCH_S:.0f} s.")
        if await self._until(lambda: any(isinstance(e, Gesture) for e in self._events)):
            return Finding("touch", Verdict.OK, "a touch came")
        return Finding("touch", Verdict.BAD, "no touch came",
                       "dry and clean the surface; by cable: souffleur-device check")  # fmt: skip

    async def _until(self, true: Callable[[], bool]) -> bool:
        end = time.monotonic() + TOUCH_S
        while not true() and time.monotonic() < end:
            await asyncio.sleep(0.05)
        return true()

    async def _vibration(self, glasses: Glasses, settings: Settings) -> Finding:
        if not settings.vibrate:
            return Finding("vibration", Verdict.NOT_JUDGED, "the wearer has switched it off")
        await glasses.buzz(wire.BUZZ_DOUBLE)
        felt = await self._questions.answer("Did you feel two pulses (boards without motor: s)?")
        return felt_finding(felt)


async def _removed(glasses: Glasses, book: bytes) -> None:
    """Take the made-up book away, also one that came in part."""
    with suppress(OrderRefused):  # it never was there
        await glasses.erase(book)


def made_up(settings: Settings, device: Device) -> Book:
    """A book for these glasses that no other run has made, of words that mean nothing."""
    area = device.area
    board = Board(
        device.board, device.board, device.width, device.height, device.depth,
        Area(area.x, area.y, area.width, area.height), settings.strip,
    )  # fmt: skip
    draw = random.SystemRandom()
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ("".join(draw.choices(letters, k=draw.randint(2, 9))) for _ in range(8 * SENTENCES))
    return typeset(parse_text(" ".join(words), language="en"), board)


def _program(device: Device) -> Finding:
    if device.version == VERSION:
        return Finding("program", Verdict.OK, f"{device.version} on {device.board}")
    found = f"{device.version}; this computer has {VERSION}"
    return Finding("program", Verdict.WEAK, found, "update them or this program")


def _start(device: Device) -> Finding:
    if device.text.get("safe_mode") == "1":
        return Finding("start", Verdict.BAD, f"by {device.reset}, in safe mode",
                       "read the journal, switch them off and on")  # fmt: skip
    if device.reset == "watchdog":
        return Finding("start", Verdict.WEAK, "by the watchdog: they hung", "read the journal")
    return Finding("start", Verdict.OK, f"by {device.reset}")


def _room(part: str, free: int, limits: tuple[float, float], advice: str) -> Finding:
    verdict = graded(free, *limits)
    do = "" if verdict is Verdict.OK else advice
    return Finding(part, verdict, f"{free >> 10} KB free", do, {"bytes": free})
