"""Make the README's pictures into tools/pictures: the glass, the operator's terminal, the report.

The terminal shows a moment of the demo's show log and the report is the demo's, so run `make demo`
first. Both are photographed by Chromium (Debian: chromium).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console

from companion.live.screen import Screen
from companion.report.events import Heard, Pictured, Placed, Shown
from companion.report.log import Log, read_log
from companion.script import load
from companion.stage.view import View
from companion.typeset import Board, Book, load_board, typeset
from companion.typeset.glass import Told, glass
from firmware.souffleur import wire

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
DEMO = ROOT / "companion" / "demo"
TEXTS = ROOT / "tests" / "script" / "texts"
LANGUAGES = ("en", "zh-Hans", "vi", "th", "km", "lo", "my", "id")
SHOTS = ROOT / "tests" / "device" / "golden"  # approved pictures of the firmware
STATES = (
    "waiting", "code", "clock", "alignment", "searching", "link-lost", "message", "low-battery",
)
MOMENT = 84.0  # seconds into the demo
INK = (140, 255, 170)
ZOOM, GAP, COLUMNS = 2, 12, 4


def tinted(levels: NDArray[np.uint8]) -> Image.Image:
    """Brightness 0 to 255 in the tint of the live view, enlarged."""
    ink = np.array(INK, np.uint16)
    picture = (levels[..., None].astype(np.uint16) * ink // 255).astype(np.uint8)
    image = Image.fromarray(picture)
    return image.resize((image.width * ZOOM, image.height * ZOOM), Image.Resampling.NEAREST)


def screen(book: Book, board: Board, line: int) -> NDArray[np.uint8]:
    """The glass with `line` current: the line before it dim, as after reading up to here."""
    told = Told(state=wire.STATE_FOLLOWING, linked=True, battery=80, seconds=90 + 20 * line)
    shown = glass(book, board, line, book.lines[line].first_token, told=told)
    scaled: NDArray[np.uint8] = shown * np.uint8(255 // (2**book.depth - 1))
    return scaled


def scripts() -> Image.Image:
    """One screen in each of the first languages."""
    board = load_board("t-glass")
    books = [typeset(load(TEXTS / f"{name}.txt"), board) for name in LANGUAGES]
    return sheet([tinted(screen(book, board, 4)) for book in books])


def states() -> Image.Image:
    """What the glasses show besides a script that is followed, as the firmware drew it."""
    shots = [Image.open(SHOTS / f"t-glass-{name}.png").convert("L") for name in STATES]
    return sheet([tinted(np.asarray(shot)) for shot in shots])


def sheet(pictures: list[Image.Image]) -> Image.Image:
    """Pictures of one size side by side, COLUMNS in a row."""
    wide, high = pictures[0].size
    rows = -(-len(pictures) // COLUMNS)
    made = Image.new(
        "RGB", (COLUMNS * (wide + GAP) - GAP, rows * (high + GAP) - GAP), (255, 255, 255)
    )
    for number, picture in enumerate(pictures):
        row, column = divmod(number, COLUMNS)
        made.paste(picture, (column * (wide + GAP), row * (high + GAP)))
    return made


def terminal(log: Log, book: Book) -> str:
    """The operator's terminal at MOMENT of a show, as SVG."""
    heard = [e for e in log.of(Heard) if e.t <= MOMENT][-1].hypothesis
    placed = [e for e in log.of(Placed) if e.t <= MOMENT][-1].position
    shown = [e for e in log.of(Shown) if e.t <= MOMENT][-1]
    picture = [e for e in log.of(Pictured) if e.t <= MOMENT][-1].pixels
    view = View(
        title="A Classroom Without Borders", language="en",
        lines=[line.text for line in book.lines], line=shown.line, picture=picture,
        heard=" ".join(heard.words), state=placed.state, reason=placed.reason,
        confidence=placed.confidence, level=0.6, device="en.ogg", link="linked", linked=True,
        battery=90, glasses="Souffleur-0001", elapsed=MOMENT, total=178.0,
    )
    console = Console(record=True, width=176, height=70, file=StringIO())
    console.print(Screen(view), height=70)
    return console.export_svg(title="souffleur present")


def photograph(page: Path, width: int, height: int, picture: Path) -> None:
    """Let Chromium draw a page into a PNG."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", f"--user-data-dir={profile}", f"--window-size={width},{height}",
                f"--screenshot={picture}", page.as_uri(),
            ],
            check=True, capture_output=True, timeout=120,
        )


def main() -> int:
    """Write all pictures."""
    demo = ROOT / "build" / "demo" / "en"
    path = demo / "show.jsonl"
    if not path.exists() or not shutil.which("chromium"):
        print("Run `make demo` first, and install chromium.", file=sys.stderr)
        return 1
    scripts().save(FOLDER / "scripts.png", optimize=True)
    states().save(FOLDER / "states.png", optimize=True)
    book = typeset(load(DEMO / "en.md"), load_board("t-glass"))
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "terminal.html"
        svg = terminal(read_log(path), book)
        page.write_text(f"<body style='margin:0;zoom:0.65'>{svg}</body>", encoding="utf-8")
        photograph(page, 1410, 1150, FOLDER / "terminal.png")
    photograph(demo / "report.html", 1200, 1560, FOLDER / "report.png")
    return 0


sys.exit(main())
