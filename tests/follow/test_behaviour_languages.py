"""Following in the languages people bring: figures, sounds, spellings, and skips."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest
from pypinyin import Style, pinyin

from companion.follow.comparators import regional
from companion.hypothesis import Hypothesis
from tests.follow.speech import Speaker
from tests.follow.talks import TALKS, Spoken, back_after, follower, read, spoken, starts, talk

WAYS = 5


def changed(words: Spoken, change: dict[str, str]) -> Spoken:
    """The words with letters said differently."""
    table = str.maketrans(change)
    return [(word.translate(table), index) for word, index in words if word.translate(table)]


def mean(off: list[int]) -> float:
    return sum(map(abs, off)) / len(off)


@pytest.mark.parametrize("language", TALKS)
@pytest.mark.parametrize("way", [0, WAYS])
def test_reads_along_with_figures_and_abbreviations_in_every_way(language: str, way: int) -> None:
    script = talk(language)
    off = read(Speaker(follower(script)), spoken(script, way))
    assert max(map(abs, off)) <= 1


@pytest.mark.parametrize(
    ("language", "printed", "said"),
    [
        ("en", "1,250", "twelve hundred and fifty"), ("en", "1,250", "one two five zero"),
        ("en", "$2.5", "two and a half"), ("en", "2021", "oh twenty one"),
        ("en", "87.5", "eighty seven and a half"), ("en", "600", "about half a thousand"),
        ("en", "40%", "two fifths"), ("en", "1/10", "ten percent"),
        ("zh", "3200", "三千两"), ("zh", "127", "幺二七"), ("zh", "2018", "幺八"),
        ("mix", "app", "a p p"), ("mix", "app", "爱普"), ("mix", "AI", "人工智能"),
        ("mix", "HarborNote", "哈伯诺特"), ("mix", "Kevin", "凯文"), ("mix", "CTO", "西提欧"),
        ("vi", "1986", "một chín tám sáu"), ("vi", "1986", "tám sáu"), ("vi", "3", "dăm ba"),
        ("id", "2014", "dua nol satu empat"), ("id", "60%", "enam puluh prosen"),
        ("th", "2555", "สองห้าห้าห้า"),
    ],
)
def test_a_figure_or_name_said_in_a_way_nobody_foresaw_costs_two_words(
    language: str, printed: str, said: str
) -> None:
    script = talk(language)
    place = next(n for n, token in enumerate(script.tokens) if token.text == printed)
    speaker = Speaker(follower(script))
    read(speaker, spoken(script, 0, 0, place))
    speaker.say(said)
    assert abs(speaker.shown[-1].heard - place) <= 2
    off = read(speaker, spoken(script, 0, place + 1, place + 11))
    assert all(error == 0 for error in off[2:])


@pytest.mark.parametrize("language", ["vi", "th", "lo", "id", "ms", "fil"])
def test_follows_letters_whose_marks_are_lost(language: str) -> None:
    script = talk(language)
    bare = [
        ("".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)), n)
        for word, n in spoken(script)
    ]
    assert mean(read(Speaker(follower(script)), bare)) <= 0.1


@pytest.mark.parametrize(
    ("language", "accent"),
    [
        ("th", {"ร": "ล"}),
        ("lo", {"\u0ec8": "", "\u0ec9": ""}),
        ("vi", {"v": "d", "s": "x"}),
        ("en", {"v": "w", "r": "l"}),
        ("id", {"f": "p", "v": "p", "z": "s"}),
        ("fil", {"f": "p", "v": "b"}),
    ],
)
def test_follows_an_accent_kept_up_through_the_whole_talk(
    language: str, accent: dict[str, str]
) -> None:
    script = talk(language)
    off = read(Speaker(follower(script)), changed(spoken(script), accent))
    assert mean(off) <= 0.1 and max(map(abs, off)) <= 3




def sound(character: str) -> str:
    return regional(pinyin(character, style=Style.NORMAL)[0][0])


@pytest.mark.parametrize("language", ["zh", "mix"])
def test_chinese_is_followed_when_every_character_is_another_of_its_sound(language: str) -> None:
    """Tones, zh and z, n and l, ang and an, ing and in do not matter."""
    others = {sound(chr(code)): chr(code) for code in range(0x4E00, 0x9FA6, 5)}
    script = talk(language)
    heard = [
        ("".join(others.get(sound(c), c) if "\u4e00" <= c <= "\u9fff" else c for c in word), index)
        for word, index in spoken(script)
    ]
    assert sum(a != b for a, b in zip(heard, spoken(script), strict=True)) > len(heard) / 2
    assert mean(read(Speaker(follower(script)), heard)) <= 0.1


@pytest.mark.parametrize("language", TALKS)
@pytest.mark.parametrize(("share", "off"), [(0.1, 0.15), (0.2, 0.3), (0.3, 0.7)])
def test_words_that_are_not_heard_at_all_cost_little(
    language: str, share: float, off: float
) -> None:
    """A recogniser that misses words makes the reader look fast; how fast is learnt."""
    errors = []
    for seed in range(3):
        chance, script = Random(seed), talk(language)
        heard = [word for word in spoken(script) if chance.random() > share]
        errors += read(Speaker(follower(script)), heard)
    assert mean(errors) <= off
    assert max(map(abs, errors)) <= 15


@pytest.mark.parametrize("language", TALKS)
def test_results_of_many_words_whose_newest_is_wrong_are_followed(language: str) -> None:
    """So does a recogniser on a busy computer; a wrong word of a language without spaces is
    several units."""
    chance, script = Random(0), talk(language)
    words = spoken(script)
    speaker, off, said = follower(script), [], 0
    now, utterance, begin = 0.0, 0, 0
    while begin < len(words):
        end = min(len(words), begin + chance.randint(8, 25))
        said = begin
        while said < end:
            new = min(end - said, chance.randint(1, 5))
            said, now = said + new, now + 0.4 * new
            heard = [word for word, _ in words[begin:said]]
            if said < end:
                heard[-1] = chance.choice(words)[0]
            off.append(speaker.hear(Hypothesis(tuple(heard), False, utterance, now), now).heard
                       - words[said - 1][1])
        final = Hypothesis(tuple(word for word, _ in words[begin:end]), True, utterance, now)
        off.append(speaker.hear(final, now).heard - words[end - 1][1])
        utterance, begin = utterance + 1, end
    assert mean(off) <= 1.5
    assert off[-1] == 0


@pytest.mark.parametrize(
    ("script", "other"), [("id", "ms"), ("zh", "mix"), ("fil", "en")]
)
def test_a_long_speech_of_others_in_a_sister_language_moves_nothing(
    script: str, other: str
) -> None:
    ours = talk(script)
    half = len(ours.tokens) // 2
    speaker = Speaker(follower(ours))
    read(speaker, spoken(ours, 0, 0, half))
    guest = read(speaker, [(word, half - 1) for word, _ in spoken(talk(other))])
    assert max(map(abs, guest)) <= 3
    assert back_after(read(speaker, spoken(ours, 0, half, half + 12))) <= 1


@pytest.mark.parametrize("language", TALKS)
def test_every_sentence_can_be_skipped_to_and_returned_to(language: str) -> None:
    script = talk(language)
    half = len(script.tokens) // 2
    for target in starts(script):
        if abs(target - half) < 20 or target > len(script.tokens) - 12:
            continue
        speaker = Speaker(follower(script))
        read(speaker, spoken(script, 0, half - 12, half))
        assert back_after(read(speaker, spoken(script, 0, target, target + 12))) <= 9
