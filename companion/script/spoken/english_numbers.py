"""English number words."""

from __future__ import annotations

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = ["", "thousand", "million", "billion", "trillion", "quadrillion"]
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}
LARGEST = 10 ** (3 * len(_SCALES)) - 1


def digits(text: str, zero: str = "zero") -> list[str]:
    """Digit by digit."""
    return [zero if d == "0" else _SMALL[int(d)] for d in text if d.isdigit()]


def cardinal(number: int, joined: bool = False) -> list[str]:
    """`joined` puts "and" before tens and units, as British speakers do."""
    if number > LARGEST:
        return digits(str(number))
    if number == 0:
        return ["zero"]
    words: list[str] = []
    for power in range(len(_SCALES) - 1, -1, -1):
        group = number // 1000**power % 1000
        if not group:
            continue
        if joined and words and power == 0 and group < 100:
            words.append("and")
        words += _group(group, joined)
        if power:
            words.append(_SCALES[power])
    return words


def _group(number: int, joined: bool) -> list[str]:
    words: list[str] = []
    if number >= 100:
        words += [_SMALL[number // 100], "hundred"]
        number %= 100
        if number and joined:
            words.append("and")
    if number >= 20:
        words.append(_TENS[number // 10])
        number %= 10
    if number:
        words.append(_SMALL[number])
    return words


def cardinals(number: int) -> list[list[str]]:
    """Without and with "and"; round hundreds also as "fifteen hundred"; "a hundred"."""
    ways = [cardinal(number), cardinal(number, joined=True)]
    if 1100 <= number < 10_000 and number % 100 == 0 and number % 1000:
        ways.append([*cardinal(number // 100), "hundred"])
    if ways[0][0] == "one" and len(ways[0]) > 1:
        ways.append(["a", *ways[0][1:]])
    return ways


def ordinal(words: list[str]) -> list[str]:
    """Turn the last word of a cardinal into its ordinal."""
    last = words[-1]
    if last in _ORDINALS:
        last = _ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return [*words[:-1], last]


def plural(words: list[str]) -> list[str]:
    """Turn the last word of a cardinal into its plural: "twenties", "hundreds"."""
    last = words[-1]
    ending = last[:-1] + "ies" if last.endswith("y") else last + ("es" if last == "six" else "s")
    return [*words[:-1], ending]


def year(number: int) -> list[list[str]]:
    """A year from 1000 to 2999, as pairs first where people say it so."""
    high, low = divmod(number, 100)
    if low == 0:
        pairs = [*cardinal(high), "hundred"]
    elif low < 10:
        pairs = [*cardinal(high), "oh", *cardinal(low)]
    else:
        pairs = [*cardinal(high), *cardinal(low)]
    whole = [cardinal(number), cardinal(number, joined=True)]
    if 2000 <= number < 2010 or number % 1000 == 0:
        return [*whole[::-1], pairs] if number % 1000 else whole
    return [pairs, *whole]
