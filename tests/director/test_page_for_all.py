"""The page in every shape, by thumb, by eye and by keyboard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from companion.director import Director
from tests.director.visits import now_at, says
from tools.director.chromium import LAPTOP, PHONE, Page
from tools.director.rehearsal import Rehearsal


@pytest.mark.parametrize("shape", [PHONE, (320, 568, 2.0), (844, 390, 3.0), LAPTOP], ids=str)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_control_is_whole_large_and_named_in_every_shape(
    evening: Callable[..., None], shape: tuple[int, int, float], language: str
) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        show.read(8)
        bad = await page.js(
            """[...document.querySelectorAll("#show button")].filter((button) => {
              const box = button.getBoundingClientRect();
              if (!button.checkVisibility({ visibilityProperty: true })) return false;
              const named = button.innerText.trim() || button.getAttribute("aria-label");
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return !named || box.width < 44 || box.height < 44 || box.left < 0 || box.top < 0
                || box.right > innerWidth || box.bottom > innerHeight || !button.contains(top)
                || button.scrollWidth > button.clientWidth + 1;
            }).map((button) => button.outerHTML)"""
        )
        assert bad == []
        assert await page.js("document.documentElement.scrollWidth <= innerWidth")

    evening(story, shape=shape, language=language)


CONTRAST = """(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => parts(colour).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return parts(colour)[3] === 0 ? ground(element.parentElement) : colour;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const bad = [];
  let seen = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true }))
      continue;
    seen += 1;
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) bad.push([element.outerHTML.slice(0, 80), contrast]);
  }
  return [seen, bad];
})()"""


def test_every_word_can_be_told_from_its_ground(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        show.read(40)
        await says(page, "#word", "Following")
        await now_at(page, show)
        await page.tap("[data-number='20']")
        seen, bad = await page.js(CONTRAST)
        assert seen > 40 and bad == []
        await page.tap("#hold")
        await says(page, "#word", "Holding")
        show.unlink()
        await says(page, "#word", "No glasses")
        await page.tap("#say")
        assert (await page.js(CONTRAST))[1] == []

    evening(story)


def test_a_keyboard_does_it_all(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        line = show.show.placing.line
        await page.js("document.activeElement.blur()")
        await page.key("ArrowDown", 40)
        async with asyncio.timeout(5):
            while show.show.placing.line == line:
                await asyncio.sleep(0.02)
        await page.key(" ", 32)
        await says(page, "#hold", "Resume")
        focused = set()
        for _ in range(12):
            await page.key("Tab", 9)
            name = "document.activeElement.id || document.activeElement.classList[0]"
            focused.add(await page.js(name))
        assert {"hold", "say", "blank", "cue"} <= focused
        await page.js("document.querySelector('.cue.now').focus()")
        await page.key("ArrowDown", 40)
        await page.key("Enter", 13)
        await page.until("!document.querySelector('#chosen').hidden")

    evening(story, shape=LAPTOP)
