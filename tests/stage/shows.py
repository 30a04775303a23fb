"""Shows for tests: real firmware on virtual glasses, the real recogniser on recorded speech."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import companion
from companion.glasses.handshake import Known
from companion.report.events import Event
from companion.script import Script, load, parse_text
from companion.speech.audio import FileSource, duration
from companion.speech.phrases import all_phrases
from companion.speech.starter import open_starter
from companion.stage.plan import Plan
from companion.stage.running import Running
from companion.typeset import load_board, typeset

TALKS = Path(companion.__file__).parent / "demo"
BOARD = load_board("t-glass")
SHORT = parse_text(
    "# Lamps\n\n" + "\n\n".join(
        f"In village number {n} the lamps are lit, and everybody waits for the morning."
        for n in ("one", "two", "three", "four", "five", "six")
    )
    + "\n\n# Stars\n\nAnd then the stars came out over the hills. Thank you.\n"
)


def by_hand(script: Script = SHORT, **more: Any) -> Plan:
    """A show that nothing listens to."""
    return Plan(script, typeset(script, BOARD), BOARD, **more)


def talk(language: str, speed: float = 1.0, **more: Any) -> Plan:
    """The bundled talk, its recording and the small model that comes with the product."""
    script, sound = load(TALKS / f"{language}.md"), TALKS / f"{language}.ogg"
    return Plan(
        script, typeset(script, BOARD), BOARD,
        model=open_starter(language, all_phrases(script)),
        source=lambda _notify: FileSource(sound, speed=speed), device=sound.name,
        open_model=lambda made: open_starter(language, all_phrases(made)),
        speed=speed, total=duration(sound), **more,
    )  # fmt: skip


class Given:
    """A show under way: `running`, and what it wrote."""

    def __init__(self, plan: Plan, **more: Any) -> None:
        self.written: list[Event] = []
        self.running = Running(plan, self.written.append, keys=Known({}), **more)
        self._task: asyncio.Task[Plan] | None = None

    async def __aenter__(self) -> Given:
        self._task = asyncio.create_task(self.running.run())
        return self

    async def __aexit__(self, *error: object) -> None:
        self.running.end()
        assert self._task is not None
        await asyncio.wait_for(self._task, 30)

    @property
    def glasses(self) -> Any:
        """The link to the main pair."""
        return self.pairs.main.glasses

    @property
    def pairs(self) -> Any:
        """All the glasses."""
        return self.running._pairs

    async def until(self, true: Callable[[], Any], seconds: float = 30.0) -> None:
        """Wait for something to become true; the show must not fail meanwhile."""
        end = time.monotonic() + seconds
        while not true():
            if self._task is not None and self._task.done():
                self._task.result()
                raise AssertionError("the show is over")
            assert time.monotonic() < end, f"waited in vain: {self.running.view()}"
            await asyncio.sleep(0.02)

    def said(self, kind: type) -> list[Any]:
        """The events of one kind so far."""
        return [event for event in self.written if isinstance(event, kind)]


def play(scene: Callable[[], Any], seconds: float = 90.0) -> None:
    """Run a scene."""
    asyncio.run(asyncio.wait_for(scene(), seconds))
