"""Talks to MicroPython on a device: what it is, its files, copying, resets.

It goes over mpremote's transport.

A running program is interrupted, and from then on does not feed its watchdog, which would reset
the device after a while. So every order feeds it first, where the program's own is still there.
Copying is another matter, see steps.hold: there the program is kept from starting at all.
"""

from __future__ import annotations

import base64
import contextlib
import json
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import serial
from mpremote.transport import TransportError, TransportExecError  # type: ignore[import-untyped]
from mpremote.transport_serial import SerialTransport  # type: ignore[import-untyped]

from tools.device.errors import CableError, DeviceError, SilentError
from tools.device.ports import busy

READY = b"raw REPL; CTRL-B to exit\r\n"
CHUNK = 4096  # bytes that go over at once: MicroPython has room for them and their text
NEW = ".new"  # what a file is called until it is whole
ANSWER = 20.0  # seconds that an order may take without a word
SILENT_AFTER = 3.0
_TO_LEAVE = 0.5  # seconds of silence; closing the port sooner might swallow the order
_SAME_RUN = "_to_be_reset"

_FEED = """\
_dog = globals().get("watchdog")
if hasattr(_dog, "feed"):
 _dog.feed()
"""
_ABOUT = """\
import gc, json, sys
import machine, binascii
def _about():
 try:
  import esp
  size = esp.flash_size()
 except (ImportError, AttributeError):
  size = 0
 i = sys.implementation
 return [getattr(i, "_machine", ""), binascii.hexlify(machine.unique_id()).decode(), size,
  ".".join([str(n) for n in i.version[:3]]), getattr(i, "_build", ""), sys.version]
print(json.dumps(_about()))
"""
_TREE = """\
import os, hashlib, binascii, json
def _walk(top):
 part = bytearray(1024)
 todo = [top]
 while todo:
  folder = todo.pop()
  for entry in os.ilistdir(folder or "/"):
   path = folder + "/" + entry[0]
   if entry[1] & 0x4000:
    todo.append(path)
    print(json.dumps([path, 0, ""]))
    continue
   sum = hashlib.sha256()
   size = 0
   with open(path, "rb") as file:
    while True:
     n = file.readinto(part)
     if not n:
      break
     size += n
     sum.update(memoryview(part)[:n])
   if hasattr(_dog, "feed"):
    _dog.feed()
   print(json.dumps([path, size, binascii.hexlify(sum.digest()).decode()]))
if os.statvfs("/")[2]:
 _walk("")
else:
 print("null")
"""


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is on a device. sha256: in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class About:
    """What MicroPython says of itself. chip: "esp32s3". mac: 12 digits. flash_size: bytes."""

    chip: str
    mac: str
    flash_size: int
    version: str
    build: str
    banner: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The files by path from "/", and the folders; mounted: whether there is a file system."""

    files: dict[str, File] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    mounted: bool = True


class _Transport(SerialTransport):  # type: ignore[misc]
    """mpremote's, with an own way to the prompt: it interrupts more than once, in silence."""

    def interrupt(self, patience: float) -> bytes:
        said: bytes = b""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            self.serial.write(b"\r\x03\x03")
            time.sleep(0.02)
            if waiting := self.serial.in_waiting:
                said += self.serial.read(waiting)
            self.serial.write(b"\r\x01")
            said += self.read_until(1, READY, timeout_overall=0.7)
            if said.endswith(READY):
                self.in_raw_repl = True
                return bytes(said)
        raise SilentError(
            f"Nothing that speaks MicroPython answers on {self.device_name}: the cable may be for "
            f"charging only; try another, or hold BOOT, tap RST and let go."
        )


