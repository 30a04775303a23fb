"""One Chromium for all visits to the page; each has a tab, and a program, of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from companion.director import Director, Role
from tests.director.visits import come_in
from tools.director.chromium import CHROMIUM, PHONE, Browser, Page, chromium
from tools.director.rehearsal import Rehearsal, rehearsal
from tools.director.visitor import directed

Story = Callable[[Rehearsal, Director, Page], Awaitable[None]]
SECONDS = 60.0


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def browser(loop: asyncio.Runner) -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    started = chromium()
    yield loop.run(started.__aenter__())
    loop.run(started.__aexit__(None, None, None))


@pytest.fixture
def evening(loop: asyncio.Runner, browser: Browser, tmp_path: Path) -> Callable[..., None]:
    def play(
        story: Story, *, language: str = "en", shape: tuple[int, int, float] = PHONE,
        role: Role | None = Role.CONTROL, faults: bool = False,
    ) -> None:
        async def run() -> None:
            show = rehearsal(language, goal=300)
            async with (
                asyncio.timeout(SECONDS), directed(show, tmp_path) as director,
                browser.page(shape, language) as page,
            ):
                if role is not None:
                    await come_in(director, page, role)
                await story(show, director, page)
                assert faults or not page.faults

        loop.run(run())

    return play
