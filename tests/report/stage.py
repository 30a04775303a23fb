"""A made-up book and made-up performances with known answers, for the report's tests."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from companion.report.events import Pictured
from companion.report.glass import Glass
from companion.report.truth import Disturbance, SpokenWord, Truth

LINE_HEIGHT = 12
WIDTH = 96
ROWS = 5
LETTER = 6


@dataclass(frozen=True)
class Line:
    text: str
    first_token: int
    spans: tuple[tuple[int, int, int], ...]
    flags: int = 0


@cache
def letter(char: str) -> NDArray[np.uint8]:
    """A random but fixed drawing per letter, in grey levels 0 to 3."""
    source = random.Random(char)
    pixels = [[source.choice((0, 0, 1, 2, 3)) for _ in range(LETTER - 1)] for _ in range(8)]
    return np.array(pixels, np.uint8)


class Book:
    """Lines of random letters; a line that starts with `#` or `[` has no tokens."""

    depth = 2

    def __init__(self, texts: list[str]) -> None:
        self.line_height = LINE_HEIGHT
        self.width = WIDTH
        lines = []
        token = 0
        for text in texts:
            spans = []
            first, at = token, 0
            if not text.startswith(("#", "[")):
                for word in text.split():
                    at = text.index(word, at)
                    spans.append((token, at * LETTER, (at + len(word)) * LETTER))
                    at += len(word)
                    token += 1
            lines.append(Line(text, first, tuple(spans)))
        self.lines = tuple(lines)
        self.tokens = token

    def render_line(self, index: int) -> NDArray[np.uint8]:
        pixels = np.zeros((LINE_HEIGHT, WIDTH), np.uint8)
        for at, char in enumerate(self.lines[index].text):
            if char != " ":
                pixels[2:10, at * LETTER : at * LETTER + LETTER - 1] = letter(char)
        return pixels


def picture(
    book: Book, top: int, *, rows: int = ROWS, shift: tuple[int, int] = (0, 0), dim: bool = False
) -> NDArray[np.uint8]:
    """What a panel shows with line `top` in its first row (rows outside the book stay dark)."""
    pixels = np.zeros((rows * LINE_HEIGHT + 6, WIDTH + 6), np.uint8)
    down, right = shift
    for row in range(rows):
        if 0 <= top + row < len(book.lines):
            drawn = book.render_line(top + row) * np.uint8(85)
            if dim:
                drawn = drawn // 3
            at = row * LINE_HEIGHT + down
            pixels[at : at + LINE_HEIGHT, right : right + WIDTH] = drawn
    return pixels


def talk(lines: int = 30, seed: int = 1) -> Book:
    """A book of made-up words, all lines different, with a heading now and then."""
    source = random.Random(seed)

    def word() -> str:
        return "".join(source.choice("abcdefghijklmnop") for _ in range(source.randint(2, 4)))

    return Book(
        [
            f"# {word()} {word()}" if number % 8 == 4 else " ".join(word() for _ in range(3))
            for number in range(lines)
        ]
    )


def read_aloud(
    tokens: list[int | None], *, begin: float = 1.0, pace: float = 0.4
) -> list[SpokenWord]:
    """Words spoken one after the other at an even pace."""
    return [
        SpokenWord(f"w{token}", begin + n * pace, begin + n * pace + pace * 0.8, token)
        for n, token in enumerate(tokens)
    ]


def truth_of(words: list[SpokenWord], disturbances: tuple[Disturbance, ...] = ()) -> Truth:
    return Truth("en", "talk.md", tuple(words), disturbances)


def line_of(book: Book, token: int) -> int:
    return next(
        number for number, line in enumerate(book.lines)
        if any(span[0] == token for span in line.spans)
    )


def follow(book: Book, truth: Truth, *, late: float = -0.2, row: int = 1) -> list[Pictured]:
    """Pictures of a faithful glass: each line change is drawn `late` seconds after the last
    word before it ended; the current line stands on `row`."""
    pictures = [Pictured(-1.0, picture(book, -row))]
    current = 0
    spoken = truth.script_words
    for last, word in zip((None, *spoken), spoken, strict=False):
        line = line_of(book, word.token if word.token is not None else 0)
        if line != current:
            when = (last.end if last else word.start) + late
            pictures.append(Pictured(when, picture(book, line - row)))
            current = line
    return pictures


def glass_of(book: Book, pictures: list[Pictured]) -> Glass:
    return Glass(pictures, book)
