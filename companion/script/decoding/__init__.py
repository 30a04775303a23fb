"""Bytes of a text file -> text, whatever office software wrote them.

UTF-8 proves itself; so does a byte order mark. Everything else is guessed: the bytes are read in
each encoding that Chinese and ASEAN offices use, and the reading that looks like a person's text
wins if it is good and clearly ahead. A guess is always told; no good guess is an error, for wrong
letters before an audience are worse than a file that must be saved again.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from charset_normalizer import from_bytes

from .. import languages
from ..errors import ScriptError
from ..writing import script_of
from . import evidence, vietnamese

_GOOD = 0.6  # score a reading needs
_LEAD = 0.04  # by which it must be ahead of any other text
_ONE_SCRIPT = 0.9  # share of ASCII and one alphabet in text that is not Chinese
_SAMPLE = 65_536  # bytes judged
_ENOUGH = 8  # letters beyond ASCII before an alphabet unusual in our offices is believed
_DOUBT = 0.6  # trust in the everyday Western alphabet where the words are of no known language
_CONTROL_SHARE = 0.02  # more control characters than this: no text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"), (b"\x84\x31\x95\x33", "gb18030"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An encoding, what to call it to a person, and how to judge text read with it."""

    codec: str
    label: str
    score: Callable[[str], float]


def _western(codec: str, label: str, letters: str) -> _Candidate:
    own = frozenset(letters)

    def score(text: str) -> float:
        known = len(evidence.beyond_ascii(text))
        trust = min(1.0, known / _ENOUGH)
        if codec == "cp1252":
            trust = 1.0 if _speaks_western(text) else _DOUBT
        return 0.95 * trust * evidence.western(text, own)

    return _Candidate(codec, label, score)


def _speaks_western(text: str) -> bool:
    """Whether the words, or their lack, make Windows-1252 the natural reading."""
    if evidence.QUOTES.issuperset(evidence.beyond_ascii(text)) or len(text.split()) <= 3:
        return True
    return languages.detect_latin(languages.census(text).latin_words) != languages.UNDECIDED


def _span(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


_CANDIDATES = (
    _Candidate("gb18030", "GB18030 (Chinese)", evidence.chinese),
    _Candidate("cp950", "Big5 (Chinese)", evidence.chinese),
    _Candidate("big5hkscs", "Big5-HKSCS (Chinese)", evidence.chinese),
    _Candidate("cp874", "TIS-620 (Thai)", evidence.thai),
    _Candidate("cp1258", "Windows-1258 (Vietnamese)", evidence.vietnamese),
    _Candidate("viscii", "VISCII (Vietnamese)", evidence.vietnamese),
    _Candidate("tcvn3", "TCVN3 (Vietnamese)", evidence.vietnamese),
    _Candidate("utf-16-le", "UTF-16", evidence.chinese),
    _Candidate("utf-16-be", "UTF-16", evidence.chinese),
    _western("cp1252", "Windows-1252 (Western)", "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœšžß"),
    _western("cp1250", "Windows-1250 (Central European)",
             "ąćęłńóśźżáčďéěíňřšťúůýžôäöüőűâăîşţľĺŕ"),
    _western("cp1251", "Windows-1251 (Cyrillic)", _span("а", "ё") + "іїєґў"),
    _western("cp1253", "Windows-1253 (Greek)", _span("ά", "ώ")),
    _western("cp1254", "Windows-1254 (Turkish)", "çğıöşüâîû\u0307"),
    _western("cp1255", "Windows-1255 (Hebrew)", _span("א", "ת")),
    _western("cp1256", "Windows-1256 (Arabic)", _span("ء", "ْ") + "پچژگیکہٹڈڑںے،؛؟"),
    _western("cp1257", "Windows-1257 (Baltic)", "āčēģīķļņšūžąęėįųõäöüł"),
)
_LETTER_SETS = frozenset(
    f"cp{number}" for number in (1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257)
)


def decode(data: bytes, name: str) -> tuple[str, list[str]]:
    """Text of a file, and notices about what had to be decided.

    name: the file's, for messages. Raises ScriptError for bytes that are no text, that are
    damaged, or that no encoding explains.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark):], codec, name), []
    if b"\x00" in data or len(_CONTROLS.findall(data)) > _CONTROL_SHARE * len(data):
        return _unmarked_utf16(data, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            raise ScriptError(
                f"{name} is damaged at byte {error.start:,} (broken UTF-8). "
                "Save it again as UTF-8."
            ) from error
        return _guess(data, name)
    if _is_utf8_by_accident(text):
        return _guess(data, name, utf8=text)
    return text, []


def _marked(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise ScriptError(
            f"{name} is damaged at byte {error.start:,}. Save it again as UTF-8."
        ) from error


def _no_text(name: str) -> ScriptError:
    return ScriptError(
        f"{name} is not a text file. Use .txt, .md, .docx, .pptx, .srt or .vtt."
    )


def _unmarked_utf16(data: bytes, name: str) -> tuple[str, list[str]]:
    """UTF-16 without its mark: one reading has sane characters, the other none."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        strange = sum(
            unicodedata.category(c) in ("Cn", "Co", "Cc") and c not in "\t\n\r\f" for c in text
        )
        likely = evidence.chinese(text) >= _GOOD or evidence.one_script(text) >= _ONE_SCRIPT
        if not strange and likely:
            return text, [_told(name, "UTF-16")]
    raise _no_text(name)


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether nearly all bytes beyond ASCII form proper UTF-8 sequences of three bytes or more."""
    high = sum(byte > 0x7F for byte in data)
    proper = re.findall(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", data)
    return len(proper) >= 3 and sum(map(len, proper)) >= 0.9 * high


def _is_utf8_by_accident(text: str) -> bool:
    """Two-byte sequences of a Chinese text can pass as UTF-8, as letters of mixed scripts."""
    marked = [c for c in evidence.beyond_ascii(text) if c not in evidence.TYPOGRAPHY]
    if not marked or max(marked) >= "\u0800" or len(marked) > 40:
        return False
    mixed = len({script_of(c) for c in marked}) > 1
    return mixed or not all(map(evidence.is_sane, text.split()))


def _guess(data: bytes, name: str, utf8: str = "") -> tuple[str, list[str]]:
    """The reading that looks best; judged on the file's beginning if it is long."""
    candidate, notices = _best(_sample(data), name, utf8)
    if candidate is None:
        return utf8, notices
    text = _read(data, candidate.codec)
    if text is None:
        raise ScriptError(
            f"{name} begins as {candidate.label} but is damaged further on. Save it as UTF-8."
        )
    return text, notices


