"""Directions: text in square brackets, shown but not spoken.

`[pause]`, `［停顿］` and `【翻页】` are directions wherever they stand in a line. Parentheses are
not: people speak what is in them. `〔2025〕` belongs to Chinese document numbers and is spoken.
A bracket without its partner is ordinary text, and the caller is told.

`【…】` has a second use in Chinese: as a heading. A script that has headings of its own (`#`,
heading styles) does not need it, so there it is always a direction. In a script without any, a
short `【…】` alone in its paragraph is a heading unless it names something to do.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_PAIRS = {"[": "]", "［": "］", "【": "】"}
_BRACKET = re.compile("[][［］【】]")
_LONGEST = 600  # characters: brackets further apart than this do not belong together
_HEADING = re.compile(r"【([^【】]{1,24})】")
_ACTION = re.compile(
    r"停|翻页|下一页|上一页|切换|掌声|鼓掌|拍手|微笑|笑|鞠躬|抬头|低头|看|环顾|喝水|举|指|转身|走|站|坐|起立|"
    r"播放|视频|影片|音乐|灯|幻灯|投影|投影片|簡報|PPT|图\d|第\s*[\d一二三四五六七八九十]+\s*[页頁张張]|"
    r"停頓|翻頁|下一頁|上一頁|切換|掌聲|鞠躬|抬頭|低頭|環顧|舉|轉身|起立|播放|影片|音樂|燈|"
    r"slide|pause|page|video|music|click|smile|bow|look",
    re.IGNORECASE,
)


def find_directions(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Directions of a paragraph as (start, end) with their brackets, and stray brackets.

    A bracket within a direction belongs to it. The second list has the index of each bracket
    that has no partner.
    """
    open_brackets: dict[str, list[int]] = {closer: [] for closer in _PAIRS.values()}
    pairs: list[tuple[int, int]] = []
    strays: list[int] = []
    for match in _BRACKET.finditer(text):
        char, index = match[0], match.start()
        if char in _PAIRS:
            open_brackets[_PAIRS[char]].append(index)
        elif open_brackets[char] and index - open_brackets[char][-1] < _LONGEST:
            pairs.append((open_brackets[char].pop(), index + 1))
        else:
            strays.append(index)
    strays += [index for left in open_brackets.values() for index in left]
    outermost: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if not outermost or start >= outermost[-1][1]:
            outermost.append((start, end))
    starts = [start for start, _ in outermost]
    return outermost, [
        index for index in sorted(strays)
        if not (k := bisect_right(starts, index)) or index >= outermost[k - 1][1]
    ]


def bracket_heading(paragraph: str) -> str | None:
    """The heading in a paragraph that is nothing but `【heading】`, else None."""
    match = _HEADING.fullmatch(paragraph.strip())
    if match is None or _ACTION.search(match[1]):
        return None
    return match[1].strip() or None
