"""What a person sees and types: the question on a real terminal, bars, why a port is closed."""

from __future__ import annotations

import argparse
import json
import os
import select
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import pytest

from companion.errors import SouffleurError
from tools.device import flash, ports, report
from tools.device.errors import PortDeniedError, UsageError
from tools.device.ports import Port

from .emulator.bench import NOBODY
from .workshop import Said, Workshop

ROOT = Path(__file__).resolve().parents[2]
BAR = "━"
PLAN = ["copy 44 files, 75 KB"]


@contextmanager
def terminal(mode: str = "r") -> Iterator[tuple[int, TextIO]]:
    """What a person types into and reads from; the end of the program."""
    person, theirs = os.openpty()
    try:
        with os.fdopen(theirs, mode, encoding="utf-8") as end:
            yield person, end
    finally:
        os.close(person)


def shown(person: int, until: str = "\0", patience: float = 0.2) -> str:
    """What comes, until this is in it, or nothing comes."""
    seen = b""
    while until.encode() not in seen and select.select([person], [], [], patience)[0]:
        with suppress(OSError):  # the program has ended
            if data := os.read(person, 65536):
                seen += data
                continue
        break
    return seen.decode("utf-8", "replace")


def asked(*more: str) -> tuple[bool, list[str]]:
    """The answer of a person to the plan, and what they were told."""
    parser = argparse.ArgumentParser()
    flash.add_arguments(parser)
    said = Said()
    return flash.around(parser.parse_args(more), said).confirm(PLAN), said.lines


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [("y\n", True), ("YES\n", True), ("n\n", False), ("\n", False), ("yolo\n", False),
     ("\x04", False)],
)  # fmt: skip
def test_only_yes_is_yes_and_the_end_of_input_is_no(
    typed: str, agreed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with terminal() as (person, end):
        monkeypatch.setattr(sys, "stdin", end)
        os.write(person, typed.encode())
        answer, said = asked()
    assert answer is agreed
    assert PLAN[0] in said[0]


def test_where_nobody_can_be_asked_yes_must_be_said_beforehand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        with pytest.raises(UsageError, match="--yes"):
            asked()
        assert asked("--yes")[0]


def test_bars_are_for_people_and_lines_for_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}
    for plain in (False, True):
        with terminal("w") as (person, end):
            monkeypatch.setattr(sys, "stderr", end)
            monkeypatch.setenv("TERM", "xterm-256color")
            telling = report.reporter(plain)
            telling.say("Waiting...")
            for part in (0.0, 0.5, 1.0):
                telling.progress("Program", part)
            end.flush()
            seen[plain] = shown(person)
    assert BAR in seen[False] and "100%" in seen[False] and "Program: done" in seen[False]
    assert seen[True].replace("\r", "") == "Waiting...\nProgram...\nProgram: done\n"


def test_a_person_at_a_terminal_sees_the_plan_agrees_and_sees_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workshop(tmp_path, monkeypatch) as shop, terminal() as (person, end):
        shop.with_python()
        for name, value in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config")):
            monkeypatch.setenv(name, str(tmp_path / value))
        monkeypatch.setenv("TERM", "xterm-256color")

        def command(*more: str) -> subprocess.Popen[str]:
            words = ["flash", "--no-test", "--board", "t-glass", "--name", "Stage 1", *more]
            return subprocess.Popen(
                [sys.executable, "-m", "tools.device", *words], cwd=ROOT, text=True,
                stdin=end, stderr=end, stdout=subprocess.PIPE,
            )  # fmt: skip

        running = command()
        plan = shown(person, "[y/N]", 30)
        assert "copy" in plan and "write the settings of Stage 1 (t-glass)" in plan
        os.write(person, b"y\n")
        progress = shown(person, "Program: done", 30)
        said = running.communicate(timeout=30)[0]
        assert BAR in progress and "%" in progress
        assert running.returncode == 0 and said.startswith("Stage 1: ready")
        shop.bench.boards[0].wait("python")
        running = command("--json", "--yes")
        row = json.loads(running.communicate(timeout=30)[0])
        assert (row["result"], row["exit_code"], running.returncode) == ("unchanged", 0, 0)
        assert "\x1b" not in shown(person)


# Ports that are closed to this user


def owned(group: str, mode: int) -> os.stat_result:
    grp = pytest.importorskip("grp")
    try:
        number = grp.getgrnam(group).gr_gid
    except KeyError:
        pytest.skip(f"no group {group} here")
    return os.stat_result((stat.S_IFCHR | mode, 1, 1, 1, 0, number, 0, 0, 0, 0))


@pytest.mark.parametrize("group", ["dialout", "uucp", "plugdev"])
def test_the_group_of_the_port_is_named_whatever_the_system_calls_it(group: str) -> None:
    told = str(ports.denied("/dev/ttyACM0", owned(group, 0o660), "linux"))
    assert f"sudo usermod -aG {group} $USER" in told and "log out and in again" in told


@pytest.mark.parametrize(("group", "mode"), [("root", 0o660), ("dialout", 0o600)])
def test_where_no_group_helps_none_is_named(group: str, mode: int) -> None:
    told = str(ports.denied("/dev/ttyACM0", owned(group, mode), "linux"))
    assert "administrator" in told and "usermod" not in told


def test_on_macos_there_is_no_group_to_join() -> None:
    told = str(ports.denied("/dev/cu.usbmodem1", owned("root", 0o660), "darwin"))
    assert "System Settings" in told and "usermod" not in told


def test_on_windows_who_has_the_port_is_found_out_by_opening_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    ports.check_free(Port("COM7"))
    monkeypatch.setattr(ports, "holder", lambda path: None)
    assert "COM7 is in use (maybe by Thonny" in str(ports.busy("COM7"))


def test_a_user_without_the_right_is_told_so_and_not_that_the_board_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid():
        pytest.skip("who is not root has the right or not")
    with Workshop(tmp_path, monkeypatch) as shop:
        board = shop.with_python()
        board.forbid()
        for folder in (shop.bench.folder, *shop.bench.folder.parents):
            if folder.stat().st_mode & 0o005 != 0o005 and folder.is_relative_to("/tmp"):
                folder.chmod(0o755)
        listed = subprocess.run(
            [*NOBODY, sys.executable, "-m", "tools.device", "list", "--look", "--json"],
            cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip
        assert "You may not open" in json.loads(listed.stdout)["error"], listed.stderr
    assert issubclass(PortDeniedError, SouffleurError)
