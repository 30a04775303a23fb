"""A fault in one part is written down and the show goes on."""

import hypothesis.strategies as st
from hypothesis import given

from firmware.souffleur.supervision import Failures
from tools.virtual.rom import DEVICE

from . import board as bench

HEAD = f"""
sys.path.insert(0, {str(DEVICE / "simulated")!r})
import asyncio, os, time
time.passes()
from souffleur import starts, supervision
from souffleur import journal
from souffleur.journal import HALF, NOTES, Journal
os.mkdir("flash")
class Reset(BaseException): pass
def reset():
    raise Reset
SOFT = 5
def start(cause=starts.POWER_ON):
    begun = time.ticks_ms()
    journal._noted[0] = 0  # as after a reset
    return supervision.Supervisor(
        starts.Start(cause, Journal("flash").note, "flash"),
        lambda: (time.ticks_ms() - begun) // 1000, reset, "flash")
def run(task, seconds):
    async def watched():
        try:
            await asyncio.wait_for(task, seconds)
        except asyncio.TimeoutError:
            return False
    try:
        return asyncio.run(watched())
    except Reset:
        asyncio.new_event_loop()
        return True
"""


def test_a_task_that_fails_is_started_again_and_noted(tmp_path):
    bench.run(tmp_path, HEAD + """
glasses = start()
runs = []
async def picture():
    runs.append(time.ticks_ms())
    await asyncio.sleep(40)
    if len(runs) < 3:
        raise ValueError("no such glyph")
    await asyncio.sleep(1000)
assert run(glasses.keep([("picture", picture)]), 100) is False
assert len(runs) == 3, runs
said = Journal("flash").text().decode()
assert said.count("picture failed") == 2 and "ValueError: no such glyph" in said, said
assert "start 1, 40 s" in said
""")


def test_three_failures_in_a_minute_end_in_safe_mode_and_a_minute_of_health_ends_that(tmp_path):
    bench.run(tmp_path, HEAD + """
async def broken():
    await asyncio.sleep(5)
    raise OSError(5)
glasses, begun = start(), time.ticks_ms()
assert not glasses.start.safe
assert run(glasses.keep([("picture", broken)]), 60) is True
assert time.ticks_ms() - begun < 20000
glasses = start(SOFT)
assert glasses.start.safe and glasses.start.number == 2
assert run(glasses.keep([("picture", broken)]), 50) is False, "no more resets in safe mode"
assert start(SOFT).start.safe, "it did not last a minute"
glasses = start(SOFT)
time.sleep(61)
glasses.tick()
assert not start(SOFT).start.safe
""")


def test_switching_off_and_on_is_a_fresh_try(tmp_path):
    bench.run(tmp_path, HEAD + """
for _ in range(3):
    glasses = start(starts.WATCHDOG)
assert glasses.start.safe
assert not start(starts.POWER_ON).start.safe
""")


def test_a_watchdog_reset_is_told_as_such(tmp_path):
    bench.run(tmp_path, HEAD + """
start()
glasses = start(starts.WATCHDOG)
assert glasses.start.cause == "watchdog" and b"start 2: the watchdog" in Journal("flash").text()
""")


def test_a_program_that_always_fails_waits_longer_each_time_and_keeps_the_journal_small(tmp_path):
    bench.run(tmp_path, HEAD + """
waits, fed = [], []
for _ in range(60):
    glasses = start(SOFT)
    before = time.ticks_ms()
    try:
        glasses.ended(ImportError("no module named souffleur.stage"), lambda: fed.append(1))
    except Reset:
        waits.append((time.ticks_ms() - before) // 1000)
assert waits == sorted(waits) and waits[0] == 1 and waits[-1] == 30
assert len(fed) == sum(waits), "the watchdog is fed meanwhile"
assert os.stat("flash/journal.txt")[6] <= HALF and os.stat("flash/journal.old")[6] <= HALF
text = Journal("flash").text()
assert b"start 60" in text and b"souffleur.stage" in text
""")


def test_one_start_writes_no_more_than_its_share(tmp_path):
    bench.run(tmp_path, HEAD + """
for number in range(100):
    Journal("flash").note("event %d" % number)
assert Journal("flash").text().count(b"event") == NOTES
""")


def test_flash_that_takes_nothing_more_does_not_stop_the_glasses(tmp_path):
    bench.run(tmp_path, HEAD.replace('os.mkdir("flash")', "") + """
glasses = start(starts.WATCHDOG)
Journal("flash").failed("start 1", "picture", ValueError("x"))
assert Journal("flash").text() == b""
""")


def test_without_memory_for_a_note_the_glasses_start_again_all_the_same(tmp_path):
    bench.run(tmp_path, HEAD + """
def full(self, when, what, error):
    raise MemoryError
Journal.failed = full
glasses = start()
try:
    glasses.ended(MemoryError(), lambda: None)
except Reset:
    print("reset")
else:
    assert False, "stopped for good"
async def broken():
    raise MemoryError
assert run(start(SOFT).keep([("picture", broken)]), 60) is True
""")


def test_an_unknown_cause_of_reset_is_said_to_be_unknown(tmp_path):
    bench.run(tmp_path, HEAD + "assert start(9).start.cause == '?'")


@given(st.lists(st.integers(0, 50), min_size=1, max_size=50))
def test_three_failures_are_too_many_only_within_a_minute(waits):
    failures, times = Failures(), []
    for wait in waits:
        times.append((times[-1] if times else 0) + wait)
        many = failures.add(times[-1])
        assert many == (len([then for then in times if times[-1] - then < 60]) >= 3)
        assert failures.pause_ms() <= 3200
