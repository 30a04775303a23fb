"""`souffleur-device flash`: from the box to the stage, one device or many."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from companion.glasses.keys import Keyring
from tools.device import bundle, journal, labels, ports, settings, sources
from tools.device.batch import Batch, Names, guarded, tally
from tools.device.errors import FINE, INTERRUPTED, SOME_FAILED, UsageError
from tools.device.image import title
from tools.device.orders import Order, Outcome, Surroundings
from tools.device.ports import Port
from tools.device.report import Lines, Reporter, reporter
from tools.device.steps import Work


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.description = (
        "Write what a device lacks: MicroPython, the program, name and secret. Nothing is written "
        "that is there already; interrupted, the same command goes on."
    )
    common_arguments(parser)
    sources.image_arguments(parser)
    parser.add_argument("--bundle", type=Path, metavar="FILE", help="images and program from here")
    parser.add_argument("--erase", action="store_true", help="erase everything first; files return")
    parser.add_argument("--no-test", action="store_true", help="leave out the test at the end")
    parser.add_argument("--again", action="store_true", help="MicroPython even if it is there")
    many = parser.add_argument_group("many devices")
    many.add_argument(
        "--batch", type=int, nargs="?", const=0, metavar="N",
        help="every device that is plugged in, N of them or until Ctrl-C; --name 'Stage {n}'",
    )  # fmt: skip
    many.add_argument("--first", type=int, default=1, metavar="N", help="number to begin with (1)")
    many.add_argument("--at-once", type=int, default=4, metavar="N", help="in parallel (4)")
    many.add_argument("--labels", type=Path, metavar="FILE", help="write a sheet of labels (HTML)")
    many.add_argument("--with-secrets", action="store_true", help="secrets in the labels' QR codes")


def common_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of every command that writes to a device."""
    parser.add_argument("--port", help="port, serial number or MAC, if several are plugged in")
    parser.add_argument("--board", help="which board it is, if its settings do not say")
    parser.add_argument("--name", help="what the glasses are called")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the wearer"
    )
    parser.add_argument("--new-secret", action="store_true", help="and let nobody in who has it")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--dry-run", action="store_true", help="show the plan, write nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object per device at the end")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    with ExitStack() as stack:
        order = _order(options, stack)
        if options.batch is not None:
            return _many(options, order)
        return one(options, order)


def _order(options: argparse.Namespace, stack: ExitStack) -> Order:
    program: Callable[[str], Mapping[str, bytes]] = sources.program
    chips = sources.chips()
    if options.bundle:
        if options.image or options.micropython:
            raise UsageError("A bundle has its images: leave out --image and --micropython.")
        packed = bundle.read(options.bundle)
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        images = bundle.unpacked(packed, Path(folder))
        program, chips = packed.programs.__getitem__, packed.boards
    else:
        images = sources.images(options.image, options.micropython)
    return replace(
        simple_order(options, chips), images=images, program=program, erase=options.erase,
        again=options.again,
    )  # fmt: skip


def simple_order(options: argparse.Namespace, chips: Mapping[str, str]) -> Order:
    """What common_arguments() ask for; raises UsageError."""
    if options.board and options.board not in chips:
        raise UsageError(f"There is no board {options.board}; there are: {', '.join(chips)}.")
    many = getattr(options, "batch", None) is not None
    if many:
        taken = {key.name for key in Keyring().all()}
        name: Callable[[Mapping[str, Any] | None, str], str | None] = Names(
            options.name or "Glasses {n}", taken, options.first
        )
    else:
        fixed = settings.checked_name(options.name) if options.name is not None else None

        def name(own: Mapping[str, Any] | None, mac: str) -> str | None:
            return fixed

    return Order(
        options.board, {}, sources.program, chips, name=name,
        wishes=lambda board: _wishes(options.set, board),
        new_secret=options.new_secret, dry_run=options.dry_run, psram_mb=sources.psram_mb(),
    )  # fmt: skip


def _wishes(pairs: list[str], board: str) -> dict[str, Any]:
    if not pairs:
        return {}
    from companion.typeset import load_board  # takes half a second to load

    return settings.wishes(pairs, load_board(board))


