"""`souffleur glasses` as staff type it, against glasses on a stand-in for BlueZ. Linux only."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from companion.cli import main
from companion.glasses.about import Area, Device, Settings
from companion.glasses.alignment import SMALLEST, grown, movable, within
from companion.glasses.keys import Key, Keyring
from firmware.souffleur import book as form
from firmware.souffleur import wire
from tests.link.puppet import DEVICE, IDENTITY, SECRET, SETTINGS, MemoryPort

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dbus-daemon"),
    reason="BlueZ is Linux's own; dbus-daemon comes with the Debian package dbus",
)
if sys.platform == "linux":
    from tests.link.bluez import NAME, Peripheral, StandIn, private_bus


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryPort]:
    """Paired glasses in reach; their insides."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    Keyring().add(Key(IDENTITY, SECRET, NAME))
    with private_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        peripheral = Peripheral()
        ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

        async def serve() -> None:
            over = asyncio.Event()
            stand_in = StandIn(peripheral)
            await stand_in.start(address)
            ready.set_result((asyncio.get_running_loop(), over))
            await over.wait()
            stand_in.stop()

        thread = threading.Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        loop, over = ready.result(10)
        yield peripheral.puppet.port
        loop.call_soon_threadsafe(over.set)
        thread.join(10)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["glasses", *arguments]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["glasses", *arguments]) == 1
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_status_tells_all_that_staff_ask_before_a_show(
    port: MemoryPort, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, "--glasses", NAME, "status") == told(capsys, "status", "--glasses", NAME)
    text = told(capsys, "status")
    for needed in ("Anna", "80 %", "t-glass", "126 x 114", "brightness=90", "power", "flash"):
        assert needed in text


def test_settings_are_kept_and_slips_are_told(
    port: MemoryPort, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "brightness is 77 now" in told(capsys, "set", "brightness=77", "size=large")
    assert (port.settings["brightness"], port.settings["size"]) == ("77", "large")
    assert "look for a slip" in refused(capsys, "set", "nonsense=1")
    assert "write it like brightness=90" in refused(capsys, "set", "brightness")


def test_a_message_comes_and_goes(port: MemoryPort, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "message", "还有五分钟", "--lang", "zh")
    assert port.note is not None
    width, height, data = port.note
    rows = bytearray(form.row_bytes(width, 1) * height)
    assert form.unpack(data, 0, len(data), rows) == len(rows) and any(rows)
    told(capsys, "message")
    assert port.note is None
    assert "shorten it" in refused(capsys, "message", "thank you " * 40)


def test_views_journal_erase_restart(
    port: MemoryPort, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "identify")
    assert port.seen == wire.VIEW_IDENTIFY
    told(capsys, "clock")
    assert port.seen == wire.VIEW_CLOCK and port.times[-1][1:] == (None, 0)
    told(capsys, "clock", "--off")
    assert port.seen == wire.VIEW_SCRIPT
    assert told(capsys, "journal").splitlines() == port.journal.splitlines()
    port.books = {b"bookbook": b"..", b"another!": b".."}
    told(capsys, "erase", b"bookbook".hex())
    assert list(port.books) == [b"another!"]
    told(capsys, "erase", "--all")
    assert not port.books
    assert "--all" in refused(capsys, "erase")
    assert "status" in refused(capsys, "erase", "12345")
    told(capsys, "restart")
    assert port.restarts == 1


def test_the_picture_is_moved_no_further_than_the_panel(
    port: MemoryPort, capsys: pytest.CaptureFixture[str]
) -> None:
    port.settings["area"] = "10,10,100,100"
    assert "3,-10" in told(capsys, "align", "--pan", "3,-40", "--seconds", "0")
    assert port.settings["pan"] == "3,-10"
    assert port.seen == wire.VIEW_SCRIPT
    assert "like --pan 3,-2" in refused(capsys, "align", "--pan", "left")


def test_arrow_keys_move_the_picture_until_q(
    port: MemoryPort, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port.settings["area"] = "10,10,100,100"
    operator, terminal = os.openpty()
    os.write(operator, b"\x1b[B\x1b[B\x1b[C\x1b[Ajq")
    with os.fdopen(terminal, encoding="utf-8") as typed:
        monkeypatch.setattr(sys, "stdin", typed)
        assert "moved by 1,2 pixels" in told(capsys, "align")
    os.close(operator)
    assert port.settings["pan"] == "1,2"
    assert port.seen == wire.VIEW_SCRIPT


@pytest.mark.parametrize(("asked", "given"), [
    ((0, 0), (0, 0)), ((99, 99), (16, 6)), ((-99, -99), (-10, -20)), ((-3, 4), (-3, 4)),
])
def test_a_pan_keeps_the_area_on_the_panel(
    asked: tuple[int, int], given: tuple[int, int]
) -> None:
    chosen = {**SETTINGS, "area": "10,20,100,100"}
    settings = Settings.parse("".join(f"{k}={v}\n" for k, v in chosen.items()))
    assert within(asked, settings, Device.parse(DEVICE)) == given


def test_the_area_grows_and_shrinks_about_its_middle_within_the_panel() -> None:
    device = Device.parse(DEVICE)
    wide, high = device.width, device.height

    def having(area: str) -> Settings:
        return Settings.parse("".join(f"{k}={v}\n" for k, v in {**SETTINGS, "area": area}.items()))

    settings = having("10,20,60,40")
    assert movable(settings, device) and not movable(having(f"0,0,{wide},{high}"), device)
    assert grown(settings, device, 4, 2) == Area(8, 19, 64, 42)
    assert grown(settings, device, -4, 0) == Area(12, 20, 56, 40)
    assert grown(settings, device, 999, 999) == Area(0, 0, wide, high)
    least = grown(settings, device, -999, -999)
    assert (least.width, least.height) == (SMALLEST, SMALLEST)
    edge = grown(having("0,0,60,40"), device, 20, 0)
    assert edge == Area(0, 0, 80, 40)


def test_without_glasses_the_next_step_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    assert "souffleur pair" in refused(capsys, "status")
