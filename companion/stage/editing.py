"""Another script, or other glasses, in the middle of a show."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from companion.glasses import events as link
from companion.glasses.errors import UploadRefused
from companion.script import Script
from companion.show import Show
from companion.speech.model import SpeechModel
from companion.stage.ear import Ear
from companion.stage.pairs import Pair, Pairs
from companion.stage.plan import PlanError, silent


class Edits:
    """Changes what a running show shows, and on what, without losing the place."""

    def __init__(
        self, show: Show, pairs: Pairs, ear: Ear, now: Callable[[], float],
        deaf: frozenset[int] = frozenset(),
    ) -> None:
        self._show, self._pairs, self._ear, self._now = show, pairs, ear, now
        self._deaf = deaf
        self._lock = asyncio.Lock()
        self._count = 0

    async def hears(self, model: SpeechModel) -> None:
        """This model listens from now on."""
        self._deaf = await asyncio.to_thread(silent, self._show.script, model)
        self._show.hears(self._deaf, self._now())

    async def take(self, script: Script) -> None:
        """The script is another one now; returns when the glasses have all of it.

        Raises SouffleurError, with the show as it was, if it cannot be set or they refuse it.
        """
        if not script.tokens:
            raise PlanError("The script has no words to speak: add some text to it.")
        main = self._pairs.main
        async with self._lock:
            plan = await main.reset(script)
            model = await self._ear.learn(script)
            deaf = await asyncio.to_thread(silent, script, model) if model else frozenset[int]()
            before, place = main.plan, self._show.placing.token
            self._deaf, unheard = deaf, self._deaf
            self._count += 1
            number = self._count
            whole = main.bring(plan)
            self._show.edit(script, plan.book, deaf, self._now())
            meanwhile = self._show.placing
            for pair in self._pairs.spares:
                if pair.brought:
                    pair.bring(await pair.reset(script))
        try:
            await whole
        except UploadRefused:
            if number != self._count:
                return  # a newer edit took its place
            main.bring(before)
            self._deaf, moved = unheard, self._show.placing != meanwhile
            self._show.edit(before.script, before.book, unheard, self._now())
            if not moved:
                self._show.anchor(place, self._now())
            raise

    def another(self, pair: Pair) -> None:
        """This pair, a spare, is the main one from now on."""
        show = self._show
        self._pairs.swap(pair)
        show.status = None  # what the other pair told means nothing here
        status = pair.glasses.status if pair.glasses else None
        if pair.glasses is not None:
            show.settings = pair.glasses.settings or show.settings
        if pair.plan.book.id != show.book.id:
            show.edit(show.script, pair.plan.book, self._deaf, self._now())
        if pair.linked and status is not None:
            show.link(link.Linked(status), self._now())
        else:
            show.link(link.Lost(pair.trouble), self._now())
