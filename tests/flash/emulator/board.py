"""One device on a USB cable: what it is, what it runs now, and the port it has meanwhile.

A chip with native USB is one USB device in its boot loader and another one, under another port
name, in MicroPython; its serial number is written differently too. A chip behind a USB serial
bridge keeps one port, and all those bridges have the same serial number.
"""

from __future__ import annotations

import contextlib
import queue
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from serial.tools.list_ports_common import ListPortInfo

from . import image
from .faults import Faults
from .files import get, put
from .port import Port
from .python import POWER_ON, SOFT, WATCHDOG, Facts, MicroPython
from .rom import Flash, Loader, esp32, esp32c3, esp32s3

ROM, PYTHON, OFF = "rom", "python", "off"
SYNC = b"\xc0\x00\x08\x24\x00"  # how a program greets the boot loader
SETTLE_S = 0.1  # from the end of one USB device to the next
RESET_S = 0.3  # a watchdog reset leaves time for the program to go on


@dataclass(frozen=True)
class Usb:
    """What a port's listing says of it."""

    vid: int
    pid: int
    manufacturer: str
    product: str
    serial: str


class Board:
    """chip: "esp32s3" or "esp32c3" (native USB) or "esp32" (bridge). name(): a port name that is
    free. socket: of the hub, which no reset changes. Use it as a context manager or close() it.

    changed() is called whenever a port has come or gone. runs: every mode so far.
    adverts: advertisements of the program's radio. A board with an empty flash starts in ROM.
    """

    def __init__(
        self,
        folder: Path,
        chip: str = "esp32s3",
        *,
        mac: bytes = bytes.fromhex("f412fa000001"),
        flash_mb: int = 4,
        psram_mb: int = 2,
        name: Callable[[], str] | None = None,
        socket: str = "1-1",
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.folder = folder
        self.chip_name = chip
        self.mac = mac
        self.socket = socket
        self.native = chip != "esp32"
        make = {"esp32s3": lambda: esp32s3(mac, flash_mb, psram_mb),
                "esp32": lambda: esp32(mac), "esp32c3": lambda: esp32c3(mac)}  # fmt: skip
        self.chip = make[chip]()
        self.faults = Faults()
        self.flash_file = folder / f"{mac.hex()}.flash"
        self.flash = Flash(flash_mb << 20, self.flash_file)
        self._heap = f"{psram_mb}M" if psram_mb and self.native else "512k"
        kinds = range(2 if self.native else 1)
        self._names = [name() if name else f"tty{n}-{mac.hex()}" for n in kinds]
        self._name = name or iter(f"tty{n}-{mac.hex()}" for n in range(2, 1000)).__next__
        self._changed = changed
        self.mode = OFF
        self.runs: list[str] = []
        self.adverts: list[bytes] = []
        self._turns = False
        self.port: Port | None = None
        self._loader: Loader | None = None
        self._python: MicroPython | None = None
        self._feed_by: float | None = None
        self._wake_at: float | None = None
        self._news = threading.Condition(threading.RLock())
        self._todo: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._worker = threading.Thread(target=self._work, daemon=True)
        self._worker.start()

    def __enter__(self) -> Board:
        self.plug()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What a person does

    def plug(self) -> None:
        """Give it power: it starts what is in its flash."""
        self._do(lambda: self._start(POWER_ON))

    def unplug(self) -> None:
        """Take the cable out; flash stays."""
        self._do(self._stop)

    def reset(self) -> None:
        """Tap RST."""
        self._do(lambda: self._restart(POWER_ON))

    def hold_boot(self) -> None:
        """Hold BOOT, tap RST, let go."""
        self._do(lambda: (self._stop(), self._enter(ROM)))

    def close(self) -> None:
        """Unplug it for good."""
        self.unplug()
        self._todo.put(None)
        self._worker.join(5)

    def flashed(self, version: str = "v1.28.0", files: dict[str, bytes] | None = None) -> Board:
        """Give it, while it is unplugged, MicroPython and files as if from before."""
        assert self.mode == OFF
        whole = image.fake_image(self.chip_name, version, flash_mb=len(self.flash.data) >> 20)
        self.flash.data[self.chip.starts_at : self.chip.starts_at + len(whole)] = whole
        if files:
            put(self.flash_file, files)
        return self

    # What others see

    @property
    def version(self) -> str | None:
        """Of the MicroPython in flash; None if the chip would not start it."""
        return image.version_in(self.flash.data[:], self.chip.starts_at)

    @property
    def files(self) -> dict[str, bytes]:
        """What is in its file system, by path."""
        return get(self.flash_file)

    @property
    def path(self) -> str:
        """Of its present port."""
        assert self.port is not None, f"the board is {self.mode}"
        return str(self.port.path)

    @property
    def usb(self) -> Usb:
        if not self.native:
            title = "CP2102 USB to UART Bridge Controller"
            return Usb(0x10C4, 0xEA60, "Silicon Labs", title, "0001")
        if self.mode == PYTHON:
            return Usb(0x303A, 0x4001, "Espressif Systems", "Espressif Device", self.mac.hex())
        number = self.mac.hex(":").upper()
        return Usb(0x303A, 0x1001, "Espressif", "USB JTAG/serial debug unit", number)

    def listing(self) -> ListPortInfo | None:
        """Its line in the list of ports, if it is plugged in."""
        port, usb = self.port, self.usb
        if port is None:
            return None
        info = ListPortInfo(str(port.path), skip_link_detection=True)
        info.vid, info.pid, info.serial_number = usb.vid, usb.pid, usb.serial
        info.manufacturer, info.product, info.location = usb.manufacturer, usb.product, self.socket
        info.description, info.hwid = info.usb_description(), info.usb_info()
        return info

    def wait(self, mode: str, timeout: float = 10.0) -> None:
        """Until it is in that mode. Raises TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: self.mode == mode, timeout):
                raise TimeoutError(f"the board is {self.mode}, not {mode}")

    def heard(self, timeout: float = 10.0) -> None:
        """Until its radio has advertised and its program runs, not only starts.

        Raises TimeoutError.
        """
        with self._news:
            if not self._news.wait_for(lambda: bool(self.adverts) and self._turns, timeout):
                raise TimeoutError("the board is not on the air")

    @contextlib.contextmanager
    def busy(self) -> Iterator[int]:
        """Another program has the port; its process id."""
        code = "import serial, sys; p = serial.Serial(sys.argv[1], exclusive=True)"
        code += "; print(flush=True); input()"
        program = subprocess.Popen(
            [sys.executable, "-c", code, self.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert program.stdout is not None
        program.stdout.readline()
        try:
            yield program.pid
        finally:
            program.communicate(b"\n")

    def forbid(self) -> None:
        """The system lets nobody (but root) open the present port."""
        assert self.port is not None
        Path(self.port.terminal).chmod(0)

    # How it lives: everything below happens in its own thread, one thing after another

    def _do(self, action: Callable[[], object]) -> None:
        done = threading.Event()
        self._todo.put(lambda: (action(), done.set()))
        if not done.wait(15):
            raise TimeoutError("the emulated board does not answer")

    def _work(self) -> None:
        while True:
            try:
                action = self._todo.get(timeout=0.05)
            except queue.Empty:
                self._clocks()
                continue
            if action is None:
                return
            action()

    def _clocks(self) -> None:
        now = time.monotonic()
        if self._feed_by is not None and now > self._feed_by:
            self._restart(WATCHDOG)
        elif self._wake_at is not None and now > self._wake_at:
            self._start(SOFT)

    def _start(self, cause: int) -> None:
        self._enter(PYTHON if self.version else ROM, cause)

    def _restart(self, cause: int) -> None:
        self._stop(keep_port=not self.native)
        self._start(cause)

    def _stop(self, keep_port: bool = False) -> None:
        python, self._python, self._loader = self._python, None, None
        self._feed_by = self._wake_at = None
        self._turns = False
        if python is not None:
            python.stop()
        if self.port is not None and not keep_port:
            port, self.port = self.port, None
            port.close()
            self._tell(OFF)
            time.sleep(SETTLE_S)

    def _enter(self, mode: str, cause: int = POWER_ON) -> None:
        self._wake_at = None
        if self.port is None:
            link = self.folder / self._names[mode == PYTHON and self.native]
            self.port = Port(self._talk, link, self._left, self._pulled, self.faults)
        if mode == ROM:
            self._loader = Loader(self.chip, self.flash, self._usb_reset, self.faults)
        else:
            version = self.version
            assert version is not None
            title = {"esp32": "ESP32", "esp32s3": "ESP32S3", "esp32c3": "ESP32C3"}[self.chip_name]
            suffix = title.removeprefix("ESP32")
            facts = Facts(
                f"Generic {title} module with {title}",
                "ESP32_GENERIC" + (f"_{suffix}" if suffix else ""),
                version, self.mac, len(self.flash.data), self._heap,
            )  # fmt: skip
            say = self.port.send
            self._python = MicroPython(self.flash_file, facts, say, self._order, cause)
        self._tell(mode)

    def _tell(self, mode: str) -> None:
        with self._news:
            self.mode = mode
            self.runs.append(mode)
            self._news.notify_all()
        self._changed()

    # What comes from the port's thread and the interpreter's: noted, done in the board's own

    def _talk(self, data: bytes) -> bytes:
        if not self.native and self._python is not None and SYNC in data:
            # A pty has no DTR and RTS: on a real cable they have been pulled before.
            self._do(lambda: (self._stop(keep_port=True), self._enter(ROM)))
        loader, python = self._loader, self._python
        if loader is not None:
            return loader.feed(data)
        if python is not None:
            python.feed(data)
        return b""

    def _left(self) -> None:
        """A program has closed the port: the next one finds the boot loader as new; behind a
        bridge esptool's last act is a reset.
        """
        if self._loader is not None and not self.native:
            self._todo.put(lambda: self._restart(POWER_ON))
        elif self._loader is not None:
            self._loader = Loader(self.chip, self.flash, self._usb_reset, self.faults)

    def _pulled(self) -> None:
        mode = self.mode

        def back() -> None:
            self._stop()
            self._names[mode == PYTHON and self.native] = self._name()
            self._enter(mode)

        self._todo.put(back)

    def _usb_reset(self) -> None:
        def later() -> None:
            time.sleep(RESET_S)
            if self.faults.stays:
                self._stop()
                self._enter(ROM)
            elif self.mode == ROM:
                self._restart(POWER_ON)

        self._todo.put(later)

    def _order(self, letter: str, payload: bytes) -> None:
        number = struct.unpack("<I", payload)[0] if letter in "Z!F" else 0
        if letter == "F":
            self._feed_by = time.monotonic() + number / 1000
        elif letter == "A":
            with self._news:
                self.adverts.append(payload)
                self._news.notify_all()
        elif letter == "H":
            with self._news:
                self._turns = True
                self._news.notify_all()
        elif letter == "!":
            self._todo.put(lambda: (self._stop(), self._enter(ROM)))
        elif letter == "Z" and number:
            self._todo.put(lambda: self._sleep(number / 1000))
        elif letter == "Z":
            self._todo.put(lambda: self._restart(SOFT))

    def _sleep(self, seconds: float) -> None:
        self._stop()
        self._wake_at = time.monotonic() + seconds
