"""Cardinals of the languages of South-East Asia, as lists of words.

Thai, Lao, Khmer and Burmese numerals are given in their parts (หนึ่ง ร้อย), the way ICU's
dictionaries cut them.
"""

from __future__ import annotations

from collections.abc import Callable

_VI = "không một hai ba bốn năm sáu bảy tám chín".split()
_ID = "nol satu dua tiga empat lima enam tujuh delapan sembilan".split()
_MS = "sifar satu dua tiga empat lima enam tujuh lapan sembilan".split()
_FIL = "sero isa dalawa tatlo apat lima anim pito walo siyam".split()
_FIL_TEENS = (
    "sampu labing-isa labindalawa labintatlo labing-apat labinlima labing-anim labimpito "
    "labingwalo labinsiyam"
).split()
_FIL_TENS = "_ _ dalawampu tatlumpu apatnapu limampu animnapu pitumpu walumpu siyamnapu".split()
_TH = "ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า".split()
_TH_PLACES = ["", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน"]
_LO = "ສູນ ໜຶ່ງ ສອງ ສາມ ສີ່ ຫ້າ ຫົກ ເຈັດ ແປດ ເກົ້າ".split()
_LO_PLACES = ["", "ສິບ", "ຮ້ອຍ", "ພັນ", "ໝື່ນ", "ແສນ"]
_KM = "សូន្យ មួយ ពីរ បី បួន ប្រាំ ប្រាំមួយ ប្រាំពីរ ប្រាំបី ប្រាំបួន".split()
_KM_TENS = "_ ដប់ ម្ភៃ សាមសិប សែសិប ហាសិប ហុកសិប ចិតសិប ប៉ែតសិប កៅសិប".split()
_KM_PLACES = ["", "", "រយ", "ពាន់", "ម៉ឺន", "សែន"]
_MY = "သုည တစ် နှစ် သုံး လေး ငါး ခြောက် ခုနစ် ရှစ် ကိုး".split()
_MY_PLACES = [(10**7, "ကုဋေ", "ကုဋေ"), (10**6, "သန်း", "သန်း"), (10**5, "သိန်း", "သိန်း"),
              (10**4, "သောင်း", "သောင်း"), (1000, "ထောင်", "ထောင့်"), (100, "ရာ", "ရာ့"),
              (10, "ဆယ်", "ဆယ့်")]


def vietnamese(number: int) -> list[str]:
    """Northern forms, e.g. 105 -> một trăm linh năm, 21 -> hai mươi mốt."""
    if number == 0:
        return [_VI[0]]
    words: list[str] = []
    for power, name in ((12, "nghìn tỷ"), (9, "tỷ"), (6, "triệu"), (3, "nghìn"), (0, "")):
        group = number // 10**power % 1000
        if group:
            words += [*_vi_group(group, bool(words)), *name.split()]
    return words


def _vi_group(number: int, inner: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [_VI[hundreds], "trăm"] if hundreds or inner else []
    if not rest:
        return words
    if tens == 0:
        return [*words, *(["linh"] if words else []), _VI[units]]
    words += ["mười"] if tens == 1 else [_VI[tens], "mươi"]
    if units == 1 and tens > 1:
        words.append("mốt")
    elif units == 5:
        words.append("lăm")
    elif units:
        words.append(_VI[units])
    return words


def _malay(number: int, names: list[str], scales: tuple[tuple[int, str], ...]) -> list[str]:
    if number < 10:
        return [names[number]]
    if number < 20:
        if number < 12:
            return ["sepuluh" if number == 10 else "sebelas"]
        return [names[number - 10], "belas"]
    for size, name in (*scales, (1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if number >= size:
            count, rest = divmod(number, size)
            head = ["se" + name] if count == 1 and size <= 1000 else [
                *_malay(count, names, scales), name
            ]
            return head + (_malay(rest, names, scales) if rest else [])
    raise AssertionError("every number of two digits has a tens place")


def indonesian(number: int) -> list[str]:
    """105 -> seratus lima."""
    return _malay(number, _ID, ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta")))


def malay(number: int) -> list[str]:
    """8 is lapan, 10^9 bilion; else as Indonesian."""
    return _malay(number, _MS, ((10**12, "trilion"), (10**9, "bilion"), (10**6, "juta")))


def filipino(number: int) -> list[str]:
    """Tagalog numerals with their linkers: 2025 -> dalawang libo dalawampu't lima."""
    if number < 10:
        return [_FIL[number]]
    if number < 20:
        return [_FIL_TEENS[number - 10]]
    if number < 100:
        tens, units = divmod(number, 10)
        return [_FIL_TENS[tens] + "'t", _FIL[units]] if units else [_FIL_TENS[tens]]
    for size, name in ((10**9, "bilyon"), (10**6, "milyon"), (1000, "libo"), (100, "daan")):
        if number >= size:
            count, rest = divmod(number, size)
            head = filipino(count)
            if head[-1][-1] in "aeiou":
                head[-1] += "ng"
            elif not head[-1].endswith("t"):
                head.append("na")
            if head[-1] == "na" and name == "daan":
                name = "raan"
            return [*head, name, *(filipino(rest) if rest else [])]
    raise AssertionError("every number of three digits has a hundreds place")


def _tai(number: int, names: list[str], places: list[str], million: str,
         twenty: list[str], one_at_end: str) -> list[str]:
    """Thai and Lao count alike: a word for each place up to 10^5, then millions."""
    if number >= 10**6:
        count, rest = divmod(number, 10**6)
        tail = _tai(rest, names, places, million, twenty, one_at_end) if rest else []
        if tail == [names[1]]:
            tail = [one_at_end]
        return [*_tai(count, names, places, million, twenty, one_at_end), million, *tail]
    if number == 0:
        return [names[0]]
    words: list[str] = []
    text = str(number)
    for index, char in enumerate(text):
        digit, place = int(char), len(text) - 1 - index
        if not digit:
            continue
        if place == 0:
            words.append(one_at_end if digit == 1 and words else names[digit])
        elif place == 1 and digit <= 2:
            words += [places[1]] if digit == 1 else twenty
        else:
            words += [names[digit], places[place]]
    return words


def thai(number: int) -> list[str]:
    """21 -> ยี่ สิบ เอ็ด."""
    return _tai(number, _TH, _TH_PLACES, "ล้าน", ["ยี่", "สิบ"], "เอ็ด")


def lao(number: int) -> list[str]:
    """21 -> ຊາວ ເອັດ."""
    return _tai(number, _LO, _LO_PLACES, "ລ້ານ", ["ຊາວ"], "ເອັດ")


def khmer(number: int) -> list[str]:
    """Base five below ten, a word for each ten: 28 -> ម្ភៃ ប្រាំបី."""
    if number >= 10**6:
        count, rest = divmod(number, 10**6)
        return [*khmer(count), "លាន", *(khmer(rest) if rest else [])]
    if number == 0:
        return [_KM[0]]
    words: list[str] = []
    text = str(number)
    for index, char in enumerate(text):
        digit, place = int(char), len(text) - 1 - index
        if digit and place == 1:
            words.append(_KM_TENS[digit])
        elif digit:
            words += [_KM[digit], *([_KM_PLACES[place]] if place else [])]
    return words


def burmese(number: int) -> list[str]:
    """Places change tone before a remainder: 21 -> နှစ် ဆယ့် တစ်."""
    if number == 0:
        return [_MY[0]]
    words: list[str] = []
    for size, name, linking in _MY_PLACES:
        count, number = divmod(number, size)
        if count:
            words += [*burmese(count), linking if number else name]
    return [*words, _MY[number]] if number else words


CARDINALS: dict[str, Callable[[int], list[str]]] = {
    "vi": vietnamese, "id": indonesian, "ms": malay, "fil": filipino, "th": thai, "lo": lao,
    "km": khmer, "my": burmese,
}
