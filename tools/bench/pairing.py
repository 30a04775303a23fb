"""What pairing costs the glasses: time, slices and memory of X25519 in MicroPython.

`python -m tools.bench.pairing`. The figures are of this computer's MicroPython. Those for an
ESP32-S3 are an estimate; a bench day settles them. Its reasoning: the same work in plain integers
takes CLOCK times the cycles' length (a processor of about 2.6 GHz here, 240 MHz there), 2 to 4
times the cycles for an instruction mix that is mostly loads and branches (one issue, flash behind
a cache), and 1.5 to 4 times the digit operations (16-bit digits there, 32-bit digits here; four
times for products and remainders, once for everything else).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from firmware.souffleur.curve import BASE, finish, multiply
from tools.bench import output

ROOT = Path(__file__).resolve().parents[2]
MICROPYTHON = Path(sys.executable).parent / "micropython"
HEAP = "512k"  # no collection falls into a multiplication, so that garbage can be counted twice
CLOCK = 2600 / 240
CYCLES = 2.0, 4.0
DIGITS = 1.5, 4.0

PROGRAM = """
import gc, json, time
gc.collect(); start = gc.mem_alloc()
from souffleur import seal, wire
gc.collect(); base = gc.mem_alloc()
from souffleur import pairing
from souffleur.curve import BASE, STEPS, finish, multiply
gc.collect(); modules = gc.mem_alloc() - base

times, longest, last = [], [], []
for _ in range(ROUNDS):
    gc.collect()
    work = multiply(b"7" * 32, BASE)
    slices = []
    began = time.ticks_us()
    while True:
        at = time.ticks_us()
        try:
            next(work)
        except StopIteration:
            last.append(time.ticks_diff(time.ticks_us(), at))
            break
        slices.append(time.ticks_diff(time.ticks_us(), at))
    times.append(time.ticks_diff(time.ticks_us(), began))
    slices.sort()
    longest.append(slices[len(slices) * 99 // 100])

work = None
gc.collect(); before = gc.mem_alloc()
work = multiply(b"7" * 32, BASE)
for _ in range(50):
    next(work)
garbage = (gc.mem_alloc() - before) / 50
gc.collect(); live = gc.mem_alloc() - before

opening = pairing.Pairing(b"glasses1", lambda n: b"5" * n, 0)
gc.collect(); opened = gc.mem_alloc() - before - live
times.sort(); longest.sort(); last.sort()
half = ROUNDS // 2
print(json.dumps({
    "milliseconds": times[half] / 1000, "slice": longest[half] / 1000, "last": last[half] / 1000,
    "slices": STEPS, "garbage": garbage, "live": live, "modules": modules, "opening": opened,
}))
"""


def measure(rounds: int) -> dict[str, float]:
    """The figures of a real MicroPython; times in ms, memory in bytes."""
    ran = subprocess.run(
        [MICROPYTHON, "-X", f"heapsize={HEAP}", "-c", f"ROUNDS = {rounds}\n{PROGRAM}"],
        env={"MICROPYPATH": str(ROOT / "firmware")}, text=True, capture_output=True, check=True,
        timeout=120,
    )
    figures: dict[str, float] = json.loads(ran.stdout)
    return figures


def main() -> None:
    """Measure, print, write build/bench/pairing.json."""
    figures = measure(41)
    began = time.perf_counter()
    for _ in range(50):
        finish(multiply(b"7" * 32, BASE))
    figures["cpython"] = (time.perf_counter() - began) / 50 * 1000
    low, high = (
        2 * figures["milliseconds"] * CLOCK * cycles * digits / 1000
        for cycles, digits in zip(CYCLES, DIGITS, strict=True)
    )
    figures["esp32s3_seconds_low"], figures["esp32s3_seconds_high"] = low, high
    print(f"X25519, one multiplication   {figures['milliseconds']:8.1f} ms in MicroPython here")
    print(f"                             {figures['cpython']:8.1f} ms in CPython here")
    print(f"slices                       {figures['slices']:8.0f}")
    print(f"one slice (of 100 the 99th)  {figures['slice']:8.3f} ms")
    print(f"the last slice, an inverse   {figures['last']:8.3f} ms")
    print(f"garbage of one slice         {figures['garbage']:8.0f} bytes")
    print(f"heap held while it runs      {figures['live']:8.0f} bytes")
    print(f"an opening                   {figures['opening']:8.0f} bytes")
    print(f"modules, compiled into RAM   {figures['modules']:8.0f} bytes, given back afterwards")
    print(f"two multiplications on an ESP32-S3: {low:.1f} to {high:.1f} s (an estimate)")
    output.write("pairing", figures)


if __name__ == "__main__":
    main()
