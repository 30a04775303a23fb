"""From a command's arguments to a plan: script, book, model, sound."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from companion.cli import pasted
from companion.cli.messages import messages
from companion.errors import SouffleurError
from companion.glasses.about import Device, Settings
from companion.glasses.keys import Keyring
from companion.script import Script, load, parse_bytes
from companion.speech.audio import FileSource, Source, duration
from companion.speech.choose import open_model
from companion.speech.microphone import MicrophoneSource
from companion.speech.model import SpeechModel
from companion.speech.phrases import all_phrases
from companion.speech.starter import NoModelError
from companion.typeset import Area, Board, Book, Setting, load_board, typeset

PASTED = Path("-")
VIRTUAL = "virtual"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$")  # the form of BCP 47

MakeSource = Callable[[Callable[[str], None]], Source]


@dataclass(frozen=True)
class Plan:
    """Everything a show needs before it begins.

    model: what listens; without one the show is turned by hand.
    source: makes the sound, which begins when it is first asked for; it is given what to call
        with a line for the operator. device: its name. Both come with a model.
    glasses: VIRTUAL, a name or an address.
    total: seconds of a recording, None for a microphone. A recording waits until the whole
        script is in the glasses; a person need not.
    size, rows, font: what was asked for instead of what board and wearer would have.
    goal: seconds the show may take, 0: no matter. messages: for the staff to choose from.
    resume: go on at the line that the glasses show.
    """

    script: Script
    book: Book
    board: Board
    model: SpeechModel | None = None
    source: MakeSource | None = None
    device: str = ""
    glasses: str = VIRTUAL
    speed: float = 1.0
    total: float | None = None
    size: int | None = None
    rows: int | None = None
    font: Path | None = None
    goal: int = 0
    messages: tuple[str, ...] = ()
    resume: bool = False


class PlanError(SouffleurError):
    """The arguments do not fit together."""


def script_of(options: argparse.Namespace) -> Script:
    """The script that was named or, for "-", pasted; raises ScriptError, PlanError."""
    if options.lang is not None and not LANGUAGE.match(options.lang):
        raise PlanError(f"{options.lang!r} is no language tag: take one like en, zh, vi or th.")
    if options.script == PASTED:
        return parse_bytes(pasted.read(), language=options.lang)
    return load(options.script, language=options.lang)


def book_of(options: argparse.Namespace, script: Script) -> tuple[Board, Book]:
    """The script set for the board; raises BoardError, SettingError, FontError."""
    board = load_board(options.board)
    size = options.size if options.size is not None else Setting().size
    return board, typeset(script, board, Setting(size=size, rows=options.rows, font=options.font))


def set_for(made: Plan, settings: Settings, device: Device) -> Plan:
    """The plan with its script set for these glasses and their wearer.

    Raises PlanError where this program and the glasses part the panel in different ways, and
    what typeset() raises.
    """
    area = device.area
    board = Board(
        device.board, device.board, device.width, device.height, device.depth,
        Area(area.x, area.y, area.width, area.height), settings.strip,
    )
    room = (board.text.width, board.text.height)
    if room != (device.text_width, device.text_height):
        raise PlanError("The glasses lay out their panel in a way new here: update this program.")
    book = made.book
    same = (book.depth, book.width, book.height) == (board.depth, *room)
    size = settings.size if made.size is None else made.size
    if same and made.board.strip == board.strip and size in (made.size, Setting().size):
        return made
    setting = Setting(size=size, rows=made.rows, font=made.font)
    return replace(made, board=board, book=typeset(made.script, board, setting))


def model_of(script: Script, name: str | None) -> SpeechModel:
    """The speech model asked for, else the best there is; raises SouffleurError."""
    return open_model(script.language, all_phrases(script), name)


def plan(options: argparse.Namespace) -> Plan:
    """Everything for a show; raises SouffleurError before anything has begun."""
    if options.speed != 1.0 and options.audio is None:
        raise PlanError("--speed is for recordings: add --audio FILE.")
    if not 0.1 <= options.speed <= 50:
        raise PlanError("--speed goes from 0.1 to 50: choose a speed in between.")
    script = script_of(options)
    if options.script == PASTED:
        pasted.give_keys_back()
    if not script.tokens:
        raise PlanError("The script has no words to speak: add some text to it.")
    board, book = book_of(options, script)
    model = None if options.by_hand else _ear(options, script)
    source, device, total = _sound(options) if model else (None, "", None)
    return Plan(
        script=script, book=book, board=board, model=model, source=source, device=device,
        glasses=_glasses(options.glasses), speed=options.speed, total=total,
        size=options.size, rows=options.rows, font=options.font,
        goal=_goal(options.goal), messages=messages(options, script.language),
        resume=options.resume,
    )


def _goal(minutes: float | None) -> int:
    if minutes is None:
        return 0
    if not 0 < minutes <= 24 * 60:
        raise PlanError("--goal is in minutes, up to a day: take a number like 20.")
    return round(minutes * 60)


def _ear(options: argparse.Namespace, script: Script) -> SpeechModel | None:
    """The model that will listen; None, and a note, if there is none and nobody asked for one."""
    try:
        return model_of(script, options.model)
    except NoModelError as error:
        if options.audio is not None or options.mic is not None:
            raise
        print(f"note: Nothing listens; the keys turn the lines. {error}", file=sys.stderr)
        return None


def _sound(options: argparse.Namespace) -> tuple[MakeSource, str, float | None]:
    """(makes the source, its name, seconds or None); raises AudioError."""
    if options.audio is None:
        name = options.mic or None
        return partial(MicrophoneSource, name), name or "microphone", None
    path, speed = options.audio, options.speed
    return lambda notify: FileSource(path, speed=speed), path.name, duration(path)


def _glasses(asked: str | None) -> str:
    """The glasses asked for, else the only ones paired, else virtual ones."""
    if asked is not None:
        return asked
    paired = [key.name for key in Keyring().all()]
    if len(paired) > 1:
        raise PlanError(f"Several glasses are paired: choose with --glasses {'|'.join(paired)}.")
    if paired:
        return paired[0]
    print("No glasses are paired with this computer; showing virtual ones.", file=sys.stderr)
    return VIRTUAL
