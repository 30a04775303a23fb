"""Text of every script is shaped, ordered, broken into lines and drawn as it should be."""

from __future__ import annotations

import importlib
import unicodedata

import numpy as np
import pytest
from bidi.algorithm import get_display
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont, features

from companion.desk.text.drawing import Pen
from companion.desk.text.piece import Shaped
from companion.desk.text.setting import Line, Setter, Style
from companion.typeset.fonts import FOLDER, FontSet
from companion.typeset.shape import graphemes

SETTER = Setter(Shaped(FontSet(apart=True)))
PEN = Pen(SETTER.shaped.faces)
FONTS = {
    "zh": ("NotoSansCJKsc-Regular.otf", "这是一个没有围墙的教室，走进世界；团结"),
    "th": ("NotoLoopedThai-Regular.ttf", "ห้องเรียนไร้พรมแดน น้ำใจของผู้คน ที่นี่เป็นจุดเริ่มต้น"),
    "lo": ("NotoLoopedLao-Regular.ttf", "ຫ້ອງຮຽນບໍ່ມີພົມແດນ ນໍ້າໃຈຂອງຜູ້ຄົນ"),
    "km": ("NotoSansKhmer-Regular.ttf", "ថ្នាក់រៀនគ្មានព្រំដែន គឺជាការចាប់ផ្តើមនៃការរៀនសូត្ររួមគ្នា"),
    "my": ("NotoSansMyanmar-Regular.ttf", "နယ်နိမိတ်မဲ့ စာသင်ခန်းသည် အတူတကွ သင်ယူခြင်း၏ အစဖြစ်သည်"),
    "ar": ("NotoSansArabic-Regular.ttf", "الفصل الدراسي بلا حدود هو بداية التعلم معًا"),
    "hi": ("NotoSansDevanagari-Regular.ttf", "सीमाओं के बिना कक्षा साथ मिलकर सीखने की शुरुआत है"),
    "vi": ("NotoSans-Regular.ttf", "Chúng ta không chỉ học mà còn cùng nhau xây dựng lớp học"),
}
MIXED = "الفصل (2025) مع Souffleur 3.5% في الأمام، نعم."
SIZE = 60
EVERYTHING = "".join(sorted({char for _font, text in FONTS.values() for char in text})) + "aB1 (،)"


def words(tag: str) -> list[str]:
    return FONTS[tag][1].split()


def reference(tag: str) -> ImageFont.FreeTypeFont:
    scale = 0.9 if tag == "my" else 1.0
    return ImageFont.truetype(
        str(FOLDER / FONTS[tag][0]), round(SIZE * scale), layout_engine=ImageFont.Layout.RAQM
    )


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow finds no FriBidi here")
@pytest.mark.parametrize("tag", FONTS)
def test_words_look_as_another_setter_sets_them(tag: str) -> None:
    font = reference(tag)
    for word in words(tag):
        line = SETTER.line(word, Style(SIZE, language=tag))
        wanted = font.getlength(word, features=["-kern"], language=tag)
        assert line.width == pytest.approx(wanted, rel=0.01, abs=1.5), word
        ours = np.zeros((SIZE * 3, int(line.width) + 60), np.uint8)
        PEN.draw(ours, line, 30, SIZE * 1.7, SIZE)
        theirs = Image.new("L", (ours.shape[1], ours.shape[0]))
        ImageDraw.Draw(theirs).text(
            (30, round(SIZE * 1.7)), word, fill=255, font=font, anchor="ls",
            features=["-kern"], language=tag,
        )  # fmt: skip
        one, other = ours > 90, np.asarray(theirs) > 90
        alike = (one & other).sum() / (one | other).sum()
        assert alike > 0.75, (word, alike)


def test_the_order_on_the_line_is_that_of_the_bidirectional_algorithm() -> None:
    line = SETTER.line(MIXED, Style(SIZE))
    assert line.rtl
    order = sorted(range(len(MIXED)), key=lambda at: _middle(line, at))
    mirrored = str.maketrans("()", ")(")
    assert "".join(MIXED[at] for at in order) == str(get_display(MIXED)).translate(mirrored)


