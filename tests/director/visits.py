"""What every visit begins with, to the page in Chromium or to what serves it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from companion.director import Director, Role
from tools.director.chromium import Page
from tools.director.rehearsal import Rehearsal, rehearsal
from tools.director.visitor import Visitor, directed, visiting

Scene = tuple[Rehearsal, Director, Visitor]


async def come_in(director: Director, page: Page, role: Role = Role.CONTROL) -> None:
    director.invite(role)
    await page.go(director.link)
    await page.until("document.querySelector('#show')?.hidden === false")
    await page.until("!!document.querySelector('.cue.now')")


async def now_at(page: Page, show: Rehearsal) -> None:
    cues = show.script.cues
    number = next(n for n, c in enumerate(cues) if c.first_token + len(c.tokens) > show.place)
    await page.until(f"document.querySelector('.cue.now').dataset.number === '{number}'")


async def says(page: Page, selector: str, text: str) -> None:
    await page.until(f"document.querySelector('{selector}').innerText.includes({text!r})")


def evening(folder: Path, story: Callable[[Rehearsal, Director, Visitor], Awaitable[None]]) -> None:
    """Run a story with a show, its page and a visitor."""

    async def run() -> None:
        async with asyncio.timeout(60), scene(folder) as told:
            await story(*told)

    asyncio.run(run())


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    show = rehearsal()
    async with directed(show, folder) as director, visiting(director) as visitor:
        yield show, director, visitor
