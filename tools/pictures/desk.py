"""Picture every screen of the Desk: `python -m tools.pictures.desk [SCREEN...] [--readme]`.

Both languages, both themes, laptop and phone, into build/pictures/desk; to be looked at. With
--readme only what the README shows, put together into tools/pictures/desk.png.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from PIL import Image

from companion.desk import language, routes, theme
from companion.desk.context import Desk
from companion.desk.home import Home
from companion.script import load
from companion.stage.plan import VIRTUAL
from companion.stage.venue import Wish
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
PATIENCE = 90.0  # seconds for work that a screen begins, and for some sentences of a talk
GOAL, WORDS = 180, 45  # of the talk that is pictured: its goal in seconds, how far it is followed
README = {  # where on the README's picture: (left, top, height)
    "library-laptop-dark-en": (0, 0, 500), "stage-live-laptop-dark-en": (820, 0, 500),
    "editor-laptop-light-zh": (0, 520, 500), "library-phone-light-zh": (820, 520, 500),
    "stage-live-phone-dark-zh": (1071, 520, 500), "editor-phone-dark-en": (1322, 520, 500),
}  # fmt: skip

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


async def written(d: Driver) -> None:
    """The editor with its outline and what the glass shows."""
    await at("editor", script=True)(d)
    glasses = d.all(kind="Glass")
    await d.until(lambda: all(glass.picture.any() for glass in glasses), PATIENCE)
    await asyncio.sleep(1.0)
    await calm(d)


async def checked(d: Driver) -> None:
    """The check-list before a show."""
    await at("stage", script=True)(d)
    await d.until(lambda: d.all(name=language._("Start")), PATIENCE)
    await calm(d)


async def live(d: Driver) -> None:
    """The demo talk, followed on virtual glasses for some sentences."""
    tag = language.tag()
    wish = Wish(
        load(DEMO / f"{tag}.md"), glasses=VIRTUAL, audio=str(DEMO / f"{tag}.ogg"),
        model=f"starter-{tag}", goal=GOAL,
    )  # fmt: skip
    d.desk.go("stage", wish=wish)
    await d.until(lambda: d.all(name=language._("Start")), PATIENCE)
    start = d.find(name=language._("Start"))
    await d.until(lambda: not start.disabled, PATIENCE)
    await d.tap(start)
    await d.until(lambda: _token(d) > WORDS, PATIENCE)


def _token(d: Driver) -> int:
    running = d.desk.stage.running
    return running.view().token if running is not None else -1


async def sheet(d: Driver) -> None:
    """A sheet above the settings."""
    d.desk.go("settings")
    await calm(d)
    await d.tap(d.find(kind="Menu"))


SCENES: dict[str, Scene] = {
    "library": at("library"),
    "editor": written,
    "rehearse": at("rehearse", script=True),
    "stage": checked,
    "stage-live": live,
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


def looks(names: list[str]) -> list[str]:
    """NAME-SHAPE-THEME-LANGUAGE for every look of these screens."""
    return [
        "-".join(parts) for parts in itertools.product(names, SHAPES, theme.THEMES, ("en", "zh"))
    ]


async def all_of(wanted: Iterable[str]) -> None:
    """Each in a home of its own, so that none changes another's picture."""
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first"
        furnish(first)
        for one in wanted:
            name, shape, look, tag = one.rsplit("-", 3)
            home = Path(folder) / one
            shutil.copytree(first, home)
            print(await picture(name, home, look, tag, shape), flush=True)


def compose() -> Image.Image:
    """The README's picture."""
    placed = []
    for name, (left, top, height) in README.items():
        shot = Image.open(FOLDER / f"{name}.png")
        shown = shot.resize((shot.width * height // shot.height, height), Image.Resampling.LANCZOS)
        placed.append((shown, left, top))
    made = Image.new(
        "RGB",
        (max(left + shown.width for shown, left, _top in placed),
         max(top + shown.height for shown, _left, top in placed)),
        (255, 255, 255),
    )  # fmt: skip
    for shown, left, top in placed:
        made.paste(shown, (left, top))
    return made


def main() -> int:
    """Write the pictures."""
    there = [name for name in SCENES if routes.exists(name.partition("-")[0])]
    parser = argparse.ArgumentParser(prog="python -m tools.pictures.desk")
    parser.add_argument("screen", nargs="*", help=f"of: {', '.join(there)}; all if none is named")
    parser.add_argument("--readme", action="store_true", help="what the README shows, alone")
    options = parser.parse_args()
    names = options.screen or there
    if not set(names) <= set(there):
        parser.error(f"there is only: {', '.join(there)}")
    prepare()
    asyncio.run(all_of(README if options.readme else looks(names)))
    if options.readme:
        compose().save(ROOT / "tools" / "pictures" / "desk.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
