"""Speakers and recognisers, made up with a seed: who says what, and what is heard of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from companion.hypothesis import Hypothesis
from tools.bench.follow.texts import Text

SECONDS_PER_WORD = {"zh": 0.22}
_SECONDS = 0.4

_ASIDE_TEXT = """
well actually before i continue somebody asked me yesterday about parking outside and
honestly i have no idea maybe ask the lady near the coffee machine she knows everything
right my son thinks penguins can fly we should probably check whether the microphone works
back there can you hear me good okay where was i never mind
"""
_ASIDE = _ASIDE_TEXT.split()
_ASIDE_ZH = list(
    "那个我突然想到昨晚睡得很晚因为酒店空调坏了哈哈不知道你们冷不冷待会儿咖啡好像在楼下吧嗯我看看手机几点钟"
)
_COMMON_TEXT = """
the of and to a in that it was for on are with as his they at be this from have or by one
had not but what all were when we there can an your which their said if do will each about
how up out them then she many some so these would other into has more her two like him see
time could no make than first been its who now people my made over did down only way find
use may water long little very after words called just where most know
"""
_COMMON = _COMMON_TEXT.split()


@dataclass(frozen=True)
class Spoken:
    """One spoken word. truth: last script token said by then."""

    word: str
    truth: int


@dataclass
class Talk:
    """What a speaker says. breaks: indices of `spoken` where they leave the straight path:
    a jump, an ad-lib, the return from one. aside: indices spoken off the text."""

    text: Text
    spoken: list[Spoken] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    aside: set[int] = field(default_factory=set)

    def read(self, first: int, end: int) -> Talk:
        """Read script words `first` up to `end`."""
        end = min(end, len(self.text.words))
        self.spoken += [Spoken(self.text.words[i], i) for i in range(first, end)]
        return self

    def disturb(self) -> Talk:
        """From here the path is not straight."""
        self.breaks.append(len(self.spoken))
        return self

    def say(self, words: Sequence[str]) -> Talk:
        """Say something else."""
        truth = self.spoken[-1].truth if self.spoken else -1
        self.aside.update(range(len(self.spoken), len(self.spoken) + len(words)))
        self.spoken += [Spoken(word, truth) for word in words]
        return self


@dataclass(frozen=True)
class Event:
    """A result of the recogniser. said: how many words were spoken by then."""

    hypothesis: Hypothesis
    said: int


@dataclass(frozen=True)
class Errors:
    """What the recogniser gets wrong. share: of words; flicker: chance that the newest word of a
    partial is wrong for that partial only; revision: chance that up to four words are."""

    share: float = 0.10
    flicker: float = 0.0
    revision: float = 0.0
    same_sound: float = 0.0  # share of Chinese characters heard as another of the same sound
    unheard: float = 0.0  # share of words that leave no trace at all


def misspelt(word: str, other: str, rng: random.Random) -> str:
    """A word with one letter wrong; `other` is a word of the same script to take letters from."""
    place = rng.randrange(len(word))
    letter = rng.choice(other if not word.isascii() else "abcdefghijklmnopqrstuvwxyz")
    return rng.choice([
        word[:place] + letter + word[place + 1 :], word[:place] + letter + word[place:],
        word[:place] + word[place + 1 :] or letter,
    ])


def _other(text: Text, rng: random.Random) -> str:
    if text.language == "zh":
        return rng.choice(_ASIDE_ZH) if rng.random() < 0.5 else rng.choice(text.words)
    if text.language == "en" and rng.random() < 0.5:
        return rng.choice(_COMMON)
    return rng.choice(text.words)


_HOMOPHONES_TEXT = """
是事市式试适 的得地德 在再载 有又右友 一以已意义 和河何合 人任仁 们门闷 来莱 大打答 上尚商伤 个各歌
江将讲奖 学雪血 树书输 桥敲 设社射 计记季 故古股 师诗施十石食 生声升 船传川 货或获 老劳 工公功共
程成城 开凯 语雨鱼
"""
_HOMOPHONES = _HOMOPHONES_TEXT.split()


def same_sound(character: str, rng: random.Random) -> str:
    """Another character that sounds the same, if the table has one."""
    for group in _HOMOPHONES:
        if character in group:
            return rng.choice([c for c in group if c != character])
    return character


def _heard(word: str, talk: Talk, errors: Errors, rng: random.Random) -> list[str]:
    """What becomes of one spoken word."""
    if errors.same_sound and rng.random() < errors.same_sound:
        word = same_sound(word, rng)
    if errors.unheard and rng.random() < errors.unheard:
        return []
    if rng.random() >= errors.share:
        return [word]
    kind = rng.random()
    if kind < 0.30 and talk.text.language != "zh":
        return [misspelt(word, rng.choice(talk.text.words), rng)]
    if kind < 0.60:
        return [_other(talk.text, rng)]
    return [] if kind < 0.85 else [word, _other(talk.text, rng)]


def listen(talk: Talk, errors: Errors, rng: random.Random) -> list[Event]:
    """The recogniser's results: a partial after each word, a final after 6 to 12 words."""
    pace = SECONDS_PER_WORD.get(talk.text.language, _SECONDS)
    factor = 2 if talk.text.language == "zh" else 1
    events: list[Event] = []
    words: list[str] = []
    utterance, left = 0, rng.randint(6, 12) * factor
    for said, spoken in enumerate(talk.spoken, 1):
        words += _heard(spoken.word, talk, errors, rng)
        shown = list(words)
        if shown and rng.random() < errors.flicker:
            shown[-1] = _other(talk.text, rng)
        if shown and rng.random() < errors.revision:
            for place in range(max(0, len(shown) - rng.randint(1, 4)), len(shown)):
                shown[place] = _other(talk.text, rng)
        time = said * pace
        events.append(Event(Hypothesis(tuple(shown), False, utterance, time), said))
        left -= 1
        if left == 0 or said == len(talk.spoken):
            events.append(Event(Hypothesis(tuple(words), True, utterance, time), said))
            utterance, words, left = utterance + 1, [], rng.randint(6, 12) * factor
    return events


