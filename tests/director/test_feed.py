"""A page is told what it does not know, once, and never the past."""

from __future__ import annotations

import asyncio
import base64
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from companion.director.feed import DRIFT, Feed, Known
from companion.director.manuscript import manuscript
from companion.script import parse_text
from companion.show import Command
from tools.director.rehearsal import Rehearsal, rehearsal, small


def news(feed: Feed, show: Rehearsal, known: Known, now: float) -> dict[str, Any]:
    if show.script is not feed.script:
        feed.take(show.script, manuscript(show.script))
    feed.look(show, now)
    return feed.since(known, now)


def test_all_is_told_first_and_then_nothing_twice() -> None:
    show, feed, known = rehearsal(), Feed(), Known()
    first = news(feed, show, known, 0.0)
    assert {"script", "facts", "glass"} <= set(first)
    assert first["facts"]["place"] == 0
    assert not feed.look(show, 0.1)
    assert feed.since(known, 0.1) == {}
    show.operate(Command.HOLD)
    assert news(feed, show, known, 0.2)["facts"] == {
        "holding": True, "state": "holding", "reason": "held by the operator",
    }


def test_a_page_that_slept_gets_the_present() -> None:
    show, feed, awake, asleep = rehearsal(), Feed(), Known(), Known()
    news(feed, show, awake, 0.0)
    feed.since(asleep, 0.0)
    for second in range(1, 10):
        show.read(5)
        news(feed, show, awake, float(second))
    told = feed.since(asleep, 9.0)
    assert told["facts"]["place"] == show.place
    assert "script" not in told


def test_the_glass_is_told_as_its_very_pixels() -> None:
    show, feed, known = rehearsal("zh"), Feed(), Known()
    glass = news(feed, show, known, 0.0)["glass"]
    picture = show.view().picture
    assert picture is not None
    made = np.asarray(Image.open(BytesIO(base64.b64decode(glass["png"]))))
    assert np.array_equal(made, picture)
    assert (glass["height"], glass["width"]) == picture.shape
    show.operate(Command.BLANK)
    assert "glass" in news(feed, show, known, 0.1)


def test_a_clock_that_runs_needs_no_news_and_one_that_jumps_does() -> None:
    show, feed, known = small("One two three."), Feed(), Known()
    news(feed, show, known, 0.0)
    show.now = 0.1
    assert news(feed, show, known, 0.1)["facts"]["clock"] == [True, 0.1]
    for tenth in range(2, 50):
        show.now = tenth / 10
        assert "clock" not in news(feed, show, known, tenth / 10).get("facts", {})
    show.now += 2 * DRIFT
    assert news(feed, show, known, 5.0)["facts"]["clock"][0] is True
    assert news(feed, show, known, 5.1)["facts"]["clock"] == [False, round(show.now, 2)]


def test_an_edit_brings_the_script_again() -> None:
    show, feed, known = small("One two.\n\nThree."), Feed(), Known()
    news(feed, show, known, 0.0)
    asyncio.run(show.edit(parse_text("One two.\n\nFour.")))
    assert news(feed, show, known, 0.1)["script"]["paragraphs"][1]["text"] == "Four."


def test_places_in_the_text_are_counted_as_javascript_counts() -> None:
    script = parse_text("# Title\n\nBig 🎭 stage. **Second** one [pause].")
    told = manuscript(script)
    heading, paragraph = told["paragraphs"]
    assert heading == {"heading": "Title"}
    units = paragraph["text"].encode("utf-16-le")

    def cut(start: int, end: int) -> str:
        return units[2 * start : 2 * end].decode("utf-16-le")

    assert cut(0, paragraph["ends"][0]) == "Big"
    first, second = paragraph["cues"][:2]
    assert cut(first[0], second[0]).strip() == "Big 🎭 stage."
    assert {cut(start, end): kind for start, end, kind in paragraph["styles"]} == {
        "Second": "emphasis", "[pause]": "direction",
    }
    assert len(paragraph["ends"]) == told["tokens"] == len(script.tokens)
