"""What the glasses have besides the picture: light, sleep, clock, battery and motor."""

import asyncio
import time

from . import power, wire
from .book import const
from .daytime import Daytime

_BATTERY_S = const(30)


class Body:
    """settings: see settings.py. panel, stage, battery, haptics: the parts. deep: what goes into
    deep sleep and does not return, None if nothing could wake the board. dozing: a timer ended a
    deep sleep.
    """

    def __init__(self, settings, panel, stage, battery, haptics, deep, dozing):
        self._settings = settings
        self._panel = panel
        self._stage = stage
        self._deep = deep
        self._dark = dozing
        self._measured = None  # second of the last measurement
        self._moves = asyncio.Event()  # the light has somewhere to go
        self.battery = battery
        self.haptics = haptics
        self.clock = Daytime(time.ticks_ms())
        self._dimmer = power.Dimmer(settings.brightness, settings.dim, settings.dim_after)
        self._sleep = power.Sleep(settings.sleep_after, deep is not None, dozing)

    @property
    def dark(self):
        """Whether the panel sleeps."""
        return self._dark

    def stir(self):
        """Something changed that the wearer should see well."""
        self._dimmer.stir()
        self._moves.set()

    def touched(self):
        """A finger has come; True if that has woken the glasses."""
        woke = self._sleep.stir(self.clock.uptime)
        self._follow_sleep()
        self.stir()
        return woke

    def linked(self, there, show):
        """A companion came or went; show: a show was on."""
        self._sleep.linked(there, show, self.clock.uptime)
        self._follow_sleep()
        self.stir()

    def arrange(self):
        """The settings have changed."""
        settings = self._settings
        self._dimmer.set(settings.brightness, settings.dim, settings.dim_after)
        self._sleep.after = settings.sleep_after
        self.haptics.on = settings.vibrate
        self._panel.mirror(settings.mirror)
        self.stir()

    def tick(self, now):
        """A few times a second."""
        self.clock.tick(now)
        second = self.clock.uptime
        if self._measured is None or second - self._measured >= _BATTERY_S:
            self._measured = second
            self._measure()
        self._follow_sleep()
        if self._dimmer.due(now):
            self._moves.set()

    def _measure(self):
        was_low = self.battery.low
        self.battery.read()
        if self.battery.low and not was_low:
            self.haptics.play(wire.BUZZ_DOUBLE)

    def _follow_sleep(self):
        state = self._sleep.state(self.clock.uptime)
        if state == power.DEEP:
            self._panel.sleep()
            self._deep()
        dark = state != power.AWAKE
        if dark != self._dark:
            self._dark = dark
            self._stage.changed.set()

    # Tasks

    async def picture(self):
        """Keeps the panel as the stage wants it, for ever."""
        stage, panel = self._stage, self._panel
        panel.mirror(self._settings.mirror)
        if not self._dark:
            await panel.start()
        started = not self._dark
        asleep = self._dark
        stage.arrange()  # also after a failure in the middle of a picture
        while True:
            await stage.changed.wait()
            if self._dark:
                stage.changed.clear()
                if not asleep:
                    panel.sleep()
                asleep = True
                continue
            if asleep:
                asleep = False
                await (panel.wake() if started else panel.start())
                started = True
            await stage.paint()

    async def light(self):
        """Keeps the brightness right, for ever."""
        dimmer, shown = self._dimmer, None
        while True:
            await self._moves.wait()
            moves = dimmer.feed(time.ticks_ms())
            if dimmer.level != shown:
                shown = dimmer.level
                if self._panel.brightness(shown):
                    await self._panel.refresh(0, self._panel.height)
            if moves:
                await asyncio.sleep_ms(power.STEP_MS)
            else:
                self._moves.clear()
