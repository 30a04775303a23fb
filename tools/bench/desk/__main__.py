"""What the Desk costs, beside an empty Kivy app: python -m tools.bench.desk [--rounds N]

Each figure is of a process of its own on an offscreen window of 1280 x 800; the empty app (a
window with one line of text) and the Desk take turns, so that a noisy machine is as noisy for
both. Told is the processor's time besides the clock's. Where there is no graphics card, the
processor draws: own is what the app's thread takes of a frame, all is with the drawing.

start: from the command to the first frame, with eight scripts; compiled code is there. rest: while
nothing happens; without a graphics card drawing keeps its own in memory, hence the figure for no
more drawn. library: 1,000 scripts. editor: 20,000 words. stage: the lines of a long script in a
show turned by hand. show: shares of a core while the demo talk is followed at its own speed on
virtual glasses.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.table import Table

from companion.desk.context import Desk
from companion.desk.home import Home
from tools.bench import output
from tools.pictures.desk import DEMO, furnish

SCRIPTS = 1_000
ROUNDS = 3
LONGEST = 400.0  # seconds of a process
TASKS = ("first", "start", "undrawn", "library", "editor", "stage")
PARTS = {
    "MainThread": "the app: screens, the following, the radio of virtual glasses",
    "recogniser": "the recogniser", "sound": "the sound", "process micropython":
    "virtual glasses, a process of their own", "llvmpipe": "drawing without a graphics card",
}  # fmt: skip

Figures = dict[str, Any]


def begin(module: str, home: Path, *task: str) -> Figures:
    """One process from its start to its end; what it found. Compiled code is kept beside the
    homes: programs as installed have theirs."""
    home.mkdir(exist_ok=True)
    surroundings = {
        **os.environ, "SDL_VIDEODRIVER": "offscreen", "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(home.parent / "compiled"),
    }  # fmt: skip
    command = [sys.executable, "-m", f"tools.bench.desk.{module}", str(home), str(time.time())]
    done = subprocess.run(
        [*command, *task], cwd=output.ROOT, env=surroundings, stdout=subprocess.PIPE, text=True,
        check=True, timeout=LONGEST,
    )  # fmt: skip
    found: Figures = json.loads(done.stdout)
    return found


def home_of(folder: Path, scripts: int = 0) -> Path:
    """A home that is no longer new; with a few scripts, or with so many. Their words are counted:
    the Desk does that beside the screen, once for each script."""
    desk = Desk(Home.of(folder))
    desk.preferences.set("started", True)
    if scripts == 0:
        furnish(folder)
    texts = [(DEMO / f"{name}.md").read_text("utf-8") for name in ("en", "zh")]
    for number in range(scripts):
        text = f"{texts[number % 2]}\n\n{number}.\n"
        (desk.folder / "scripts").mkdir(exist_ok=True)
        (desk.folder / "scripts" / f"Talk {number}.md").write_text(text, "utf-8")
    for entry in desk.library.all():
        desk.library.count(entry.id)
    return folder


def median(runs: Iterable[Figures]) -> Figures:
    """Of each figure."""
    found = list(runs)
    return {
        name: median(run[name] for run in found) if isinstance(value, dict)
        else statistics.median(run[name] for run in found)
        for name, value in found[0].items()
    }  # fmt: skip


def measure(rounds: int) -> dict[str, Figures]:
    """Medians: "empty", each of TASKS, and "show" (once)."""
    runs: dict[str, list[Figures]] = {name: [] for name in ("empty", *TASKS)}
    with tempfile.TemporaryDirectory() as folder:
        homes = {
            name: home_of(Path(folder) / name, SCRIPTS if name == "library" else 0)
            for name in (*TASKS[1:], "show")
        }
        homes["first"] = Path(folder) / "first"  # nobody has been there
        begin("empty", Path(folder) / "empty")  # the first compiles
        begin("real", homes["start"], "start")
        for _ in range(rounds):
            for name, home in homes.items():
                if name == "show":
                    continue
                runs["empty"].append(begin("empty", Path(folder) / "empty"))
                runs[name].append(begin("real", home, "start" if name == "first" else name))
        shown = begin("real", homes["show"], "show")
    return {**{name: median(each) for name, each in runs.items()}, "show": shown}


def rows(found: dict[str, Figures]) -> list[tuple[str, str, float, float]]:
    """(what, unit, of the empty app, of the Desk)."""
    empty, start, library = found["empty"], found["start"], found["library"]
    editor = found["editor"]
    made = [
        ("start to first frame", "s", empty["start_s"], start["start_s"]),
        ("  processor", "s", empty["start_cpu_s"], start["start_cpu_s"]),
        ("  processor, 1,000 scripts", "s", empty["start_cpu_s"], library["start_cpu_s"]),
        ("  processor, first run", "s", empty["start_cpu_s"], found["first"]["start_cpu_s"]),
        ("memory at the first frame", "MiB", empty["start_mib"], start["start_mib"]),
        ("  at rest, no more drawn", "MiB", empty["rest_mib"], found["undrawn"]["rest_mib"]),
        ("  at rest", "MiB", empty["rest_mib"], start["rest_mib"]),
        ("  1,000 scripts", "MiB", empty["rest_mib"], library["rest_mib"]),
        ("  editor, 20,000 words", "MiB", empty["rest_mib"], editor["rest_mib"]),
        ("  in a show", "MiB", empty["rest_mib"], found["show"]["mib"]),
        ("core at rest", "%", 100 * empty["rest_share"], 100 * start["rest_share"]),
    ]
    frames = {
        "library": library["frames"], "editor": editor["frames"],
        "editor, a letter": editor["typing"], "stage's lines": found["stage"]["frames"],
    }  # fmt: skip
    for name, figures in frames.items():
        for which, words in (("own", "own"), ("cpu", "all"), ("wall", "by the clock")):
            unit = f"{which}_ms"
            made.append((f"frame, {name}: {words}", "ms", empty["frames"][unit], figures[unit]))
    return made


def shares(found: Figures) -> list[tuple[str, float, float]]:
    """(part of the program, percent of a core with the library shown, with the stage shown)."""

    columns = []
    for shown in (found["alone"], found["stage"]):
        spent = {name: 100 * share for name, share in shown.items() if name != "frames"}
        named = [
            sum(share for name, share in spent.items() if name.startswith(part)) for part in PARTS
        ]
        together = sum(spent.values())
        columns.append([*named, max(0.0, together - sum(named)), together])
    return list(zip((*PARTS.values(), "all else", "together"), *columns, strict=True))


def main() -> None:
    """Measure, print the tables, write build/bench/desk.json."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    found = measure(parser.parse_args().rounds)
    table = Table("what", "empty app", "Desk", "ratio", title="The Desk beside an empty Kivy app")
    for what, unit, empty, desk in rows(found):
        table.add_row(what, f"{empty:.2f} {unit}", f"{desk:.2f} {unit}", f"{desk / empty:.1f}")
    talk = Table(
        "part", "library shown", "stage shown",
        title=f"Percent of a core in a show, {found['show']['words']} words followed",
    )  # fmt: skip
    for part, alone, stage in shares(found["show"]):
        talk.add_row(part, f"{alone:.1f}", f"{stage:.1f}")
    talk.add_row("frames a second", *(
        f"{found['show'][which]['frames']:.1f}" for which in ("alone", "stage")
    ))
    for each in (table, talk):
        output.console().print(each)
    print(f"editor: text after {found['editor']['open_s']:.2f} s, "
          f"warnings after {found['editor']['proof_s']:.2f} s")  # fmt: skip
    print(output.write("desk", found))


if __name__ == "__main__":
    main()
