"""Where a line may end, and how welcome that is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from icu4py.breakers import LineBreaker, WordBreaker

# Costs of ending a line; 100 is what a completely empty line costs (see layout).
CUE_END = -16.0
SENTENCE_END = -14.0
CLAUSE_END = -7.0
PHRASE = -3.0  # a space where words need none (Thai, Lao, Khmer, Burmese)
PLAIN = 0.0
IN_WORD = 22.0  # inside a Chinese or Japanese word
LAST_RESORT = float("inf")
LONE = 14.0  # a single character and its comma would start the next line
AFTER_SMALL = 3.0  # after an article or the like that belongs to the next word

_NOT_FIRST = frozenset(
    "，。！？；：、）」』”’…》〉】〕·～—％,.!?;:)]}%‰℃°ー々〻ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
    "．］｝〗〙〛›»ฯๆ។៕៖ៗຯໆ၊။،؛؟।॥"
)
_NOT_LAST = frozenset("（「『“‘《〈【〔([{［｛〖〘〚‹«¥￥$€£#")
_SENTENCE = frozenset(".!?。！？…។៕။؟।॥")
_CLAUSE = frozenset(",;:，；：、—–၊،؛៖")
_ADDRESS = frozenset("./@_=&?#")
_CLOSING = frozenset("”’」』）)]\"'»》")
_SMALL = frozenset((
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "is", "and", "or", "i", "my", "our",
))
_ONE_WORD_SCRIPTS = ("THAI", "LAO", "KHMER", "MYANMAR")


def _ends(parts: Iterable[str]) -> list[int]:
    result: list[int] = []
    at = 0
    for part in parts:
        at += len(part)
        result.append(at)
    return result


def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ", 1)[0]


def inseparable(text: str, at: int) -> bool:
    """Whether punctuation belongs to the other side of text[at]."""
    return text[at] in _NOT_FIRST or text[at - 1] in _NOT_LAST


def _joined(text: str, at: int, words: set[int]) -> bool:
    """Whether a rule of ours forbids the break that ICU offers."""
    if inseparable(text, at):
        return True
    return at not in words and _script(text[at]) in _ONE_WORD_SCRIPTS


def _after_dots(text: str, inside: set[int]) -> set[int]:
    """Behind the dots and the like of addresses, where ICU would not part them."""
    return {at for at in inside if text[at - 1] in _ADDRESS and text[at].isalpha()}


def opportunities(
    text: str, language: str, cue_ends: frozenset[int], tokens: list[tuple[int, int]]
) -> list[tuple[int, float]]:
    """(offset, cost) of every place where a line may end; the end of the text is the last.

    Never inside an ICU word of a script written without spaces, or a number; kinsoku as in
    Chinese books. Places inside a token cost LAST_RESORT: for tokens wider than the panel only.
    """
    inside = {at for start, end in tokens for at in range(start + 1, end)}
    words: set[int] = set()
    if not text.isascii():
        words = set(_ends(WordBreaker(text, language)))
    found: list[tuple[int, float]] = []
    dots = _after_dots(text, inside)
    for at in sorted(dots.union(_ends(LineBreaker(text, language)))):
        if at == len(text):
            found.append((at, CUE_END))
        elif not _joined(text, at, words):
            cost = LAST_RESORT if at in inside else _cost(text, at, words, cue_ends)
            found.append((at, cost))
    return found


def _cost(text: str, at: int, words: set[int], cue_ends: frozenset[int]) -> float:
    if at in cue_ends:
        return CUE_END
    end = at
    while end and text[end - 1] == " ":
        end -= 1
    last = text[end - 1] if end else " "
    mark = end
    while mark > 1 and text[mark - 1] in _CLOSING:
        mark -= 1
    if text[mark - 1] in _SENTENCE:
        return SENTENCE_END
    if text[mark - 1] in _CLAUSE:
        return CLAUSE_END
    if end < at:
        if _script(last) in _ONE_WORD_SCRIPTS:
            return PHRASE
        word = text[:end].rsplit(" ", 1)[-1].lower()
        return AFTER_SMALL if word in _SMALL else PLAIN
    if text[at - 1].isdigit() and _script(text[at]) == "CJK":
        return IN_WORD  # 2025|年
    lone = at + 1 < len(text) and text[at + 1] in _NOT_FIRST and _script(text[at]) == "CJK"
    inside = bool(words) and at not in words
    return LONE * lone + IN_WORD * inside
