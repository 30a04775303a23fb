"""How figures are said in the other languages: South-East Asia's, and those num2words knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from icu4py.breakers import WordBreaker

from . import asian_numbers
from .numerals import CURRENCY, CURRENCY_CODES, NUMBER, plain, unique, value

Ways = list[list[str]]


@dataclass(frozen=True, slots=True)
class Usage:
    """The words of a language around its numbers (each may be several words)."""

    point: str
    percent: str
    to: str
    minus: str
    half_past: str = ""  # said after the hour
    hour: str = ""  # between hour and minute
    minute: str = ""  # after the minute


_USAGE = {
    "vi": Usage("phẩy", "phần trăm", "đến", "âm", "rưỡi", "giờ", "phút"),
    "id": Usage("koma", "persen", "sampai", "minus", minute="menit"),
    "ms": Usage("perpuluhan", "peratus", "hingga", "negatif", minute="minit"),
    "fil": Usage("punto", "porsiyento", "hanggang", "negatibo"),
    "th": Usage("จุด", "เปอร์เซ็นต์", "ถึง", "ลบ", "ครึ่ง", "นาฬิกา", "นาที"),
    "lo": Usage("ຈຸດ", "ເປີເຊັນ", "ຫາ", "ລົບ", "ເຄິ່ງ", "ໂມງ", "ນາທີ"),
    "km": Usage("ចុច", "ភាគរយ", "ដល់", "ដក", "កន្លះ", "ម៉ោង", "នាទី"),
    "my": Usage("ဒသမ", "ရာခိုင်နှုန်း", "မှ", "အနုတ်", "ခွဲ", "နာရီ", "မိနစ်"),
    "fr": Usage("virgule", "pour cent", "à", "moins", "et demie", "heures"),
    "de": Usage("komma", "prozent", "bis", "minus", hour="uhr"),
    "es": Usage("coma", "por ciento", "a", "menos", "y media", "y"),
    "pt": Usage("vírgula", "por cento", "a", "menos", "e meia", "e"),
    "ja": Usage("点", "パーセント", "から", "マイナス", "半", "時", "分"),
    "ko": Usage("점", "퍼센트", "에서", "마이너스", "반", "시", "분"),
    "ru": Usage("запятая", "процентов", "до", "минус"),
}
_CURRENCIES = {
    "vi": {"VND": "đồng", "USD": "đô la", "EUR": "euro", "CNY": "nhân dân tệ"},
    "id": {"IDR": "rupiah", "USD": "dolar", "EUR": "euro", "CNY": "yuan", "SGD": "dolar singapura"},
    "ms": {"MYR": "ringgit", "USD": "dolar", "EUR": "euro", "CNY": "yuan", "IDR": "rupiah"},
    "fil": {"PHP": "piso", "USD": "dolyar", "EUR": "euro", "CNY": "yuan"},
    "th": {"THB": "บาท", "USD": "ดอลลาร์", "EUR": "ยูโร", "CNY": "หยวน"},
    "lo": {"LAK": "ກີບ", "USD": "ໂດລາ", "CNY": "ຢວນ", "THB": "ບາດ"},
    "km": {"KHR": "រៀល", "USD": "ដុល្លារ", "CNY": "យ័ន"},
    "my": {"USD": "ဒေါ်လာ", "CNY": "ယွမ်", "THB": "ဘတ်"},
    "fr": {"EUR": "euros", "USD": "dollars"}, "de": {"EUR": "euro", "USD": "dollar"},
    "es": {"EUR": "euros", "USD": "dólares"}, "pt": {"EUR": "euros", "USD": "dólares"},
}
_FORM = re.compile(
    rf"(?P<time>(?P<hour>\d{{1,2}})[:h](?P<minute>\d\d))"
    rf"|(?P<minus>-)?(?P<before>{CURRENCY})?(?P<number>{NUMBER})(?P<percent>%)?(?P<after>{CURRENCY})?"
)
_DIALLED = re.compile(r"\+\d[\d-]*|0\d{2,}[\d-]*|\d+(?:-\d+){2,}|\d{9,}")
_RANGE = re.compile(rf"(?P<first>{NUMBER})%?-(?P<last>{NUMBER}%?)")


def knows(language: str) -> bool:
    """Whether numbers of this language can be said."""
    if language in asian_numbers.CARDINALS:
        return True
    from num2words import CONVERTER_CLASSES  # 30 ms, for languages beyond the region

    return language in CONVERTER_CLASSES


def figure(text: str, language: str) -> Ways:
    """The ways a figure is said, likeliest first; empty if its form is not known."""
    text = plain(text)
    usage = _USAGE.get(language)
    if _DIALLED.fullmatch(text):
        return [_digits(text, language)]
    match = _RANGE.fullmatch(text)
    if match and usage:
        first, last = figure(match["first"], language), figure(match["last"], language)
        return [[*a, *usage.to.split(), *b] for a in first[:1] for b in last[:2]]
    match = _FORM.fullmatch(text)
    if not match:
        return _spelled(text, language)
    if match["time"]:
        return _time(int(match["hour"]), int(match["minute"]), language, usage)
    return _amount(match, language, usage)


def _amount(match: re.Match[str], language: str, usage: Usage | None) -> Ways:
    read = value(match["number"], language)
    said = cardinals(read.whole, language)
    if match["number"][0] == "0" and not read.decimals and len(read.digits) > 1:
        said.insert(0, _digits(read.digits, language))
    if read.decimals:
        if not usage:
            return []
        said = [[*way, *usage.point.split(), *_digits(read.decimals, language)] for way in said]
    if match["percent"]:
        if not usage:
            return []
        percent = usage.percent.split()
        said = [[*way, *percent] for way in said]
    sign = match["before"] or match["after"]
    if sign:
        name = _CURRENCIES.get(language, {}).get(CURRENCY_CODES[sign])
        said = [[*way, *name.split()] for way in said] + said if name else said
    if match["minus"] and usage:
        said = [[*usage.minus.split(), *way] for way in said]
    return unique(said)


def _time(hour: int, minute: int, language: str, usage: Usage | None) -> Ways:
    hours, minutes = cardinals(hour, language)[0], cardinals(minute, language)[0]
    if not usage:
        return [[*hours, *minutes]]
    between, end = usage.hour.split(), usage.minute.split()
    if minute == 0:
        return unique([[*hours, *between], hours])
    ways = [[*hours, *between, *minutes], [*hours, *between, *minutes, *end], [*hours, *minutes]]
    if minute == 30 and usage.half_past:
        ways.insert(1, [*hours, *between, *usage.half_past.split()])
    return unique(ways)


def cardinals(number: int, language: str) -> Ways:
    """A cardinal's ways."""
    if language == "vi":
        return unique(_vietnamese_variants(asian_numbers.vietnamese(number)))
    say: Callable[[int], list[str]] | None = asian_numbers.CARDINALS.get(language)
    if say is not None:
        return [say(number)]
    from num2words import num2words

    try:
        text = str(num2words(number, lang=language))
    except (NotImplementedError, OverflowError, ValueError, TypeError, KeyError, IndexError):
        return []
    return [_words(text, language)]


