"""Words from the staff in any language: they fit the glass, or are refused in one clear line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.typeset.coding import levels_of
from companion.typeset.message import MessageError, set_message
from firmware.souffleur import book, wire

SAID = {
    "en": "Five minutes left", "zh": "还有五分钟，请收尾", "vi": "đợi một chút",
    "th": "เหลือเวลาอีกห้านาที", "ar": "خمس دقائق", "km": "នៅសល់ប្រាំនាទី", "my": "ငါးမိနစ်ကျန်",
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize(("width", "height"), [(126, 40), (128, 40), (240, 40)])
def test_messages_of_every_language_fit(language: str, width: int, height: int) -> None:
    made = set_message(SAID[language], width, height, language)
    assert 0 < made.width <= width and 0 < made.height <= height
    rows = bytearray(book.row_bytes(made.width, 1) * made.height)
    assert book.unpack(made.picture, 0, len(made.picture), rows) == len(rows)
    levels = levels_of(bytes(rows), made.width, made.height, 1)
    assert levels[:, 0].any() and levels[:, -1].any()  # no empty border
    assert 0.02 < np.mean(levels) < 0.6


@given(text=st.text(max_size=80), width=st.integers(40, 294), height=st.integers(8, 60))
@settings(max_examples=60)
def test_any_text_fits_or_is_refused_in_words(text: str, width: int, height: int) -> None:
    try:
        made = set_message(text, width, height)
    except MessageError as error:
        assert "type some words" in str(error) or "shorten it" in str(error)
    else:
        assert made.width <= width and made.height <= min(height, wire.MAX_MESSAGE_HEIGHT)
        assert 0 < len(made.picture) <= wire.MAX_MESSAGE


def test_a_speech_is_no_message() -> None:
    with pytest.raises(MessageError, match="too long for the glass: shorten it"):
        set_message("thank you " * 30, 126)
