"""Picture every screen of the Desk: `python -m tools.pictures.desk [SCREEN...]`.

Both languages, both themes, laptop and phone, into build/pictures/desk; to be looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from companion.desk import language, routes
from companion.desk.context import Desk
from companion.desk.home import Home
from tools.desk.driver import Driver, desk, prepare

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "companion" / "demo"
TEXTS = ROOT / "tests" / "script" / "texts"
FOLDER = ROOT / "build" / "pictures" / "desk"
SHAPES = {"laptop": (1280, 800), "phone": (412, 892)}
SHOWN = {  # titles of the scripts in the library
    "th": "พิธีเปิดการประชุม", "km": "សុន្ទរកថាបើក", "vi": "Diễn văn khai mạc", "my": "အဖွင့်မိန့်ခွန်း",
    "lo": "ຄຳປາໄສເປີດ", "id": "Pidato pembukaan",
}  # fmt: skip
TALKS = {"en": "A Classroom Without Borders", "zh": "没有边界的课堂"}
PATIENCE = 20.0  # seconds for work that a screen begins when it opens

Scene = Callable[[Driver], Awaitable[None]]


def furnish(folder: Path) -> None:
    """A library as a speaker might have it."""
    library = Desk(Home.of(folder)).library
    for name, title in SHOWN.items():
        library.receive((TEXTS / f"{name}.txt").read_bytes(), f"{title}.txt")
    for name, title in TALKS.items():
        library.receive((DEMO / f"{name}.md").read_bytes(), f"{title}.md")


def talk(d: Driver) -> str:
    """Id of the demo talk in the language of the interface."""
    return next(
        entry.id
        for entry in d.desk.library.all()
        if entry.language.partition("-")[0] == language.tag()
    )


async def calm(d: Driver) -> None:
    """Until what the screen began is done."""
    await d.settle(6)
    await d.until(lambda: not d.desk.jobs.running, PATIENCE)
    await d.settle(6)


def at(route: str, script: bool = False) -> Scene:
    """The screen as it opens, with the demo talk if it needs one."""

    async def scene(d: Driver) -> None:
        d.desk.go(route, **({"script": talk(d)} if script else {}))
        await calm(d)

    return scene


async def sheet(d: Driver) -> None:
    """A sheet above the settings."""
    d.desk.go("settings")
    await calm(d)
    await d.tap(d.find(kind="Menu"))


SCENES: dict[str, Scene] = {
    "library": at("library"),
    "editor": at("editor", script=True),
    "rehearse": at("rehearse", script=True),
    "stage": at("stage", script=True),
    "glasses": at("glasses"),
    "voices": at("voices"),
    "settings": at("settings"),
    "settings-sheet": sheet,
    "first_run": at("first_run"),
}


async def picture(name: str, home: Path, look: str, tag: str, shape: str) -> Path:
    """One screen in one look."""
    async with desk(home, SHAPES[shape], theme=look, lang=tag) as d:
        await SCENES[name](d)
        return d.screenshot(FOLDER / f"{name}-{shape}-{look}-{tag}.png")


async def all_of(names: list[str]) -> None:
    """Each in a home of its own, so that none changes another's picture."""
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first"
        furnish(first)
        for name in names:
            for shape in SHAPES:
                for look in ("dark", "light"):
                    for tag in ("en", "zh"):
                        home = Path(folder) / f"{name}-{shape}-{look}-{tag}"
                        shutil.copytree(first, home)
                        print(await picture(name, home, look, tag, shape))


def main() -> int:
    """Write the pictures."""
    there = [name for name in SCENES if routes.exists(name.partition("-")[0])]
    parser = argparse.ArgumentParser(prog="python -m tools.pictures.desk")
    parser.add_argument("screen", nargs="*", help=f"of: {', '.join(there)}; all if none is named")
    names = parser.parse_args().screen or there
    if not set(names) <= set(there):
        parser.error(f"there is only: {', '.join(there)}")
    prepare()
    asyncio.run(all_of(names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