class Repl:
    """The prompt of MicroPython on a port, from the moment it answers until close().

    interrupted: whether a program was running until then.
    Raises SilentError where nothing answers, CableError where the connection breaks,
    PortBusyError, and DeviceError where the device cannot do what it should.
    """

    def __init__(self, path: str, patience: float | None = None) -> None:
        self.path = path
        patience = SILENT_AFTER if patience is None else patience
        try:
            self._transport = _Transport(path, timeout=3)
        except TransportError:
            raise busy(path) from None
        try:
            with self._broken():
                self.interrupted = b"KeyboardInterrupt" in self._transport.interrupt(patience)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def close(self) -> None:
        """Let the port go."""
        with contextlib.suppress(OSError, serial.SerialException):
            self._transport.close()

    @contextlib.contextmanager
    def _broken(self) -> Any:
        try:
            yield
        except TransportExecError as error:
            raise DeviceError(_told(str(error.error_output))) from None
        except (TransportError, serial.SerialException, OSError, struct.error) as error:
            raise CableError(
                f"The connection to {self.path} broke ({str(error) or 'no answer'}): check the "
                f"cable, then repeat the command; it goes on where it stopped."
            ) from error

    def run(self, code: str, timeout: float = ANSWER) -> str:
        """What the code prints on the device; timeout: seconds without a word."""
        with self._broken():
            said, error = self._transport.exec_raw(_FEED + code, timeout)
            if error:
                raise TransportExecError(said, error.decode("utf-8", "replace"))
        return str(said.decode("utf-8", "replace"))

    def about(self) -> About:
        """What kind of device it is."""
        machine, mac, size, version, build, banner = self._answers(_ABOUT)[0]
        chip = machine.rsplit(" with ", 1)[-1].lower().replace("-", "")
        return About(chip, mac, size, version, build, banner)

    def tree(self) -> Tree:
        """All files with their sums."""
        files, folders = {}, []
        for row in self._answers(_TREE):
            if row is None:
                return Tree(mounted=False)
            if row[2]:
                files[row[0]] = File(row[1], row[2])
            else:
                folders.append(row[0])
        return Tree(files, tuple(folders))

    def _answers(self, code: str) -> list[Any]:
        said = self.run(code)
        try:
            return [json.loads(line) for line in said.splitlines() if line.strip()]
        except ValueError:
            raise CableError(
                f"What came from {self.path} is garbled: use a shorter cable and no hub, then "
                f"repeat the command."
            ) from None

    def read(self, path: str) -> bytes:
        """The content of a file."""
        said = self.run(
            f"import binascii\n"
            f"with open({path!r}, 'rb') as _file:\n"
            f" while True:\n"
            f"  _part = _file.read(768)\n"
            f"  if not _part:\n"
            f"   break\n"
            f"  print(binascii.b2a_base64(_part).decode(), end='')\n"
        )
        return b"".join(base64.b64decode(line) for line in said.splitlines())

    def write(self, path: str, data: bytes, progress: Callable[[int], object] = bool) -> None:
        """Put a file in place as a whole; progress is told of the bytes of each part."""
        code = f"import os, binascii\n_file = open({path + NEW!r}, 'wb')\n"
        parts = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)] or [b""]
        for number, part in enumerate(parts, 1):
            code += f"_file.write(binascii.a2b_base64({base64.b64encode(part)!r}))\n"
            if number == len(parts):
                code += f"_file.close()\nos.rename({path + NEW!r}, {path!r})\n"
            self.run(code)
            code = ""
            progress(len(part))

    def make_folder(self, path: str) -> None:
        """Make a folder; its parent is there."""
        self.run(f"import os\nos.mkdir({path!r})")

    def remove(self, paths: list[str]) -> None:
        """Take files away."""
        self.run(f"import os\nfor _path in {paths!r}:\n os.remove(_path)")

    def remove_folder(self, path: str) -> None:
        """Take an empty folder away."""
        self.run(f"import os\nos.rmdir({path!r})")

    def rename(self, old: str, new: str) -> None:
        """Rename a file; one of that name gives way."""
        self.run(f"import os\nos.rename({old!r}, {new!r})")

    def reset(self) -> None:
        """As at power-on; the port may vanish for a moment."""
        self._leave(f"import machine\n{_SAME_RUN} = True\nmachine.reset()")

    def is_same_run(self) -> bool:
        """Whether a reset that was asked for is still to come."""
        return self.run(f"print({_SAME_RUN!r} in globals())").strip() == "True"

    def enter_loader(self) -> None:
        """Start the chip's boot loader, where the chip can do that by itself."""
        self._leave("import machine\nmachine.bootloader()")

    def _leave(self, code: str) -> None:
        with contextlib.suppress(Exception):  # the device goes in the middle of the exchange
            self._transport.exec_raw_no_follow(code)
            self._transport.serial.timeout = _TO_LEAVE
            while self._transport.serial.read(256):
                pass  # until it is gone, or silent
        self.close()


def _told(trace: str) -> str:
    line = trace.strip().splitlines()[-1] if trace.strip() else "an error without words"
    if "ENOSPC" in line or "Errno 28" in line:
        return "The glasses' flash is full: delete scripts on them (souffleur glasses), try again."
    return f"MicroPython on the glasses says {line}: unplug them, plug them in and try again."
