"""The interface speaks English and Chinese in full; a file makes it speak another language."""

from __future__ import annotations

import ast
import re
import string
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from companion.desk import language
from companion.desk.language import LanguageError, _, _n, available, nearest, read
from companion.desk.text.piece import Shaped
from companion.desk.text.setting import Setter, Style
from companion.typeset.fonts import FontSet

DESK = Path(language.__file__).parent
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


def errors() -> set[str]:
    """What errors say anywhere in the companion, with every blank as {}."""
    said = set()
    for path in DESK.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                said.update(plain(text) for text in map(literal, node.args[:1]) if text)
    return said


def literal(node: ast.expr) -> str:
    """The text of a string or f-string; its blanks as {}."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(part) for part in node.values)
    return "{}" if isinstance(node, ast.FormattedValue) else ""


def plain(text: str) -> str:
    return re.sub(r"\{\w*\}", "{}", text)


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
def test_translated_errors_are_errors_that_there_are(tag: str) -> None:
    translated = [one for one in read(language.FOLDER / f"{tag}.po") if one.context == "error"]
    assert translated
    said = errors()
    assert [one.id for one in translated if plain(one.id) not in said] == []
    assert [one.id for one in translated if blanks(one.id) != blanks(one.string)] == []


def test_an_error_is_told_in_the_users_language(english: None) -> None:
    language.use("zh")
    line = "talk.doc is in the old Office format. Open it and save it as .docx."
    assert language.told(line) == "talk.doc 是旧版 Office 格式，请打开后另存为 .docx。"
    assert language.told("Nobody has translated this; do nothing.").startswith("Nobody")
    language.use("en")
    assert language.told(line) == line


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
