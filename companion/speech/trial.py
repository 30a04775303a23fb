"""Test a microphone with a sentence: how loud it came, what was heard, what to do about it."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from .audio import SILENCE, Block, Level, Source
from .model import SpeechModel
from .recogniser import VoskRecogniser
from .segment import is_unspaced, runs

SECONDS = 8.0  # to read a sentence out, with a breath before it
DEAD = -75.0  # dB; the noise of any live microphone's own electronics is above it
QUIET = -42.0  # dB of speech; less is told apart from the room with trouble
CLIPPED = -0.1  # dB; a peak here was cut off
CLIPPED_SHARE = 0.02  # of all blocks; one bang of a hand on the table is no harm
NOISY = 10.0  # dB by which speech must rise above the room
WELL = 0.8  # share of the words right with which a show follows without a thought
POOR = 0.5  # below it, it will hold and search

# Read out for the test. A model that is fitted to a script must be able to be wrong, so it
# listens for all of a language's sentences at once.
SENTENCES = {
    "en": (
        "Good morning everybody, it is a pleasure to speak to you today.",
        "The best ideas often begin with a very simple question.",
        "Thank you for coming from so many cities and countries.",
    ),
    "zh": (
        "大家上午好，很高兴今天在这里和大家见面。",
        "好的想法常常从一个简单的问题开始。",
        "感谢各位从不同的城市和国家来到这里。",
    ),
}


class Advice(Enum):
    """What to do about a microphone."""

    DEAD = "Nothing comes from this microphone: is it muted, or is another one the right one?"
    CLIPPED = "Too loud, it is cut off: turn it down in the system's sound settings."
    QUIET = "Very quiet: bring it nearer to the mouth, or turn it up in the sound settings."
    NOISY = "The room is almost as loud as the voice: bring the microphone nearer to the mouth."
    UNHEARD = "There is sound but no words: is this the right microphone, the right language?"
    POOR = "Few words were heard rightly: speak as on stage, or take a better model."
    FAIR = "Most words were heard rightly: good enough, a better model will follow more closely."
    GOOD = "This microphone is ready."


@dataclass(frozen=True, slots=True)
class Verdict:
    """speech, room: dB below full scale, of the loud and the quiet tenth of the recording.

    heard: the recogniser's words. right: share of the sentence's words (of unspaced scripts:
    characters) that were heard in their order, 0 to 1.
    """

    speech: float
    room: float
    heard: str
    right: float
    advice: tuple[Advice, ...]

    @property
    def good(self) -> bool:
        """Whether a show can begin with it."""
        return self.advice[0] in (Advice.GOOD, Advice.FAIR)


def record(
    source: Source, seconds: float = SECONDS, on_level: Callable[[Level], None] = lambda level: None
) -> list[Block]:
    """So many seconds of a source, or all of it if it ends before. Raises AudioError."""
    blocks, given = [], source.blocks()
    try:
        for block in given:
            blocks.append(block)
            on_level(block.level)
            if block.time >= seconds:
                break
    finally:
        source.close()
        for _rest in given:  # so that a device is let go by the thread that listened to it
            pass
    return blocks


def phrases_for(sentence: str, language: str) -> list[str]:
    """What to listen for while somebody reads the sentence: it, and others it may be taken for."""
    return list(dict.fromkeys([sentence, *SENTENCES.get(language, ())]))


def recognised(blocks: Sequence[Block], model: SpeechModel, phrases: Sequence[str]) -> str:
    """What a model hears in a recording when it listens for these phrases."""
    recogniser = VoskRecogniser(model, phrases)
    said: list[str] = []
    for block in blocks:
        heard = recogniser.accept(block.pcm)
        if heard is not None and heard.final:
            said += heard.words
    last = recogniser.finish()
    said += last.words if last else ()
    return " ".join(word for word in said if not word.startswith("["))


def judge(sentence: str, heard: str, blocks: Sequence[Block]) -> Verdict:
    """What to say about a recording of a sentence in which the model heard `heard`."""
    levels = sorted(block.level.rms for block in blocks)
    speech, room = _tenth(levels[::-1]), _tenth(levels)
    clipped = sum(block.level.peak >= CLIPPED for block in blocks)
    right = share_right(sentence, heard)
    advice = []
    if speech < DEAD:
        advice.append(Advice.DEAD)
    else:
        if clipped > CLIPPED_SHARE * len(blocks):
            advice.append(Advice.CLIPPED)
        if speech < QUIET:
            advice.append(Advice.QUIET)
        elif speech - room < NOISY:
            advice.append(Advice.NOISY)
        if not heard:
            advice.append(Advice.UNHEARD)
        elif right < POOR:
            advice.append(Advice.POOR)
    if not advice:
        advice.append(Advice.GOOD if right >= WELL else Advice.FAIR)
    return Verdict(speech, room, heard, right, tuple(advice))


def share_right(sentence: str, heard: str) -> float:
    """Share of the sentence's words that were heard in their order."""
    wanted, got = _units(sentence), _units(heard)
    if not wanted:
        return 0.0
    same = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in same) / len(wanted)


def _units(text: str) -> list[str]:
    units: list[str] = []
    for run in runs(text):
        units += run if is_unspaced(run) else run.split("-")
    return units


def _tenth(levels: Sequence[float]) -> float:
    """The median of the first tenth."""
    return statistics.median(levels[: math.ceil(len(levels) / 10)]) if levels else SILENCE
