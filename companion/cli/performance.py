"""One show in front of a terminal: its view there, and the keys pressed there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from companion.live.keys import Key, Keyboard
from companion.live.terminal import LiveView
from companion.report import events as log
from companion.show import Command
from companion.stage.plan import Plan
from companion.stage.running import SHORTEST_TICK, TICK, Running
from companion.typeset.message import MessageError

MESSAGES = (Key.NO_MESSAGE, *(Key[f"MESSAGE_{number}"] for number in range(1, 10)))


@dataclass
class _Asked:
    """What the terminal asks the operator, and what went wrong with the answer."""

    quit: bool = False
    choices: Sequence[str] = ()
    answer: str = ""


async def perform(plan: Plan, write: Callable[[log.Event], None]) -> Plan:
    """The whole show; returns when the recording has ended or the operator quits: the plan
    as it was carried out, set for the glasses that came. `write` gets every event of it.

    Raises SouffleurError where a part cannot begin or fails for good.
    """
    running, asked = Running(plan, write), _Asked()
    running.start()
    with LiveView() as live, Keyboard() as keyboard:
        tasks = [
            asyncio.create_task(_keys(running, keyboard, asked)),
            asyncio.create_task(_draw(running, live, asked)),
        ]
        try:
            return await running.run()
        finally:
            for task in tasks:
                task.cancel()


async def _draw(running: Running, live: LiveView, asked: _Asked) -> None:
    pause = max(TICK / running.plan.speed, SHORTEST_TICK)
    while True:
        view = running.view()
        notice = asked.answer or view.notice
        live.update(replace(view, asking=asked.quit, choices=asked.choices, notice=notice))
        await asyncio.sleep(pause)


async def _keys(running: Running, keyboard: Keyboard, asked: _Asked) -> None:
    async for key in keyboard:
        asked.quit = key is Key.ASK_QUIT
        asked.choices = running.plan.messages if key is Key.ASK_MESSAGE else ()
        asked.answer = ""
        if key is Key.QUIT:
            running.end()
        elif key in MESSAGES:
            asked.answer = _say(running, MESSAGES.index(key))
        elif key.name in Command.__members__:
            running.operate(Command[key.name])


def _say(running: Running, number: int) -> str:
    """Send the message of that number, from 1; 0 takes away what is there. Why not, or ""."""
    texts = ("", *running.plan.messages)
    try:
        if number < len(texts):
            running.tell(texts[number])
    except MessageError as error:
        return str(error)
    return ""
