"""Work that takes time: beside the loop, with progress and a way to stop it. No Kivy."""

from __future__ import annotations

import asyncio
import inspect
import logging
import threading
from collections.abc import Awaitable, Callable, Generator
from typing import Any, Protocol

from companion.desk.language import _
from companion.errors import SouffleurError

logger = logging.getLogger(__name__)


class Stopped(BaseException):
    """Raised out of `progress` in a thread whose job was cancelled; let it pass."""


class Progress(Protocol):
    """How work tells how far it is."""

    def __call__(self, share: float | None = None, text: str = "") -> None:
        """share: 0 to 1, None where it is not known. text: what is being done."""


Work = Callable[[Progress], Any] | Callable[[Progress], Awaitable[Any]]


class Job:
    """A piece of work under way; await it for its result, None if it failed or was cancelled.

    share, text: what it last told. error: the line that was shown when it failed. quiet: it is
    not shown among what is under way.
    """

    def __init__(self, title: str, quiet: bool = False) -> None:
        self.title, self.quiet = title, quiet
        self.share: float | None = None
        self.text = ""
        self.error: str | None = None
        self.cancelled = False
        self.task: asyncio.Task[Any] | None = None

    @property
    def done(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self.task is not None and self.task.done()

    def cancel(self) -> None:
        """Ends it now; a thread ends at its next word of progress, and its result is dropped."""
        self.cancelled = True
        if self.task is not None:
            self.task.cancel()

    def progress(self, share: float | None = None, text: str = "") -> None:
        """See Progress; also from the job's thread."""
        if self.cancelled:
            raise Stopped
        self.share, self.text = share, text or self.text

    def __await__(self) -> Generator[Any, None, Any]:
        assert self.task is not None
        return self.task.__await__()


class Jobs:
    """All that is under way. failed: called with the line to show."""

    def __init__(self, failed: Callable[[str], None]) -> None:
        self.running: list[Job] = []
        self.threads: set[asyncio.Future[None]] = set()  # of threads that still work
        self._failed = failed

    def start(
        self, title: str, work: Work, done: Callable[[Any], None] | None = None, *,
        failed: Callable[[str], None] | None = None, quiet: bool = False,
    ) -> Job:  # fmt: skip
        """Begin: a coroutine function on the loop, any other function in a thread of its own.

        done: called on the loop with the result, unless it failed or was cancelled. failed: told
        the line instead of the user. quiet: see Job.
        """
        job = Job(title, quiet)
        run = self._run(job, work, done, failed or self._failed)
        job.task = asyncio.get_running_loop().create_task(run)
        self.running.append(job)
        return job

    def cancel_all(self) -> None:
        """The app closes: tell them all to stop. `threads` says when those have."""
        for job in list(self.running):
            job.cancel()

    async def _run(
        self, job: Job, work: Work, done: Callable[[Any], None] | None,
        failed: Callable[[str], None],
    ) -> Any:  # fmt: skip
        try:
            if inspect.iscoroutinefunction(work):
                result = await work(job.progress)
            else:
                result = await self._in_thread(lambda: work(job.progress))
            if done is not None:
                done(result)
            return result
        except (asyncio.CancelledError, Stopped):
            if not job.cancelled:
                raise
        except SouffleurError as error:
            job.error = str(error)
            failed(job.error)
        except Exception:
            logger.exception("%s failed", job.title)
            job.error = _("{what} failed; the reason is in desk.log.").format(what=job.title)
            failed(job.error)
        finally:
            self.running.remove(job)
        return None

    async def _in_thread(self, work: Callable[[], Any]) -> Any:
        """Like asyncio.to_thread, but the thread never holds up the end of the program."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        ended: asyncio.Future[None] = loop.create_future()
        self.threads.add(ended)
        ended.add_done_callback(self.threads.discard)

        def settle(result: Any, error: BaseException | None) -> None:
            ended.set_result(None)
            if future.done():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)

        def run() -> None:
            result, error = None, None
            try:
                result = work()
            except BaseException as raised:
                error = raised
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, result, error)

        threading.Thread(target=run, daemon=True, name="job").start()
        return await future
