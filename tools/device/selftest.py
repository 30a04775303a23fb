"""The self-test by cable: a small program on the device for each part, a person where needed.

The application is stopped for it and started again by a reset at the end.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from firmware.souffleur.release import VERSION
from tools.device import finding, parts, ports
from tools.device.errors import CableError, DeviceError
from tools.device.ports import ListPorts, Port
from tools.device.questions import Questions
from tools.device.repl import Repl
from tools.device.verdict import Finding, Report, Verdict, graded

Listen = Callable[[str], "int | str"]  # dBm of the glasses of that name; or why it is not known

Program = Callable[[str], Mapping[str, bytes]]

OLDEST = (1, 24)  # MicroPython: deflate, BLE fixes; the release that is pinned is newer
STARTS = (4.0, 8.0, 16.0)  # seconds a program gets, from a reset, to have started: it takes 2
HEAP = (24 << 10, 12 << 10)  # bytes free beside the program: a book's glyphs, and too little
FLASH_FREE = (256 << 10, 64 << 10)  # bytes: a few long scripts, one
TOUCH_S = 15.0
RADIO = (-75, -90)  # dBm beside the computer
FLASH_AGAIN = "write the program again: souffleur-device flash"
DEFECT = "exchange the device: its part is defective or a wire is off"


def run_on(
    port: Port, program: Program, questions: Questions, listen: Listen | None,
    list_ports: ListPorts = ports.list_ports, *, was_reset: bool = False,
) -> Report:  # fmt: skip
    """Check the device on a port; program: the files by path that a chip should have.

    listen: hears the radio after the reset; None: not wanted. was_reset: just now, so that its
    program still starts. Raises what Repl raises.
    """
    repl, about = _started(port, list_ports, was_reset)
    with repl:
        try:
            test = _Test(repl, about, questions)
            wanted = program(repl.about().chip)
            findings = [*_software(about, repl, wanted), *test.all()]
        finally:
            repl.reset()
    name = about["name"] or port.path
    findings.append(_radio(name, listen))
    return Report(name, "USB", tuple(findings))


def _started(port: Port, list_ports: ListPorts, was_reset: bool) -> tuple[Repl, Any]:
    """The prompt, once the program runs or has had time enough for it, and what OPEN told.

    A program that was interrupted while it started has told nothing: it starts once more, and is
    given more time.
    """
    for pause in STARTS if was_reset else (0.0, *STARTS):
        time.sleep(pause)
        repl = Repl(_back(port, list_ports).path if pause else port.path)
        try:
            about = _ask(repl, parts.OPEN)
            ended = pause and not repl.interrupted
            if about["running"] or not about["main"] or ended or pause == STARTS[-1]:
                break
            repl.reset()
        except BaseException:
            repl.close()
            raise
    return repl, about


def _back(port: Port, list_ports: ListPorts) -> Port:
    """The port of a device that was reset; one that is not listed keeps its name."""
    is_it = finding.same(port, ports.mac_of(port) or "")
    return ports.wait_for(list_ports, is_it, STARTS[-1] if port.vid else 0) or port


def _ask(repl: Repl, code: str) -> Any:
    said = repl.run(code).strip().splitlines()
    try:
        return json.loads(said[-1])
    except (IndexError, ValueError):
        raise CableError(
            f"What came from {repl.path} is garbled: use a shorter cable and no hub, try again."
        ) from None


# What needs no part of the board


def _software(about: dict[str, Any], repl: Repl, wanted: Mapping[str, bytes]) -> list[Finding]:
    return [
        _micropython(about["micropython"]), _files(about, repl, wanted), _settings(about),
        _start(about), journal_finding(about["journal"]), _heap(about),
    ]  # fmt: skip


def _micropython(version: str) -> Finding:
    numbers = tuple(int(n) for n in re.findall(r"\d+", version)[:2])
    if numbers >= OLDEST:
        return Finding("MicroPython", Verdict.OK, version)
    advice = "write a newer one: souffleur-device flash"
    return Finding("MicroPython", Verdict.BAD, f"{version} is too old", advice)


def _files(about: dict[str, Any], repl: Repl, wanted: Mapping[str, bytes]) -> Finding:
    there = repl.tree().files
    wrong = [
        path for path, data in wanted.items()
        if (file := there.get("/" + path)) is None or file.sha256 != sha256(data).hexdigest()
    ]
    version = about["version"] or "no program"
    if wrong:
        some = ", ".join(sorted(wrong)[:3]) + (" ..." if len(wrong) > 3 else "")
        found = f"{version}; {len(wrong)} of {len(wanted)} files differ from {VERSION}: {some}"
        return Finding("program", Verdict.BAD, found, FLASH_AGAIN, {"wrong": len(wrong)})
    found = f"{version}, all {len(wanted)} files as released"
    if about["slots"] and (place := json.loads(about["slots"]).get("good")):
        return Finding("program", Verdict.OK, f"{found}; what runs came by radio into /{place}")
    return Finding("program", Verdict.OK, found)


def _settings(about: dict[str, Any]) -> Finding:
    if about["board"] and about["name"] and about["identity"] == 16 and about["secret"] == 64:
        return Finding("settings", Verdict.OK, f"{about['name']}, board {about['board']}, secret")
    advice = "give it name and secret: souffleur-device provision"
    return Finding("settings", Verdict.BAD, "board, name or secret are missing", advice)


def _start(about: dict[str, Any]) -> Finding:
    if not about["running"]:
        return Finding("start", Verdict.BAD, "the program did not run", FLASH_AGAIN)
    cause = about["cause"]
    if about["safe"]:
        advice = "read the journal, switch them off and on; if it comes again, flash anew"
        return Finding("start", Verdict.BAD, f"by {cause}, in safe mode", advice)
    if cause == "watchdog":
        return Finding("start", Verdict.WEAK, "by the watchdog: they hung", "read the journal")
    return Finding("start", Verdict.OK, f"by {cause}")


def journal_finding(text: str) -> Finding:
    """What is noted of faults."""
    lines = text.strip().splitlines()
    if not lines:
        return Finding("journal", Verdict.OK, "nothing has gone wrong")
    advice = "read it all: souffleur glasses journal"
    return Finding("journal", Verdict.WEAK, f"the last fault: {lines[-1][:60]}", advice)


def _heap(about: dict[str, Any]) -> Finding:
    free = about["heap"]
    verdict = graded(free, *HEAP)
    advice = "" if verdict is Verdict.OK else "switch them off and on; " + FLASH_AGAIN
    return Finding("memory", verdict, f"{free >> 10} KB free", advice, {"bytes": free})


# The parts of the board


class _Test:
    """about: what OPEN told."""

    def __init__(self, repl: Repl, about: dict[str, Any], questions: Questions) -> None:
        self._repl = repl
        self._about = about
        self._questions = questions

    def all(self) -> list[Finding]:
        found = [self._judged("flash", self._flash)]
        if not (self._about["version"] and self._about["board"]):
            return found + _unreached("no program or no settings to reach it with")
        found.append(self._judged("display", self._panel))
        try:
            has = _ask(self._repl, parts.BOARD)
        except CableError:
            raise
        except DeviceError:
            return found + _unreached("the program cannot reach it")[1:]
        for part, there, judge in (
            ("touch", has["touch"], self._touch),
            ("battery", has["battery"] or has["gauge"], lambda: self._battery(has["gauge"])),
            ("vibration", has["vibration"], self._vibration),
        ):
            none = Finding(part, Verdict.NOT_JUDGED, "the board has none")
            found.append(self._judged(part, judge) if there else none)
        return found

    def _judged(self, part: str, judge: Callable[[], Finding]) -> Finding:
        """A part whose program fails is bad; a cable that breaks ends the test."""
        try:
            return judge()
        except CableError:
            raise
        except DeviceError as error:
            return Finding(part, Verdict.BAD, str(error).split(": unplug")[0], DEFECT)

    def _flash(self) -> Finding:
        told = _ask(self._repl, parts.FLASH)
        numbers = {"free": told["free"], "size": told["size"],
                   "bytes_per_s": round(told["bytes"] / max(told["ms"], 1) * 1000)}  # fmt: skip
        free = f"{told['free'] >> 10} of {told['size'] >> 10} KB free"
        if not told["same"]:
            return Finding("flash", Verdict.BAD, f"{free}; reads back wrong", DEFECT, numbers)
        verdict = graded(told["free"], *FLASH_FREE)
        advice = "" if verdict is Verdict.OK else "remove scripts: souffleur glasses erase"
        found = f"{free}, {told['bytes'] >> 10} KB written and read back"
        return Finding("flash", verdict, found, advice, numbers)

    def _panel(self) -> Finding:
        told = _ask(self._repl, parts.PANEL)
        if "error" in told:
            return Finding("display", Verdict.BAD, "it does not answer", DEFECT)
        kind = f"{told['driver']}, {told['width']} x {told['height']}"
        seen = self._questions.ask("Do you see a frame with an arrow up and Aa1, sharp and whole?")
        if seen is None:
            answers = "; it answers" if told["answers"] else ""
            return Finding("display", Verdict.NOT_JUDGED, f"{kind}; nobody looked{answers}")
        if seen:
            return Finding("display", Verdict.OK, f"{kind}; the test card was seen")
        advice = "check board name and ribbon; mirrored or shifted: souffleur glasses align"
        return Finding("display", Verdict.BAD, f"{kind}; no test card was seen", advice)

    def _touch(self) -> Finding:
        self._questions.tell("Take your hands off the glasses.")
        rest = _ask(self._repl, parts.TOUCH)
        if _finger(rest, rest["low"]):
            found = "it feels a finger where none is"
            return Finding("touch", Verdict.BAD, found, "dry and clean it, then try again", rest)
        if not self._questions.asked:
            return Finding("touch", Verdict.NOT_JUDGED, "quiet at rest; nobody touched", "", rest)
        self._questions.tell(f"Touch the glasses now, within {TOUCH_S:.0f} s, and hold on.")
        end = time.monotonic() + TOUCH_S
        while time.monotonic() < end:
            now = _ask(self._repl, parts.TOUCH)
            if _finger(now, rest["low"]):
                return Finding("touch", Verdict.OK, "felt a finger, quiet at rest", "", now)
        return Finding("touch", Verdict.BAD, "felt no finger", DEFECT, rest)

    def _battery(self, gauge: bool) -> Finding:
        told = _ask(self._repl, parts.BATTERY)
        return battery_finding(told["level"], told["low"], told["charging"], gauge)

    def _vibration(self) -> Finding:
        self._questions.tell("Hold the glasses: two pulses come.")
        _ask(self._repl, parts.VIBRATION)
        return felt_finding(self._questions.ask("Did you feel two pulses?"))


def _unreached(why: str) -> list[Finding]:
    rest = ("display", "touch", "battery", "vibration")
    return [Finding(part, Verdict.NOT_JUDGED, why) for part in rest]


def _finger(readings: Mapping[str, Any], rest: float) -> bool:
    """Whether a finger was there; a surface rises so far over its rest, a button goes to 0."""
    if readings["kind"] == "button":
        return bool(readings["low"] == 0)
    return bool(readings["high"] * 100 > rest * (100 + readings["rise"]))


def battery_finding(
    level: int | None, low: bool, charging: bool | None, must: bool = False
) -> Finding:
    """level: percent, None if not known; must: the board has a chip that knows."""
    if level is None:
        if must:
            return Finding("battery", Verdict.BAD, "the gauge does not answer", DEFECT)
        return Finding("battery", Verdict.NOT_JUDGED, "no cell is felt: not there, or none in it")
    found = f"{level} %" + (", charging" if charging else "")
    numbers = {"percent": level}
    if low:
        return Finding("battery", Verdict.WEAK, found, "charge them before the show", numbers)
    return Finding("battery", Verdict.OK, found, "", numbers)


def felt_finding(felt: bool | None) -> Finding:
    """Whether the motor was felt."""
    if felt is None:
        return Finding("vibration", Verdict.NOT_JUDGED, "played; nobody felt for it")
    if felt:
        return Finding("vibration", Verdict.OK, "felt")
    return Finding("vibration", Verdict.BAD, "not felt", DEFECT)


def _radio(name: str, listen: Listen | None) -> Finding:
    if listen is None:
        return Finding("radio", Verdict.NOT_JUDGED, "nobody listened")
    heard = listen(name)
    if isinstance(heard, str):
        return Finding("radio", Verdict.NOT_JUDGED, heard)
    return radio_finding(heard)


def radio_finding(rssi: int) -> Finding:
    """How strongly this computer hears them; -127: not at all."""
    if rssi <= -127:
        return Finding("radio", Verdict.BAD, "not heard after the reset", FLASH_AGAIN)
    verdict = graded(rssi, *RADIO)
    advice = "" if verdict is Verdict.OK else "bring them nearer; beside the computer: " + DEFECT
    return Finding("radio", verdict, f"heard with {rssi} dBm", advice, {"dbm": rssi})
