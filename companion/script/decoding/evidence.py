"""How much a decoded text looks like something a person wrote: 0 (gibberish) to 1.

Each measure looks only at the characters beyond ASCII, for ASCII reads the same in every
candidate. What is wrong with text in the wrong encoding: rare Han characters, Thai vowels without
consonants, letters of several scripts in one word, capitals in mid-word, symbols inside words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from ..writing import MARKS, script_of
from .han_frequency import COMMON

SAMPLE = 20_000  # characters looked at

_THAI_CONSONANT = re.compile("[\u0e01-\u0e2e]")
_THAI_SYLLABLE = re.compile(
    "[เแโใไ]?[ก-ฮ][ัิ-ฺ็์ํ]*[่-๋]*[็์ํ]*[ะาำๅ]?[ฯๆ]?"
)
_THAI_VOWELS = (0.15, 0.65)  # share of vowels and tones among the letters of real text
_THAI_RARE = frozenset("ฃฅฆฌญฎฏฐฑฒฤฦฬฮๅ๚๛")
_THAI_MIXED = re.compile("[ก-๎][A-Za-z{}|~]|[A-Za-z{}|~][ก-๎]")
_WIDE_PUNCTUATION = frozenset("，。！？；：、“”‘’（）《》〈〉「」『』【】—…·～％　．＋－／〔〕﹏")
_VIETNAMESE_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    "(?:uyê|iê|yê|ươ|uô|uâ|oa|oă|oe|oo|uê|uơ|uy|ươ|ia|ya|ua|ưa|[aăâeêioôơuưy]){1,2}"
    "(?:ch|ng|nh|[cmnptiuoy])?"
)
_VIETNAMESE_WORDS = frozenset(
    "và của là các những một cho không có được người với này để đã chúng tôi khi từ đến cũng như "
    "về bạn rất sẽ thế năm mỗi phải đó vào quý vị cảm ơn chào thưa học tập công nghệ thầy cô giáo "
    "việt nước đất hội nghị đại biểu kính trọng hôm ngày đầu tiên bắt thứ nhất giờ phát triển giới "
    "hòa bình hợp tác kinh tế văn hóa sinh trường việc làm đồng bào cùng đi chỉ biết lại còn đây "
    "nhiều tất cả vì điều nào gì bằng trên dưới sau trước mình họ ông bà anh chị em".split(" ")
)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_EDGES = re.compile(r"^[\W\d_]+(?<![\u0300-\u036f])|[\W\d_]+$")
_MISPLACED = re.compile(r"[^\W\d_][°§¶†‡‰±²³µ¼½¾×÷]|[\xad`|{}~^\\]")
_INNER_SIGNS = re.compile(r"['’\-‐.,/:@&–—]+|(?<=\D)(?=\d)|(?<=\d)(?=\D)")
_LETTERS = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*")
QUOTES = frozenset("’‘“”–—…«»‚„‹›\u00a0")
_SIGNS = frozenset("•€°©®™§¶·†‡‰±²³µ¼½¾×÷¿¡")
TYPOGRAPHY = QUOTES | _SIGNS


def beyond_ascii(text: str) -> str:
    """The characters that a candidate encoding had to decide."""
    return "".join(char for char in text[:SAMPLE] if char > "\x7f")


def chinese(text: str) -> float:
    """How common the Han characters are, less the share of what is no Chinese at all."""
    counted = Counter(beyond_ascii(text))
    han = sum(n for c, n in counted.items() if script_of(c) == "CJK")
    if not han:
        return 0.0
    common = sum(n for c, n in counted.items() if c in COMMON)
    strange = sum(
        n for c, n in counted.items()
        if script_of(c) != "CJK" and c not in _WIDE_PUNCTUATION and c not in TYPOGRAPHY
    )
    # The list covers about three quarters of running text; a wrong reading hits it one time in
    # twenty. A few characters alone must all be on it.
    expected = 0.6 + 0.05 * min(8, max(0, 12 - han))
    return max(0.0, min(1.0, common / han / expected) - strange / counted.total())


def thai(text: str) -> float:
    """Share of Thai characters that stand where Thai spelling allows them, rare ones rare."""
    marked = beyond_ascii(text)
    letters = [c for c in marked if "\u0e01" <= c <= "\u0e4e"]
    if not _THAI_CONSONANT.search(marked):
        return 0.0
    ruled = sum(len(m[0]) for m in _THAI_SYLLABLE.finditer(marked))
    vowels = sum(c >= "\u0e30" for c in letters)
    fewest, most = _THAI_VOWELS
    balance = 0.3 if vowels < fewest * len(letters) or vowels > most * len(letters) else 1.0
    rare = sum(c in _THAI_RARE for c in letters) / len(letters)
    mixed = len(_THAI_MIXED.findall(text[:SAMPLE])) / len(letters)
    trust = min(1.0, len(letters) / 8)
    faults = 3 * max(0.0, rare - 0.06) + 5 * mixed
    return max(0.0, trust * balance * ruled / len(marked) - faults)


def vietnamese(text: str) -> float:
    """Share of the marked words that are Vietnamese syllables, and everyday ones among them."""
    chunks = unicodedata.normalize("NFC", text[:SAMPLE]).split()
    marked = [chunk for chunk in chunks if any(c > "\x7f" for c in chunk)]
    words = [_EDGES.sub("", chunk) if is_sane(chunk) else "?" for chunk in marked]
    words = [word for word in words if word]
    if not words:
        return 0.0
    good = sum(all(map(_is_syllable, re.split("[-–/.,]", word))) for word in words)
    everyday = sum(word.lower() in _VIETNAMESE_WORDS for word in words)
    return good / len(words) * (0.6 + 0.4 * min(1.0, everyday / len(words) / 0.2))


def _is_syllable(word: str) -> bool:
    if not (word.islower() or word.istitle() or word.isupper()):
        return False
    tones = _TONES.findall(unicodedata.normalize("NFD", word))
    bare = unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", word)))
    return len(tones) <= 1 and _VIETNAMESE_SYLLABLE.fullmatch(bare.lower()) is not None


def one_script(text: str) -> float:
    """Share of ASCII and of the letters of the most frequent other script."""
    sample = text[:SAMPLE]
    scripts = Counter(script_of(c) for c in sample if c > "\x7f")
    del scripts[""]
    plain = sum(c <= "\x7f" for c in sample)
    return (plain + max(scripts.values(), default=0)) / len(sample)


def western(text: str, letters: frozenset[str]) -> float:
    """Share of non-ASCII characters that are `letters` or typography, times that of sane words."""
    marked = beyond_ascii(text)
    if not marked:
        return 0.0
    latin = [c for c in text[:SAMPLE] if script_of(c) == "LATIN"]
    if 2 * sum(c > "\x7f" for c in latin) > len(latin):
        return 0.0  # no language marks most of its letters
    good = sum(c in TYPOGRAPHY or c.lower() in letters for c in marked)
    words = [w for w in text[:SAMPLE].split() if any(c > "\x7f" for c in w)]
    return good / len(marked) * sum(map(is_sane, words)) / len(words)


def is_sane(word: str) -> bool:
    """Letters of one script within punctuation; capitals only at the start or throughout."""
    if sum(c in _SIGNS for c in word) > 1 or _MISPLACED.search(word):
        return False
    if unicodedata.category(word[0]) == "Mn":
        return False
    inner = _EDGES.sub("", word)
    if not inner:
        return True
    parts = [part for part in _INNER_SIGNS.split(inner) if part]
    if not all(part.isdigit() or _LETTERS.fullmatch(part) for part in parts):
        return False
    if len({script_of(c) for c in inner} - {""}) > 1:
        return False
    return all(
        part.lower() == part.upper() or part.islower() or part.isupper() or part[1:].islower()
        for part in parts if not part.isdigit()
    )
