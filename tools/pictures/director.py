"""Picture the director's page: `python -m tools.pictures.director`, into build/pictures/director.

Phone and laptop, English and Chinese, what a director meets; tools/pictures/director.png is made
of four of them for the README. Needs Chromium (Debian: chromium).
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from PIL import Image

from companion.director import Director, Role
from companion.show import Command
from companion.stage.messages import presets
from tools.director.chromium import CHROMIUM, LAPTOP, PHONE, Browser, Page, chromium
from tools.director.rehearsal import Rehearsal, rehearsal
from tools.director.visitor import directed

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
OUT = ROOT / "build" / "pictures" / "director"
GOAL = 300  # seconds
READ = 60  # tokens spoken
SHOWN = ("zh-phone-live", "en-phone-message", "zh-phone-edit")
GAP = 24
HIGH = 892  # pixels


async def scenes(show: Rehearsal, director: Director, page: Page, name: str) -> None:
    """What a director meets, one after the other."""

    async def shoot(what: str) -> None:
        await page.js("new Promise((done) => setTimeout(done, 250))")
        await page.screenshot(OUT / f"{name}-{what}.png")

    director.invite(Role.CONTROL)
    await page.go(director.address)
    await page.until("document.querySelector('#join')?.hidden === false")
    await shoot("join")
    await page.go(director.link)
    await page.until("document.querySelector('#show')?.hidden === false")
    show.read(READ)
    await page.until("document.querySelector('#state').dataset.state === 'following'")
    await shoot("live")
    await page.tap("#say")
    await shoot("message")
    await page.tap("#presets button")
    await page.tap("[data-number='14']")
    await shoot("chosen")
    await page.tap("#change")
    await page.until("document.querySelector('#editing').open")
    await shoot("edit")
    await page.tap("#editing .row button:last-child")
    await page.tap("#unchoose")
    show.operate(Command.HOLD)
    await page.until("document.querySelector('#state').dataset.state === 'holding'")
    await shoot("held")
    show.unlink()
    await page.until("document.querySelector('#state').dataset.state === 'unlinked'")
    await shoot("no-glasses")
    director.allow(director.people[0].number, Role.WATCH)
    await page.until("!document.body.classList.contains('control-role')")
    await shoot("watching")


async def picture(browser: Browser, language: str, shape: str) -> None:
    """All scenes in one language and shape."""
    with tempfile.TemporaryDirectory() as folder:
        show = rehearsal(language, GOAL)
        size = PHONE if shape == "phone" else LAPTOP
        async with (
            directed(show, Path(folder), presets(language)) as director,
            browser.page(size, language) as page,
        ):
            await scenes(show, director, page, f"{language}-{shape}")


def readme() -> Image.Image:
    """Phones and a laptop side by side."""
    shots = [Image.open(OUT / f"{name}.png").convert("RGB") for name in SHOWN]
    shots.append(Image.open(OUT / "en-laptop-live.png").convert("RGB"))
    shots = [shot.resize((shot.width * HIGH // shot.height, HIGH)) for shot in shots]
    made = Image.new("RGB", (sum(s.width + GAP for s in shots) - GAP, HIGH), (255, 255, 255))
    left = 0
    for shot in shots:
        made.paste(shot, (left, 0))
        left += shot.width + GAP
    return made.resize((made.width // 2, made.height // 2), Image.Resampling.LANCZOS)


async def main() -> None:
    """Make them all."""
    OUT.mkdir(parents=True, exist_ok=True)
    async with chromium() as browser:
        for language in ("en", "zh"):
            for shape in ("phone", "laptop"):
                await picture(browser, language, shape)
    readme().quantize(128).save(FOLDER / "director.png", optimize=True)
    print(OUT)


if __name__ == "__main__":
    if not CHROMIUM:
        sys.exit("Chromium takes these pictures: install it (Debian: chromium).")
    asyncio.run(main())
