"""Wires the parts of the glasses together and runs them."""

import asyncio
import gc
import os
import time

from micropython import const

from souffleur.radio import Radio
from souffleur.settings import Settings

settings = Settings()
radio = Radio(settings.name)  # first of all: the radio fails to start on a crowded heap

from souffleur.session import Session  # noqa: E402  the largest first, while memory is whole

gc.collect()
from souffleur.vault import Vault  # noqa: E402

gc.collect()
from souffleur.stage import Stage  # noqa: E402

gc.collect()
from souffleur.battery import Battery  # noqa: E402
from souffleur.glasses import GESTURES, Glasses  # noqa: E402
from souffleur.link import Link  # noqa: E402
from souffleur.panels import open_panel  # noqa: E402
from souffleur.touch import POLL_MS, Contact, Gestures  # noqa: E402
from souffleur.watchdog import Watchdog  # noqa: E402

_TICK_MS = const(100)
_BATTERY_TICKS = const(300)

watchdog = Watchdog(settings.watchdog_ms)
panel = open_panel(settings.board)
vault = Vault("/books", watchdog.feed)
stage = Stage(panel, settings)
battery = Battery(settings.board.get("battery"))
glasses = Glasses(settings, vault, stage, battery)
session = Session(settings.identity, settings.secret, glasses, os.urandom)
link = Link(radio, session)


async def picture():
    await panel.start()
    panel.brightness(settings.brightness)
    while True:
        await stage.changed.wait()
        await stage.paint()


async def clock():
    ticks = 0
    while True:
        if ticks % _BATTERY_TICKS == 0:
            battery.read()
        ticks += 1
        now = time.ticks_ms()
        link.tick(now)
        glasses.tick(now, session.ready(now))
        watchdog.feed()
        await asyncio.sleep_ms(_TICK_MS)


async def fingers(contact):
    gestures = Gestures()
    while True:
        now = time.ticks_ms()
        kind = GESTURES.get(gestures.feed(contact.down(), now))
        if kind:
            if not session.gesture(kind, now):
                glasses.page(kind)
            link.poke()
        await asyncio.sleep_ms(POLL_MS)


async def main():
    gc.collect()
    contact = Contact(settings.forget_board()["touch"])
    await asyncio.gather(link.hear(), link.say(), picture(), clock(), fingers(contact))


asyncio.run(main())
