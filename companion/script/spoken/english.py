"""How English speakers say figures: 2025, 30%, $4.5bn, 3:30, 5–10, 21st, 1990s, +65, 5G."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product

from . import english_numbers as numbers
from .numerals import (
    CURRENCY,
    CURRENCY_CODES,
    GENERATION,
    NUMBER,
    looks_dialled,
    plain,
    unique,
    value,
)

Ways = list[list[str]]

SCALES = {
    "k": "thousand", "m": "million", "mn": "million", "mil": "million", "mio": "million",
    "b": "billion", "bn": "billion", "bil": "billion", "t": "trillion", "tn": "trillion",
    "trn": "trillion",
}
SCALE_WORDS = frozenset({"hundred", "thousand", "million", "billion", "trillion"})
CURRENCIES = {
    "USD": (["dollars"], ["u", "s", "dollars"]), "SGD": (["singapore", "dollars"], ["dollars"]),
    "HKD": (["hong", "kong", "dollars"], ["dollars"]), "TWD": (["taiwan", "dollars"],),
    "AUD": (["australian", "dollars"], ["dollars"]), "CAD": (["canadian", "dollars"], ["dollars"]),
    "CNY": (["yuan"], ["renminbi"], ["r", "m", "b"]), "JPY": (["yen"],),
    "EUR": (["euros"], ["euro"]),
    "GBP": (["pounds"],), "MYR": (["ringgit"],), "IDR": (["rupiah"],), "THB": (["baht"],),
    "VND": (["dong"],), "PHP": (["pesos"],), "LAK": (["kip"],), "KHR": (["riel"],),
    "INR": (["rupees"],), "KRW": (["won"],),
}
_UNITS = {
    "km": ["kilometers", "kilometres"], "m": ["meters", "metres"], "cm": ["centimeters"],
    "mm": ["millimeters"], "kg": ["kilograms", "kilos"], "g": ["grams"], "t": ["tons"],
    "ha": ["hectares"], "km2": ["square kilometers"],
    "m2": ["square meters"], "km/h": ["kilometers per hour"],
    "°c": ["degrees celsius", "degrees"], "°f": ["degrees fahrenheit", "degrees"],
    "°": ["degrees"], "h": ["hours"], "hrs": ["hours"], "min": ["minutes"], "s": ["seconds"],
    "kw": ["kilowatts"], "mw": ["megawatts"], "gw": ["gigawatts"], "kwh": ["kilowatt hours"],
    "gb": ["gigabytes"], "mb": ["megabytes"], "tb": ["terabytes"], "hz": ["hertz"],
    "%": ["percent", "per cent"], "‰": ["per thousand"], "l": ["liters", "litres"],
    "ml": ["milliliters"], "x": ["times"],
}
_YEAR_BEFORE = frozenset(
    "in since by of from until till year before after during for early late mid spring summer "
    "autumn winter to january february march april may june july august september october "
    "november december".split(" ")
)


def figure(text: str, before: str, after: str) -> Ways:
    """The ways a figure is said, likeliest first; empty if its form is not known."""
    generation = [spell_mixed(text)] if GENERATION.fullmatch(text) else []
    text = plain(text)
    for pattern, say in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            said = unique(generation + say(match, before.lower(), after.lower()))
            if said:
                return said
    return []


def currency_of(figure_text: str) -> Ways:
    """Names of the currency printed before a figure: `$4.5` -> dollars; [] for none."""
    sign = re.match(CURRENCY, plain(figure_text))
    return list(CURRENCIES[CURRENCY_CODES[sign[0]]]) if sign else []


def spell_mixed(text: str) -> list[str]:
    """Letters one by one, digits as numbers: `5g` -> five g."""
    words: list[str] = []
    for part in re.findall(r"\d+|[^\W\d_]", plain(text)):
        if not part.isdigit():
            words.append(part)
        elif part[0] == "0" and len(part) > 1:
            words += numbers.digits(part)
        else:
            words += numbers.cardinal(int(part))
    return words


def _number(text: str) -> Ways:
    read = value(text, "en")
    if not read.decimals:
        return numbers.cardinals(read.whole)
    tail = ["point", *numbers.digits(read.decimals)]
    ways = [[*numbers.cardinal(read.whole), *tail]]
    if read.whole == 0:
        ways += [tail, ["oh", *tail]]
    elif "0" in read.decimals:
        ways.append([*ways[0][:-len(read.decimals)], *numbers.digits(read.decimals, "oh")])
    return ways


def _integer(match: re.Match[str], before: str, after: str) -> Ways:
    text = match[0]
    if len(text) > 1 and text[0] == "0":
        return [numbers.digits(text, "oh"), numbers.digits(text), numbers.cardinal(int(text))]
    number = int(text)
    cardinals = numbers.cardinals(number)
    if len(text) == 4 and 1000 <= number < 3000:
        years = numbers.year(number)
        likely = 1700 <= number < 2100 or before in _YEAR_BEFORE
        return years + cardinals if likely else cardinals + years
    if before.startswith("+") or before in ("call", "dial", "code", "number"):
        return [numbers.digits(text), numbers.digits(text, "oh"), *cardinals]
    if len(text) == 3:
        pair = [*numbers.cardinal(number // 100), *(
            numbers.cardinal(number % 100) if number % 100 > 9 else numbers.digits(text[1:], "oh")
        )]
        return [*cardinals, numbers.digits(text), pair]
    if len(text) >= 4:
        spelled = [numbers.digits(text), numbers.digits(text, "oh")]
        dialled = looks_dialled(text)
        return [*spelled, *cardinals] if dialled else [*cardinals, *spelled]
    return cardinals


def _plain_number(match: re.Match[str], before: str, after: str) -> Ways:
    return _number(match[0])


def _money(match: re.Match[str], before: str, after: str) -> Ways:
    sign, amount, scale = match["sign"], match["amount"], match["scale"] or ""
    names = CURRENCIES[CURRENCY_CODES[sign.strip()]]
    if sign == "us$":
        names = names[::-1]
    said = [[*way, *([SCALES[scale]] if scale else [])] for way in _number(amount)]
    if after in SCALE_WORDS:
        return said  # the scale word that follows carries the currency
    read = value(amount, "en")
    if len(read.decimals) == 2 and not scale:
        return _change(read.whole, read.decimals, names[0]) + said
    if amount == "1" and not scale:
        names = tuple([*name[:-1], name[-1].removesuffix("s")] for name in names)
    full = [[*way, *name] for name in names for way in said]
    return [full[0], *said[:1], *full[1:], *said[1:]]


def _change(whole: int, decimals: str, name: list[str]) -> Ways:
    """`$3.50`: three dollars fifty, three fifty, three dollars and fifty cents."""
    large, small = numbers.cardinal(whole), numbers.cardinal(int(decimals))
    if int(decimals) == 0:
        return [[*large, *name]]
    return [
        [*large, *name, *small], [*large, *small],
        [*large, *name, "and", *small, "cents"],
    ]


def _time(match: re.Match[str], before: str, after: str) -> Ways:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = list((match["half"] or "").replace(".", ""))
    if hour > 24 or minute > 59:
        return [[*numbers.cardinal(hour), "to", *numbers.cardinal(minute)]] if not half else []
    hours = numbers.cardinal(hour)
    if minute == 0:
        ways = [[*hours, "o'clock"], hours, [*hours, "hundred"], [*hours, "hundred", "hours"]]
        if half or hour > 12:
            ways = [hours, *ways]
    elif minute < 10:
        ways = [[*hours, "oh", *numbers.cardinal(minute)]]
    else:
        ways = [[*hours, *numbers.cardinal(minute)]]
    small = numbers.cardinal(hour % 12 or 12)
    following = numbers.cardinal(hour % 12 + 1)
    if minute == 30:
        ways.append(["half", "past", *small])
    elif minute == 15:
        ways += [["quarter", "past", *small], ["a", "quarter", "past", *small]]
    elif minute == 45:
        ways += [["quarter", "to", *following], ["a", "quarter", "to", *following]]
    if hour > 12 and minute:
        ways.append([*small, *ways[0][len(hours):]])
    with_half = [[*way, *half] for way in ways if way[0] not in ("half", "quarter", "a")]
    return with_half + ways if half else ways


def _ordinal(match: re.Match[str], before: str, after: str) -> Ways:
    number = int(match["number"].replace(",", ""))
    return [numbers.ordinal(way) for way in numbers.cardinals(number)]


def _decade(match: re.Match[str], before: str, after: str) -> Ways:
    number = int(match["number"])
    if number >= 1000:
        return [numbers.plural(way) for way in numbers.year(number)]
    return [numbers.plural(numbers.cardinal(number))]


def _fraction(match: re.Match[str], before: str, after: str) -> Ways:
    top, bottom = int(match["top"]), int(match["bottom"])
    upper, lower = numbers.cardinal(top), numbers.cardinal(bottom)
    ways = [[*upper, *lower], [*upper, "slash", *lower], [*upper, "over", *lower]]
    if (top, bottom) == (24, 7):
        return ways
    if top >= bottom or bottom > 20:
        return [*ways, [*upper, "of", *lower], [*upper, "out", "of", *lower]]
    name = {2: ["half"], 4: ["quarter"]}.get(bottom, numbers.ordinal(lower))
    names = [name] + ([["fourth"]] if bottom == 4 else [])
    if top > 1:
        names = [["halves"] if n == ["half"] else [*n[:-1], n[-1] + "s"] for n in names]
    fractions = [[*upper, *n] for n in names]
    if top == 1:
        fractions += [["a", *n] for n in names]
    return fractions + ways


def _date(match: re.Match[str], before: str, after: str) -> Ways:
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return []
    name = _MONTHS[month - 1]
    days = numbers.ordinal(numbers.cardinal(day))
    years = numbers.year(year) if 1000 <= year < 3000 else [numbers.cardinal(year)]
    return [
        way
        for said in years
        for way in ([name, *days, *said], ["the", *days, "of", name, *said],
                    [*days, "of", name, *said], [name, *numbers.cardinal(day), *said])
    ]


def _digits(match: re.Match[str], before: str, after: str) -> Ways:
    lead = ["plus"] if match[0].startswith("+") else []
    return [
        [*lead, *numbers.digits(match[0])], [*lead, *numbers.digits(match[0], "oh")],
        numbers.digits(match[0]),
    ]


def _signed(match: re.Match[str], before: str, after: str) -> Ways:
    rest = figure(match["rest"], "", after)
    names = [["plus"]] if match["sign"] == "+" else [["minus"], ["negative"]]
    return [[*name, *way] for name in names for way in rest[:2]] + rest[:1]


def _range(match: re.Match[str], before: str, after: str) -> Ways:
    first, last = match["first"], match["last"]
    tail = re.sub(rf"^(?:{CURRENCY})?{NUMBER}", "", last)
    sign = re.match(rf"(?:{CURRENCY})?(?=\d)", first)
    left = figure(first, before, "")[:2]
    if len(first) == 4 and first.isdigit() and len(last) == 2 and int(last) > int(first[2:]):
        years = figure(first[:2] + last, "in", "")[:1] + figure(last, "", "")[:1]
        return [[*a, *joint, *b] for a, b in product(left[:1], years) for joint in (["to"], [])]
    if tail and not re.search(r"\D$", first):  # 10-15%, $4-5bn: the unit is said once, last
        left = _number(re.sub(rf"^(?:{CURRENCY})", "", first))[:2]
    if sign and sign[0] and not last.startswith(sign[0]):
        last = sign[0] + last
    right = figure(last, before, after)[:2]
    minutes = [["to"], ["through"], []]
    return [[*a, *joint, *b] for joint in minutes for a, b in product(left[:1], right)]


def _measure(match: re.Match[str], before: str, after: str) -> Ways:
    unit = match["unit"].replace(" ", "")
    names = [name.split() for name in _UNITS.get(unit, [])]
    scale = SCALES.get(unit)
    said = _number(match["amount"])
    if match["amount"] == "1":
        names = [[*name[:-1], name[-1].removesuffix("s")] for name in names]
    if scale and unit in ("m", "t"):  # 5m may be metres, too
        names.append([scale])
    elif scale:
        names.insert(0, [scale])
    ways = [[*way, *name] for name in names for way in said[:2]]
    if unit.isalpha() and len(unit) <= 4:
        ways.append([*said[0], *unit])
    if unit.isalpha() and len(unit) > 2 and not names:
        ways.insert(0, [*said[0], unit])
    return ways


def _compound(match: re.Match[str], before: str, after: str) -> Ways:
    rest = [word for word in match["rest"].split("-") if word]
    tails = [[*rest]]
    return [[*way, *tail] for way in figure(match["first"], before, "")[:4] for tail in tails]


def _ratio(match: re.Match[str], before: str, after: str) -> Ways:
    parts = [numbers.cardinal(int(part)) for part in re.split(r"[x:/]", match[0])]
    joint = "by" if "x" in match[0] else "to"
    said = parts[0]
    for part in parts[1:]:
        said = [*said, joint, *part]
    return [said, [word for part in parts for word in part]]


def _version(match: re.Match[str], before: str, after: str) -> Ways:
    parts = [numbers.cardinal(int(part)) for part in match[0].split(".")]
    said = parts[0]
    for part in parts[1:]:
        said = [*said, "point", *part]
    return [said, [w.replace("point", "dot") for w in said]]


def _mixed(match: re.Match[str], before: str, after: str) -> Ways:
    return [spell_mixed(match[0])]


_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_SIDE = rf"(?:{CURRENCY})?{NUMBER}(?:%|°[cf]?|[a-z]{{1,3}})?"
_Say = Callable[["re.Match[str]", str, str], Ways]
_FORMS: list[tuple[re.Pattern[str], _Say]] = [
    (re.compile(pattern), say)
    for pattern, say in (
        (r"\d+", _integer),
        (r"\d+(?:\.\d+){2,}", _version),
        (NUMBER, _plain_number),
        (r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?(?P<half>[ap]\.?m)?", _time),
        (r"(?P<hour>\d{1,2})(?:\.(?P<minute>\d\d))?(?P<half>[ap]\.?m)", _time),
        (r"(?P<number>[\d,]+)(?:st|nd|rd|th)", _ordinal),
        (r"(?P<number>\d{1,3}0)'?s", _decade),
        (rf"(?P<sign>{CURRENCY})(?P<amount>{NUMBER})(?P<scale>[kmbt]|bn|mn|tn|trn|mil|bil|mio)?",
         _money),
        (rf"(?P<amount>{NUMBER})(?P<scale>[kmbt]|bn|mn|tn)?(?P<sign>{CURRENCY})", _money),
        (r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", _date),
        (r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})", _date),
        (r"(?P<top>\d{1,3})/(?P<bottom>\d{1,3})", _fraction),
        (r"\+\d{1,3}(?:-\d+)*|0?\d+(?:-\d+){2,}|0\d+-\d+|\d{3,4}-\d{4}(?<!\d{4}-20\d\d)", _digits),
        (rf"(?P<first>{_SIDE})-(?P<last>{_SIDE})", _range),
        (rf"(?P<sign>[-+])(?P<rest>{_SIDE})", _signed),
        (rf"(?P<amount>{NUMBER})(?P<unit>%|‰|° ?[cf]?|[a-z]+(?:/[a-z]+)?[²2]?)", _measure),
        (rf"(?P<first>{_SIDE})-(?P<rest>[^\W\d_][\w'-]*)", _compound),
        (r"\d+(?:[x:/]\d+)+", _ratio),
        (r".*", _mixed),
    )
]