def straight(text: Text, rng: random.Random) -> Talk:
    """The whole text."""
    return Talk(text).read(0, len(text.words))


def skip(text: Text, rng: random.Random, paragraphs: int = 1) -> Talk:
    """Leave out whole paragraphs after a random one."""
    last = len(text.paragraphs) - paragraphs - 1
    before = rng.randint(0, max(0, last - 1))
    talk = Talk(text).read(0, text.paragraphs[before + 1])
    return talk.disturb().read(text.paragraphs[before + 1 + paragraphs], len(text.words))


def skip_words(text: Text, rng: random.Random, words: int) -> Talk:
    """Leave out about so many words of a long text, landing on a sentence; 150 words each side."""
    first = rng.randrange(max(1, len(text.words) - words - 300))
    leave = next(s for s in text.starts if s >= first + 150)
    land = next(s for s in text.starts if s >= leave + words)
    talk = Talk(text).read(leave - 150, leave).disturb()
    return talk.read(land, land + 150)


def passage(text: Text, rng: random.Random) -> Talk:
    """Some 400 words from the middle of a long text."""
    first = rng.randrange(1, max(2, len(text.words) - 400))
    return Talk(text).read(first, first + 400)


def again(text: Text, rng: random.Random, words: int) -> Talk:
    """Go back so many words once and read them again."""
    place = rng.randint(words + 10, len(text.words) - 20)
    return Talk(text).read(0, place).disturb().read(place - words, len(text.words))


def _aside(text: Text, rng: random.Random, words: int) -> list[str]:
    stock = _ASIDE_ZH if text.language == "zh" else _ASIDE
    begin = rng.randrange(len(stock))
    return [stock[(begin + i) % len(stock)] for i in range(words)]


def adlib(text: Text, rng: random.Random, words: int = 25) -> Talk:
    """Leave the text for so many words in the middle of it."""
    place = rng.randint(30, len(text.words) - 40)
    talk = Talk(text).read(0, place).disturb().say(_aside(text, rng, words))
    return talk.disturb().read(place, len(text.words))


def adlib_reusing(text: Text, rng: random.Random) -> Talk:
    """An ad-lib of about 25 words, half of it phrases of 2 to 4 words of the script."""
    place = rng.randint(30, len(text.words) - 40)
    said: list[str] = []
    while len(said) < 22:
        begin = rng.randrange(len(text.words) - 4)
        said += _aside(text, rng, rng.randint(2, 4))
        said += text.words[begin : begin + rng.randint(2, 4)]
    talk = Talk(text).read(0, place).disturb().say(said)
    return talk.disturb().read(place, len(text.words))
