"""What the glasses do by themselves: wake, start again, remember, tell."""

import asyncio

import numpy as np

from companion.glasses.discovery import scan
from companion.script import parse_text
from companion.typeset import load_board, typeset
from firmware.souffleur import wire
from tools.virtual.machine import DEEP_SLEEP, HARD, POWER_ON, WATCHDOG

from . import scene as scenes
from .scene import linked, until

TEXT = "# One\n\n" + "\n\n".join(f"Sentence {n} of the talk is here to be read." for n in range(9))


def play(scene, **kwargs):
    scenes.play(scene, supervision_s=0.3, **kwargs)


def lit(glasses):
    return np.asarray(glasses.image()).any()


def told(answer):
    return dict(line.split("=", 1) for line in answer.splitlines())


def test_settings_are_told_taken_kept_and_seen_at_once():
    async def scene(glasses):
        link = await linked(glasses)
        book = typeset(parse_text(TEXT), load_board("t-glass"))
        await link.upload(book.data)
        link.show(4, 0)
        await asyncio.sleep(1)
        before = glasses.image().tobytes()
        await link.configure("current_row", "0")
        await until(lambda: glasses.image().tobytes() != before)
        await link.configure("name", "Podium")
        settings = told(await link.ask(wire.ABOUT_SETTINGS))
        assert settings["current_row"] == "0" and settings["name"] == "Podium"
        device = told(await link.ask(wire.ABOUT_DEVICE))
        assert device["board"] == "t-glass" and device["reset"] == "power-on"
        assert device["books"] == book.id.hex() and int(device["heap_free"]) > 0
        await link.restart()
        await until(lambda: glasses.starts == [POWER_ON, HARD])
        await link.close()
        link = await linked(glasses)
        assert told(await link.ask(wire.ABOUT_SETTINGS))["name"] == "Podium"
        assert told(await link.ask(wire.ABOUT_DEVICE))["reset"] == "reset"
        await until(lambda: link.status is not None and link.status.line == 4)
        await link.erase()
        assert told(await link.ask(wire.ABOUT_DEVICE))["books"] == ""
        await link.close()

    play(scene)


def test_another_name_is_on_the_air_without_a_restart():
    async def scene(glasses):
        link = await linked(glasses)
        await link.configure("name", "Podium")
        await link.close()
        await scan(0.5, **glasses.bleak)  # until the glasses, too, know that the link has ended
        found = [each.name for each in await scan(1.0, **glasses.bleak)]
        assert found == ["Podium"] and glasses.starts == [POWER_ON]

    play(scene)


def test_messages_and_buzzes_are_felt_unless_the_wearer_does_not_want_them():
    async def scene(glasses):
        link = await linked(glasses)
        await link.buzz(wire.BUZZ_DOUBLE)
        await until(lambda: len(glasses.buzzes) == 2)
        assert all(0.03 < buzz.seconds < 0.3 for buzz in glasses.buzzes)
        await link.configure("vibrate", "0")
        await link.buzz(wire.BUZZ_LONG)
        await asyncio.sleep(0.6)
        assert len(glasses.buzzes) == 2
        await link.close()

    play(scene)


def test_the_light_dims_and_comes_back_with_a_touch():
    async def scene(glasses):
        await until(lambda: glasses.panel.brightness == 200)
        await until(lambda: glasses.panel.brightness == 30)
        glasses.press(True)
        await until(lambda: glasses.panel.brightness == 200, 1)
        glasses.press(False)

    play(scene, settings={"brightness": 200, "dim": 30, "dim_after": 1})


def test_a_hanging_firmware_is_reset_and_says_so():
    async def scene(glasses):
        await glasses.power_on(cause=WATCHDOG)
        link = await linked(glasses)
        assert "watchdog" in await link.ask(wire.ABOUT_JOURNAL)
        await link.close()

    play(scene)


def test_a_deep_sleep_ends_with_a_touch_at_the_place_and_the_timer_only_looks_around():
    async def scene(glasses):
        link = await linked(glasses)
        book = typeset(parse_text(TEXT), load_board("t-glass"))
        await link.upload(book.data)
        link.show(3, 0)
        await asyncio.sleep(1.2)
        await link.close()
        await glasses.power_on(0, DEEP_SLEEP, 4)
        await asyncio.sleep(1.5)
        assert not lit(glasses), "nobody is there"
        glasses.press(True)
        await until(lambda: lit(glasses))
        glasses.press(False)
        link = await linked(glasses)
        await until(lambda: link.status is not None)
        assert link.status.line == 3, "the touch only woke"
        await link.close()

    play(scene)


def test_the_wearers_choices_outlive_a_new_start_of_the_virtual_glasses(tmp_path):
    flash = tmp_path / "flash.img"

    async def choose(glasses):
        link = await linked(glasses)
        await link.configure("pan", "2,3")
        await link.close()

    async def look(glasses):
        link = await linked(glasses)
        assert told(await link.ask(wire.ABOUT_SETTINGS))["pan"] == "2,3"
        await link.close()

    play(choose, flash=flash)
    play(look, flash=flash)


def test_a_long_press_opens_pairing_and_a_tap_ends_it():
    async def scene(glasses):
        await until(lambda: lit(glasses))
        await asyncio.sleep(0.5)
        before = glasses.image().tobytes()
        await glasses.touch("very long")
        await until(lambda: glasses.image().tobytes() != before)
        await asyncio.sleep(1.0)
        await glasses.touch("tap")
        await until(lambda: glasses.image().tobytes() == before)

    play(scene)


def test_boards_without_motor_or_charger_work_and_those_with_tell():
    async def scene(glasses):
        glasses.battery(4.2, charging=True)
        await glasses.reboot()
        link = await linked(glasses)
        await link.buzz(wire.BUZZ_TICK)
        await until(lambda: link.status is not None)
        assert link.status.battery == 100 and link.status.charging
        assert glasses.buzzes == []
        await link.close()

    play(scene, board="t-glass-v3")


def test_when_the_link_is_lost_a_touch_brings_the_script_back_from_what_covers_it():
    async def scene(glasses):
        link = await linked(glasses)
        book = typeset(parse_text(TEXT), load_board("t-glass"))
        await link.upload(book.data)
        link.show(3, 0)
        await until(lambda: link.status is not None and link.status.line == 3 and lit(glasses))
        await link.message(16, 10, bytes((126 + 20, 0xFF)))  # ten rows of ink
        await link.view(wire.VIEW_BLANK)
        await until(lambda: not lit(glasses))
        await link.close()
        await asyncio.sleep(0.5)
        await glasses.touch("tap")
        await until(lambda: lit(glasses))
        covered = glasses.image().tobytes()
        await glasses.touch("tap")
        await until(lambda: glasses.image().tobytes() != covered)
        link = await linked(glasses)
        await until(lambda: link.status is not None)
        assert link.status.line == 3 and not link.status.message, "no page was turned"
        await link.close()

    play(scene)


def test_a_name_that_blinks_to_be_found_goes_by_itself():
    async def scene(glasses):
        link = await linked(glasses)
        await link.view(wire.VIEW_IDENTIFY)
        await until(lambda: link.status is not None and link.status.view == wire.VIEW_IDENTIFY)
        await until(lambda: link.status.view == wire.VIEW_SCRIPT, 14)
        await link.close()

    play(scene)
