"""Which characters the bundled fonts keep, and where the lists come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_PUNCTUATION = (
    (0x2010, 0x2027), (0x2030, 0x205E), (0x2060, 0x2064), (0x200B, 0x200F),
)

RANGES: dict[str, tuple[tuple[int, int], ...]] = {
    # Basic Latin to Extended-B, IPA, modifiers, combining marks, Greek, Cyrillic, Latin
    # Extended Additional (Vietnamese), superscripts, currency, letterlike, fractions, signs.
    "latin": (
        (0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x2AF), (0x2B0, 0x36F), (0x370, 0x3FF),
        (0x400, 0x52F), (0x1E00, 0x1EFF), *_PUNCTUATION, (0x2070, 0x209C), (0x20A0, 0x20BF),
        (0x2100, 0x214F), (0x2150, 0x218B), (0x2200, 0x22FF), (0x25A0, 0x25FF), (0x25CC, 0x25CC),
    ),
    "thai": ((0xE00, 0xE7F), (0x25CC, 0x25CC), (0x20, 0x20), (0xA0, 0xA0), (0x200B, 0x200D)),
    "lao": ((0xE80, 0xEFF), (0x25CC, 0x25CC), (0x20, 0x20), (0xA0, 0xA0), (0x200B, 0x200D)),
    "khmer": (
        (0x1780, 0x17FF), (0x19E0, 0x19FF), (0x25CC, 0x25CC), (0x20, 0x20), (0xA0, 0xA0),
        (0x200B, 0x200D),
    ),
    "myanmar": (
        (0x1000, 0x109F), (0xAA60, 0xAA7F), (0xA9E0, 0xA9FE), (0x25CC, 0x25CC), (0x20, 0x20),
        (0xA0, 0xA0), (0x200B, 0x200D),
    ),
    "arabic": (
        (0x600, 0x6FF), (0x750, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC), (0x25CC, 0x25CC),
        (0x20, 0x20), (0xA0, 0xA0), (0x200C, 0x200F),
    ),
    "devanagari": (
        (0x900, 0x97F), (0x1CD0, 0x1CF6), (0xA8E0, 0xA8FF), (0x25CC, 0x25CC), (0x20, 0x20),
        (0xA0, 0xA0), (0x200C, 0x200D), (0x20B9, 0x20B9),
    ),
}

# CJK symbols, kana, bopomofo, enclosed numbers, squared units, full-width forms, and the
# punctuation that Chinese shares with Latin but sets in its own width.
_CJK_RANGES = (
    (0x3000, 0x303F), (0x3041, 0x30FF), (0x3105, 0x312F), (0x31F0, 0x31FF), (0x2460, 0x2473),
    (0x3220, 0x3229), (0x3280, 0x3289), (0x338E, 0x338F), (0x339C, 0x33A1), (0xFE30, 0xFE4F),
    (0xFF01, 0xFF5E), (0xFFE0, 0xFFE6), (0x2014, 0x2015), (0x2018, 0x2019), (0x201C, 0x201D),
    (0x2025, 0x2026), (0x00B7, 0x00B7), (0x30FB, 0x30FB), (0x2150, 0x2150), (0x2170, 0x2179),
    (0x2160, 0x216B), (0x2190, 0x2193), (0x25A0, 0x25CF), (0x2605, 0x2606),
)

# Outside GB 2312 and the first level of Big5, yet common in names of people and places.
_NAMES = (
    "喆堃昇旻晳暘曈朊杬栢桢棪楗榕樑歆沄泓洺浠涵渟湉溦滢潆澔澹濛炘炜烜焜煊煜熙燊燚犇玘玟玥玭珅珈珏珝"
    "珣珩珮珺琀琋琎琤琦琨琬琰琳琸瑀瑄瑆瑍瑗瑞瑢瑭瑾璁璇璐璟璠璞璨璩瓒甯畇皓皙睿砺硚祎祐祯祺禔禕禛禹秾"
    "竑筠筱箐粲絜缃缦羿翀翊翎翙翚翮聿芃芮芷苒苡茜荀荟莀莯菀菁萱葳蒽蓁蔚蕙蕤薇蘅虔蛲裔袆覃訢詠誉諠譞谌"
    "谞赟轩迦邕邗郗鄯酉釔钊钰钲铄铖铠锴镕镝闫阎陞雒霁霏霖靓靖韡韫韬颀颋颢飏飗馡骁骐骞鲲鹍鹮麒黛鼐龑"
    "栢粵鑫淼焱垚叒叕囍啰"
)
# Written Cantonese.
_CANTONESE = (
    "嘅咗喺哋嚟唔啲嘢冇佢咁噉攞揾搵睇瞓嗰乜嘥咩啱揸掟靚咪嬲嗌氹餸冧咧"
    "喎啩㗎嘞嘛囉嗱嘩咦唞撳揼攰孭睺踎"
)


def _double_byte(codec: str, first: range, second: Iterable[int]) -> Iterator[int]:
    trail = tuple(second)
    for lead in first:
        for low in trail:
            try:
                text = bytes((lead, low)).decode(codec)
            except UnicodeDecodeError:
                continue
            yield ord(text)


def cjk() -> set[int]:
    """GB 2312 (6,763 hanzi), Big5 level 1 (5,401 hanzi), kana, punctuation, names."""
    kept = {point for low, high in _CJK_RANGES for point in range(low, high + 1)}
    kept.update(_double_byte("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF)))
    low_and_high = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    kept.update(_double_byte("big5", range(0xA4, 0xC7), low_and_high))
    kept.update(map(ord, _NAMES + _CANTONESE))
    return {point for point in kept if point >= 0x2000 or point == 0xB7}


def points(name: str) -> set[int]:
    """The code points of one of RANGES."""
    return {point for low, high in RANGES[name] for point in range(low, high + 1)}
