"""From a command's arguments to a plan: script, book, model, sound."""

from __future__ import annotations

import argparse
import re
import sys
from functools import partial
from pathlib import Path

from companion.cli import pasted
from companion.cli.messages import messages
from companion.glasses.keys import Keyring
from companion.script import Script, load, parse_bytes
from companion.speech.audio import FileSource, duration
from companion.speech.choose import open_model
from companion.speech.microphone import MicrophoneSource
from companion.speech.model import SpeechModel
from companion.speech.phrases import all_phrases
from companion.speech.starter import NoModelError
from companion.stage.plan import VIRTUAL, MakeSource, Plan, PlanError
from companion.typeset import Board, Book, Setting, load_board, typeset

PASTED = Path("-")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$")  # the form of BCP 47

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
