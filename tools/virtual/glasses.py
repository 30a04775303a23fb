"""Virtual glasses for tests, the demo and everybody without hardware."""

from __future__ import annotations

import asyncio
import json
import struct
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bumble.device import Device
from PIL import Image

from . import rom
from .air import AirController, AirLink, Traffic
from .bleak_bumble import BumbleBackend
from .errors import VirtualGlassesError
from .flash import SIZE, provision
from .machine import (
    DEEP_SLEEP,
    HARD,
    POWER_ON,
    TIMER_WAKE,
    TOUCHPAD_WAKE,
    WATCHDOG,
    Machine,
    foreign,
)
from .panels import VirtualPanel, make_panel
from .peripheral import Peripheral, make_radio

ADDRESS = "F1:50:FF:1E:00:01"
COMPANION = "F0:00:00:00:00:{:02X}"
# An upload amid a show takes 94 KB; beside them 4 KB leave no piece long enough (bench: show).
HEAP = "116k"
HEAPS = {"s3-st7789": "136k"}  # its picture and the glyphs of a screen take 19 KB more
TAP_S, DOUBLE_S, LONG_S, VERY_LONG_S = 0.1, 0.15, 0.9, 5.3
CHARGE, CHARGER_STATUS = 0x2C, 0x0B  # registers of the V3's gauge and charger: see gauge.py
FAST_CHARGE, NOT_CHARGING = 0x10, 0x00
NO_PIN = 255
TOUCHED, UNTOUCHED = 60000, 20000
OnPicture = Callable[[float, Image.Image], None]


@dataclass(frozen=True)
class Buzz:
    """One pulse of the motor: when it began (monotonic seconds) and how long it was."""

    at: float
    seconds: float