def around(options: argparse.Namespace, telling: Reporter) -> Surroundings:
    """The real surroundings of a command."""

    def ask(lines: list[str]) -> bool:
        for line in lines:
            telling.say(f"  - {line}")
        if options.yes:
            return True
        if not sys.stdin.isatty():
            raise UsageError("There is nobody to ask: add --yes.")
        print("Do this? [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    return Surroundings(ports.list_ports, journal.default_folder(), None, telling, ask)


def one(options: argparse.Namespace, order: Order) -> int:
    """One device; raises DeviceError."""
    port = ports.chosen(ports.list_ports(), options.port)
    work = Work(port, order, around(options, reporter(options.json)))
    if not options.json:
        _told(_whole(work, options))
        return FINE
    outcome = guarded(work.outcome, lambda: _whole(work, options))
    if outcome.error:
        print(f"souffleur-device: {outcome.error}", file=sys.stderr)
    print(json.dumps(asdict(outcome)))
    return outcome.exit_code


def _whole(work: Work, options: argparse.Namespace) -> Outcome:
    """All of one device, with the self-test at its end; provisioning alone needs none."""
    outcome = work.run()
    if not getattr(options, "no_test", True):
        from tools.device import check  # takes half a second to load

        work.test(lambda port, files: check.self_test(port, lambda chip: files))
    return outcome


def _told(outcome: Outcome) -> None:
    if outcome.result == "planned":
        for line in outcome.plan:
            print(f"  - {line}")
    print(summary(outcome))


def summary(outcome: Outcome) -> str:
    """One line about one device."""
    who = outcome.name or outcome.mac or outcome.port
    if outcome.exit_code:
        return f"{who}: FAILED after {outcome.seconds:.1f} s: {outcome.error}"
    what = {
        "ready": f"ready, {outcome.files} files written",
        "unchanged": "ready, nothing to write",
        "planned": "nothing was written (--dry-run)",
    }[outcome.result]
    tested = f"self-test {outcome.check['verdict']}, " if outcome.check else ""
    return f"{who}: {what}, {tested}{outcome.board} on {title(outcome.chip)} {outcome.mac}, " + (
        f"{outcome.seconds:.1f} s"
    )


def _many(options: argparse.Namespace, order: Order) -> int:
    if not options.yes and not options.dry_run:
        raise UsageError("A batch does not ask for each device: add --yes.")
    if options.with_secrets:
        print("The labels will hold secrets: guard the sheet like keys.", file=sys.stderr)
    begun = time.monotonic()

    def work(port: Port) -> Outcome:
        mac = ports.mac_of(port)
        telling = Lines(f"[{mac[-4:].upper() if mac else Path(port.path).name}] ")
        job = Work(port, order, around(options, telling))
        return guarded(job.outcome, lambda: _whole(job, options))

    def done(outcome: Outcome) -> None:
        print(summary(outcome), file=sys.stderr if options.json else sys.stdout, flush=True)

    batch = Batch(ports.list_ports, work, done, options.at_once)
    interrupted = False
    try:
        batch.run(options.batch or None)
    except KeyboardInterrupt:
        interrupted = bool(options.batch)
    outcomes = list(batch.outcomes.values())
    for line in tally(outcomes, time.monotonic() - begun):
        print(line, file=sys.stderr if options.json else sys.stdout)
    if options.json:
        for outcome in outcomes:
            print(json.dumps(asdict(outcome)))
    if options.labels:
        _label(options, outcomes)
    if interrupted:
        return INTERRUPTED
    return SOME_FAILED if any(outcome.exit_code for outcome in outcomes) else FINE


def _label(options: argparse.Namespace, outcomes: list[Outcome]) -> None:
    good = {outcome.identity for outcome in outcomes if not outcome.exit_code}
    keys = [key for key in Keyring().all() if key.identity.hex() in good]
    labels.write(options.labels, keys, options.with_secrets)
    print(f"{options.labels}: {len(keys)} labels, print it on A4.", file=sys.stderr)
