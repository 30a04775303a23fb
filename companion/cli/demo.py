"""`souffleur demo`: the whole product on a bundled recording and virtual glasses."""

from __future__ import annotations

import argparse
from pathlib import Path

import companion
from companion import cli
from companion.cli.planning import plan
from companion.cli.present import give
from companion.report.truth import read_truth
from companion.stage.plan import VIRTUAL

FOLDER = Path(companion.__file__).parent / "demo"
TALKS = tuple(sorted(path.stem for path in FOLDER.glob("*.md")))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.add_argument("talk", choices=TALKS, nargs="?", default="en", help="which talk")
    parser.add_argument("--speed", type=float, default=1.0, help="play the recording so fast")
    parser.add_argument("--report", type=Path, metavar="DIR", default=None)
    cli.setting_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    talk = FOLDER / options.talk
    options.script = talk.with_suffix(".md")
    options.audio = talk.with_suffix(".ogg")
    options.lang, options.mic, options.glasses = options.talk, None, VIRTUAL
    options.by_hand, options.resume, options.goal = False, False, None
    options.message, options.messages = [], None
    # The recordings are synthetic speech, and the demo must not depend on what is installed.
    options.model = f"starter-{options.talk}"
    report = options.report or Path("build") / "demo" / options.talk
    return give(plan(options), report, read_truth(talk.with_suffix(".json")))
