"""Every part of a script is found again in the text it was read from."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.editing import outline, place, read, said_in, section_goal
from companion.script import parse_text

TEXTS = Path(__file__).parents[1] / "script" / "texts"
NAMES = sorted(path.stem for path in TEXTS.glob("*.txt"))


def found(text: str) -> list[tuple[str, str]]:
    """(token, what stands at its place) of every token."""
    script = parse_text(text)
    places = place(text, script)
    assert len(places.tokens) == len(script.tokens)
    assert len(places.cues) == len(script.cues)
    return [
        (token.text, unicodedata.normalize("NFC", text[a:b]))
        for token, (a, b) in zip(script.tokens, places.tokens, strict=True)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_token_of_a_speech_is_at_its_place(name: str) -> None:
    text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    pairs = found(text)
    # Marks at the end of a word, and signs around figures, may be left out.
    wrong = [(token, there) for token, there in pairs if not there or there not in token]
    assert not wrong


@pytest.mark.parametrize("name", ["en", "zh-Hans", "vi"])
def test_also_in_text_of_decomposed_characters(name: str) -> None:
    text = unicodedata.normalize("NFD", (TEXTS / f"{name}.txt").read_text(encoding="utf-8"))
    pairs = found(text)
    wrong = [(token, there) for token, there in pairs if not there or there[:1] != token[:1]]
    assert len(wrong) < 0.05 * len(pairs)


PIECES = st.lists(
    st.sampled_from([
        "Good evening everyone.", "## A heading", "各位来宾，大家好！", "*bright* lamps",
        "[pause] Now.", "<!-- a comment about evening -->", "1. first thing", "- an item",
        "See [the lamp](https://lamp.example/evening) tonight.", "Rain & wind 30%.",
        "> quoted words", "Good evening everyone.",
    ]),
    min_size=1, max_size=12,
)


@given(PIECES)
def test_whatever_markup_stands_between(pieces: list[str]) -> None:
    text = "\n\n".join(pieces)
    reading = read(text)
    if reading.script is None:
        return
    for token, (a, b) in zip(reading.script.tokens, reading.places.tokens, strict=True):
        assert text[a:b] == token.text or (token.text == "30%" and text[a:b] == "30")
    starts = [start for start, _ in reading.places.cues]
    assert starts == sorted(starts)


def test_after_a_long_comment_the_place_is_found_again() -> None:
    text = "Before it.\n\n<!-- " + "left out. " * 200 + "-->\n\nAfter it all."
    assert found(text)[-3:] == [("After", "After"), ("it", "it"), ("all", "all")]


def test_the_cue_and_the_token_at_an_offset() -> None:
    text = "# Title\n\nGood evening. Tonight is long."
    reading = read(text)
    places = reading.places
    assert places.cue_at(0) is None
    assert places.cue_at(text.index("evening")) == 0
    assert places.cue_at(text.index("long")) == 1
    assert places.token_at(0) == 0
    assert places.token_at(text.index("evening") + 3) == 1
    assert places.token_at(text.index(" Tonight")) == 2
    assert places.token_at(len(text)) == 5


def test_sections_their_time_and_their_goals() -> None:
    opening = "# Opening (1 min)\n\n" + "word " * 280
    text = f"Hello all.\n\n{opening}\n\n## 结尾（30秒）\n\n谢谢大家。"
    reading = read(text)
    assert reading.script is not None
    assert reading.parts == outline(reading.script, reading.places, len(text))
    titles = [(part.title, part.goal) for part in reading.parts]
    assert titles == [("", None), ("Opening (1 min)", 60.0), ("结尾（30秒）", 30.0)]
    part = reading.parts[1]
    assert text[part.start :].startswith("Opening")
    assert part.end == reading.parts[2].start
    assert part.words == 280
    assert part.name == "Opening"
    assert 100 < part.seconds < 140
    assert part.over == round(part.seconds) - 60
    assert reading.parts[2].over == 0
    assert reading.part_at(text.index("谢谢")) == 2


@pytest.mark.parametrize(
    ("title", "seconds"),
    [
        ("Opening (3 min)", 180), ("Q&A [90 s]", 90), ("开场（3分钟）", 180),
        ("开场【1分30秒】", 90), ("Close (1.5 min)", 90), ("Mở đầu (2 phút)", 120),
        ("In 2025 (part 3)", None), ("The 3 min rule", None), ("Nothing ()", None),
        ("None (0 min)", None),
    ],
)
def test_a_heading_may_tell_its_time(title: str, seconds: float | None) -> None:
    assert section_goal(title) == seconds


def test_how_figures_will_be_spoken() -> None:
    text = "In 2025 we grew.\n\nBy 30% they say. Nothing here.\n\n2025年"
    reading = read(text)
    said = said_in(reading, 0, len(text))
    assert [(one.text, text[one.start : one.end]) for one in said][:1] == [("2025", "2025")]
    assert "twenty twenty five" in said[0].ways
    assert [one.text for one in said_in(reading, 20, 24)] == ["30%"]
    assert said_in(reading, text.index("Nothing") + 2, text.index("Nothing") + 2) == ()


def test_a_text_without_words_is_told_not_raised() -> None:
    reading = read("[pause]")
    assert reading.script is None
    assert reading.problem
    assert reading.parts == ()
    assert said_in(reading, 0, 7) == ()
