"""Work that takes time never holds up the window, is shown, can be stopped, and fails in a line."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

from companion.desk.jobs import Jobs, Stopped
from companion.errors import SouffleurError
from tests.desk.driver import desk


def test_a_function_runs_in_a_thread_and_a_coroutine_on_the_loop(run) -> None:
    async def scenario() -> None:
        jobs = Jobs(failed=lambda line: None)
        here = threading.current_thread()

        async def on_loop(progress) -> bool:
            await asyncio.sleep(0)
            return threading.current_thread() is here

        told: list[object] = []
        assert await jobs.start("a", on_loop, told.append) is True
        assert await jobs.start("b", lambda progress: threading.current_thread() is here) is False
        assert told == [True]
        assert jobs.running == []

    run(scenario())


def test_a_failure_is_one_line_and_the_result_is_nothing(run) -> None:
    async def scenario() -> None:
        lines: list[str] = []
        jobs = Jobs(failed=lines.append)

        def fails(progress) -> None:
            raise SouffleurError("The stick is full; take another one.")

        def breaks(progress) -> None:
            raise ZeroDivisionError

        done: list[object] = []
        job = jobs.start("Copying", fails, done.append)
        assert await job is None
        assert job.error == lines[0] == "The stick is full; take another one."
        assert await jobs.start("Copying", breaks, done.append) is None
        assert lines[1] == "Copying failed; the reason is in desk.log."
        assert done == []

    run(scenario())


def test_a_cancelled_thread_ends_at_its_next_word(run) -> None:
    async def scenario() -> None:
        lines: list[str] = []
        jobs = Jobs(failed=lines.append)
        begun, go, ended = threading.Event(), threading.Event(), threading.Event()

        def works(progress) -> str:
            begun.set()
            go.wait(10)
            try:
                progress(0.5)
            except Stopped:
                ended.set()
                raise
            return "never"

        job = jobs.start("Copying", works)
        while not begun.is_set():
            await asyncio.sleep(0.001)
        job.cancel()
        assert await job is None  # at once, though the thread still waits
        assert not ended.is_set()
        go.set()
        assert await asyncio.get_running_loop().run_in_executor(None, ended.wait, 10)
        assert lines == [] and job.cancelled

    run(scenario())


def test_the_window_lives_while_a_thread_works_and_shows_how_far_it_is(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            go = threading.Event()

            def works(progress) -> int:
                progress(0.42, "page 21 of 50")
                go.wait(20)
                return 7

            results: list[int] = []
            d.desk.job("Importing", works, results.append)
            await d.until(lambda: d.says("Importing") and d.says("page 21 of 50"))
            assert d.says("42%")
            go.set()
            await d.until(lambda: results == [7])
            await d.until(lambda: not d.says("Importing"))

    run(scenario())


def test_when_the_app_ends_work_in_a_thread_is_told_and_waited_for(run, tmp_path: Path) -> None:
    begun, stopped, tidied = threading.Event(), threading.Event(), threading.Event()

    def copies(progress) -> None:
        try:
            while True:
                progress(0.5)
                begun.set()
                time.sleep(0.001)
        except Stopped:
            stopped.set()
            time.sleep(0.1)  # it takes what was half written away
            tidied.set()
            raise

    async def scenario() -> None:
        async with desk(tmp_path) as d:
            d.desk.job("Copying", copies)
            await d.until(begun.is_set)
        assert stopped.is_set() and tidied.is_set()

    run(scenario())


def test_what_is_shown_can_be_cancelled_by_touch(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            go = threading.Event()
            job = d.desk.job("Downloading", lambda progress: go.wait(20))
            forever = d.desk.job("Waiting", _never)
            await d.until(lambda: d.says("Waiting"))
            card = next(one for one in d.all(kind="Progress") if one.job is forever)
            await d.tap(d.find(name="Cancel", within=card))
            await d.until(lambda: forever.done and not d.says("Waiting"))
            assert forever.cancelled and not job.cancelled
            go.set()

    run(scenario())


async def _never(progress) -> None:
    await asyncio.Event().wait()
