"""What is done with the running Desk; each gives its figures. Loaded once the first frame is there.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from companion.script import load, parse_text
from companion.stage.plan import VIRTUAL
from companion.stage.running import Running
from companion.stage.venue import Wish
from companion.stage.view import Phase
from tools.bench.desk import probe
from tools.bench.editing import long_script
from tools.desk.driver import Driver
from tools.pictures.desk import DEMO

FRAMES = 200
STEP = 24  # pixels a frame: a quick finger
ALONE = 10.0  # seconds of a show that nobody looks at
SHOW = 20.0  # seconds of a show on the stage screen
FOLLOWED = 12  # words, until a show counts as under way
PATIENCE = 150.0  # seconds until a screen has what it needs


def _driver() -> Driver:
    from kivy.app import App

    return Driver(App.get_running_app().root.desk)


async def _until(true: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Look now and then, beside the app's own frames. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(1 / 60)


async def library() -> dict[str, Any]:
    """The cards of 1,000 scripts, see __main__.py."""
    d = _driver()
    await _until(lambda: d.all(kind="Shelf") and d.find(kind="Shelf").items)
    rest = await probe.at_rest()
    return {**rest, "frames": probe.frames(_scroll(d.find(kind="Shelf")), FRAMES)}


async def editor() -> dict[str, Any]:
    """A script of 20,000 words: until its text is there, and until its warnings are."""
    d = _driver()
    entry = d.desk.library.create("Long", long_script("en"))
    began = time.perf_counter()
    d.desk.go("editor", script=entry.id)
    await _until(lambda: len(d.screen.page.document) > 0)
    opened = time.perf_counter() - began
    await _until(lambda: d.screen.proofs.proof is not None)
    proofed = time.perf_counter() - began
    rest = await probe.at_rest()
    page = d.screen.page
    scrolled = probe.frames(lambda _number: page.scroll(STEP), FRAMES)
    page.move(len(page.document) // 2)
    typed = probe.frames(lambda number: page.write("letter "[number % 7]), FRAMES)
    return {**rest, "open_s": opened, "proof_s": proofed, "frames": scrolled, "typing": typed}


async def stage() -> dict[str, Any]:
    """The lines of a long script, looked through amid a show that is turned by hand."""
    d = _driver()
    script = parse_text(long_script("en", 5_000))
    await _shown(d, Wish(script, glasses=VIRTUAL, listens=False))
    d.desk.go("stage")
    await _until(lambda: d.screen.part is not None)
    lines = d.screen.part.script.list
    await asyncio.sleep(probe.CALM)
    found = {"lines": len(lines.items), "frames": probe.frames(_scroll(lines), FRAMES)}
    await d.desk.stage.end()  # the app then closes without a question
    return found


async def show() -> dict[str, Any]:
    """Shares of a core while the demo talk is followed on virtual glasses: with the library on
    the screen, then with the stage."""
    d = _driver()
    talk = Wish(
        load(DEMO / "en.md"), glasses=VIRTUAL, audio=str(DEMO / "en.ogg"), model="starter-en",
        goal=180,
    )  # fmt: skip
    running = await _shown(d, talk)
    await _until(lambda: running.view().token > FOLLOWED)
    alone = await _shares(ALONE)
    d.desk.go("stage")
    await asyncio.sleep(probe.CALM)
    before = running.view().token
    shared = await _shares(SHOW)
    words, mib = running.view().token - before, probe.memory()
    await d.desk.stage.end()
    return {"alone": alone, "stage": shared, "words": words, "mib": mib}


async def _shown(d: Driver, wish: Wish) -> Running:
    """A show under way."""
    running = await d.desk.stage.prepare(wish)
    await _until(lambda: running.view().phase is Phase.READY)
    running.start()
    await _until(lambda: running.phase is Phase.LIVE)
    return running


async def _shares(seconds: float) -> dict[str, float]:
    """Share of a core that each part of the program takes, and the frames drawn in a second."""
    from kivy.core.window import Window

    drawn: list[float] = []
    counted = partial(_count, drawn)
    Window.bind(on_flip=counted)
    before, began = probe.parts(), time.perf_counter()
    await asyncio.sleep(seconds)
    after, taken = probe.parts(), time.perf_counter() - began
    Window.unbind(on_flip=counted)
    shares = {name: (spent - before[name]) / taken for name, spent in after.items()}
    return {"frames": len(drawn) / taken, **{k: share for k, share in shares.items() if share}}


def _count(drawn: list[float], *_event: Any) -> None:
    drawn.append(time.perf_counter())


def _scroll(view: Any) -> Callable[[int], None]:
    """Down a ScrollView, and up again from its end."""
    height = view.children[0].height - view.height

    def move(number: int) -> None:
        way = (number * STEP / height) % 2
        view.scroll_y = 1 - min(way, 2 - way)

    return move
