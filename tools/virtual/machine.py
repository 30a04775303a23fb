"""One run of the firmware: a MicroPython process and the cable to it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .errors import VirtualGlassesError
from .flash import ask, micropython
from .rom import DEVICE

START_S = 20.0
POWER_ON, HARD, WATCHDOG, DEEP_SLEEP = 1, 2, 3, 4  # machine.reset_cause(); reset() is HARD
TIMER_WAKE, TOUCHPAD_WAKE = 4, 5  # machine.wake_reason()


async def foreign(rom: Path, image: Path) -> int:
    """Bytes in the virtual board's heap that a real board has elsewhere: the ROM, modules in C.

    With their share of the collector's tables: 3 bits for a block of 32 bytes.
    """
    failed, said = await ask("-X", "heapsize=1M", DEVICE / "boot.py", "0", rom, image, "0")
    if failed:
        raise VirtualGlassesError(f"The virtual board does not start: {said}")
    used = int(said)
    return used + -(-used * 3 // 256)


class Machine:
    """on_frame(operation, payload) is called for everything the board sends while it has power;
    on_end(text) once when the process has ended by itself, with the last that it printed.
    """

    def __init__(
        self,
        on_frame: Callable[[str, bytes], None],
        on_end: Callable[[str], None],
    ) -> None:
        self._on_frame = on_frame
        self._on_end = on_end
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._said = ""
        self._ending = False

    async def start(
        self, rom: Path, image: Path, heap: int, cut: int = 0, cause: int = POWER_ON, wake: int = 0
    ) -> None:
        """Power on. cut: let the power fail at that write to flash (0: never). cause, wake: what
        machine.reset_cause() and machine.wake_reason() say.
        """
        connected: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
        connected = asyncio.get_running_loop().create_future()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if not connected.done():
                connected.set_result((reader, writer))

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self._process = await asyncio.create_subprocess_exec(
            micropython(), "-X", f"heapsize={heap}", DEVICE / "boot.py",
            str(port), str(rom), str(image), str(cut), str(cause), str(wake),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        self._tasks.append(asyncio.create_task(self._listen()))
        waiter = asyncio.ensure_future(self._process.wait())
        try:
            ends: set[asyncio.Future[Any]] = {connected, waiter}
            await asyncio.wait(ends, timeout=START_S, return_when=asyncio.FIRST_COMPLETED)
            if not connected.done():
                await asyncio.sleep(0.1)
                raise VirtualGlassesError(f"The virtual glasses did not start. {self.said}")
        finally:
            waiter.cancel()
            server.close()
        reader, self._writer = connected.result()
        self._writer.get_extra_info("socket").setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
        )
        self._tasks.append(asyncio.create_task(self._read(reader)))

    @property
    def said(self) -> str:
        """The end of what the firmware printed, for an error message."""
        return self._said[-1500:].strip()

    def send(self, operation: str, payload: bytes = b"") -> None:
        """One frame to the board; lost if it has ended."""
        if self._writer is not None and not self._ending:
            self._writer.write(struct.pack("<HB", len(payload), ord(operation)) + payload)

    async def kill(self) -> None:
        """Cut the power."""
        self._ending = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._process is not None:
            await self._process.wait()
        # Both sides of the cable and the pipe end with the process: let them be read out.
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=1.0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        if self._writer is not None:
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        try:
            while True:
                size, operation = struct.unpack("<HB", await reader.readexactly(3))
                payload = await reader.readexactly(size)
                if not self._ending:
                    self._on_frame(chr(operation), payload)
        except (asyncio.IncompleteReadError, ConnectionResetError):
            pass
        assert self._process is not None
        await self._process.wait()
        await asyncio.sleep(0.05)  # let _listen have the last words
        if not self._ending:
            self._ending = True
            self._on_end(self.said)

    async def _listen(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        while line := await self._process.stdout.readline():
            self._said = (self._said + line.decode(errors="replace")[:400])[-4000:]
