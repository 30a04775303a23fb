"""Text that has not been spoken can be changed; the speaker's place cannot be lost by it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.director.errors import OrderError
from companion.director.rewrite import rewritten, source
from companion.script import Script, Style, load, parse_text
from tools.director.rehearsal import TALKS

SCRIPTS = {language: load(TALKS / f"{language}.md") for language in ("en", "zh")}


def sound(script: Script) -> None:
    """What must be true of every script."""
    at = 0
    for cue in script.cues:
        assert cue.first_token == at
        at += len(cue.tokens)
    assert max(Counter(cue.id for cue in script.cues).values()) == 1
    paragraphs = [cue.paragraph for cue in script.cues]
    assert paragraphs == sorted(paragraphs)


@pytest.mark.parametrize("language", SCRIPTS)
def test_the_same_text_makes_the_same_script(language: str) -> None:
    script = SCRIPTS[language]
    for cue in script.cues:
        assert rewritten(script, cue.id, source(script, cue.id), 0) == script


@given(
    st.sampled_from(sorted(SCRIPTS)), st.integers(0, 10_000),
    st.text(st.sampled_from("abc 你好,。.[]【】()#*\n12%é\u200b"), max_size=60),
)
def test_whatever_is_written_the_rest_of_the_script_stays(
    language: str, number: int, text: str
) -> None:
    script = SCRIPTS[language]
    cue = script.cues[number % len(script.cues)]
    made = rewritten(script, cue.id, text, cue.first_token)
    sound(made)
    before = script.tokens[: cue.first_token]
    assert made.tokens[: len(before)] == before
    rest = [one for one in script.cues if one.paragraph > cue.paragraph]
    if rest:
        assert [one.id for one in made.cues[-len(rest) :]] == [one.id for one in rest]
        assert [one.tokens for one in made.cues[-len(rest) :]] == [one.tokens for one in rest]
    assert [section.title for section in made.sections] == [
        section.title for section in script.sections
    ]


def test_words_directions_and_emphasis_are_read_as_in_a_file() -> None:
    script = parse_text("One two. Three four.\n\nFive six.")
    cue = script.cues[1]
    made = rewritten(script, cue.id, "[pause] It costs **30%** more.\nReally.", 2)
    assert [one.text for one in made.cues] == [
        "One two.", "[pause] It costs 30% more.", "Really.", "Five six.",
    ]
    styles = {span.style for span in made.cues[1].spans}
    assert styles == {Style.DIRECTION, Style.EMPHASIS}
    assert ("thirty", "percent") in {way for token in made.tokens for way in token.spoken}
    assert source(made, made.cues[1].id) == "[pause] It costs **30%** more."


def test_a_paragraph_may_go_and_a_direction_may_stand_alone() -> None:
    script = parse_text("One two.\n\nThree four.\n\nFive six.")
    assert [c.text for c in rewritten(script, script.cues[1].id, " \n ", 2).cues] == [
        "One two.", "Five six.",
    ]
    made = rewritten(script, script.cues[1].id, "[applause]", 2)
    assert [c.text for c in made.cues] == ["One two.", "[applause]", "Five six."]
    sound(made)


@pytest.mark.parametrize(("place", "may"), [(0, True), (2, True), (3, False), (4, False)])
def test_what_the_speaker_has_begun_stays(place: int, may: bool) -> None:
    script = parse_text("One two. Three four.")
    cue = script.cues[1].id
    if may:
        assert rewritten(script, cue, "Other.", place).tokens[2].text == "Other"
        return
    with pytest.raises(OrderError) as refusal:
        rewritten(script, cue, "Other.", place)
    assert refusal.value.code == "spoken"


def test_a_script_without_words_is_none() -> None:
    script = parse_text("One two.")
    with pytest.raises(OrderError) as refusal:
        rewritten(script, script.cues[0].id, "[pause]", 0)
    assert refusal.value.code == "empty"


def test_text_that_is_no_more_cannot_be_changed() -> None:
    with pytest.raises(OrderError) as refusal:
        source(SCRIPTS["en"], "nothing")
    assert refusal.value.code == "changed"