def _sample(data: bytes) -> bytes:
    """The first part of a long file, cut at a line's end, which no encoding splits."""
    if len(data) <= _SAMPLE:
        return data
    return data[: data.rfind(b"\n", 0, _SAMPLE) + 1] or data


def _best(data: bytes, name: str, utf8: str) -> tuple[_Candidate | None, list[str]]:
    """The best candidate (None: UTF-8 after all) and the notice that tells it."""
    readings: dict[str, tuple[float, _Candidate]] = {}
    for candidate in _CANDIDATES:
        text = _read(data, candidate.codec)
        if text is None:
            continue
        score = candidate.score(text)
        if score > 0 and (text not in readings or score > readings[text][0]):
            readings[text] = (score, candidate)
    ranked = sorted(readings.items(), key=lambda item: -item[1][0])
    if ranked and ranked[0][1][0] >= _GOOD:
        score, candidate = ranked[0][1]
        rivals = [r for r in ranked if r[1][0] > score - _LEAD]
        if len(rivals) > 1:
            candidate = _second_opinion(data, name, rivals)
        return candidate, [_told(name, candidate.label)]
    if utf8:
        return None, []
    raise _undecided(name)


def _second_opinion(
    data: bytes, name: str, rivals: list[tuple[str, tuple[float, _Candidate]]]
) -> _Candidate:
    """Alphabets that fill the same byte range: let words, then letter frequencies decide."""
    codecs_left = [candidate.codec for _, (_, candidate) in rivals]
    if not _LETTER_SETS.issuperset(codecs_left):
        raise _undecided(name)
    for text, (_, candidate) in rivals:
        words = languages.census(text).latin_words
        if candidate.codec == "cp1252" and languages.detect_latin(words) != languages.UNDECIDED:
            return candidate
    found = from_bytes(data, cp_isolation=codecs_left).best()
    for _, (_, candidate) in rivals:
        if found is not None and found.encoding == candidate.codec:
            return candidate
    raise _undecided(name)


def _undecided(name: str) -> ScriptError:
    return ScriptError(
        f"The encoding of {name} cannot be told. Open it in its editor and save it as UTF-8."
    )


def _read(data: bytes, codec: str) -> str | None:
    if codec in vietnamese.NAMES:
        return vietnamese.decode(data, codec)
    try:
        return unicodedata.normalize("NFC", data.decode(codec))
    except UnicodeDecodeError:
        return None


def _told(name: str, label: str) -> str:
    return f"{name} was read as {label}. If words look wrong, save it as UTF-8 and load it again."
