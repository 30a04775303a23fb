"""Languages are told from the text itself, for the script and for each cue."""

from pathlib import Path

import pytest

from companion.script import load, parse_text

TEXTS = Path(__file__).parent / "texts"


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.txt")), ids=lambda path: path.stem)
def test_each_speech_is_in_its_language(path: Path) -> None:
    script = load(path)
    language = path.stem.split("-")[0]
    assert script.language == language
    assert {cue.language for cue in script.cues} == {language}
    assert script.notices == ()


def test_a_mixed_script_keeps_each_cue_and_word_in_its_language() -> None:
    script = parse_text(
        "Ladies and gentlemen, welcome to our school.\n\n"
        "女士们，先生们，欢迎来到我们的学校，这里有AI课程。\n\n"
        "Xin chào quý vị và các bạn, chúng tôi rất vui được gặp mọi người."
    )
    assert [cue.language for cue in script.cues] == ["en", "zh", "vi"]
    ai = next(token for token in script.tokens if token.text == "AI")
    assert (ai.language, ai.spoken[0]) == ("en", ("a", "i"))


def test_text_too_short_to_tell_is_english_and_says_so() -> None:
    script = parse_text("Kuala Lumpur")
    assert script.language == "en"
    assert "--lang" in script.notices[0]


@pytest.mark.parametrize(("asked", "language"), [("ms", "ms"), ("ms-MY", "ms"), ("tl", "fil")])
def test_a_language_that_is_set_is_kept(asked: str, language: str) -> None:
    script = parse_text("Selamat pagi. Ini 30% dan itu 8.", language=asked)
    assert script.language == language
    assert {token.language for token in script.tokens} == {language}
    assert script.notices == ()


def test_a_figure_is_read_in_the_language_it_stands_in() -> None:
    script = parse_text("We met in 2025 in Jakarta with our friends.\n\n我们在2025年见面了。")
    figures = [token for token in script.tokens if token.text == "2025"]
    assert [token.spoken[0] for token in figures] == [
        ("twenty", "twenty", "five"), tuple("二零二五"),
    ]
