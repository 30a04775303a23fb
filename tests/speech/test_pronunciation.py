"""Every word a speaker may have in a script can be heard by the starter models."""

from __future__ import annotations

import pytest

from companion.speech.graph import PhoneSet
from companion.speech.segment import fit, runs, unknown_words
from companion.speech.starter import STARTERS, starter_for, vocabulary


@pytest.fixture(scope="module")
def english():
    return starter_for("en").speller()


@pytest.fixture(scope="module")
def mandarin():
    return starter_for("zh").speller()


def test_dictionary_words_have_all_their_sounds(english) -> None:
    assert set(english("read")) == {("R", "EH", "D"), ("R", "IY", "D")}
    assert english("Excellencies") == english("excellencies")


@pytest.mark.parametrize("name", ["souffleur", "Nguyen", "Phnom", "Xiaoping", "café", "Zürich's"])
def test_names_and_loan_words_are_read_by_rule(english, name: str) -> None:
    (first, *_) = english(name)
    assert len(first) >= 3


def test_a_rule_reads_as_a_person_would(english) -> None:
    assert english("blorking")[0] == ("B", "L", "AO", "R", "K", "IH", "NG")


def test_an_abbreviation_without_vowels_is_spelt(english) -> None:
    assert english("bbc'") == () or english("bbc")
    assert english("xqz")[0][:3] == ("EH", "K", "S")


@pytest.mark.parametrize("word", ["2025", "你好", "สวัสดี", "", "'", "..."])
def test_what_is_not_written_in_latin_letters_is_left_to_the_user(english, word: str) -> None:
    assert english(word) == ()


def test_all_common_chinese_characters_can_be_heard(mandarin) -> None:
    rows = range(0xB0, 0xD8)  # GB 2312, level 1: the 3,755 most used characters
    cells = [bytes([row, cell]) for row in rows for cell in range(0xA1, 0xFF)]
    characters = [c for cell in cells if (c := cell.decode("gb2312", "ignore"))]
    assert len(characters) == 3755
    assert [c for c in characters if not mandarin(c)] == []


def test_a_word_decides_how_its_characters_are_read(mandarin) -> None:
    (bank,) = mandarin("银行")
    (walk,) = mandarin("行走")
    assert bank[-3:] == ("X", "A", "N") or bank[-2:] == ("a", "N")
    assert walk[:3] == ("S;", "i", "N")
    assert len(mandarin("行")) >= 2


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.name)
def test_pronunciations_use_only_the_models_phones(starter) -> None:
    phones = PhoneSet(tuple((starter.folder / "phones.txt").read_text().split()))
    spell = starter.speller()
    samples = {"en": ["wonder", "the", "zhang"], "zh": ["女", "群", "哟", "二", "语言"]}
    words = samples[starter.language]
    assert all({p for way in spell(w) for p in way} <= set(phones.names) for w in words)


def test_the_vocabulary_has_words_and_their_characters() -> None:
    words = vocabulary(["我们来自不同的城市 welcome"], "zh")
    assert {"我们", "城市", "我", "市", "welcome"} <= words


def test_text_is_cut_to_the_recognisers_own_words() -> None:
    known = {"我们", "来自", "不", "同", "的", "城市", "来", "自"}
    known |= {"state", "of", "the", "art", "i'm"}
    fitted = fit("我们 来自不同的城市。", known.__contains__)
    assert fitted.words == ("我们", "来自", "不", "同", "的", "城市")
    assert fit("State-of-the-art, I’m", known.__contains__).words == (
        "state", "of", "the", "art", "i'm"
    )


def test_what_cannot_be_heard_is_told_once_and_left_out() -> None:
    known = {"我", "们", "hello"}
    assert unknown_words(["我们的 hello zzyzx", "的 zzyzx"], known.__contains__) == ["的", "zzyzx"]
    assert fit("我们的 hello", known.__contains__).words == ("我", "们", "hello")


def test_characters_spelt_apart_are_one_stretch() -> None:
    assert runs("大 家 上 午 好 ok") == ["大家上午好", "ok"]
