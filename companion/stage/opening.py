"""From glasses that are linked to the first screen on them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from companion.glasses.events import Status
from companion.report import events as log
from companion.show import Show
from companion.stage.keep import Mark
from companion.stage.pairs import Pair
from companion.stage.plan import Plan
from companion.typeset import Book
from tools.virtual.errors import VirtualGlassesError

FIRST_PICTURE = 5.0  # seconds the first screen may take on virtual glasses


def first_place(plan: Plan, status: Status | None, back: Mark | None) -> tuple[int, int | None]:
    """The line where a show begins, and the next word if it is known: the first line, or where a
    show of this script that broke off left the glasses, or else where the show `back` stood."""
    book = plan.book
    there = status is not None and status.book == book.id
    if back is not None and status is not None and there:
        return _as_shown(book, status)
    if back is not None:
        token = min(back.token, book.tokens - 1)
        return book.line_of(token), token
    if status is not None and there and plan.resume:
        return status.line, None
    return 0, None


def _as_shown(book: Book, status: Status) -> tuple[int, int]:
    """What is on the glass counts: the wearer may have turned the page meanwhile."""
    line = min(status.line, len(book.lines) - 1)
    before = book.lines[max(line - 1, 0)].first_token
    fits = before <= status.token <= book.lines[line].last_token
    return line, status.token if fits else book.lines[line].first_token


def left_behind(plan: Plan, status: Status | None, back: Mark | None) -> str:
    """A line for the operator if glasses stand amid this script and the show begins at its
    start, else ""."""
    if back is not None or plan.resume or status is None or not status.line:
        return ""
    if status.book != plan.book.id:
        return ""
    return (
        f"The glasses stood at line {status.line + 1} of this script: --resume would go on there."
    )


async def first_screen(
    pair: Pair, show: Show, back: Mark | None, now: Callable[[], float],
    written: Callable[[log.Event], None],
) -> asyncio.Future[None]:
    """Start to bring the script, and show its first screen as soon as it is there: then returns
    what ends with the whole script in the glasses' flash.

    Raises LinkError, and VirtualGlassesError where virtual glasses show nothing.
    """
    glasses, plan = pair.glasses, pair.plan
    assert glasses is not None
    began = time.monotonic()
    sent, received = glasses.sent.air, glasses.received.air
    whole = pair.bring(plan)
    line, token = first_place(plan, glasses.status, back)
    show.notice = left_behind(plan, glasses.status, back) or show.notice
    await glasses.wait_ready(min(max(plan.book.rows, line + 1), len(plan.book.lines)))
    pair.pictured.clear()
    show.begin(now(), line, token)
    if pair.virtual is not None:
        try:
            async with asyncio.timeout(FIRST_PICTURE):
                await pair.pictured.wait()
        except TimeoutError:
            raise VirtualGlassesError(
                "The virtual glasses show nothing: leave this computer less to do, try again."
            ) from None
    seen = time.monotonic() - began

    def uploaded(done: asyncio.Future[None]) -> None:
        if not done.cancelled() and done.exception() is None:
            air = glasses.sent.air - sent + glasses.received.air - received
            total = time.monotonic() - began
            written(log.Uploaded(now(), air, round(seen, 3), round(total, 3)))

    whole.add_done_callback(uploaded)
    return whole