class VirtualGlasses:
    """The unmodified firmware on a virtual board; an async context manager.

    board: a name in firmware/boards. secret: 32 bytes. flash: the image file, kept; None for a
    temporary one. address: of its radio. heap: limit of the MicroPython heap, for the firmware
    alone, None for that of HEAP and HEAPS; here its objects have 64 bits and are about twice as big
    as on an ESP32, buffers are as big. interval_ms, packets_per_interval, loss, supervision_s: of
    the air, see AirLink. settings: more entries for the board's /souffleur.json.

    on_picture(monotonic seconds, image) is called after each completed change of the picture.
    """

    def __init__(
        self,
        board: str = "t-glass",
        name: str = "Souffleur-0001",
        secret: bytes = bytes(range(32)),
        flash: Path | None = None,
        heap: str | None = None,
        interval_ms: float = 30.0,
        packets_per_interval: int = 4,
        *,
        identity: bytes = b"virtual1",
        address: str = ADDRESS,
        flash_size: int = SIZE,
        loss: float = 0.0,
        supervision_s: float = 2.0,
        settings: dict[str, Any] | None = None,
        on_picture: OnPicture | None = None,
    ) -> None:
        path = rom.FIRMWARE / "boards" / f"{board}.json"
        if not path.exists():
            known = ", ".join(sorted(p.stem for p in path.parent.glob("*.json")))
            raise VirtualGlassesError(f"There is no board {board!r}: choose one of {known}.")
        self.board: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        self.name = name
        self.identity = identity
        self.address = address
        self.secret = secret
        self.on_picture = on_picture
        self._config = {
            "board": board,
            "name": name,
            "identity": identity.hex(),
            "secret": secret.hex(),
            "watchdog_ms": 8000,
            **(settings or {}),
        }
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._flash = flash
        self._flash_size = flash_size
        self._heap = _bytes(heap or HEAPS.get(board, HEAP))
        self._air_settings = (interval_ms, packets_per_interval, loss, supervision_s)
        self._companions = 0
        self._machine: Machine | None = None
        self._watchdog: asyncio.TimerHandle | None = None
        self._wake: asyncio.TimerHandle | None = None
        self._pressed = False
        self._buzzing: float | None = None
        self.buzzes: list[Buzz] = []  # what the wearer has felt
        self.starts: list[int] = []  # machine.reset_cause() of every start
        self._tasks: set[asyncio.Task[None]] = set()
        self._limit = self._peak = self._foreign = 0
        self._volts = 4.0
        self._charging = False
        self._end: asyncio.Future[str]
        self._booted: asyncio.Event

    # Life

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._shut()
            raise
        return self

    async def _start(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="souffleur-")
        self._rom = Path(self._folder.name) / "rom.img"
        self._rom.write_bytes(await rom.build())
        if self._flash is None:
            self._flash = Path(self._folder.name) / "flash.img"
        await provision(self._flash, self._config, self._flash_size)
        self._elsewhere = await foreign(self._rom, self._flash)
        interval, packets, loss, supervision = self._air_settings
        self.air = AirLink(interval, packets, loss, supervision)
        self.bleak = await self.companion()
        await self.power_on()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._shut()

    async def _shut(self) -> None:
        await self._stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._stop()
        if self._folder is not None:
            self._folder.cleanup()

    async def companion(self) -> dict[str, Any]:
        """Keyword arguments for BleakScanner and BleakClient: one more laptop on the same air.

        `bleak` holds the first one's.
        """
        self._companions += 1
        address = COMPANION.format(self._companions)
        radio, _ = await make_radio(self.air, f"companion {self._companions}", address)
        return {"backend": BumbleBackend, "radio": radio}

    async def power_on(self, cut: int = 0, cause: int = POWER_ON, wake: int = 0) -> None:
        """Start the firmware, afresh if it runs. cut: let the power fail at that write to flash
        from now. cause, wake: what machine.reset_cause() and machine.wake_reason() say.

        Raises VirtualGlassesError if it ends before it runs.
        """
        assert self._flash is not None
        await self._stop()
        self._end = asyncio.get_running_loop().create_future()
        self._booted = asyncio.Event()
        self.panel: VirtualPanel = make_panel(self.board)
        self._picture = self.panel.image()
        self._device: Device
        self._controller: AirController
        self._device, self._controller = await make_radio(self.air, "glasses", self.address)
        machine = self._machine = Machine(self._frame, self._ended)
        self._radio = Peripheral(self._device, machine.send)
        self.starts.append(cause)
        heap = self._heap + self._elsewhere
        await machine.start(self._rom, self._flash, heap, cut, cause, wake)
        if self._pressed:
            self._tell_touch()
        self._tell_battery()  # the board waits for it
        booted = asyncio.ensure_future(self._booted.wait())
        ends: set[asyncio.Future[Any]] = {booted, self._end}
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        booted.cancel()
        self.check()

    async def _stop(self) -> None:
        if self._watchdog is not None:
            self._watchdog.cancel()
            self._watchdog = None
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        if self._machine is not None:
            machine, self._machine = self._machine, None
            self.air.vanish(self._controller)
            await machine.kill()

    @property
    def asleep(self) -> bool:
        """Whether the board is in deep sleep: a touch or its timer starts it again."""
        return self._wake is not None

    async def _reset(self, sleep_ms: int) -> None:
        """The firmware has asked for a reset, or for a deep sleep of so long."""
        await self._stop()
        if sleep_ms:
            loop = asyncio.get_running_loop()
            self._wake = loop.call_later(
                sleep_ms / 1000, lambda: self._go(self.power_on(0, DEEP_SLEEP, TIMER_WAKE))
            )
        else:
            await self.power_on(cause=HARD)

    async def power_cut(self) -> None:
        """The battery falls out: nothing is written any more, the air falls silent."""
        await self._stop()

    async def reboot(self) -> None:
        """Power off and on again."""
        await self.power_on()

    async def ended(self) -> str:
        """Wait until the firmware ends by itself (a crash or a rehearsed power cut); its words."""
        return await asyncio.shield(self._end)

    def _ended(self, said: str) -> None:
        if not self._end.done():
            self._end.set_result(said)
        if self._machine is not None:
            self.air.vanish(self._controller)
            self._go(self._machine.kill())  # what is left of it: pipes and the cable
            self._machine = None

    def check(self) -> None:
        """Raises VirtualGlassesError if the firmware has crashed."""
        if self._end.done() and self._end.result() != "power cut":
            raise VirtualGlassesError(f"The glasses' firmware ended: {self._end.result()}")

    # What the board says

    def _frame(self, operation: str, data: bytes) -> None:
        if operation == "K":
            self.panel.pin(data[0], data[1])
        elif operation == "P":
            self.panel.spi(data)
            self._look()
        elif operation == "Q":
            self.panel.i2c(data)
            self._look()
        elif operation == "Y":
            pin, duty = struct.unpack("<BH", data)
            if self.board["vibration"] and pin == self.board["vibration"]["pin"]:
                self._buzz(duty)
            else:
                self.panel.pwm(pin, duty)
                self._look()
        elif operation == "H":
            self._peak = max(self._peak, struct.unpack("<I", data)[0] - self._foreign)
        elif operation == "B":
            self._limit, self._foreign = struct.unpack("<II", data)
            self._booted.set()
        elif operation == "F":
            self._feed(struct.unpack("<I", data)[0] / 1000)
        elif operation == "X":
            self._go(self._failed())
        elif operation == "Z":
            self._go(self._reset(struct.unpack("<I", data)[0]))
        elif not self._radio.frame(operation, data):
            raise VirtualGlassesError(f"The virtual board sent an unknown frame {operation!r}.")

    def _look(self) -> None:
        """Report the picture when a whole one has come."""
        if self.panel.pending and self.panel.complete:
            self._picture = self.panel.image()
            if self.on_picture is not None:
                self.on_picture(time.monotonic(), self._picture)

    def _buzz(self, duty: int) -> None:
        if duty and self._buzzing is None:
            self._buzzing = time.monotonic()
        elif not duty and self._buzzing is not None:
            self.buzzes.append(Buzz(self._buzzing, time.monotonic() - self._buzzing))
            self._buzzing = None

    async def watchdog_ends(self) -> None:
        """Spare a test the time until a hanging firmware's watchdog resets the board.

        Raises VirtualGlassesError if no watchdog runs.
        """
        if self._watchdog is None:
            raise VirtualGlassesError("The virtual glasses run without a watchdog.")
        await self.power_on(cause=WATCHDOG)

    def _feed(self, timeout: float) -> None:
        if self._watchdog is not None:
            self._watchdog.cancel()
        loop = asyncio.get_running_loop()
        self._watchdog = loop.call_later(timeout, lambda: self._go(self.power_on(cause=WATCHDOG)))

    def _go(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _failed(self) -> None:
        """The rehearsed power cut has come."""
        if not self._end.done():
            self._end.set_result("power cut")
        await self._stop()

    # What the world does to the glasses, and what it sees of them

    def image(self) -> Image.Image:
        """What the wearer sees, as of the last completed change: mode L, the visible window."""
        return self._picture

    def heap(self) -> tuple[int, int]:
        """(limit, highest level seen after a collection) of the firmware's heap in bytes.

        Left out is what a real board has elsewhere: program memory, and modules that are C.
        """
        return self._limit, self._peak

    @property
    def sent(self) -> Traffic:
        """What the glasses have sent over the air since power-on."""
        return self._controller.sent

    def battery(self, volts: float, charging: bool = False) -> None:
        """Set the cell's voltage; the firmware measures every half minute and at power-on.

        charging: only a board with a charger that can be asked knows.
        """
        self._volts, self._charging = volts, charging
        self._tell_battery()

    def _tell_battery(self) -> None:
        if self._machine is None:
            return
        if self.board.get("gauge"):
            percent = round(max(0.0, min(1.0, (self._volts - 3.3) / 0.9)) * 100)
            charger, gauge = self.board["charger"]["address"], self.board["gauge"]["address"]
            status = FAST_CHARGE if self._charging else NOT_CHARGING
            self._machine.send("r", bytes((gauge, CHARGE, percent)))
            self._machine.send("r", bytes((charger, CHARGER_STATUS, status)))
        cell = self.board["battery"] or {"adc": NO_PIN, "divider": 1.0}
        microvolts = int(self._volts / cell["divider"] * 1e6)
        self._machine.send("v", struct.pack("<BI", cell["adc"], microvolts))

    async def touch(self, kind: str = "tap") -> None:
        """A finger on the touch surface: "tap", "double", "long" or "very long"."""
        lengths = {"tap": [TAP_S], "double": [TAP_S] * 2, "long": [LONG_S]}
        for press in {**lengths, "very long": [VERY_LONG_S]}[kind]:
            self.press(True)
            await asyncio.sleep(press)
            self.press(False)
            await asyncio.sleep(DOUBLE_S)

    def press(self, down: bool) -> None:
        """Lay a finger on the touch surface, or lift it; a touch ends a deep sleep."""
        self._pressed = down
        if self.asleep and down:
            self._go(self.power_on(0, DEEP_SLEEP, TOUCHPAD_WAKE))
        self._tell_touch()

    def _tell_touch(self) -> None:
        description = self.board["touch"]
        if self._machine is None or not description:
            return
        if description["kind"] == "capacitive":
            reading = TOUCHED if self._pressed else UNTOUCHED
            self._machine.send("t", struct.pack("<BI", description["pin"], reading))
        else:
            self._machine.send("k", struct.pack("<BI", description["pin"], not self._pressed))

    def out_of_range(self, away: bool) -> None:
        """Carry the glasses out of radio range, or back."""
        self.air.out_of_range(away)


def _bytes(size: str) -> int:
    """100k -> 102400."""
    return int(size[:-1]) * 1024 if size.endswith("k") else int(size)
