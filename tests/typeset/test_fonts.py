"""The bundled fonts cover what is promised, and the tools make the same files again."""

from __future__ import annotations

import pytest

from companion.typeset.fonts import FontSet
from firmware.souffleur.glyphmodel import ODDS
from tools.fonts import coverage, model

FONTS = FontSet()
VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"


def double_byte(codec: str, first: range) -> str:
    cells = (bytes((a, b)) for a in first for b in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return "".join(cell.decode(codec, "ignore") for cell in cells)


@pytest.mark.parametrize(("text", "bold"), [
    (double_byte("gb2312", range(0xB0, 0xF8)), False),
    (double_byte("big5", range(0xA4, 0xC7)), True),
    (VIETNAMESE + VIETNAMESE.upper(), True),
    ("กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮ๐๑๒๓๔๕๖๗๘๙฿ๆฯ", False),
    ("ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮໜໝ໐໑໒໓໔໕໖໗໘໙₭", True),
    ("កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវសហឡអ០១២៣៤៥៦៧៨៩៛។៕", False),
    ("ကခဂဃငစဆဇဈညဋဌဍဎဏတထဒဓနပဖဗဘမယရလဝသဟဠအ၀၁၂၃၄၅၆၇၈၉၊။", True),
    ("اأإآبتثجحخدذرزسشصضطظعغفقكلمنهويىةءؤئپچژگ٠١٢٣٤٥٦٧٨٩؟،", False),
    ("अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह०१२३४५६७८९।", True),
    ("，。！？；：、（）《》“”‘’…—·「」『』【】¥€£%‰℃°①⑩", False),
    ("喆堃旻珏睿鑫嘅咗喺哋嚟", True),
])
def test_every_letter_has_a_glyph(text: str, bold: bool) -> None:
    missing = [char for char in text if FONTS.choose(char, bold, True) is None]
    assert missing == []


def test_shared_quotes_are_chinese_in_chinese_only() -> None:
    families = [face.family for face in FONTS.faces()]
    chinese, latin = FONTS.choose("“", False, True), FONTS.choose("“", False, False)
    assert chinese is not None and latin is not None
    assert (families[chinese], families[latin]) == ("cjk", "latin")


def test_the_lists_hold_what_their_names_say() -> None:
    hanzi = {point for point in coverage.cjk() if 0x4E00 <= point <= 0x9FFF}
    assert 8_800 < len(hanzi) < 9_500
    assert 0x1EF9 in coverage.points("latin")


def test_the_odds_are_those_of_the_bundled_fonts() -> None:
    assert model.odds(model.count(model.samples())) == ODDS
