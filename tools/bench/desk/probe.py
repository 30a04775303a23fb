"""Measured within one process: its start, its frames, its memory, where its time goes (Linux)."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import statistics
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from companion.desk import window
from companion.desk.home import Home

SIZE = (1280, 800)
REST = 2.0  # seconds in which nothing happens
CALM = 1.5  # seconds until a screen has come to rest
_TICK = os.sysconf("SC_CLK_TCK")


def watched(home: Home, spawned: float, then: Callable[[], Awaitable[dict[str, Any]]]) -> None:
    """Set Kivy up, and once its loop runs, tell the first frame and what `then` finds.

    spawned: when the process was begun, by time.time(). One line of JSON is printed; then the app
    ends. To be called before Kivy is imported.
    """
    window.prepare(home, SIZE)
    from kivy.base import stopTouchApp
    from kivy.clock import Clock

    found: dict[str, Any] = {}
    shown = asyncio.Event()

    def first(*_event: Any) -> None:
        from kivy.core.window import Window
        from kivy.graphics.opengl import glFinish

        Window.unbind(on_flip=first)
        glFinish()
        found["start_s"] = time.time() - spawned
        found["start_cpu_s"] = time.process_time()
        found["start_mib"] = memory()
        shown.set()

    async def whole() -> None:
        try:
            await shown.wait()
            found.update(await then())
            print(json.dumps(found), flush=True)
        except Exception:
            traceback.print_exc()  # the app ends as if nothing had been
        finally:
            stopTouchApp()

    def begun(_seconds: float) -> None:
        from kivy.core.window import Window

        Window.bind(on_flip=first)
        tasks.append(asyncio.get_running_loop().create_task(whole()))

    tasks: list[asyncio.Task[None]] = []
    Clock.schedule_once(begun, 0)


def memory() -> float:
    """Resident memory of this process, MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


async def at_rest(drawn: bool = True) -> dict[str, float]:
    """Share of a core and memory while nothing happens. drawn: False draws no more before it, to
    leave out what drawing keeps in memory where the processor does it."""
    if not drawn:
        from kivy.core.window import Window

        type(Window).on_draw = lambda _window: None
    await asyncio.sleep(CALM)
    began, spent = time.perf_counter(), time.process_time()
    await asyncio.sleep(REST)
    share = (time.process_time() - spent) / (time.perf_counter() - began)
    return {"rest_share": share, "rest_mib": memory()}


def frames(move: Callable[[int], Any], count: int) -> dict[str, float]:
    """Milliseconds of a frame after move(number), medians: own_ms of the processor in the app's
    thread, cpu_ms in all (without a graphics card others draw), wall_ms by the clock; p95_ms: the
    clock's 95th of 100. Frames follow each other without a pause."""
    from kivy.base import EventLoop
    from kivy.clock import Clock
    from kivy.graphics.opengl import glFinish

    clocks = (time.thread_time, time.process_time, time.perf_counter)
    taken: list[list[float]] = [[] for _ in clocks]
    limit, Clock._max_fps = Clock._max_fps, 0
    for number in range(count):
        began = [clock() for clock in clocks]
        move(number)
        EventLoop.idle()
        EventLoop.window.mainloop()
        glFinish()
        for each, clock, first in zip(taken, clocks, began, strict=True):
            each.append(1000 * (clock() - first))
    Clock._max_fps = limit
    own, spent, wall = taken
    return {
        "own_ms": statistics.median(own), "cpu_ms": statistics.median(spent),
        "wall_ms": statistics.median(wall), "p95_ms": sorted(wall)[int(0.95 * count)],
    }  # fmt: skip


def parts() -> defaultdict[str, float]:
    """Seconds of the processor so far: of each named thread, of threads that libraries made, by
    the name they gave, and of each process below this one."""
    named = {one.native_id: one.name for one in threading.enumerate()}
    spent: defaultdict[str, float] = defaultdict(float)
    for task in Path("/proc/self/task").iterdir():
        command, seconds = _stat(task)
        spent[named.get(int(task.name), command)] += seconds
        for child in (task / "children").read_text().split():
            for name, seconds in _below(Path("/proc") / child):
                spent[f"process {name}"] += seconds
    return spent


def _below(process: Path) -> list[tuple[str, float]]:
    own = _stat(process)
    return [own] + [
        one
        for task in (process / "task").iterdir()
        for child in (task / "children").read_text().split()
        for one in _below(Path("/proc") / child)
    ]


def _stat(task: Path) -> tuple[str, float]:
    """Its name and its seconds of the processor."""
    name, _bracket, rest = (task / "stat").read_text().partition("(")[2].rpartition(")")
    fields = rest.split()
    return name, (int(fields[11]) + int(fields[12])) / _TICK
