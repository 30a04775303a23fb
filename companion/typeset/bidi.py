"""Reading order by the implicit rules of UAX #9 (Unicode 15): W1-W7, N1, N2, I1, I2, L1, L2.

Explicit embeddings, overrides and isolates (X1-X8) are left out: scripts to be read aloud carry
none, and their control characters count as boundary neutrals. Bracket pairs (N0) are done.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_CONTROLS = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"))
_NEUTRAL = frozenset(("B", "S", "WS", "ON"))
_PAIRS = {"(": ")", "[": "]", "{": "}", "（": "）", "［": "］", "「": "」", "『": "』", "〈": "〉",
          "《": "》", "【": "】", "〔": "〕"}
_CLOSERS = {close: opener for opener, close in _PAIRS.items()}


def base_level(text: str) -> int:
    """0 (left to right) or 1, by the first strong character (P2, P3)."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind == "L":
            return 0
        if kind in ("R", "AL"):
            return 1
    return 0


def has_rtl(text: str) -> bool:
    """Whether any character asks for right-to-left treatment."""
    return any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in text)


def levels(text: str, base: int) -> list[int]:
    """The embedding level of every code point of one paragraph (before rule L1)."""
    original = [unicodedata.bidirectional(char) or "L" for char in text]
    places = [i for i, kind in enumerate(original) if kind not in _CONTROLS]
    kinds = [original[i] for i in places]
    outside = "R" if base & 1 else "L"
    _weak(kinds, outside)
    _brackets(kinds, [text[i] for i in places], outside)
    _neutral(kinds, outside)
    result = [-1] * len(text)
    for i, kind in zip(places, kinds, strict=True):
        if base & 1:
            result[i] = base + (kind in ("L", "EN", "AN"))
        else:
            result[i] = base + {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
    before = base
    for i, level in enumerate(result):
        before = result[i] = before if level < 0 else level
    return result


def _weak(kinds: list[str], outside: str) -> None:
    before = outside
    for i, kind in enumerate(kinds):  # W1
        if kind == "NSM":
            kinds[i] = before
        before = kinds[i]
    strong = outside
    for i, kind in enumerate(kinds):  # W2, W3
        if kind in ("L", "R", "AL"):
            strong = kind
        if kind == "EN" and strong == "AL":
            kinds[i] = "AN"
    for i, kind in enumerate(kinds):
        if kind == "AL":
            kinds[i] = "R"
    for i in range(1, len(kinds) - 1):  # W4
        left, right = kinds[i - 1], kinds[i + 1]
        if left == right and (
            (kinds[i] == "ES" and left == "EN") or (kinds[i] == "CS" and left in ("EN", "AN"))
        ):
            kinds[i] = left
    _spread_terminators(kinds)
    strong = outside
    for i, kind in enumerate(kinds):  # W6, W7
        if kind in ("ES", "ET", "CS"):
            kinds[i] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"


def _spread_terminators(kinds: list[str]) -> None:
    i = 0
    while i < len(kinds):  # W5
        end = i
        while end < len(kinds) and kinds[end] == "ET":
            end += 1
        if end > i and (
            (i > 0 and kinds[i - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN")
        ):
            kinds[i:end] = ["EN"] * (end - i)
        i = max(end, i + 1)


def _strong(kind: str) -> str:
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind, "")


def _brackets(kinds: list[str], chars: Sequence[str], outside: str) -> None:
    pairs: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for i, char in enumerate(chars):
        if kinds[i] != "ON":
            continue
        if char in _PAIRS:
            stack.append((_PAIRS[char], i))
        elif char in _CLOSERS:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == char:
                    pairs.append((stack[depth][1], i))
                    del stack[depth:]
                    break
    for start, end in sorted(pairs):  # N0
        inside = {_strong(kind) for kind in kinds[start + 1 : end]} - {""}
        if outside in inside:
            kinds[start] = kinds[end] = outside
        elif inside:
            earlier = next((s for k in reversed(kinds[:start]) if (s := _strong(k))), outside)
            kinds[start] = kinds[end] = earlier if earlier in inside else outside


def _neutral(kinds: list[str], outside: str) -> None:
    i = 0
    while i < len(kinds):
        end = i
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        if end > i:  # N1, N2
            left = _strong(kinds[i - 1]) if i else outside
            right = _strong(kinds[end]) if end < len(kinds) else outside
            kinds[i:end] = [left if left == right else outside] * (end - i)
        i = max(end, i + 1)


def visual_order(line_levels: Sequence[int]) -> list[int]:
    """Indices of the items of one line from left to right (L2); one level per item."""
    order = list(range(len(line_levels)))
    if not order:
        return order
    lowest_odd = min((level for level in line_levels if level & 1), default=max(line_levels) + 1)
    for level in range(max(line_levels), lowest_odd - 1, -1):
        i = 0
        while i < len(order):
            end = i
            while end < len(order) and line_levels[order[end]] >= level:
                end += 1
            if end > i:
                order[i:end] = order[i:end][::-1]
            i = max(end, i + 1)
    return order
