"""How Mandarin speakers say figures: 2025年, 30%, 3.5, 3:30, ¥100, 第3, 138-0013-8000.

A way is a list of single characters (Latin letters within stay letters), the simplified ones that
recognisers write.
"""

from __future__ import annotations

import re
from collections.abc import Callable

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

_DIGITS = "零一二三四五六七八九"
_PLACES = ["", "十", "百", "千"]
_GROUPS = ["", "万", "亿", "万亿"]
SCALES = frozenset("万亿千百萬億")
CURRENCIES = {
    "USD": ["美元", "美金"], "SGD": ["新加坡元", "新币", "元"], "HKD": ["港元", "港币"],
    "TWD": ["新台币", "台币", "元"], "AUD": ["澳元"], "CAD": ["加元"],
    "CNY": ["元", "块", "人民币"],
    "JPY": ["日元"], "EUR": ["欧元"], "GBP": ["英镑"], "MYR": ["林吉特", "令吉", "马币"],
    "IDR": ["印尼盾", "卢比"], "THB": ["泰铢"], "VND": ["越南盾"], "PHP": ["比索"], "LAK": ["基普"],
    "KHR": ["瑞尔"], "INR": ["卢比"], "KRW": ["韩元"],
}
_LETTER_SCALES = {"k": "千", "m": "百万", "mn": "百万", "b": "十亿", "bn": "十亿", "t": "万亿",
                  "tn": "万亿"}
_UNITS = {
    "km": ["公里", "千米"], "m": ["米"], "cm": ["厘米", "公分"], "mm": ["毫米"],
    "kg": ["公斤", "千克"], "g": ["克"], "t": ["吨"], "ha": ["公顷"], "km2": ["平方公里"],
    "m2": ["平方米"], "km/h": ["公里每小时"], "°c": ["摄氏度", "度"], "°f": ["华氏度"], "°": ["度"],
    "h": ["小时"], "min": ["分钟"], "s": ["秒"], "kw": ["千瓦"], "mw": ["兆瓦"], "gw": ["吉瓦"],
    "kwh": ["千瓦时", "度"], "hz": ["赫兹"], "l": ["升"], "ml": ["毫升"], "x": ["倍"],
}
# What stands after a figure that is read as a number (二), not as an amount of things (两).
_NOT_COUNTED = frozenset("月日号號年级級楼樓期班等十百")
_SAID_BY_DIGIT = frozenset("号號室楼樓房路班届")


def digits(text: str, one: str = "一") -> list[str]:
    """Digit by digit; telephone numbers say 1 as 幺."""
    return [one if d == "1" else _DIGITS[int(d)] for d in text if d.isdigit()]


