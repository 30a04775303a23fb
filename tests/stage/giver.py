"""A program that gives a show on the virtual glasses of another process, to be killed by a test.

    python -m tests.stage.giver FOLDER GLASSES begin     a show by hand, at token 30; "there" when
                                                         the glasses confirm it
    python -m tests.stage.giver FOLDER GLASSES take-up   back in the show that broke off; then the
                                                         seconds since the program began, the line
                                                         and the next word
"""

from __future__ import annotations

import time

BEGAN = time.monotonic()

import asyncio  # noqa: E402  time counts from the first moment
import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from companion.glasses.keys import Keyring  # noqa: E402
from companion.speech.store import Store  # noqa: E402
from companion.stage.running import Running  # noqa: E402
from companion.stage.venue import Venue, Wish  # noqa: E402
from companion.stage.view import Phase  # noqa: E402
from tests.stage.shows import SHORT  # noqa: E402


async def main(folder: Path, glasses: str, what: str) -> None:
    """Give the show until somebody ends it."""
    venue = Venue(folder, Keyring, lambda: Store(folder / "models"))
    if what == "begin":
        running = await venue.prepare(Wish(SHORT, glasses=glasses, listens=False, goal=600))
        running.start()
        await there(running)
        running.anchor(30)
        await confirmed(running)
        await asyncio.sleep(0.5)  # the place is written now and then
        print("there", flush=True)
        await asyncio.sleep(60)
    kept = venue.broken_off()
    assert kept is not None
    running = await venue.take_up(kept)
    await there(running)
    await confirmed(running)
    view = running.view()
    told = {"seconds": time.monotonic() - BEGAN, "line": view.line, "token": view.token,
            "elapsed": view.elapsed}  # fmt: skip
    print(json.dumps(told), flush=True)
    await venue.end()


async def there(running: Running) -> None:
    """Wait for the show to be live."""
    while running.phase is not Phase.LIVE:
        await asyncio.sleep(0.01)


async def confirmed(running: Running) -> None:
    """Wait until the glasses show the place."""
    glasses = running._pairs.main.glasses
    while glasses is None or glasses.status is None or glasses.status.token != running.place:
        await asyncio.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
