"""`python -m tools.bench.follow.picture`: draws companion/follow/skip.svg, the evidence over time
while a speaker leaves out a paragraph."""

from __future__ import annotations

import random
from pathlib import Path
from xml.sax.saxutils import escape

from companion.follow.reading import near_belief
from tools.bench.follow import streams
from tools.bench.follow.scenarios import SCENARIOS
from tools.bench.follow.score import follower
from tools.bench.follow.texts import TEXTS

PICTURE = Path(__file__).resolve().parents[3] / "companion" / "follow" / "skip.svg"

_SEED = 3
_BEFORE, _AFTER = 5, 7  # words
_STEP, _HEIGHT, _TOP, _LEFT = 70, 180, 40, 50


def _curve(shares: list[float], colour: str) -> str:
    points = " ".join(
        f"{_LEFT + _STEP * n},{_TOP + _HEIGHT * (1 - share):.1f}" for n, share in enumerate(shares)
    )
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="3"/>'


def _label(x: float, y: float, text: str, extra: str = "") -> str:
    return f'<text x="{x}" y="{y}" {extra}>{escape(text)}</text>'


def draw() -> str:
    """The picture as SVG: share of belief at the place left and at the place reached."""
    text, rng = TEXTS["en"], random.Random(_SEED)
    talk = streams.skip(text, rng)
    events = streams.listen(talk, SCENARIOS["skip44"].errors, rng)
    reader = follower(text)
    left = talk.spoken[talk.breaks[0] - 1].truth
    old, new, words = [], [], []
    moved = -1
    for event in events:
        place = reader.hear(event.hypothesis, event.hypothesis.time)
        said = event.said - talk.breaks[0]
        if not -_BEFORE < said <= _AFTER or event.hypothesis.final:
            continue
        spoken = talk.spoken[event.said - 1]
        here = spoken.truth if said <= 0 else left + said
        there = spoken.truth if said > 0 else talk.spoken[talk.breaks[0]].truth
        old.append(near_belief(reader._belief, reader._lattice, here))
        new.append(near_belief(reader._belief, reader._lattice, there))
        words.append(spoken.word)
        if moved < 0 and said > 0 and abs(place.heard - spoken.truth) <= 1:
            moved = len(words) - 1
    width = _LEFT * 2 + _STEP * (len(words) - 1)
    bottom = _TOP + _HEIGHT
    gone = _LEFT + _STEP * (_BEFORE - 0.5)
    jump = _LEFT + _STEP * moved
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + 70}"'
        ' font-family="sans-serif" font-size="13" text-anchor="middle">',
        f'<rect width="{width}" height="{bottom + 70}" fill="white"/>',
        f'<path d="M{_LEFT},{_TOP}V{bottom}H{width - _LEFT}" fill="none" stroke="black"/>',
        _label(_LEFT - 16, _TOP + 5, "1"), _label(_LEFT - 16, bottom + 5, "0"),
        f'<path d="M{gone},{_TOP}V{bottom}" stroke="gray" stroke-dasharray="4"/>',
        _label(gone, _TOP - 8, "44 words left out"),
        f'<path d="M{jump},{_TOP}V{bottom}" stroke="black"/>',
        _label(jump, _TOP - 8, "picture moves"),
        _curve(old, "#d55e00"), _curve(new, "#0072b2"),
        *(_label(_LEFT + _STEP * n, bottom + 20, word) for n, word in enumerate(words)),
        _label(_LEFT, bottom + 52, "belief: at the place left, read on", 'fill="#d55e00"'
               ' text-anchor="start"'),
        _label(_LEFT + 330, bottom + 52, "at the place reached", 'fill="#0072b2"'
               ' text-anchor="start"'),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
    print(PICTURE)
