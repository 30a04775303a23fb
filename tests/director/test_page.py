"""The page itself in Chromium, joined to a real show: what a director sees and does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from companion.director import Director, Role
from companion.glasses import events as link
from tools.director.chromium import CHROMIUM, LAPTOP, PHONE, Browser, Page, chromium
from tools.director.rehearsal import Rehearsal, rehearsal
from tools.director.visitor import HERE, directed

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")

Story = Callable[[Rehearsal, Director, Page], Awaitable[None]]
SECONDS = 60.0


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def browser(loop: asyncio.Runner) -> Iterator[Browser]:
    """One Chromium for all stories; each has a tab, and a program, of its own."""
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


@asynccontextmanager
async def away(director: Director) -> AsyncIterator[None]:
    """The network is gone: connections break and nobody answers, but the show goes on."""
    port, server = director._port, director._runner.server  # type: ignore[union-attr]
    listening = port._server
    port._task.cancel()
    for handler in list(server.connections):  # type: ignore[union-attr]
        if handler.transport is not None:
            handler.transport.abort()
    taking = asyncio.create_task(_refuse(listening))
    try:
        yield
    finally:
        taking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await taking
        port._task = asyncio.create_task(port._take())


async def _refuse(listening: object) -> None:
    loop = asyncio.get_running_loop()
    while True:
        connection, _ = await loop.sock_accept(listening)  # type: ignore[arg-type]
        connection.close()


def test_scanning_the_code_shows_the_show_and_hides_the_secret(
    evening: Callable[..., None],
) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        assert await page.js("location.href") == director.address
        assert await page.text("#word") == "Waiting"
        show.read(30)
        await says(page, "#word", "Following")
        await says(page, "#done", f"{100 * show.place // len(show.script.tokens)} %")
        assert await page.text("#battery") == "80 %"
        said = await page.text(".cue.now .said")
        words = [token.text for token in show.script.tokens[: show.place]]
        assert said.rstrip(".,").endswith(words[-1])

    evening(story)


def test_the_glass_is_the_wearers_pixel_by_pixel(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        show.read(25)
        await says(page, "#word", "Following")
        picture = show.view().picture
        assert picture is not None
        wanted = "".join("#" if lit else "." for lit in (picture > 0).ravel())
        await page.until(
            f"""(() => {{
              const canvas = document.querySelector("#glass");
              if (canvas.width !== {picture.shape[1]}) return false;
              const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              let lit = "";
              for (let n = 0; n < all.data.length; n += 4) lit += all.data[n + 1] ? "#" : ".";
              return lit === "{wanted}";
            }})()"""
        )

    evening(story)


def test_a_pin_lets_in_and_a_wrong_one_says_so(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        pin = director.invite(Role.WATCH).pin
        assert pin is not None
        await page.go(director.address)
        await page.until("document.activeElement?.id === 'pin'")
        await page.write("000000" if pin != "000000" else "000001")
        await page.key("Enter", 13)
        await page.tap("#join button")
        await says(page, "#why", "not the PIN")
        await page.js("document.querySelector('#pin').focus()")
        await page.write(pin)
        await page.tap("#join button")
        await page.until("!!document.querySelector('.cue.now')")
        assert await page.js("!document.querySelector('#controls').offsetParent")
        assert "watching" in await page.text("#watching")
        director.allow(1, Role.CONTROL)
        await page.until("!!document.querySelector('#controls').offsetParent")

    evening(story, role=None, faults=True)  # a refusal is written to the browser's console


def test_the_show_is_driven_by_thumb(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        await page.tap("#hold")
        await says(page, "#hold", "Resume")
        assert show.show.holding
        await page.tap("#hold")
        await says(page, "#hold", "Hold")
        assert not show.show.holding
        line = show.show.placing.line
        await page.tap("[data-move='next line']")
        await page.tap("[data-move='next section']")
        await page.until("Number(document.querySelector('#done').innerText.split(' ')[0]) > 0")
        assert show.show.placing.line > line + 1
        await page.tap("#blank")
        await says(page, "#blank", "Show again")
        assert show.show.blank

    evening(story)


def test_a_tap_in_the_script_moves_only_when_confirmed_and_can_be_undone(
    evening: Callable[..., None],
) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        show.read(10)
        cue = show.script.cues[20]
        await page.tap("[data-number='20']")
        await says(page, "#snippet", cue.text[:20])
        assert show.place == 10
        await page.tap("#go")
        await says(page, "#toast", "goes on there")
        assert show.place == cue.first_token
        assert await page.js("document.querySelector('.cue.now').dataset.number") == "20"
        await page.tap("#undo")
        await page.until("document.querySelector('.cue.now').dataset.number !== '20'")
        assert show.place == 10

    evening(story)


def test_messages_are_sent_by_a_tap_or_in_ones_own_words(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        await page.tap("#say")
        await page.tap("#presets button")
        await says(page, "#message", "Slower, please")
        await page.tap("#say")
        await page.js("document.querySelector('#words').focus()")
        await page.write("W" * 120)
        await page.tap("#send")
        await says(page, "#saying .error", "does not fit")
        await page.js("document.querySelector('#words').select()")
        await page.write("Two minutes")
        await page.key("Enter", 13)
        await says(page, "#message", "Two minutes")
        assert show.show.message == "Two minutes"
        await page.tap("#say")
        await page.tap("#unsay")
        await page.until("document.querySelector('#message').hidden")
        assert not show.show.message

    evening(story, faults=True)


def test_text_is_changed_before_it_is_spoken_and_not_after(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        show.read(10)
        cue = next(c for c in show.script.cues if c.first_token > 40 and c.tokens)
        number = show.script.cues.index(cue)
        await page.tap(f"[data-number='{number}']")
        await page.tap("#change")
        await page.until("document.querySelector('#editing').open")
        await page.js("document.querySelector('#draft').select()")
        await page.write("Nothing else [pause] was **planned**.")
        await page.tap("#save")
        await says(page, "#toast", "Changed")
        await says(page, "#script", "Nothing else [pause] was planned.")
        assert show.place == 10
        assert "planned" in {token.text for token in show.script.tokens}
        later = next(n for n, c in enumerate(show.script.cues) if c.first_token > 60 and c.tokens)
        await page.tap(f"[data-number='{later}']")
        await page.tap("#change")
        await page.until("document.querySelector('#editing').open")
        show.anchor(show.script.cues[-1].first_token)  # the speaker skips past it
        await says(page, "#editing .error", "has come to this text")
        assert await page.js("document.querySelector('#save').disabled")

    evening(story)


def test_a_lost_connection_is_told_and_mends_by_itself(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        show.read(5)
        await says(page, "#word", "Following")
        async with away(director):
            await says(page, "#lost", "Connection lost")
            assert await page.js("document.querySelector('#hold').disabled")
            show.read(20)
        await page.until("document.querySelector('#lost').hidden")
        await says(page, "#done", f"{100 * show.place // len(show.script.tokens)} %")
        assert not await page.js("document.querySelector('#hold').disabled")

    evening(story, faults=True)


def test_a_phone_that_wakes_is_back_at_once(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        await page.call("Page.setWebLifecycleState", state="frozen")
        async with away(director):
            show.read(30)
            await asyncio.sleep(0.2)
        await page.call("Page.setWebLifecycleState", state="active")
        await says(page, "#done", f"{100 * show.place // len(show.script.tokens)} %")
        await page.until("document.querySelector('#lost').hidden")

    evening(story, faults=True)


def test_a_page_loaded_anew_is_still_joined(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        await page.js("window.old = true")
        await page.call("Page.reload")
        await page.until("!window.old && !!document.querySelector('.cue.now')")
        assert len(director.people) == 1

    evening(story)


def test_who_is_put_out_is_told_and_so_is_everybody_at_the_end(
    evening: Callable[..., None],
) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        director.dismiss(director.people[0].number)
        await says(page, "#why", "The operator has ended your session.")
        assert await page.js("document.querySelector('#show').hidden")
        await come_in(director, page)
        await director.stop()
        await says(page, "#why", "The show is over.")
        await director.start(HERE, port=0)

    evening(story, faults=True)


def test_lost_glasses_are_the_first_thing_one_sees(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        show.show.link(link.Lost("out of reach"), show.now)
        await says(page, "#word", "眼镜未连接")
        await says(page, "#reason", "连接已断开")
        assert await page.js("document.documentElement.lang") == "zh"
        assert await page.js("getComputedStyle(document.querySelector('#state')).backgroundColor")

    evening(story, language="zh")


def test_the_script_follows_until_somebody_scrolls(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        seen = """(() => {
          const box = document.querySelector(".cue.now").getBoundingClientRect();
          const view = document.querySelector("#text").getBoundingClientRect();
          return box.top >= view.top && box.top < view.bottom;
        })()"""
        show.anchor(200)
        await now_at(page, show)
        await page.until(seen)
        await page.js("""{
          const text = document.querySelector("#text");
          text.dispatchEvent(new WheelEvent("wheel", { deltaY: -5000 }));
          text.scrollTop = 0;
        }""")
        show.anchor(240)
        await now_at(page, show)
        await page.until("!document.querySelector('#back').hidden")
        assert not await page.js(seen)
        await page.tap("#back")
        await page.until(seen)

    evening(story)


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
