"""Wires the parts of the glasses together and runs them."""

import asyncio
import gc
import os
import sys
import time

import machine
import slots
from micropython import const

from souffleur.radio import Radio
from souffleur.settings import Settings
from souffleur.watchdog import Watchdog

_SNUG = const(4096)  # bytes allotted between two collections: what stays lies close together
gc.threshold(_SNUG)
trial = slots.on_trial()
for name in ("boot", "slots"):  # they have done their work; 1 KB
    sys.modules.pop(name, None)
del slots
settings = Settings()
watchdog = Watchdog(settings.watchdog_ms, trial)  # from here on what fails ends in a new start
radio = Radio(settings)  # first of all: the radio fails to start on a crowded heap

from souffleur.session import Session  # noqa: E402  the largest first, while memory is whole

gc.collect()
watchdog.feed()  # compiling sources takes seconds
from souffleur.vault import Vault  # noqa: E402

gc.collect()
watchdog.feed()
from souffleur.stage import Stage  # noqa: E402

gc.collect()
watchdog.feed()
from souffleur import starts  # noqa: E402
from souffleur.battery import Battery, open_battery  # noqa: E402
from souffleur.body import Body  # noqa: E402
from souffleur.fingers import Fingers  # noqa: E402
from souffleur.glasses import Glasses  # noqa: E402
from souffleur.haptics import Haptics  # noqa: E402
from souffleur.link import Link  # noqa: E402
from souffleur.panels import open_panel  # noqa: E402
from souffleur.supervision import Supervisor  # noqa: E402
from souffleur.touch import Contact  # noqa: E402

_TICK_MS = const(100)
_CALM = const(8192)  # as _SNUG in the show, where a collection takes time from the picture
_DOZE_MS = const(900000)  # a deep sleep ends by itself so often, should no touch be able to


def note(text):
    from souffleur.journal import Journal

    Journal().note(text)


watchdog.feed()
cause = machine.reset_cause()
start = starts.Start(cause, note)
begun = time.ticks_ms()
supervisor = Supervisor(
    start, lambda: ((time.ticks_ms() - begun) & 0x3FFFFFFF) // 1000, machine.reset
)  # fmt: skip


def parts():
    """Make all parts; returns the tasks that keep them going: (name, coroutine function)."""
    board = settings.forget_board()
    if start.safe:
        settings.strip = False
    panel = open_panel(board)
    vault = Vault("/books")
    stage = Stage(panel, settings)
    contact = Contact(board["touch"])
    charger = board.get("charger")  # its current is limited whatever else fails
    battery = Battery(None) if start.safe and not charger else open_battery(board)
    haptics = Haptics(None if start.safe else board["vibration"], settings.vibrate)

    def deep_sleep():
        contact.wakes()
        machine.deepsleep(_DOZE_MS)

    dozing = cause == starts.DEEP_SLEEP and machine.wake_reason() == machine.TIMER_WAKE
    cell = board.get("battery") or board.get("gauge")
    deep = deep_sleep if cell and contact.there and not start.safe else None
    body = Body(settings, panel, stage, battery, haptics, deep, dozing)
    glasses = Glasses(settings, vault, stage, body, start, machine.reset, trial)
    session = Session(settings.identity, settings.secret, glasses, os.urandom)
    glasses.renewed = session.rekey
    link = Link(radio, session)

    async def clock():
        while True:
            now = time.ticks_ms()
            link.tick(now)
            glasses.tick(now)
            supervisor.tick()
            watchdog.feed()
            await asyncio.sleep_ms(_TICK_MS)

    tasks = [("radio", link.hear), ("answers", link.say), ("picture", body.picture)]
    tasks += [("clock", clock), ("touch", Fingers(contact, glasses, body, session, link).run)]
    if not start.safe:
        tasks += [("light", body.light), ("vibration", haptics.run)]
    return tasks


async def main():
    tasks = parts()
    gc.collect()
    gc.threshold(_CALM)
    await supervisor.keep(tasks)


try:
    asyncio.run(main())
except Exception as error:
    supervisor.ended(error, watchdog.feed)