def _vietnamese_variants(said: list[str]) -> Ways:
    text = " ".join(said)
    south = text.replace("linh", "lẻ").replace("nghìn", "ngàn")
    no_hundred = text.replace("nghìn không trăm ", "nghìn ")
    four = text.replace("mươi bốn", "mươi tư")
    return [way.split() for way in (text, no_hundred, south, four)]


def _words(text: str, language: str) -> list[str]:
    text = text.lower().replace("-", " ").replace(",", " ")
    if language in ("ja",):
        return [text[a:b] for a, b in WordBreaker(text, language).segments()]
    return text.split()


def _digits(text: str, language: str) -> list[str]:
    return [
        word for digit in text if digit.isdigit()
        for word in (cardinals(int(digit), language) or [[digit]])[0]
    ]


def _spelled(text: str, language: str) -> Ways:
    """Mixed letters and digits: `4g` -> the number, then the letters."""
    edges = [0, *(m.start() for m in re.finditer(r"(?<=\d)(?=\D)|(?<=\D)(?=\d)", text)), len(text)]
    words: list[str] = []
    for a, b in pairwise(edges):
        part = text[a:b]
        if part.isdigit():
            words += (cardinals(int(part), language) or [[part]])[0]
        elif re.fullmatch(r"[^\W\d_]{3,}", part):
            words.append(part)
        else:
            words += [c for c in part if c.isalpha()]
    return [words] if words else []
