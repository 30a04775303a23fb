"""The page itself in Chromium, joined to a real show: what a director sees and does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from companion.director import Director, Role
from companion.glasses import events as link
from companion.glasses.errors import not_found
from companion.show import Command
from tests.director.visits import come_in, now_at, says
from tools.director.chromium import Page
from tools.director.rehearsal import Rehearsal
from tools.director.visitor import HERE, visiting


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
        await now_at(page, show)
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
        await now_at(page, show)
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


def test_two_who_change_one_text_see_each_others_words(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        cue = next(c for c in show.script.cues if c.first_token > 40 and c.tokens)
        number = show.script.cues.index(cue)
        await page.tap(f"[data-number='{number}']")
        await page.tap("#change")
        await page.until("document.querySelector('#editing').open")
        await page.js("document.querySelector('#draft').select()")
        await page.write("My own words stay.")
        async with visiting(director) as other:
            await other.come_in()
            was = (await other.order("read", cue=cue.id))["text"]
            answer = await other.order("edit", cue=cue.id, was=was, text="Theirs came first.")
            assert answer == {}
        await page.tap("#save")
        await says(page, "#editing .error", "Theirs came first.")
        assert await page.js("document.querySelector('#draft').value") == "My own words stay."
        assert "Theirs came first." in {c.text for c in show.script.cues}  # nothing is replaced yet
        await page.tap("#save")
        await says(page, "#toast", "Changed")
        assert "My own words stay." in {c.text for c in show.script.cues}

    evening(story, faults=True)  # a refusal is written to the browser's console


def test_an_old_code_puts_nobody_out(evening: Callable[..., None]) -> None:
    async def story(show: Rehearsal, director: Director, page: Page) -> None:
        await page.go(director.address + "#" + "A" * 22)
        await says(page, "#toast", "This code has been used")
        assert await page.js("!document.querySelector('#show').hidden")
        await page.tap("#hold")
        await says(page, "#hold", "Resume")
        assert await page.js("location.hash") == ""

    evening(story, faults=True)


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
        show.operate(Command.HOLD)
        await says(page, "#reason", "已手动暂停")
        show.show.link(link.Lost(str(not_found("Souffleur-0001"))), show.now)
        await says(page, "#notice", "附近没有名为 Souffleur-0001 的眼镜，请打开眼镜、拿近后再试。")
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
