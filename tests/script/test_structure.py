"""Sections, cues, directions, emphasis: what the speaker wrote is what is shown."""

import pytest

from companion.script import Script, ScriptError, Style, parse_text
from companion.script.sentences import LIMIT
from companion.script.writing import width


def cues(text: str) -> list[str]:
    return [cue.text for cue in parse_text(text, markdown=False).cues]


def styled(script: Script, style: Style) -> list[str]:
    return [
        cue.text[span.start : span.end]
        for cue in script.cues for span in cue.spans if span.style is style
    ]


@pytest.mark.parametrize(("text", "expected"), [
    ("Good morning. We are glad.", ["Good morning.", "We are glad."]),
    ("Dr. Lim met Mr. Tan at 3.30 p.m. in the U.S. capital.",
     ["Dr. Lim met Mr. Tan at 3.30 p.m. in the U.S. capital."]),
    ("It costs 3.5 million. See No. 5 first.", ["It costs 3.5 million.", "See No. 5 first."]),
    ("“Is it true?” she asked. “Yes.” He left.",
     ["“Is it true?” she asked.", "“Yes.”", "He left."]),
    ("J. K. Wong spoke... and stopped. Then?! Silence.",
     ["J. K. Wong spoke... and stopped.", "Then?!", "Silence."]),
    ("他说：“你好！”大家都笑了。真的吗？是的。",
     ["他说：“你好！”", "大家都笑了。", "真的吗？", "是的。"]),
    ("用母语学到的东西，会记在心里；用陌生的语言学到的东西，会忘记。",
     ["用母语学到的东西，会记在心里；", "用陌生的语言学到的东西，会忘记。"]),
    ("អរុណសួស្តី។ សូមអរគុណ។", ["អរុណសួស្តី។", "សូមអរគុណ។"]),
    ("မင်္ဂလာပါ။ ကျေးဇူးတင်ပါသည်။", ["မင်္ဂလာပါ။", "ကျေးဇူးတင်ပါသည်။"]),
    ("1. Open the door. 2. Go in.", ["1. Open the door.", "2. Go in."]),
])
def test_a_cue_is_a_sentence(text: str, expected: list[str]) -> None:
    assert cues(text) == expected


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    text = (
        "When the rain had stopped, and the children had gone home, the teacher opened the "
        "window, looked at the river, and wrote down everything that she had heard that day."
    )
    found = cues(text)
    assert " ".join(found) == text
    assert len(found) > 1
    assert all(width(cue) <= LIMIT for cue in found)
    assert all(cue.endswith((",", ".")) for cue in found)


def test_a_long_thai_sentence_is_cut_between_phrases_or_words() -> None:
    phrase = "ครูให้เด็กทุกคนสอนเพื่อนคนต่อไป"
    assert set(cues(" ".join([phrase] * 6)).pop().split(" ")) == {phrase}
    unspaced = phrase * 12
    found = cues(unspaced)
    assert "".join(found) == unspaced and len(found) > 1


def test_a_direction_stays_with_the_sentence_before_it_and_is_not_spoken() -> None:
    script = parse_text("Good morning. [pause] We begin.\n\n[slide 2]\n\n你好！［停顿］我们开始。")
    assert [cue.text for cue in script.cues] == [
        "Good morning. [pause]", "We begin.", "[slide 2]", "你好！［停顿］", "我们开始。",
    ]
    assert styled(script, Style.DIRECTION) == ["[pause]", "[slide 2]", "［停顿］"]
    assert [token.text for token in script.tokens[:4]] == ["Good", "morning", "We", "begin"]
    assert script.cues[2].tokens == ()


def test_a_direction_in_bold_is_only_a_direction() -> None:
    script = parse_text("Hello **dear** friends **[pause]** today")
    assert styled(script, Style.DIRECTION) == ["[pause]"]
    assert styled(script, Style.EMPHASIS) == ["dear"]


def test_parentheses_are_spoken() -> None:
    script = parse_text("The fund (a small one) grows.")
    assert [token.text for token in script.tokens] == ["The", "fund", "a", "small", "one", "grows"]


def test_a_bracket_without_partner_is_told_and_its_text_spoken() -> None:
    script = parse_text("We begin [pause and go on.", markdown=False)
    assert "pause" in [token.text for token in script.tokens]
    assert "[pause" in script.notices[0]


def test_lenticular_brackets_are_directions_where_there_are_headings() -> None:
    script = parse_text("# 开场\n\n【欢迎词】\n\n大家好！")
    assert [section.title for section in script.sections] == ["开场"]
    assert styled(script, Style.DIRECTION) == ["【欢迎词】"]


def test_lenticular_brackets_are_headings_where_there_are_none() -> None:
    script = parse_text("【开场】\n大家好！\n【翻页】\n【结束】\n谢谢大家！", markdown=False)
    assert [section.title for section in script.sections] == ["开场", "结束"]
    assert styled(script, Style.DIRECTION) == ["【翻页】"]


def test_sections_follow_the_headings() -> None:
    script = parse_text("Before.\n\n# One\n\nA.\n\n## Two\n\nB.\n\n# Three\n\nC.")
    assert script.title == "One"
    assert [(s.title, s.level, len(s.cues)) for s in script.sections] == [
        ("", 0, 1), ("One", 1, 1), ("Two", 2, 1), ("Three", 1, 1),
    ]


@pytest.mark.parametrize("text", ["", "   \n\n ", "# Only a heading", "[pause]", "— … !"])
def test_nothing_to_speak_is_an_error(text: str) -> None:
    with pytest.raises(ScriptError, match="no text to speak"):
        parse_text(text)


def test_far_too_long_a_text_is_an_error() -> None:
    with pytest.raises(ScriptError, match="Split it"):
        parse_text("word " * 250_000)


@pytest.mark.parametrize("text", [
    "[" * 50_000 + " word", "a, " * 30_000, "word " * 30_000, "*a* [b " * 10_000, "a1." * 20_000,
    "我们，" * 20_000, "ครู" * 20_000, "1-" * 20_000 + "1", "9" * 50_000, "a." * 40_000,
    "a" * 50_000 + "@", "_a" * 20_000, "([{" * 20_000 + "x", "http://" + "a" * 50_000,
])
def test_hostile_text_is_read_like_any_other(text: str) -> None:
    """Each of these would take minutes, or end in an error, with a careless pattern."""
    assert parse_text(text).tokens
    assert parse_text(text, markdown=False).tokens


def test_lines_wrapped_at_a_margin_are_joined_and_others_kept() -> None:
    wrapped = (
        "It is a great pleasure to open the seventh regional forum on learning\n"
        "and technology. In that year we met in a small hall with very few of\n"
        "our friends; today many more have come, and others follow us online,\n"
        "from every corner of the region.\n\nThank you all.\n"
    )
    joined = parse_text(wrapped, markdown=False)
    assert joined.cues[-1].paragraph == 1
    assert "learning and technology." in joined.cues[0].text
    lines = parse_text("Good morning\nLadies and gentlemen\nFriends", markdown=False)
    assert [cue.paragraph for cue in lines.cues] == [0, 1, 2]
