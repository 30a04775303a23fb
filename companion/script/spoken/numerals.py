"""Reading printed figures: separators, full-width and native digits, currencies, units."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_COMMA_DECIMAL = frozenset({"vi", "id", "de", "fr", "es", "pt", "ru", "it", "nl"})
_PLAIN = str.maketrans({
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "~": "-", "〜": "-", "～": "-",
    "：": ":", "×": "x", "％": "%", "﹪": "%", "٫": ".", "٬": ",", "٪": "%", "￥": "¥", "＄": "$",
    "’": "'",
})

NUMBER = r"\d+(?:[.,]\d+)*"

# Printed currency (lower case) -> ISO 4217 code.
CURRENCY_CODES = {
    "$": "USD", "us$": "USD", "usd": "USD", "s$": "SGD", "sgd": "SGD", "hk$": "HKD", "hkd": "HKD",
    "nt$": "TWD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "¥": "CNY", "rmb": "CNY", "cny": "CNY",
    "jpy": "JPY", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "rm": "MYR", "myr": "MYR",
    "rp": "IDR", "rp.": "IDR", "idr": "IDR", "฿": "THB", "thb": "THB", "₫": "VND", "đ": "VND",
    "vnd": "VND", "vnđ": "VND", "₱": "PHP", "php": "PHP", "₭": "LAK", "៛": "KHR", "₹": "INR",
    "₩": "KRW",
}
# A number and a capital letter that is no unit: 5G, 4K, 3D, 1080P.
GENERATION = re.compile(r"\d+[CDGKP]")
CURRENCY = "|".join(re.escape(sign) for sign in sorted(CURRENCY_CODES, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Value:
    """A printed number: its whole part, and the digits after the decimal mark ("" if none)."""

    whole: int
    decimals: str
    digits: str  # all digits as printed, separators dropped
    grouped: bool  # had separators between thousands


def plain(text: str) -> str:
    """Figures in ASCII where they have an ASCII form, lower case: `３：３０ PM` -> `3:30 pm`."""
    text = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
    return unicodedata.normalize("NFKC", text.translate(_PLAIN)).translate(_PLAIN).lower()


def value(text: str, language: str) -> Value:
    """Parse a match of NUMBER by the habits of `language`.

    A single mark before exactly three digits is a thousands mark where the language writes it
    so; two kinds of marks, or one kind repeated, settle the matter in any language.
    """
    marks = re.sub(r"\d", "", text)
    digits = re.sub(r"\D", "", text)
    decimal = ""
    if len(set(marks)) == 2:
        decimal = marks[-1]
    elif len(marks) == 1:
        thousands = "." if language in _COMMA_DECIMAL else ","
        if marks != thousands or not re.fullmatch(r"[1-9]\d{0,2}\D\d{3}", text):
            decimal = marks
    if decimal:
        whole, _, decimals = text.rpartition(decimal)
        return Value(int(re.sub(r"\D", "", whole)), decimals, digits, len(marks) > 1)
    return Value(int(digits), "", digits, bool(marks))


def looks_dialled(digits: str) -> bool:
    """Whether a long figure without separators is a telephone number, not a round amount."""
    return len(digits) >= 7 and len(digits.rstrip("0")) > 4


def unique(ways: list[list[str]]) -> list[list[str]]:
    """The ways in order, without empty ones and repeats."""
    seen: set[tuple[str, ...]] = set()
    out = []
    for way in ways:
        key = tuple(way)
        if key and key not in seen:
            seen.add(key)
            out.append(way)
    return out