def _middle(line: Line, at: int) -> float:
    placed = next(
        one for one in line.placed if one.start <= at < one.start + len(one.piece.text)
    )
    carets = placed.piece.carets
    return float(placed.x + (carets[at - placed.start] + carets[at - placed.start + 1]) / 2)


@pytest.mark.parametrize("tag", FONTS)
def test_a_caret_finds_its_place_again(tag: str) -> None:
    text = FONTS[tag][1]
    line = SETTER.line(text, Style(SIZE, language=tag))
    at, places = 0, [0]
    for letter in graphemes(text):
        at += len(letter)
        places.append(at)
    carets = [line.caret(place) for place in places]
    assert carets == sorted(carets, reverse=line.rtl)
    assert sorted((carets[0], carets[-1])) == pytest.approx([0, line.width], abs=0.01)
    assert [line.index(caret) for caret in carets] == places


@given(st.text(alphabet=EVERYTHING, max_size=60), st.integers(40, 900))
def test_lines_hold_all_of_the_text_and_fit(text: str, width: int) -> None:
    style = Style(SIZE)
    made = SETTER.lines(text, style, width)
    assert "".join(line.text for line in made) == text
    for line in made:
        assert text[line.start : line.start + len(line.text)] == line.text
        assert line.width <= width + 0.01 or len(graphemes(line.text.rstrip())) == 1


@given(st.text(alphabet=EVERYTHING, max_size=60), st.integers(1, 3))
def test_no_more_lines_than_allowed(text: str, most: int) -> None:
    made = SETTER.lines(text, Style(SIZE), 300, most)
    assert len(made) <= most
    if "".join(line.text for line in made) != text:
        assert made[-1].text.endswith("…")
        assert made[-1].width <= 300


def test_chinese_lines_begin_with_no_comma_and_marks_stay_with_their_letters() -> None:
    for tag in FONTS:
        for width in range(150, 700, 35):
            for line in SETTER.lines(FONTS[tag][1], Style(SIZE, language=tag), width):
                first = line.text[:1]
                assert first not in "，；。", (tag, width)
                assert not unicodedata.combining(first or "a"), (tag, width)


def test_paragraphs_are_kept() -> None:
    made = SETTER.lines("one\n\ntwo\n", Style(SIZE), 500)
    assert [line.text for line in made] == ["one", "", "two", ""]
    assert [line.start for line in made] == [0, 4, 5, 9]


def test_what_no_font_has_is_a_box() -> None:
    line = SETTER.line("a\u13a0b", Style(SIZE))
    picture = PEN.picture([line], SIZE)
    assert picture.any()
    assert line.width > SETTER.width("ab", Style(SIZE))


def test_every_hanzi_of_gb_2312_can_be_typed() -> None:
    hanzi = [
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)
    ]  # fmt: skip
    fonts = FontSet(apart=True)
    lacking = [one for one in hanzi if one and fonts.choose(one, False, True) is None]
    assert len([one for one in hanzi if one]) == 6763
    assert not lacking


def test_the_fonts_of_the_desk_are_its_own() -> None:
    shared, own = FontSet(), FontSet(apart=True)
    assert not {id(face) for face in shared.faces()} & {id(face) for face in own.faces()}
    assert [face.family for face in shared.faces()] == [face.family for face in own.faces()]


def test_pictures_of_text_are_sharp_and_bold_is_darker() -> None:
    plain, bold = (
        PEN.picture([SETTER.line("Souffleur 文字", Style(17, bold))], 17) for bold in (False, True)
    )
    assert plain.max() > 200
    assert bold.sum(dtype=int) > 1.15 * plain.sum(dtype=int)



def test_kivys_own_labels_are_set_by_it() -> None:
    importlib.import_module("companion.desk.widgets")
    label, field = (importlib.import_module(f"kivy.uix.{name}") for name in ("label", "textinput"))
    assert label.CoreLabel.__name__ == field.Label.__name__ == "ShapedLabel"
