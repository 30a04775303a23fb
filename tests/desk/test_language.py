"""The interface speaks English and Chinese in full; a file makes it speak another language."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from companion.desk import language
from companion.desk.language import ERROR, REASON, LanguageError, _, _n, available, nearest, read
from companion.desk.screens.stage_words import Sign, sign
from companion.desk.text.piece import Shaped
from companion.desk.text.setting import Setter, Style
from companion.follow.position import State
from companion.glasses.errors import not_found
from companion.stage.view import View
from companion.typeset.fonts import FontSet
from tests.desk import said
from tests.desk.said import Line

DESK = Path(language.__file__).parent
SAID, UNREAD = said.lines(said.modules())
TERMINAL = re.compile(r"souffleur [a-z]|`|(^|\s|\()--[a-z]")
COMMANDS = ("libportaudio2", "sounddevice")  # nothing else helps but to type that
SAID_ELSEWHERE = (  # words of another expression that is read
    "LinkError", "choice.reason", "event.reason", "facts.complaint", "facts.model",
    "facts.trouble", "left_behind(plan, glasses.status, back) or show.notice", "line", "reason",
    "self._note", "str(error)", "str(order_refused(what, code))", "str(self._move.reason)",
    "self._upload.answered(command, code, value, now)", "self._upload.refused(code)",
    "str(upload_refused(code))", "person.away(time.monotonic())",
)  # fmt: skip
KEYWORDS = {"_": None, "_n": (1, 2), "language._": None}


def messages() -> dict[str | tuple[str, ...], str]:
    """Every message of the code, with where it stands."""
    found = {}
    for file, line, message, _comments, _context in extract_from_dir(
        str(DESK), method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        found[message] = f"{file}:{line}"
    return found


def blanks(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def like(text: str) -> re.Pattern[str]:
    """Lines, or parts of them, that these words with their blanks translate."""
    return re.compile(".+".join(map(re.escape, re.split(r"\{\w*\}", text))))


@pytest.fixture
def english():
    yield
    language.use("en")


@pytest.mark.parametrize("tag", [tag for tag in available() if tag != "en"])
def test_every_message_is_translated_with_the_same_blanks(tag: str) -> None:
    catalogue = read(language.FOLDER / f"{tag}.po")
    assert len(messages()) > 10
    wrong = []
    for message, place in messages().items():
        forms = message if isinstance(message, tuple) else (message,)
        entry = catalogue.get(forms[0])
        told = entry.string if entry is not None else ""
        told = told if isinstance(told, tuple) else (told,)
        if not all(told):
            wrong.append(f"{place}: no translation of {forms[0]!r}")
        elif any(blanks(one) != blanks(forms[-1]) for one in told):
            wrong.append(f"{place}: other blanks in the translation of {forms[0]!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("tag", [tag for tag in available() if tag != "en"])
def test_no_message_is_translated_twice(tag: str) -> None:
    lines = ["", *(language.FOLDER / f"{tag}.po").read_text(encoding="utf-8").splitlines()]
    ids = [
        (before if before.startswith("msgctxt") else "", line)
        for before, line in pairwise(lines) if line.startswith("msgid ")
    ]  # fmt: skip
    twice = sorted({one for one in ids if ids.count(one) > 1 and one[1] != 'msgid ""'})
    assert not twice


@pytest.mark.parametrize("tag", [tag for tag in available() if tag != "en"])
def test_the_fonts_have_every_letter_of_the_translation(tag: str) -> None:
    shaped = Shaped(FontSet(apart=True))
    setter = Setter(shaped)
    for entry in read(language.FOLDER / f"{tag}.po"):
        forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        for text in forms:
            for part in text.split("\n"):
                line = setter.line(part, Style(16, language=tag))
                assert all(face >= 0 for one in line.placed for face in one.piece.faces), text


@pytest.mark.parametrize("tag", [tag for tag in available() if tag != "en"])
def test_nothing_that_a_room_says_stays_english(english: None, tag: str) -> None:
    language.use(tag)
    left = [
        f"{line.place}: {line.text}"
        for line in SAID
        if any(character.isalpha() for character in line.text) and _unchanged(line)
    ]
    assert not left, "\n".join(left)


def _unchanged(line: Line) -> bool:
    """Whether three English words in a row are left."""
    text = line.text.replace("{}", "7")
    told = language.reason(text) if line.kind == REASON else language.told(text)
    words = [] if text.endswith(COMMANDS) else text.split()
    rows = (" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2)))
    return told == text or any(row in told for row in rows if row)


def test_nothing_that_a_room_says_is_overlooked() -> None:
    assert [one for one in UNREAD if one.partition(": ")[2] not in SAID_ELSEWHERE] == []
    assert len(SAID) > 200


@pytest.mark.parametrize("tag", available())
def test_nobody_at_the_desk_is_sent_to_a_terminal(english: None, tag: str) -> None:
    language.use(tag)
    told = {line.text: language.told(line.text.replace("{}", "7")) for line in SAID}
    sent = [
        text for text, line in told.items()
        if TERMINAL.search(line) and not text.endswith(COMMANDS)
    ]  # fmt: skip
    assert not sent, "\n".join(sent)


@pytest.mark.parametrize("path", sorted(language.FOLDER.glob("*.po")), ids=lambda path: path.stem)
def test_translated_lines_are_lines_that_there_are(path: Path) -> None:
    translated = [one for one in read(path) if one.context in (ERROR, REASON)]
    assert translated
    stale = [one.id for one in translated if not any(like(one.id).search(s.text) for s in SAID)]
    assert stale == []
    other = [one.id for one in translated if blanks(one.id) != blanks(one.string)]
    assert [one for one in other if not TERMINAL.search(one)] == []  # a command's may go with it


def test_an_error_is_told_in_the_users_language(english: None) -> None:
    language.use("zh")
    line = "talk.doc is in the old Office format. Open it and save it as .docx."
    assert language.told(line) == "talk.doc 是旧版 Office 格式，请打开后另存为 .docx。"
    assert language.told("Nobody has translated this; do nothing.").startswith("Nobody")
    language.use("en")
    assert language.told(line) == line


def test_a_line_in_a_line_is_told_too(english: None) -> None:
    language.use("zh")
    line = "The microphone X is lost; plug it in again. The keys still turn the lines."
    assert language.told(line) == "麦克风 X 断开了，请重新插好。现在由按键翻行。"
    assert language.reason("perhaps 3 words ahead, if the words stay so") == (
        "可能在后面 3 个字处，还要再听听"
    )
    assert language.reason("1 word back or 12 words ahead") == "在前面 1 个字处，或在后面 12 个字处"
    assert language.told("") == language.reason("") == ""


def test_the_state_of_a_show_is_told_in_the_users_language(english: None) -> None:
    language.use("zh")
    view = View(linked=True, state=State.SEARCHING, reason="no match for 5 words")
    assert sign(view) == Sign("搜索中", "连续 5 个字对不上文稿", "bad")
    assert sign(replace(view, state=State.HOLDING, reason="silence for 4 s")).reason == "静默 4 秒"
    lost = sign(replace(view, linked=False, notice=str(not_found("Souffleur-0001"))))
    assert lost.reason == "附近没有名为 Souffleur-0001 的眼镜，请打开眼镜、拿近后再试。"


def test_what_is_not_translated_stays_english(english: None) -> None:
    language.use("zh_CN.UTF-8")
    assert language.tag() == "zh"
    assert _("Settings") == "设置"
    assert _("Nobody translates this.") == "Nobody translates this."
    assert _n("{n} nobody", "{n} nobodies", 3) == "3 nobodies"


def test_a_file_makes_a_language(english: None, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "ru.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: ru\\n"\n'
        '"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && '
        '(n%100<10 || n%100>=20) ? 1 : 2);\\n"\n'
        'msgid "Library"\nmsgstr "Библиотека"\n\n'
        'msgid "{n} word"\nmsgid_plural "{n} words"\n'
        'msgstr[0] "{n} слово"\nmsgstr[1] "{n} слова"\nmsgstr[2] "{n} слов"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    assert available() == ["en", "ru"]
    language.use("ru")
    assert _("Library") == "Библиотека"
    said = [_n("{n} word", "{n} words", n) for n in (1, 3, 5, 21)]
    assert said == ["1 слово", "3 слова", "5 слов", "21 слово"]


@pytest.mark.parametrize("broken", [b'msgid "\xff"\nmsgstr "b"\n', b'msgid "a"\nmsgstr[x] "b"\n'])
def test_a_broken_catalogue_is_told_in_one_line(
    english: None, tmp_path: Path, monkeypatch, broken: bytes
) -> None:
    (tmp_path / "xx.po").write_bytes(broken)
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    with pytest.raises(LanguageError, match=r"xx\.po"):
        language.use("xx")


@pytest.mark.parametrize(
    ("wanted", "tag"),
    [("zh_CN.UTF-8", "zh"), ("zh-Hant-TW", "zh"), ("en_GB", "en"), ("fr", "en"), ("C", "en"),
     ("", "en")],
)  # fmt: skip
def test_the_nearest_language_serves(wanted: str, tag: str) -> None:
    assert nearest(wanted, ["en", "zh"]) == tag


def test_languages_go_by_their_own_names() -> None:
    assert language.name("zh") == "中文"
    assert language.name("en") == "English"
    assert language.name("id") == "Indonesia"
