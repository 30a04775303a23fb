"""What holds for any text at all."""

import string

from hypothesis import assume, given
from hypothesis import strategies as st

from companion.script import Script, ScriptError, Style, parse_text

_PIECES = st.sampled_from([
    "Good morning", "the year 2025", "3:30", "$4.5bn", "30%", "e-mail", "don't", "AT&T",
    "[pause]",
    "［停顿］", "【翻页】", "大家好", "我们的AI课程", "2025年", "，", "。", "！", "；", ". ", ", ",
    "? ", "…", "สวัสดีครับ", "ພວກເຮົາ", "យើង", "មង្គល", "မင်္ဂလာပါ", "chúng tôi", "😀", "👩‍🏫",
    "https://a.org/x", "(", ")", "[", "]", "\u200b", "\n", "\n\n", " ", "# ", "*", "**", "- ",
    "“", "”", "مرحبا", "नमस्ते", "ไทย๑๒", "½",
])
_TEXT = st.one_of(
    st.lists(_PIECES, max_size=40).map("".join),
    st.text(max_size=120),
    st.text(alphabet=string.printable, max_size=120),
)


def parsed(text: str, markdown: bool = True) -> Script | None:
    try:
        return parse_text(text, markdown=markdown)
    except ScriptError:
        return None


@given(_TEXT, st.booleans())
def test_tokens_stand_where_they_say_in_order_and_outside_directions(
    text: str, markdown: bool
) -> None:
    script = parsed(text, markdown)
    assume(script is not None)
    assert script is not None
    count = 0
    for cue in script.cues:
        assert cue.text and cue.text == cue.text.strip()
        assert cue.first_token == count
        count += len(cue.tokens)
        directions = [s for s in cue.spans if s.style is Style.DIRECTION]
        end = 0
        for token in cue.tokens:
            assert cue.text[token.start : token.end] == token.text != ""
            assert token.start >= end
            assert not any(c.isspace() for c in token.text)
            assert not any(d.start < token.end and token.start < d.end for d in directions)
            assert token.spoken and all(way and all(way) for way in token.spoken)
            assert not any(c.isspace() for way in token.spoken for word in way for c in word)
            end = token.end
        for span in cue.spans:
            assert 0 <= span.start < span.end <= len(cue.text)
    assert count == len(script.tokens)
    assert len({cue.id for cue in script.cues}) == len(script.cues)


@given(_TEXT.filter(lambda text: not set(text) & set("#【")))
def test_a_cue_alone_has_the_tokens_it_has_in_its_script(text: str) -> None:
    script = parsed(text, markdown=False)
    assume(script is not None)
    assert script is not None
    for cue in script.cues:
        alone = parsed(cue.text, markdown=False)
        found = [token.text for token in alone.tokens] if alone else []
        assert found == [token.text for token in cue.tokens]
        if alone and len(alone.cues) == 1:
            assert alone.cues[0].id.split("-")[0] == cue.id.split("-")[0]


@given(_TEXT, st.booleans())
def test_reading_is_repeatable(text: str, markdown: bool) -> None:
    assert parsed(text, markdown) == parsed(text, markdown)


_SENTENCES = st.lists(
    st.sampled_from([
        "We begin today.", "The road is long.", "Thank you.", "谢谢大家！", "我们开始。",
        "[slide 2]",
        "It costs $4.5 million.", "Xin cảm ơn.", "In 2025 we met.", "好的计划两样都需要。",
    ]),
    min_size=1, max_size=12,
)


@given(_SENTENCES, st.data())
def test_ids_of_the_other_cues_survive_a_paragraph_put_in(
    sentences: list[str], data: st.DataObject
) -> None:
    before = parsed("\n\n".join(sentences))
    assume(before is not None)
    assert before is not None
    place = data.draw(st.integers(0, len(sentences)))
    added = "A wholly new paragraph, written this morning."
    edited = [*sentences[:place], added, *sentences[place:]]
    after = parsed("\n\n".join(edited))
    assert after is not None
    kept = [cue.id for cue in after.cues if cue.text != added]
    assert kept == [cue.id for cue in before.cues]


@given(_SENTENCES, st.data())
def test_ids_of_the_other_cues_survive_a_paragraph_taken_out(
    sentences: list[str], data: st.DataObject
) -> None:
    before = parsed("\n\n".join(sentences))
    place = data.draw(st.integers(0, len(sentences) - 1))
    gone = sentences[place]
    after = parsed("\n\n".join(s for s in sentences if s != gone))
    assume(before is not None and after is not None)
    assert before is not None and after is not None
    wanted = {cue.text: cue.id for cue in before.cues if cue.text not in gone}
    assert {cue.text: cue.id for cue in after.cues}.items() <= wanted.items()
