"""The operator offers the director's page, sees who is in, and ends it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.screens.director import Directing, open_sheet
from companion.desk.widgets.qr import QUIET, modules
from companion.director import Role, addresses
from companion.stage.venue import Wish
from tests.desk.driver import desk
from tests.stage.shows import SHORT
from tools.director.rehearsal import rehearsal
from tools.director.visitor import Visitor, visiting

pytestmark = pytest.mark.skipif(not addresses(), reason="this machine is on no network")


async def opened(d: Any, directing: Directing) -> Any:
    """Open the sheet and switch the page on; the Director."""
    directing.open()
    await d.settle()
    assert not d.says("https://")  # off until somebody wants it
    await d.tap(d.find("Page for the director", kind="Toggle"))
    await d.until(lambda: d.says("https://"))
    return directing._director


async def scan(visitor: Visitor, d: Any) -> Any:
    """Join with what the code on the sheet says."""
    link = d.find(name="Code to scan").coded
    assert link.startswith(visitor.director.address)
    return await visitor.join(ticket=link.partition("#")[2])


def test_the_code_on_the_sheet_lets_in_and_the_list_tells_who(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            told: list[int] = []
            directing = Directing(
                d.desk, rehearsal(), ["Slower"], lambda: told.append(directing.people)
            )
            director = await opened(d, directing)
            async with visiting(director) as visitor:
                first = d.find(name="Code to scan").coded
                assert (await scan(visitor, d))["role"] == "watch"
                await d.until(lambda: d.says("Who is in"))
                assert told[-1] == 1
                assert d.find(name="Code to scan").coded != first  # it was good for one
                await d.tap(d.find("Control", within=d.find(name="What 1 may do")))
                assert await visitor.order("hold", on=True) == {}
                await d.tap(d.find(name="Remove 1"))
                await d.until(lambda: d.says("Nobody has joined yet."))
                assert (await visitor.order("hold", on=False))["refused"] == "session"
            await directing.end()
            assert not director.started

    run(scenario())


def test_who_joins_may_control_only_by_a_code_made_for_it(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            directing = Directing(d.desk, rehearsal())
            director = await opened(d, directing)
            shown = d.find(name="Code to scan").coded
            await d.tap(d.find("Control", within=d.find(name="Who joins may")))
            assert d.find(name="Code to scan").coded != shown
            async with visiting(director) as visitor:
                assert (await scan(visitor, d))["role"] == "control"
            pin = director.invitation.pin
            assert d.says(f"{pin[:3]} {pin[3:]}")
            await directing.end()
            later = Directing(d.desk, rehearsal())  # the next show gives nobody more than a look
            assert (await opened(d, later)).invitation.role is Role.WATCH
            await later.end()

    run(scenario())


def test_a_closed_sheet_is_a_closed_door_but_nobody_is_thrown_out(
    run: Any, tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            directing = Directing(d.desk, rehearsal())
            director = await opened(d, directing)
            async with visiting(director) as visitor:
                await scan(visitor, d)
                await d.press("escape")
                assert director.invitation is None
                assert (await visitor.post("/beat", {}))[0] == 200
                assert directing.people == 1
                directing.open()
                await d.settle()
                assert director.invitation.role is Role.WATCH
                await d.tap(d.find("Page for the director", kind="Toggle"))
                await d.until(lambda: not director.started)
                assert not director.people and not d.says("https://")
            await directing.end()

    run(scenario())


def test_a_computer_that_left_the_network_says_so(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            directing = Directing(d.desk, rehearsal())
            await opened(d, directing)
            monkeypatch.setattr("companion.director.director.addresses", list)
            await d.until(lambda: d.says("has left that network"))
            monkeypatch.undo()
            await d.until(lambda: not d.says("has left that network"))
            await directing.end()

    run(scenario())


@pytest.mark.parametrize("size", [(360, 740), (1280, 800)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_code_and_pin_are_whole_in_every_window_with_the_largest_type(
    run: Any, tmp_path: Path, size: tuple[int, int], lang: str
) -> None:
    def largest(made: Desk) -> None:
        made.preferences.set("text_scale", theme.LARGEST)

    async def scenario() -> None:
        async with desk(tmp_path, size, lang=lang, ready=largest) as d:
            directing = Directing(d.desk, rehearsal())
            directing.open()
            await d.settle()
            directing.switch(True)
            await d.until(lambda: d.says("https://"))
            await d.settle()
            code = d.all(kind="Qr")[0]
            side = len(modules(code.coded))
            assert code._place.size[0] >= 4 * side  # a module is four pixels and more
            assert code.width <= size[0] and code.to_window(code.x, 0)[0] >= 0
            pin = directing._director.invitation.pin
            said = d.find(f"{pin[:3]} {pin[3:]}")
            assert not said.is_shortened and said.texture_size[0] <= said.width + 1
            await directing.end()

    run(scenario())


def test_the_stage_opens_the_sheet_of_its_show(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            stage = d.desk.stage
            running = await stage.prepare(Wish(SHORT, listens=False))
            for _ in range(2):  # the page is the same when the sheet is opened again
                open_sheet(d.desk, running)
                await d.settle()
                if not d.says("https://"):
                    await d.tap(d.find("Page for the director", kind="Toggle"))
                    await d.until(lambda: d.says("https://"))
                    director = d.desk.directing._director
                await d.press("escape")
            assert d.desk.directing._director is director
            open_sheet(d.desk, running)
            await d.settle()
            async with visiting(director) as visitor:
                await scan(visitor, d)
                async with visitor.live() as live:
                    await live.until(lambda live: live.facts.get("phase") == "ready", 30)
                    assert live.all["messages"][0] == "Slower, please"
                    director.allow(1, Role.CONTROL)
                    cue = running.script.cues[2].id
                    was = (await visitor.order("read", cue=cue))["text"]
                    assert await visitor.order("edit", cue=cue, was=was, text="Other words.") == {}
                    assert "Other words." in {c.text for c in running.script.cues}
                    assert stage.wish.script is running.script  # as it would be taken up
                    await stage.end()
                    await live.until(lambda live: live.all.get("gone") == "over", 30)
            await d.until(lambda: not d.says("https://"))

    run(scenario())


def test_a_code_is_read_back_as_the_link() -> None:
    made = modules("https://192.168.1.5:7443/#" + "A" * 22)
    assert (made[:QUIET] == 255).all() and (made[:, -QUIET:] == 255).all()
    assert made.shape[0] == made.shape[1] and not made[QUIET : QUIET + 7, QUIET].any()
