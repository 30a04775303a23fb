"""How words, acronyms, addresses and symbols are said."""

from __future__ import annotations

import re
import unicodedata
from itertools import product

from ..writing import DICTIONARY, HAN, KANA
from . import chinese, english, english_numbers
from .abbreviations import EXPANSIONS, SAID_AS_WORDS, SYMBOLS

Ways = list[list[str]]

_LATIN = re.compile(r"[^\W\d_]")
_ROMAN = re.compile(r"(?=[IVX]{2,})X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_HUMPS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_VOWEL = re.compile(r"[aeiouyäöüéèáàóíú]", re.IGNORECASE)
_VOWEL_SIGNS = re.compile(r"[\u064b-\u065f\u0670\u0640]")  # Arabic short vowels, tatweel
_REPEAT = "ๆ"  # Thai and Lao: say the word before again
_UNSPACED = re.compile(f"[{HAN}]|[{KANA}]+|[{DICTIONARY}]+|[^{HAN}{KANA}{DICTIONARY}]+")
_SHOUTED = frozenset("the and you to of in we our is for thank good are this that with".split(" "))
_HYPHEN = re.compile(r"[-‐‑]")
_JOINED_FIRST = frozenset({"email", "emails", "wifi", "cooperation", "coordination"})
_MOST = 6  # combinations tried when a word has several parts


def word(text: str, language: str, before: str, after: str) -> Ways:
    """The ways a word is said, likeliest first."""
    if re.match(f"[{DICTIONARY}]", text):
        return _dictionary_word(text)
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("ʼ", "'")
    expansions = EXPANSIONS.get(language, {}).get(text.lower())
    if expansions and not (text.lower() == "no" and not after[:1].isdigit()):
        said = [expansion.split() for expansion in expansions]
        if text.lower() == "no":
            said.reverse()
        return [*said, [text.lower()]] if "." not in text else said
    if "." in text:
        letters = [c.lower() for c in text if c != "."]
        return [letters, ["".join(letters)]]
    if _HYPHEN.search(text):
        return _hyphenated(text, language)
    return _simple(text, shouting=_is_shouted(before) or _is_shouted(after))


def _is_shouted(neighbour: str) -> bool:
    """Whether a neighbour in capitals looks like an ordinary word rather than an acronym."""
    if not (neighbour.isupper() and neighbour.isalpha()):
        return False
    return neighbour.lower() in _SHOUTED or len(neighbour) >= 7


def _dictionary_word(text: str) -> Ways:
    if text.endswith((_REPEAT, "ໆ")) and len(text) > 1:
        return [[text[:-1], text[:-1]], [text]]
    return [[unicodedata.normalize("NFC", text)]]


def _simple(text: str, shouting: bool = False) -> Ways:
    lower = text.lower()
    if "&" in text or "+" in text:
        return _joined_by_signs(text)
    if re.search(r"\d", text):
        return _alphanumeric(text)
    stem, tail = (text[:-2], "'s") if lower.endswith("'s") else (text, "")
    plural = re.fullmatch(r"([A-Z]{2,5})s", stem)
    letters = list((plural[1] if plural else stem).lower())
    if _ROMAN.fullmatch(text) and not shouting:
        number = english_numbers.cardinal(_roman(text))
        return [number, ["the", *english_numbers.ordinal(number)], letters]
    if plural or (stem.isupper() and stem.isalpha() and len(stem) > 1 and stem.isascii()):
        said_letters = [*letters[:-1], letters[-1] + ("'s" if plural or tail else "")]
        as_word = [(plural[1].lower() + "s" if plural else lower)]
        name = "".join(letters)
        common = name in _SHOUTED and len(name) > 2
        word_like = name in SAID_AS_WORDS or shouting or common or len(name) > 5
        extra = [letters] if said_letters != letters else []
        return [as_word, said_letters] if word_like else [said_letters, *extra, as_word]
    humps = _HUMPS.findall(text)
    if len(humps) > 1 and "".join(humps) == text and not text.isupper():
        parts = [h.lower() if not (h.isupper() and len(h) > 1) else " ".join(h.lower())
                 for h in humps]
        split = " ".join(parts).split()
        if len(text) <= 4:  # IoT, PhD
            return [list(lower), [lower], split]
        return [[lower], split]
    bare = _VOWEL_SIGNS.sub("", lower)
    return [[bare], [lower]] if bare and bare != lower else [[lower]]


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[c] for c in text]
    return sum(
        -v if i + 1 < len(values) and values[i + 1] > v else v for i, v in enumerate(values)
    )


