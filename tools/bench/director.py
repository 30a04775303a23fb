"""What the director's page costs a show: python -m tools.bench.director [--words N]

A talk of N words is read in simulated time while pages on this machine watch it over TLS. Told
are the time a look at the show takes (it happens ten times a second while somebody watches), the
bytes a page is sent in a minute of reading, from an order given to its news in the stream, and
what the whole script weighs when a page comes in.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.table import Table

from companion.director.feed import Feed, Known
from companion.director.manuscript import manuscript
from companion.director.server import LOOK
from companion.script import parse_text
from tools.bench import output
from tools.director.rehearsal import PACE, Rehearsal
from tools.director.visitor import directed, visiting

WORDS = 20_000
MINUTES = 3  # of reading
ORDERS = 200
SENTENCE = "The next words stay in front of the speaker and nothing moves without a cause. "


def talk(words: int) -> Rehearsal:
    """A talk of so many words, in paragraphs of four sentences."""
    sentence = SENTENCE.split()
    paragraph = SENTENCE * 4
    count = max(1, words // (4 * len(sentence)))
    return Rehearsal(parse_text("\n\n".join(f"Part {n}. {paragraph}" for n in range(count))))


def looks(show: Rehearsal) -> dict[str, float]:
    """Milliseconds for the script, for a look without and with a change; bytes a minute."""
    feed, known = Feed(), Known()
    show.view()  # decodes the book for the picture of the glass, once
    began = time.perf_counter()
    feed.take(show.script, manuscript(show.script))
    first = time.perf_counter() - began
    feed.look(show, 0.0)
    script = len(json.dumps(feed.since(known, 0.0)["script"], ensure_ascii=False).encode())
    still: list[float] = []
    moving: list[float] = []
    sent = 0
    until = show.now + 60 * MINUTES
    while show.now < until:
        show.read(1)
        for tenth in range(round(PACE / LOOK)):
            began = time.perf_counter()
            changed = feed.look(show, show.now)
            news = feed.since(known, show.now)
            (still if tenth else moving).append(time.perf_counter() - began)
            if changed:
                sent += len(json.dumps(news, ensure_ascii=False).encode())
    return {
        "manuscript_ms": 1000 * first, "manuscript_bytes": script,
        "look_still_ms": 1000 * statistics.median(still),
        "look_moving_ms": 1000 * statistics.median(moving),
        "bytes_a_minute": sent / MINUTES,
    }


async def orders(show: Rehearsal) -> dict[str, float]:
    """Milliseconds from an order to its answer, and to its news in the stream; median and worst."""
    with tempfile.TemporaryDirectory() as folder:
        async with directed(show, Path(folder)) as director, visiting(director) as visitor:
            await visitor.come_in()
            async with visitor.live() as live:
                await live.until(lambda live: live.facts)
                answered, told = [], []
                for number in range(ORDERS):
                    on = number % 2 == 0
                    began = time.perf_counter()
                    await visitor.order("hold", on=on)
                    answered.append(time.perf_counter() - began)
                    await live.until(lambda live, on=on: live.facts["holding"] is on)
                    told.append(time.perf_counter() - began)
    return {
        "answer_ms": 1000 * statistics.median(answered), "worst_answer_ms": 1000 * max(answered),
        "news_ms": 1000 * statistics.median(told), "worst_news_ms": 1000 * max(told),
    }


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--words", type=int, default=WORDS)
    words = parser.parse_args().words
    show = talk(words)
    data: dict[str, Any] = {"words": len(show.script.tokens), **looks(show)}
    data |= asyncio.run(orders(show))
    table = Table("what", "figure", title=f"The director's page, {data['words']:,} words")
    for name, value in data.items():
        table.add_row(name.replace("_", " "), f"{value:,.2f}" if name.endswith("ms") else
                      f"{value:,.0f}")  # fmt: skip
    output.console().print(table)
    print(output.write("director", data))


if __name__ == "__main__":
    main()
