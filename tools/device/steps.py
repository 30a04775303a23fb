"""Acts on a plan: one device from whatever it is to what is wanted. It may always be repeated."""

from __future__ import annotations

import json
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from companion.glasses.keys import Keyring
from tools.device import backup, finding, loader, plan, ports, settings
from tools.device.errors import (
    CableError,
    NothingFoundError,
    UnfitError,
    UsageError,
    VerifyError,
    WrongBoardError,
)
from tools.device.finding import Found
from tools.device.image import Image, title
from tools.device.journal import Journal
from tools.device.orders import DeclinedError, Order, Outcome, Surroundings
from tools.device.plan import HELD, MAIN, SETTINGS, SLOTS, Kind, Step, There, Wanted
from tools.device.ports import Port
from tools.device.repl import File, Repl
from tools.device.verdict import Report

RELEASE = "/souffleur/release.mpy"
_ROUNDS = 3  # of copying and looking: the second finds nothing, but for a bad cable
_RETURN = 5.0  # seconds until a device that vanished in the middle is back
_keyring_lock = threading.Lock()  # devices of a batch are registered one after another


class Work:
    """Of one device. run() fills `outcome`; it raises DeviceError."""

    def __init__(self, port: Port, order: Order, around: Surroundings) -> None:
        self.port = port
        self.outcome = Outcome(port.path)
        self._order = order
        self._around = around
        self._repl: Repl | None = None
        self._agreed = False

    def run(self) -> Outcome:
        """Do it; a device that vanished meanwhile and came back under another name is followed."""
        begun = time.monotonic()
        try:
            try:
                self._all()
            except (CableError, NothingFoundError):
                if not self._came_back():
                    raise
                self._say("It was gone for a moment: going on.")
                self._all()
        finally:
            if self._repl is not None:
                self._repl.close()
            self.outcome.seconds = round(time.monotonic() - begun, 2)
        return self.outcome

    def test(self, look: Callable[[Port, Mapping[str, bytes]], Report]) -> None:
        """After run(): test what was written, if no test since then was good; look(port, the
        program by path) does. Raises UnfitError and what `look` raises.
        """
        if not self._journal.now.untested or self._order.dry_run:
            return
        self._say("It starts; testing it part by part...")
        begun = time.monotonic()
        try:
            report = look(self.port, {path[1:]: data for path, data in self._program.items()})
        finally:
            self.outcome.seconds += round(time.monotonic() - begun, 2)
        self.outcome.check = report.record()
        for line in report.lines():
            self._say(line)
        if report.bad:
            raise UnfitError(
                f"{self.outcome.name} has all its files and is not fit for a show: {report.bad}."
            )
        self._journal.note(untested=False)

    def _say(self, text: str) -> None:
        self._around.reporter.say(text)

    def _came_back(self) -> bool:
        """Whether the device is on another port, or on its port anew."""
        mac = self.outcome.mac
        if not mac:
            return False
        was, gone = self.port, [False]

        def changed(port: Port) -> bool:
            is_it = finding.same(was, mac)(port)
            return is_it and (gone[0] or port.path != was.path)

        if self._repl is not None:
            self._repl.close()
        listed = self._around.list_ports()
        gone[0] = not any(finding.same(was, mac)(port) for port in listed)
        back = ports.wait_for(self._around.list_ports, changed, _RETURN if gone[0] else 0.5)
        if back is not None:
            self.port = back
        return back is not None

    # From the first look to the last

    def _all(self) -> None:
        found = finding.look(self.port)
        self._repl = found.repl
        there = found.there
        if self.outcome.mac not in ("", there.mac):
            raise finding.another(self.port.path, there.mac, self.outcome.mac)
        self.outcome.mac, self.outcome.chip = there.mac, there.chip
        self._journal = Journal(self._around.folder, there.mac)
        there = replace(there, writing=bool(self._journal.now.writing))
        if there.psram_mb is None:
            there = replace(there, psram_mb=self._journal.now.psram_mb)
        wanted = self._wanted(there)
        step = plan.image_step(there, wanted)
        steps = [] if step and step.erase else self._file_steps(there, wanted)
        self.outcome.plan = plan.described(there, wanted, step, steps)
        if self._order.dry_run:
            self._leave()
            self.outcome.result = "planned" if step or steps else "unchanged"
            return
        if step or steps:
            self._ask()
            self._journal.note(untested=True)
        if step:
            there = self._micropython(replace(found, there=there), wanted)
            wanted = self._wanted(there)
        self._files(there, wanted)

    def _wanted(self, there: There) -> Wanted:
        order = self._order
        kept = self._journal.now.settings or backup.settings(self._journal.folder)
        own = there.settings if there.settings is not None else kept
        board = str(order.board or (own or {}).get("board"))
        if board not in order.chips:
            fitting = ", ".join(sorted(b for b, chip in order.chips.items() if chip == there.chip))
            raise UsageError(
                f"Which board is it? Name it with --board; with {title(there.chip)} there are: "
                f"{fitting or 'none'}."
            )
        wanted = Wanted(
            board, order.chips[board], order.images.get(order.chips[board]), erase=order.erase,
            again=order.again, settings_only=order.settings_only,
            psram_mb=order.psram_mb.get(board),
        )  # fmt: skip
        if order.settings_only and (there.tree is None or MAIN not in there.tree.files):
            raise UsageError("The program is not on it: run souffleur-device flash first.")
        self._check_image(there)
        plan.refuse(there, wanted)
        # In its boot loader a device does not tell the settings in files that it will keep.
        self._known = there.tree is not None or there.files_at is None or order.erase
        if self._agreed and self._journal.now.settings is not None:
            decided = self._journal.now.settings
        else:
            decided = settings.decided(
                own, board, order.name(own, there.mac) if self._known else None, there.mac,
                secrets.token_bytes,
                new_secret=order.new_secret, wishes=order.wishes(board),
            )  # fmt: skip
        self.outcome.board, self.outcome.name = board, decided["name"]
        self.outcome.identity = decided["identity"]
        if self._known:
            self._check_name(decided)
        self._program = {"/" + path: data for path, data in order.program(wanted.chip).items()}
        files = {
            path: File(len(data), sha256(data).hexdigest()) for path, data in self._program.items()
        }
        self._decided = decided
        return replace(wanted, files=files, settings=decided)

    def _check_image(self, there: There) -> None:
        images = self._order.images
        if images and there.chip not in images:
            given = " and ".join(f"{i.path.name} for {title(i.chip)}" for i in images.values())
            raise WrongBoardError(
                f"Found {title(there.chip)}, and {given} was given: nothing was written. Choose "
                f"the image for {title(there.chip)}."
            )

    def _check_name(self, decided: Mapping[str, Any]) -> None:
        identity = bytes.fromhex(decided["identity"])
        for key in Keyring(self._around.keys).all():
            if key.name == decided["name"] and key.identity != identity:
                raise UsageError(
                    f"Other glasses are called {key.name} on this computer: choose another --name, "
                    f"or forget them with souffleur pair --forget."
                )

    def _file_steps(self, there: There, wanted: Wanted) -> list[Step]:
        if there.tree is None or not there.tree.mounted:
            return []
        return plan.file_steps(there.tree, there.settings, self._with_owed(wanted))

    def _with_owed(self, wanted: Wanted) -> Wanted:
        """With the wearer's files that an erased device gets back."""
        owed = self._owed()
        files = {path: file for path, file in owed.items() if path != SETTINGS}
        return replace(wanted, files={**files, **wanted.files})

    def _owed(self) -> dict[str, File]:
        name = self._journal.now.owed
        return backup.load(self._journal.folder, name).files if name else {}

    def _ask(self) -> None:
        if not self._agreed and not self._around.confirm(self.outcome.plan):
            self._leave()
            raise DeclinedError("Nothing was written: the plan was not agreed to.")
        self._agreed = True
        if self._known:
            self._journal.note(settings=self._decided)

    def _leave(self) -> None:
        """Let the program go on."""
        if self._repl is not None:
            self._repl.reset()
            self._repl = None

    # MicroPython

    def _micropython(self, found: Found, wanted: Wanted) -> There:
        """Write it, and find the device under its new name."""
        kept = None
        if found.repl is not None:
            assert found.there.tree is not None
            kept = self._keep_files(found.repl, found.there)
            if not found.there.tree.mounted:
                wanted = replace(wanted, erase=True)
        self.port = port = finding.in_loader(found, self._around.list_ports)
        self._repl = None
        there = found.there
        if found.repl is not None:
            there = replace(finding.by_loader(port), writing=True)
        self._journal.note(psram_mb=there.psram_mb)
        try:
            step = plan.image_step(replace(there, micropython=None), wanted)
        except WrongBoardError:
            loader.start(port, there.chip)  # go on with what it has
            raise
        image = wanted.image
        assert step is not None and image is not None
        if step.erase and kept is not None:
            self._journal.note(owed=kept.name)
        if found.repl is None and there.files_at is not None:
            self._keep_raw(port, there, image)
        self._journal.note(writing=image.sha256)
        self._write(port, image, step.erase)
        loader.start(port, image.chip)
        self._say("Waiting for MicroPython...")
        self.port, self._repl = finding.again(
            port, there.mac, self._around.list_ports, self._say, self._around.patience
        )
        self._journal.note(writing="", written=image.sha256)
        self.outcome.image_written = True
        return finding.by_repl(self._repl)

    def _write(self, port: Port, image: Image, erase: bool) -> None:
        def write(baud: int) -> None:
            loader.write(
                port, image.chip, image.starts_at, image.path, erase=erase, baud=baud,
                progress=lambda part: self._around.reporter.progress("MicroPython", part),
            )  # fmt: skip

        try:
            write(loader.FAST)
        except VerifyError:
            self._say(f"It reads back wrong: once more, slower ({loader.SLOW} baud).")
            write(loader.SLOW)

    def _keep_files(self, repl: Repl, there: There) -> backup.Backup | None:
        if there.tree is None or not there.tree.mounted or self._journal.now.owed:
            return None
        kept = backup.make(repl, there.tree, self._journal.folder, datetime.now(UTC))
        if kept is not None:
            self.outcome.backup = kept.name
            self._journal.note(backup=kept.name)
        return kept

    def _keep_raw(self, port: Port, there: There, image: Image) -> None:
        assert there.files_at is not None
        size = there.flash_size - there.files_at
        if self._journal.now.writing and self._journal.now.backup:
            return  # it was kept before the write that was interrupted
        with tempfile.TemporaryDirectory() as folder:
            data = loader.read(
                port, image.chip, there.files_at, size, Path(folder) / "files.bin",
                lambda part: self._around.reporter.progress("Backup", part),
            )  # fmt: skip
        kept = backup.keep_raw(data, there.files_at, self._journal.folder, datetime.now(UTC))
        self.outcome.backup = kept.name
        self._journal.note(backup=kept.name)

    # Files

    def _files(self, there: There, wanted: Wanted) -> None:
        assert self._repl is not None
        self.outcome.micropython = there.micropython or ""
        for _ in range(_ROUNDS):
            steps = self._file_steps(there, wanted)
            if not steps:
                break
            self._ask()
            self._keep_files(self._repl, there)
            self._register(wanted)
            self._do(steps)
            there = finding.by_repl(self._repl)
        else:
            raise VerifyError(
                "Files on the glasses read back wrong: try another cable, then repeat the command."
            )
        self._register(wanted)
        if RELEASE in self._program and self.outcome.files:
            # That it can be imported shows that MicroPython takes code of this compiler.
            self._repl.run("import souffleur.release")
        self._leave()
        self._journal.note(settings=None, owed="")
        changed = self.outcome.image_written or self.outcome.files
        self.outcome.result = "ready" if changed else "unchanged"

    def _do(self, steps: list[Step]) -> None:
        total = sum(step.size for step in steps) or 1
        done = 0

        def progress(count: int) -> None:
            nonlocal done
            done += count
            self._around.reporter.progress("Program", min(1.0, done / total))

        for step in steps:
            self._one(step, progress)
        if done < total:
            self._around.reporter.progress("Program", 1.0)

    def _one(self, step: Step, progress: Callable[[int], None]) -> None:
        repl = self._repl
        assert repl is not None
        if step.kind is Kind.HOLD:
            self._hold(repl)
        elif step.kind is Kind.REMOVE:
            repl.remove([step.path])
        elif step.kind is Kind.REMOVE_FOLDER:
            repl.remove_folder(step.path)
        elif step.kind is Kind.FOLDER:
            repl.make_folder(step.path)
        elif step.kind is Kind.RELEASE:
            repl.rename(HELD, MAIN)
        else:
            data = self._content(step)
            repl.write(step.path, data, progress)
            self.outcome.files += 1
            self.outcome.bytes += len(data)

    def _hold(self, repl: Repl) -> None:
        """Keep the program from starting, and start without it.

        A watchdog that the program has started can't be stopped and would reset the device in the
        middle of a copy; after a reset without the program there is none. And memory is whole.
        """
        files = repl.tree().files
        if MAIN in files:
            repl.rename(MAIN, HELD)
        if SLOTS in files:
            repl.remove([SLOTS])
        repl.reset()
        self.port, self._repl = finding.again(
            self.port, self.outcome.mac, self._around.list_ports, self._say, self._around.patience
        )

    def _content(self, step: Step) -> bytes:
        if step.kind is Kind.SETTINGS:
            return json.dumps(self._decided).encode()
        if step.path in self._program:
            return self._program[step.path]
        return backup.content(self._journal.folder, self._owed()[step.path].sha256)

    def _register(self, wanted: Wanted) -> None:
        """Pair this computer with the glasses, before they have the secret."""
        key = settings.key(wanted.settings)
        with _keyring_lock:
            keyring = Keyring(self._around.keys)
            known = next((k for k in keyring.all() if k.identity == key.identity), None)
            if known != key:
                keyring.add(key)
