"""A microphone pulled out amid a show: turned by hand, with a word why; plugged in: followed."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import soundfile

from companion.show import Mode
from companion.speech.microphone import MicrophoneSource
from companion.stage.checks import Verdict, checks, verdict
from companion.stage.running import Running
from companion.stage.view import Hearing, Phase
from tests.stage.shows import TALKS, Given, play, talk

RATE = 16_000


class PortAudioError(Exception):
    """What the sound library raises."""


class Backend:
    """The part of sounddevice that is used. plugged: whether the microphone is; it hears the
    recorded talk, in real time, from where it was pulled out."""

    PortAudioError = PortAudioError

    def __init__(self) -> None:
        self.plugged = True
        self.samples, rate = soundfile.read(TALKS / "en.ogg", dtype="float32")
        assert rate == RATE
        self.at = 0
        self.default = type("Default", (), {"device": (0, 0)})()

    def query_devices(self) -> list[dict[str, Any]]:
        one = {"name": "USB Lavalier", "max_input_channels": 1, "default_samplerate": RATE}
        return [one] if self.plugged else []

    def InputStream(self, *, callback: Any, **_settings: Any) -> Stream:
        if not self.plugged:
            raise PortAudioError("Device unavailable")
        return Stream(self, callback)

    def _terminate(self) -> None: ...
    def _initialize(self) -> None: ...


class Stream:
    """Delivers tenths of a second for as long as the microphone is plugged in."""

    def __init__(self, backend: Backend, callback: Any) -> None:
        self._backend, self._callback = backend, callback
        self.active = False
        self._thread = threading.Thread(target=self._deliver, daemon=True)

    def start(self) -> None:
        self.active = True
        self._thread.start()

    def _deliver(self) -> None:
        backend = self._backend
        due = time.monotonic()
        while self.active and backend.plugged:
            piece = backend.samples[backend.at : backend.at + RATE // 10]
            backend.at += len(piece)
            self._callback(np.array(piece)[:, None], len(piece), None, None)
            due += 0.1
            time.sleep(max(0.0, due - time.monotonic()))
        self.active = False

    def abort(self, ignore_errors: bool) -> None:
        self.active = False

    def close(self, ignore_errors: bool) -> None:
        self.active = False


def test_pulled_out_it_is_turned_by_hand_and_plugged_in_it_follows_again() -> None:
    backend = Backend()
    given_plan = replace(
        talk("en"), source=lambda notify: MicrophoneSource(None, notify, backend=backend),
        total=None,
    )  # fmt: skip

    async def scene() -> None:
        async with Given(given_plan, patient=True) as given:
            running: Running = given.running
            await given.until(lambda: running.phase is Phase.READY)
            ready = partial(_verdict, running)
            await given.until(lambda: ready() is Verdict.GO)  # it is heard before the show
            backend.at = 0  # now the speaker begins
            running.start()
            await given.until(lambda: running.view().token > 8, 60)
            assert running.view().mode is Mode.FOLLOWING
            backend.plugged = False
            await given.until(lambda: running.view().hearing is Hearing.LOST)
            await given.until(lambda: running.view().mode is Mode.BY_HAND)
            assert "is lost; plug it in again" in running.view().notice
            here = running.view().token
            backend.plugged = True
            await given.until(lambda: running.view().mode is Mode.FOLLOWING)
            assert "is back" in running.view().notice
            await given.until(lambda: running.view().token > here + 4, 60)

    play(scene, 150)


def _verdict(running: Running) -> Verdict:
    return verdict(checks(running.facts()))


def test_none_at_the_start_is_told_and_one_that_comes_is_taken() -> None:
    backend = Backend()
    backend.plugged = False
    plan = replace(
        talk("en"), source=lambda notify: MicrophoneSource(None, notify, backend=backend),
        total=None,
    )  # fmt: skip

    async def scene() -> None:
        async with Given(plan, patient=True) as given:
            running: Running = given.running
            await given.until(lambda: _verdict(running) is Verdict.BY_HAND)
            assert running.facts().complaint.startswith("No microphone is connected")
            running.start()
            await given.until(lambda: running.view().mode is Mode.BY_HAND)
            backend.plugged = True
            await given.until(lambda: running.view().mode is Mode.FOLLOWING, 20)
            await given.until(lambda: running.view().token > 4, 60)

    play(scene, 150)