def cardinal(number: int) -> list[str]:
    """The formal reading with 二 throughout: 2050 -> 二千零五十."""
    if number == 0:
        return ["零"]
    if number >= 10**16:
        return digits(str(number))
    out = ""
    for power in range(3, -1, -1):
        group = number // 10_000**power % 10_000
        if group:
            gap = out and (group < 1000 or number // 10_000 ** (power + 1) % 10 == 0)
            out += ("零" if gap else "") + _group(group) + _GROUPS[power]
    if out.startswith("一十"):
        out = out[1:]
    return list(out)


def _group(number: int) -> str:
    out = ""
    gap = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            out += ("零" if gap and out else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return out


def cardinals(number: int) -> Ways:
    """Everyday reading (两千, 两百, 两万) first, then the formal one."""
    formal = cardinal(number)
    text = "".join(formal)
    daily = re.sub(r"二(?=[千万亿])", "两", text)
    with_hundreds = re.sub(r"(?<!十)二(?=百)", "两", daily)
    daily = re.sub(r"(?<=十)两(?=[万亿])", "二", daily)
    with_hundreds = re.sub(r"(?<=十)两(?=[万亿])", "二", with_hundreds)
    return unique([list(daily), list(with_hundreds), formal])


def figure(text: str, before: str, after: str) -> Ways:
    """The ways a figure is said, likeliest first; empty if its form is not known."""
    generation = [spell_mixed(text)] if GENERATION.fullmatch(text) else []
    text = plain(text)
    for pattern, say in _FORMS:
        match = pattern.fullmatch(text)
        if match:
            said = unique(generation + say(match, before, after))
            if said:
                return said
    return []


def currency_of(figure_text: str) -> list[str]:
    """Names of the currency printed before a figure: `$4.5` -> 美元, 美金; [] for none."""
    sign = re.match(CURRENCY, plain(figure_text))
    return CURRENCIES[CURRENCY_CODES[sign[0]]] if sign else []


def _number(text: str) -> Ways:
    read = value(text, "zh")
    if not read.decimals:
        return cardinals(read.whole)
    return [[*way, "点", *digits(read.decimals)] for way in cardinals(read.whole)]


def _integer(match: re.Match[str], before: str, after: str) -> Ways:
    text = match[0]
    number = int(text)
    said = cardinals(number)
    if len(text) > 1 and text[0] == "0":
        return [digits(text), cardinal(number)]
    if after == "年" and (len(text) == 4 or (len(text) == 2 and number >= 50)):
        return [digits(text), *said]
    dialled = looks_dialled(text)
    if dialled or number in (110, 119, 120, 122) or before.startswith("+"):
        return [digits(text, "幺"), digits(text), *said]
    if number == 2 and before != "第" and after and after not in _NOT_COUNTED:
        return [["两"], ["二"]]
    if len(text) >= 3 and after in _SAID_BY_DIGIT:
        return [*said, digits(text, "幺"), digits(text)]
    if len(text) == 4:
        said.append(digits(text))
    return said


def _plain_number(match: re.Match[str], before: str, after: str) -> Ways:
    return _number(match[0])


def _percent(match: re.Match[str], before: str, after: str) -> Ways:
    whole = list("百分之" if match["sign"] == "%" else "千分之")
    return [[*whole, *way] for way in reversed(_number(match["amount"]))]


def _percent_range(match: re.Match[str], before: str, after: str) -> Ways:
    first, last = _number(match["first"])[-1], _number(match["last"])[-1]
    base = list("百分之")
    return [
        joined
        for joint in "到至"
        for joined in ([*base, *first, joint, *base, *last], [*base, *first, joint, *last])
    ]


def _money(match: re.Match[str], before: str, after: str) -> Ways:
    sign = CURRENCIES[CURRENCY_CODES[match["sign"]]]
    scale = list(_LETTER_SCALES.get(match["scale"] or "", ""))
    if scale and scale[0] != "千":
        said = _scaled(match["amount"], match["scale"])
    else:
        said = [[*way, *scale] for way in _number(match["amount"])]
    if after in SCALES:
        return said  # the character that follows carries the currency
    ways = [[*way, *name] for name in sign for way in said[:2]]
    if CURRENCY_CODES[match["sign"]] == "CNY":
        ways += [[*"人民币", *said[0], "元"], [*"人民币", *said[0]]]
    return [*ways, *said[:1]]


def _scaled(amount: str, scale: str) -> Ways:
    """`4.5bn` is said in Chinese steps: 四十五亿."""
    read = value(amount, "zh")
    power = {"m": 6, "mn": 6, "b": 9, "bn": 9, "t": 12, "tn": 12}[scale] - len(read.decimals)
    exact = int(f"{read.whole}{read.decimals}") * 10 ** max(power, 0)
    return cardinals(exact)


def _time(match: re.Match[str], before: str, after: str) -> Ways:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 24 or minute > 59:
        return [[*cardinal(hour), "比", *cardinal(minute)]]
    said = []
    for hours in [["两"], ["二"]] if hour == 2 else [cardinal(hour)]:
        if minute == 0:
            said += [[*hours, "点"], [*hours, *"点整"], [*hours, *"点钟"]]
            continue
        minutes = (["零"] if minute < 10 else []) + cardinal(minute)
        full = [[*hours, "点", *minutes, "分"], [*hours, "点", *minutes]]
        if minute == 30:
            full.insert(0 if hour <= 12 else 2, [*hours, *"点半"])
        if minute in (15, 45):
            full.append([*hours, "点", "一" if minute == 15 else "三", "刻"])
        said += full
    return said


def _date(match: re.Match[str], before: str, after: str) -> Ways:
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return []
    stem = [*digits(match["year"]), "年", *cardinal(month), "月", *cardinal(day)]
    return [[*stem, "日"], [*stem, "号"]]


def _fraction(match: re.Match[str], before: str, after: str) -> Ways:
    top, bottom = int(match["top"]), int(match["bottom"])
    ways = [[*cardinal(bottom), *"分之", *cardinal(top)]]
    if (top, bottom) == (1, 2):
        ways.append(list("一半"))
    pair = [*cardinal(top), *cardinal(bottom)]
    return [pair, *ways] if top >= bottom else [*ways, pair]


def _phone(match: re.Match[str], before: str, after: str) -> Ways:
    lead = ["加"] if match[0].startswith("+") else []
    return [[*lead, *digits(match[0], "幺")], [*lead, *digits(match[0])], digits(match[0], "幺")]


def _range(match: re.Match[str], before: str, after: str) -> Ways:
    first, last = match["first"], match["last"]
    right = figure(last, "", after)[:2]
    if after == "年" and len(first) == 4:
        left = [digits(first)]
    elif re.fullmatch(NUMBER, first):
        left = _number(first)[:1]
    else:
        left = figure(first, before, "")[:1]
    return [[*a, *joint, *b] for joint in ("到", "至", "") for a in left for b in right]


def _measure(match: re.Match[str], before: str, after: str) -> Ways:
    unit = match["unit"].replace(" ", "")
    said = _number(match["amount"])
    ways = [[*way, *name] for name in _UNITS.get(unit, []) for way in said[:2]]
    if unit == "m" and said[0] == ["二"]:
        ways.insert(0, ["两", "米"])
    if unit in _LETTER_SCALES and unit not in ("m", "t"):
        scale = _LETTER_SCALES[unit]
        ways += _scaled(match["amount"], unit) if unit != "k" else [[*w, *scale] for w in said]
    letters = [c for c in unit if c.isalpha()]
    digit_tail = digits(unit) if unit[-1:].isdigit() and not ways else []
    return [*ways, [*said[0], *letters, *digit_tail]] if letters else ways


def _signed(match: re.Match[str], before: str, after: str) -> Ways:
    names = ["正", "加"] if match["sign"] == "+" else ["负", "零下"]
    rest = figure(match["rest"], "", after)[:2]
    return [[*name, *way] for name in names for way in rest]


def _ratio(match: re.Match[str], before: str, after: str) -> Ways:
    parts = [cardinal(int(part)) for part in re.split(r"[x:/]", match[0])]
    joints = ["乘", "乘以"] if "x" in match[0] else ["比", ""]
    ways = []
    for joint in joints:
        said = list(parts[0])
        for part in parts[1:]:
            said += [*joint, *part]
        ways.append(said)
    return ways


def _version(match: re.Match[str], before: str, after: str) -> Ways:
    parts = [cardinal(int(part)) for part in match[0].split(".")]
    said = list(parts[0])
    for part in parts[1:]:
        said += ["点", *part]
    return [said]


def spell_mixed(text: str) -> list[str]:
    """Letters one by one, digits as numbers (long or zero-led ones digit by digit)."""
    out: list[str] = []
    for part in re.findall(r"\d+|[^\W\d_]", plain(text)):
        if not part.isdigit():
            out.append(part)
        elif part[0] == "0" or len(part) > 2:
            out += digits(part)
        else:
            out += cardinal(int(part))
    return out


def _mixed(match: re.Match[str], before: str, after: str) -> Ways:
    return [spell_mixed(match[0])]


_SIDE = rf"(?:{CURRENCY})?{NUMBER}(?:%|°[cf]?|[a-z]{{1,3}})?"
_Say = Callable[["re.Match[str]", str, str], Ways]
_FORMS: list[tuple[re.Pattern[str], _Say]] = [
    (re.compile(pattern), say)
    for pattern, say in (
        (r"\d+", _integer),
        (r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", _date),
        (r"\d+(?:\.\d+){2,}", _version),
        (NUMBER, _plain_number),
        (r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?", _time),
        (rf"(?P<amount>{NUMBER})(?P<sign>[%‰])", _percent),
        (rf"(?P<first>{NUMBER})%?-(?P<last>{NUMBER})%", _percent_range),
        (rf"(?P<sign>{CURRENCY})(?P<amount>{NUMBER})(?P<scale>[kmbt]|bn|mn|tn)?", _money),
        (rf"(?P<amount>{NUMBER})(?P<scale>[kmbt]|bn|mn|tn)?(?P<sign>{CURRENCY})", _money),
        (r"(?P<top>\d{1,3})/(?P<bottom>\d{1,3})", _fraction),
        (r"\+\d+(?:-\d+)*|\d+(?:-\d+){2,}|0\d+-\d+|\d{3}-\d{7,8}", _phone),
        (rf"(?P<first>{_SIDE})-(?P<last>{_SIDE})", _range),
        (rf"(?P<sign>[-+])(?P<rest>{_SIDE})", _signed),
        (rf"(?P<amount>{NUMBER})(?P<unit>° ?[cf]?|[a-z]+(?:/[a-z]+)?2?)", _measure),
        (r"\d+(?:[x:/]\d+)+", _ratio),
        (r".*", _mixed),
    )
]
