"""MicroPython's `time` for runs in simulated time: it passes only when nobody has work.

Put this folder first in sys.path, import time, then call passes().
"""

import utime

ticks_add = utime.ticks_add
ticks_diff = utime.ticks_diff
_now = utime.ticks_ms()  # asyncio's own queue stamps what is ready with the real time


def ticks_ms():
    return _now


def ticks_us():
    return _now * 1000


def time():
    return _now // 1000


def sleep_ms(ms):
    global _now
    _now += max(0, ms)


def sleep(seconds):
    sleep_ms(int(seconds * 1000))


def passes():
    """Let waiting in asyncio be the passing of this time. Nothing outside is waited for."""
    import asyncio
    from asyncio import core

    class Flag(asyncio.Event):
        """A ThreadSafeFlag without the poll, which takes real milliseconds."""

        async def wait(self):
            await super().wait()
            self.clear()

    def wait(queue, ms):
        first = core._task_queue.peek()
        if first is None:
            raise RuntimeError("everybody waits for ever")
        sleep_ms(ticks_diff(first.ph_key, _now))

    core.ticks = ticks_ms  # it is frozen into MicroPython with the real time
    core._io_queue.__class__.wait_io_event = wait
    asyncio.ThreadSafeFlag = Flag
