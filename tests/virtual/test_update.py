"""New software by radio, on the glasses themselves: it comes whole, proves itself, or goes."""

import asyncio
from argparse import Namespace

import pytest

from companion import __version__
from companion.cli import updating
from companion.glasses.errors import UploadRefused
from firmware.souffleur import wire
from tools import program
from tools.program import FIRMWARE
from tools.update import pack

from . import scene as scenes
from .scene import linked

HEAP = "600k"  # software that came by radio runs from memory, as on a board with PSRAM


@pytest.fixture(scope="module")
def parts():
    """The program's files, as they travel."""
    files = asyncio.run(program.files("x64"))
    return {path: data for path, data in files.items() if not path.startswith(("boot", "slots"))}


def version(parts, number, **more):
    """An update that calls itself by this number."""
    source = (FIRMWARE / "souffleur" / "release.py").read_text()
    head = source[: source.index("VERSION")]
    files = {path: data for path, data in parts.items() if path != "souffleur/release.mpy"}
    files["souffleur/release.py"] = f'{head}VERSION = "{number}"\n'.encode()
    return pack(number, {**files, **more})


def play(scene):
    async def run(glasses):
        link = await linked(glasses)
        try:
            await scene(glasses, link)
        finally:
            await link.close()

    scenes.play(run, heap=HEAP, interval_ms=2, packets_per_interval=16)


async def runs(link, starts):
    """The version that answers after the glasses have started so often."""
    while True:
        text = await link.ask(wire.ABOUT_DEVICE)
        told = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
        if starts():
            return told["version"]
        await asyncio.sleep(0.1)


def started(glasses, count):
    return lambda: len(glasses.starts) >= count


def test_new_software_comes_by_radio_and_stays(parts):
    async def scene(glasses, link):
        await link.update(version(parts, "9.9.1"))
        await link.restart()
        assert await runs(link, started(glasses, 2)) == "9.9.1"
        await glasses.reboot()
        assert await runs(link, started(glasses, 3)) == "9.9.1"  # it proved itself by that link

    play(scene)


def test_software_that_does_not_start_gives_way_to_the_last_that_did(parts):
    async def scene(glasses, link):
        before = await runs(link, started(glasses, 1))
        broken = {"main.py": b"import no_such_module\n"}
        await link.update(version(parts, "9.9.2", **broken))
        await link.restart()
        while len(glasses.starts) < 2:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        await glasses.watchdog_ends()
        assert await runs(link, started(glasses, 3)) == before

    play(scene)


def test_the_command_brings_this_release_and_sees_it_run(capsys):
    async def scene(glasses, link):
        await updating.update(link, Namespace(file=None, force=False))
        assert "already" in capsys.readouterr().out
        await updating.update(link, Namespace(file=None, force=True))
        assert f"They run {__version__} now." in capsys.readouterr().out
        assert len(glasses.starts) == 2

    play(scene)


def test_a_file_that_is_no_software_is_refused_in_words(tmp_path):
    noise = tmp_path / "holiday.jpg"
    noise.write_bytes(bytes(range(256)) * 20)

    async def scene(glasses, link):
        with pytest.raises(UploadRefused, match="take a fresh file"):
            await updating.update(link, Namespace(file=noise, force=False))
        assert len(glasses.starts) == 1

    play(scene)


def test_a_link_lost_in_the_middle_of_an_update_only_delays_it(parts):
    async def scene(glasses, link):
        half = asyncio.Event()
        whole = link.update(
            version(parts, "9.9.3"),
            lambda progress: half.set() if progress.held * 2 > progress.size else None,
        )
        await half.wait()
        await glasses.power_cut()
        await glasses.power_on()
        await whole
        await link.restart()
        assert await runs(link, started(glasses, 3)) == "9.9.3"

    play(scene)
