"""`souffleur present`: a show, from the first word to the report."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from companion import cli
from companion.cli import messages
from companion.cli.performance import perform
from companion.cli.planning import plan
from companion.cli.summary import print_summary
from companion.errors import SouffleurError
from companion.report.log import LogWriter, read_log
from companion.report.truth import Truth, read_truth
from companion.report.write import write_report
from companion.stage.plan import Plan

LOG = "show.jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    cli.script_arguments(parser)
    cli.setting_arguments(parser)
    sound = parser.add_mutually_exclusive_group()
    sound.add_argument(
        "--mic", nargs="?", const="", metavar="NAME", help="listen to a microphone (the default)"
    )
    sound.add_argument("--audio", type=Path, metavar="FILE", help="listen to a recording instead")
    sound.add_argument(
        "--by-hand", action="store_true", help="listen to nothing: the keys turn the lines"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="play the recording so fast")
    parser.add_argument(
        "--truth", type=Path, metavar="JSON",
        help="true word times of the recording, so that the report can judge the picture",
    )
    parser.add_argument(
        "--glasses", metavar="WHICH",
        help="virtual, a name or an address (default: those that are paired)",
    )
    parser.add_argument(
        "--goal", type=float, metavar="MINUTES",
        help="how long the show may take: the glasses show what is left and tell when it is up",
    )
    parser.add_argument(
        "--resume", action="store_true",
        help="go on at the line that the glasses show, after a show that broke off",
    )
    messages.add_arguments(parser)
    parser.add_argument("--model", metavar="NAME", help="speech model: a name or its folder")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write log and report there")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    truth = read_truth(options.truth) if options.truth else None
    return give(plan(options), options.report, truth)


def give(made: Plan, report: Path | None, truth: Truth | None = None) -> int:
    """Give the planned show; the report is written also after an interruption."""
    for notice in made.script.notices:
        print(f"note: {notice}")
    if report is None:
        with tempfile.TemporaryDirectory(prefix="souffleur-") as folder:
            return _give(made, Path(folder), None, truth)
    return _give(made, report, report, truth)


@contextmanager
def _ends_as_interruptions() -> Iterator[None]:
    """What else ends a program (a closed window, a shutdown) ends the show as Ctrl-C does: the
    terminal is put back and the report written. nohup's wish to outlive the window is kept."""
    ends = [signal.SIGTERM] if sys.platform == "win32" else [signal.SIGTERM, signal.SIGHUP]
    heard = [end for end in ends if signal.getsignal(end) != signal.SIG_IGN]
    before = {end: signal.getsignal(end) for end in (signal.SIGINT, *heard)}
    # A shell starts what runs in the background deaf to SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for end in heard:
        signal.signal(end, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        yield
    finally:
        for end, handler in before.items():
            signal.signal(end, handler)


def _give(made: Plan, folder: Path, report: Path | None, truth: Truth | None) -> int:
    path = folder / LOG
    interrupted = False
    failure: SouffleurError | None = None
    with LogWriter(path, fresh=True) as writer:

        async def give_it() -> None:
            nonlocal made
            made = await perform(made, writer.write)

        try:
            with _ends_as_interruptions():
                asyncio.run(give_it())
        except KeyboardInterrupt:
            interrupted = True
        except SouffleurError as error:
            failure = error
    if writer.failed:
        print(f"note: {writer.failed}")
    if not path.stat().st_size:  # the show had not begun
        path.unlink()
    elif report is not None:
        print(f"writing the report to {report} ...", flush=True)
        figures = write_report(report, read_log(path), made.book, truth, speed=made.speed)
        print_summary(figures, report)
    if failure is not None:
        raise failure
    return 130 if interrupted else 0
