"""Text comes back letter for letter from every encoding Chinese and ASEAN offices use, or not
at all."""

import codecs
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.script import ScriptError, load
from companion.script.decoding import decode, vietnamese

TEXTS = Path(__file__).parent / "texts"
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def speech(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")


def encoded(text: str, codec: str) -> bytes:
    """Encode; Windows-1258 writes a tone after its vowel, as Windows does."""
    if codec in vietnamese.NAMES:
        return vietnamese.encode(text, codec)
    if codec != "cp1258":
        return text.encode(codec)
    out = b""
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tones = "".join(c for c in parts if c in _TONES)
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
        try:
            out += char.encode(codec)
        except UnicodeEncodeError:
            out += (base + tones).encode(codec)
    return out


CASES = [
    *[("zh-Hans", codec) for codec in ("gbk", "gb18030", "utf-16-le", "utf-16-be")],
    *[("zh-Hant", codec) for codec in ("big5", "cp950", "big5hkscs", "gb18030")],
    *[("th", codec) for codec in ("cp874", "tis-620", "utf-16-le")],
    *[("vi", codec) for codec in ("cp1258", "viscii", "tcvn3", "utf-16-le")],
]


@pytest.mark.parametrize(("name", "codec"), CASES)
def test_a_speech_and_each_of_its_paragraphs_come_back_and_the_guess_is_told(
    name: str, codec: str
) -> None:
    text = speech(name)
    for piece in [text, *text.split("\n\n")]:
        piece = piece.strip()
        if piece.isascii():
            continue
        try:
            found, notices = decode(encoded(piece, codec), "talk.txt")
        except ScriptError as error:
            assert len(piece) < 12, piece  # a word alone may be undecidable, and says so
            assert "UTF-8" in str(error) or "not a text file" in str(error)
            continue
        assert found == piece
        assert len(notices) == 1 and notices[0].startswith("talk.txt was read as ")


@pytest.mark.parametrize("name", [path.stem for path in sorted(TEXTS.glob("*.txt"))])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_needs_no_guess(name: str, codec: str) -> None:
    assert decode(speech(name).encode(codec), "talk.txt") == (speech(name), [])


@pytest.mark.parametrize(("codec", "text"), [
    ("cp1252", "Mesdames et messieurs, la liberté est une idée très ancienne. Où êtes-vous?"),
    ("cp1252", "It’s a “new” day – for all of us…"),
    ("cp1250", "Dámy a pánové, dobrý den. Děkuji, že jste přišli. Škola je otevřená."),
    ("cp1251", "Дорогие друзья, доброе утро. Мы очень рады видеть вас здесь сегодня."),
    ("cp1253", "Κυρίες και κύριοι, καλημέρα σας. Ευχαριστούμε πολύ που ήρθατε."),
    ("cp1254", "Değerli konuklar, günaydın. Öğretmenler için çok şey değişti. Teşekkürler."),
    ("cp1255", "גבירותי ורבותי, בוקר טוב. תודה רבה שבאתם היום."),
    ("cp1256", "سيداتي وسادتي، صباح الخير. شكرا جزيلا لكم على حضوركم اليوم."),
    ("cp1257", "Gerbiamieji svečiai, labas rytas. Ačiū, kad atėjote čia, šviesūs žodžiai."),
    ("gbk", "你好"), ("gbk", "联通"), ("gbk", "谢谢大家"), ("big5", "各位好"), ("cp874", "สวัสดี"),
    ("cp1258", "Xin chào"), ("cp1252", "café"), ("utf-16-le", "大家好"),
])
def test_short_and_foreign_texts(codec: str, text: str) -> None:
    assert decode(encoded(text, codec), "talk.txt")[0] == text


def test_words_of_an_unknown_language_in_an_unknown_alphabet_are_refused() -> None:
    with pytest.raises(ScriptError, match="cannot be told"):
        decode("Gerbiamieji svečiai, labas rytas. Ačiū jums visiems.".encode("cp1257"), "talk.txt")


@given(st.text(min_size=1, max_size=200))
def test_utf8_is_never_mistaken_for_something_else(text: str) -> None:
    if len(text.encode("utf-8", "replace")) < 120 and max(text) < "\u0800":
        return  # a handful of odd letters may well be another encoding's
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        return
    try:
        found, notices = decode(data, "talk.txt")
    except ScriptError:
        return
    if not notices:
        assert found == text.removeprefix("\ufeff")
    else:
        assert "UTF-16" in notices[0] or found == text


@settings(max_examples=400)
@given(st.sampled_from(["zh-Hans", "zh-Hant"]), st.sampled_from(["gb18030", "cp950"]), st.data())
def test_any_stretch_of_a_chinese_speech_comes_back_or_is_refused(
    name: str, codec: str, data: st.DataObject
) -> None:
    text = speech(name)
    if codec == "cp950" and name == "zh-Hans":
        return
    start = data.draw(st.integers(0, len(text) - 20))
    # up to nine characters of which can be Thai, Cyrillic or Greek as well; the notice tells which
    piece = text[start : start + data.draw(st.integers(12, 60))]
    try:
        assert decode(piece.encode(codec), "talk.txt")[0] == piece
    except ScriptError as error:
        assert "UTF-8" in str(error)


@pytest.mark.parametrize("name", vietnamese.NAMES)
def test_vietnamese_sets_hold_all_of_vietnamese(name: str) -> None:
    text = speech("vi")
    assert vietnamese.decode(vietnamese.encode(text, name), name) == text
    with pytest.raises(UnicodeEncodeError):
        vietnamese.encode("漢", name)


def test_a_long_file_that_goes_wrong_after_its_beginning_is_refused() -> None:
    data = speech("zh-Hans").encode("gbk") * 200 + b"\xff\xff\xff"
    with pytest.raises(ScriptError, match="damaged"):
        decode(data, "talk.txt")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_damage_behind_a_byte_order_mark_is_told(mark: bytes) -> None:
    with pytest.raises(ScriptError, match="damaged at byte"):
        decode(mark + b"ab\xd8\x00\xd8", "talk.txt")


def test_damaged_utf8_is_told_and_not_guessed_at() -> None:
    data = speech("zh-Hans").encode() + b"\xe4\xb8"
    with pytest.raises(ScriptError, match="broken UTF-8"):
        decode(data, "talk.txt")


def test_the_notice_reaches_the_script(tmp_path: Path) -> None:
    path = tmp_path / "讲话.txt"
    path.write_bytes(speech("zh-Hans").encode("gbk"))
    assert "GB18030" in load(path).notices[0]