def _joined_by_signs(text: str) -> Ways:
    parts = [part for part in re.split(r"([&+])", text) if part]
    said: list[str] = []
    for part in parts:
        if part == "&":
            said.append("and")
        elif part == "+":
            said.append("plus")
        elif part.isdigit():
            said += english.spell_mixed(part)
        else:
            said += _simple(part)[0]
    return [said, [w for w in said if w not in ("and", "plus")]]


def _alphanumeric(text: str) -> Ways:
    parts = re.findall(r"\d+|[^\W\d_]+", text)
    said: list[str] = []
    for part in parts:
        if part.isdigit():
            said += english.spell_mixed(part)
        elif len(part) > 2 and _VOWEL.search(part) and (
            not part.isupper() or part.lower() in SAID_AS_WORDS
        ):
            said.append(part.lower())
        else:
            said += list(part.lower())
    by_digit = [
        w for part in parts
        for w in (english_numbers.digits(part) if part.isdigit() else
                  [part.lower()] if part.lower() in said else list(part.lower()))
    ]
    return [said, by_digit, [text.lower()]]


def _hyphenated(text: str, language: str) -> Ways:
    parts = [part for part in _HYPHEN.split(text) if part]
    options = [
        english.figure(part, "", "")[:2] if part[0].isdigit() and language == "en"
        else [english.spell_mixed(part)] if part[0].isdigit() else _simple(part)[:2]
        for part in parts
    ]
    split = [
        [w for way in combination for w in way] for combination in product(*options)
    ][:_MOST]
    if any(part[0].isdigit() for part in parts) or text.isupper():
        return split
    joined = ["".join(parts).lower()]
    return [joined, *split] if joined[0] in _JOINED_FIRST else [*split, joined]


def symbol(text: str, language: str) -> Ways:
    """The ways a sign standing alone is said."""
    sign = unicodedata.normalize("NFKC", text)
    table = SYMBOLS.get(language, SYMBOLS["en"])
    return [said.split() for said in table.get(sign) or SYMBOLS["en"].get(sign, ())]


def address(text: str, language: str) -> Ways:
    """The ways an e-mail or web address, a #tag or a @name is said."""
    if text[0] in "#＃@":
        body = [w for part in _UNSPACED.findall(text[1:].replace("_", " ")) for w in _label(part)]
        lead = "hashtag" if text[0] != "@" else "at"
        return [body, [lead, *body]] if text[0] != "@" else [[lead, *body], body]
    bare = re.sub(r"^https?://", "", text, flags=re.IGNORECASE).rstrip("/")
    words = _spelled_address(bare, language)
    if not bare.lower().startswith("www."):
        return [words]
    return [_spelled_address(bare[4:], language), words]


_SIGNS = {
    "en": {".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", ":": "colon",
           "?": "question mark", "=": "equals", "&": "and", "%": "percent", "+": "plus",
           "~": "tilde", "#": "hash"},
    "zh": {".": "点", "/": "斜 杠", "@": "艾 特", "-": "杠", "_": "下 划 线", ":": "冒 号",
           "?": "问 号", "=": "等 于", "&": "和", "%": "百 分 号", "+": "加"},
}


def _spelled_address(text: str, language: str) -> list[str]:
    signs = _SIGNS.get(language, _SIGNS["en"])
    said: list[str] = []
    for part in re.findall(r"\w+?(?=_)|[^\W_]+|[^\w\s]|_", text):
        if part in signs:
            said += signs[part].split()
        else:
            said += _label(part, language)
    return said


def _label(part: str, language: str = "en") -> list[str]:
    """One label of an address: a word, or letters where nobody could say it as one."""
    words: list[str] = []
    for piece in part.split():
        if re.fullmatch(f"[{HAN}]", piece):
            words.append(piece)
        elif re.search(r"\d", piece):
            words += chinese.spell_mixed(piece) if language == "zh" else _alphanumeric(piece)[0]
        elif piece.lower() in ("www",) or len(piece) == 2 or (
            len(piece) <= 4 and _LATIN.match(piece) and piece.isascii()
            and not _VOWEL.search(piece)
        ):
            words += list(piece.lower())
        elif piece.isupper() and len(piece) > 1:
            words += _simple(piece)[0]
        else:
            words += [h.lower() for h in _HUMPS.findall(piece)] if (
                len(_HUMPS.findall(piece)) > 1 and "".join(_HUMPS.findall(piece)) == piece
            ) else [piece.lower()]
    return words
