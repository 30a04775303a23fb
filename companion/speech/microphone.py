"""A microphone as a source: found by name, taken up again when it is plugged back in."""

from __future__ import annotations

import contextlib
import importlib
import queue
import sys
import threading
import time
import weakref
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

from .audio import BLOCK, RATE, SILENCE, AudioError, Block, Blocker, Level
from .resample import Audio

RETRY = 1.0  # seconds between attempts to find a lost microphone
LOST_AFTER = 1.5  # seconds without sound from a running stream
_QUEUE = 50  # pieces, about five seconds; the oldest are dropped
_SILENT_BLOCK = bytes(2 * BLOCK)
_portaudio = threading.RLock()  # it may be called by one thread at a time
_streams: weakref.WeakSet[Any] = weakref.WeakSet()  # those that are open


@dataclass(frozen=True, slots=True)
class Microphone:
    """An input device. `rate` in Hz is what it runs at of itself."""

    name: str
    index: int
    channels: int
    rate: int
    default: bool


def load_backend() -> Any:
    """The sounddevice module. Raises AudioError when its PortAudio library is missing."""
    try:
        return importlib.import_module("sounddevice")
    except OSError:
        hint = (
            "install it with: sudo apt install libportaudio2" if sys.platform == "linux"
            else "install sounddevice anew with: pip install --force-reinstall sounddevice"
        )
        raise AudioError(f"The PortAudio library for microphones is missing; {hint}") from None


def microphones(backend: Any = None) -> list[Microphone]:
    """All input devices. Raises AudioError when sound does not work at all."""
    backend = backend or load_backend()
    try:
        with _portaudio:
            chosen = int(backend.default.device[0])
            devices = list(backend.query_devices())
        return [
            Microphone(
                str(device["name"]), index, int(device["max_input_channels"]),
                int(device["default_samplerate"]), index == chosen,
            )
            for index, device in enumerate(devices)
            if device["max_input_channels"] > 0
        ]
    except backend.PortAudioError as error:
        raise AudioError(
            f"The sound system does not answer ({error}); check its settings."
        ) from None


def look_again(backend: Any = None) -> None:
    """See what was plugged in since; PortAudio lists devices only once, and starting it anew would
    free the streams that are open under those who listen. Raises AudioError, so while one is."""
    backend = backend or load_backend()
    try:
        with _portaudio:
            if _streams:
                raise AudioError("A microphone is in use: look for others before or after it.")
            backend._terminate()
            backend._initialize()
    except backend.PortAudioError as error:
        raise AudioError(
            f"The sound system does not answer ({error}); check its settings."
        ) from None


def choose(devices: list[Microphone], name: str | None) -> Microphone:
    """The microphone whose name contains `name` (None: the default one). Raises AudioError."""
    if not devices:
        raise AudioError("No microphone is connected: plug one in, or take a recording.")
    if name is None:
        return next((device for device in devices if device.default), devices[0])
    fit = [device for device in devices if name.lower() in device.name.lower()]
    exact = [device for device in fit if device.name == name]
    if exact:  # Windows lists one device several times, once for each way to reach it
        return next((device for device in exact if device.default), exact[0])
    if len(fit) == 1:
        return fit[0]
    names = ", ".join(device.name for device in fit or devices)
    said = "Several microphones are" if fit else "No microphone is"
    raise AudioError(f"{said} called {name!r}; choose one of: {names}")


class MicrophoneSource:
    """Blocks from a microphone, for as long as it takes.

    notify: gets a plain line when the microphone is lost and when it is back. While it is lost
    silent blocks go out in real time, so that the show's clock goes on. lost: whether it is, told
    before `notify` is called.
    Raises AudioError from `blocks` when the microphone cannot be opened in the first place.
    """

    def __init__(
        self, name: str | None = None, notify: Callable[[str], None] = lambda line: None, *,
        backend: Any = None, now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name, self._notify = name, notify
        self._backend = backend or load_backend()
        self._now = now
        self._pieces: queue.Queue[Audio] = queue.Queue(_QUEUE)
        self._closed = False
        self.lost = False
        self._time = 0.0  # seconds of blocks given

    def close(self) -> None:
        """See `Source.close`."""
        self._closed = True

    def blocks(self) -> Iterator[Block]:
        """See `Source.blocks`."""
        microphone = choose(microphones(self._backend), self._name)
        stream = self._open(microphone)
        while True:
            try:
                yield from self._running(stream, microphone)
            finally:
                self._abandon(stream)
            if self._closed:
                return
            self.lost = True
            self._notify(f"The microphone {microphone.name} is lost; plug it in again.")
            opened = yield from self._search(microphone)
            if opened is None:
                return
            stream, microphone = opened
            self.lost = False
            self._notify(f"The microphone {microphone.name} is back.")

    def _open(self, microphone: Microphone) -> Any:
        try:
            with _portaudio:
                stream = self._backend.InputStream(
                    device=microphone.index, channels=min(2, microphone.channels), dtype="float32",
                    samplerate=microphone.rate, blocksize=microphone.rate // 10, latency="low",
                    callback=self._receive,
                )
                stream.start()
                _streams.add(stream)
        except self._backend.PortAudioError as error:
            raise AudioError(
                f"The microphone {microphone.name} cannot be used ({error}); close other programs "
                "that use it and allow access to it."
            ) from None
        return stream

    def _receive(self, samples: Audio, _count: int, _time: object, _status: object) -> None:
        """Called in PortAudio's thread: copy and leave."""
        try:
            self._pieces.put_nowait(samples.copy())
        except queue.Full:
            self._pieces.get_nowait()
            self._pieces.put_nowait(samples.copy())

    def _running(self, stream: Any, microphone: Microphone) -> Iterator[Block]:
        """Blocks until the stream falls silent for good."""
        blocker = Blocker(microphone.rate)
        heard = self._now()
        while not self._closed:
            try:
                piece = self._pieces.get(timeout=0.1)
            except queue.Empty:
                if not stream.active or self._now() - heard > LOST_AFTER:
                    break
                continue
            heard = self._now()
            for block in blocker.push(piece):
                yield self._timed(block.pcm, block.level)

    def _timed(self, pcm: bytes, level: Level) -> Block:
        self._time += len(pcm) / 2 / RATE
        return Block(pcm, self._time, level)

    def _search(
        self, lost: Microphone
    ) -> Generator[Block, None, tuple[Any, Microphone] | None]:
        """Silent blocks in real time until the microphone is back: then its stream and itself."""
        began, given, tried = self._now(), self._time, self._now()
        while not self._closed:
            with contextlib.suppress(queue.Empty):
                self._pieces.get(timeout=BLOCK / RATE)  # paces; nothing comes
            passed = self._now() - began
            while self._time - given < passed:
                yield self._timed(_SILENT_BLOCK, Level(SILENCE, SILENCE))
            if self._now() - tried >= RETRY:
                tried = self._now()
                found = self._try_again(lost)
                if found:
                    return found
        return None

    def _try_again(self, lost: Microphone) -> tuple[Any, Microphone] | None:
        try:
            look_again(self._backend)
            same = [m for m in microphones(self._backend) if m.name == lost.name]
            return (self._open(same[0]), same[0]) if same else None
        except (AudioError, self._backend.PortAudioError):
            return None

    def _abandon(self, stream: Any) -> None:
        with _portaudio, contextlib.suppress(self._backend.PortAudioError):
            _streams.discard(stream)
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)
