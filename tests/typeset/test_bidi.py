"""Reading order agrees with an independent implementation of UAX #9."""

from __future__ import annotations

from bidi.algorithm import get_base_level, get_display
from hypothesis import example, given
from hypothesis import strategies as st

from companion.typeset import bidi

MIRRORED = str.maketrans("()[]", ")(][")


def ours(text: str) -> str:
    base = bidi.base_level(text)
    levels = bidi.levels(text, base)
    end = len(text)
    while end and text[end - 1] == " ":
        end -= 1
    levels[end:] = [base] * (len(text) - end)
    return "".join(
        text[i].translate(MIRRORED) if levels[i] & 1 else text[i]
        for i in bidi.visual_order(levels)
    )


@given(st.text("ab אבגשعربي 0123٤٥.,:-+%$/ !؟"))
@example("שלום 123-456, abc")
@example("عمري 7 سنوات، Lamp 2000")
@example("a 1,5% ע -3")
def test_order_is_that_of_the_standard(text: str) -> None:
    assert bidi.base_level(text) == int(get_base_level(text) or 0)
    assert ours(text) == get_display(text)


def test_brackets_stay_around_their_words() -> None:
    text = "قال (Lamp) لي"
    levels = bidi.levels(text, 1)
    assert levels[text.index("(")] == levels[text.index(")")] == 1
    assert levels[text.index("L")] == 2
