"""What every visit to the page in Chromium begins with."""

from __future__ import annotations

from companion.director import Director, Role
from tools.director.chromium import Page
from tools.director.rehearsal import Rehearsal


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
