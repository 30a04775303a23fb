"""Training speech from synthesisers, which know to the sample what they say.

    python -m tools.models.synthetic en FOLDER --text sentences.txt --utterances 14000
    python -m tools.models.synthetic zh FOLDER --text sentences.txt --utterances 9000

sentences.txt: one sentence a line, any text with the sounds of the language (for Chinese: in
characters). Sentences are taken in turn and also cut up and shuffled into word lists, so that
every word occurs in many places. English: three quarters eSpeak NG in many voice variants, a
quarter Flite in four voices; Chinese: eSpeak NG. Seeded. Needs espeak-ng and flite.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tools.models.augment import synthetic
from tools.models.corpus import save
from tools.models.features import Features, Labels, label, mfcc
from tools.models.front_ends import Phone, from_espeak, from_flite
from tools.recording.espeak import Espeak
from tools.recording.flite import VOICES, Flite

_CHINESE = "cmn-Latn-pinyin"
_FLITE_SHARE, _BRITISH_SHARE = 0.25, 0.25
_FULL_SCALE = 32768
# Variants of eSpeak NG's voice that are kept for tests, and those nobody would speak like.
_TEST_VOICES = "m6 m7 f5 anika steph2 benjamin Denis Jacky Quincy quincy sandro edward2 Henrique"
HELD_OUT = frozenset(_TEST_VOICES.split())
_UNFIT = re.compile(r"(?i)whisper|demonic|croak|fast|tweaky|robo|announce|klatt[56]|kauko|storm| ")


@dataclass(frozen=True, slots=True)
class Job:
    """A sentence and how it is to be said. voice: of eSpeak NG, or "flite/NAME"."""

    text: str
    voice: str
    speed: int
    pitch: int
    pitch_range: int
    stretch: float


def variants() -> list[str]:
    """The voice variants to train on; the plain voice is there several times."""
    folders = [*Path("/usr/lib").glob("*/espeak-ng-data/voices/!v"),
               *Path("/usr/share/espeak-ng-data/voices").glob("!v")]
    names = sorted(path.name for path in folders[0].iterdir()) if folders else []
    fit = [name for name in names if name not in HELD_OUT and not _UNFIT.search(name)]
    return [""] * 6 + [f"+{name}" for name in fit]


def _word_list(sentences: list[str], chinese: bool, draw: random.Random) -> str:
    parts = [draw.choice(sentences) for _ in range(draw.randint(3, 9))]
    words = [draw.choice(list(p) if chinese else p.split()) for p in parts if p.strip()]
    return ("" if chinese else " ").join(words)


def plan(language: str, sentences: list[str], count: int, seed: int = 7) -> list[Job]:
    """What is to be said, and how."""
    draw, voices = random.Random(seed), variants()
    jobs = []
    for number in range(count):
        whole = number % 2 == 0
        text = sentences[number // 2 % len(sentences)] if whole else (
            _word_list(sentences, language == "zh", draw)
        )
        accent = _CHINESE if language == "zh" else (
            "en" if draw.random() < _BRITISH_SHARE else "en-us"
        )
        voice = accent + draw.choice(voices)
        if language == "en" and draw.random() < _FLITE_SHARE:
            voice = f"flite/{draw.choice(VOICES)}"
        jobs.append(Job(
            text, voice, round(draw.triangular(115, 240, 168)), draw.randint(20, 80),
            draw.randint(20, 80), draw.uniform(0.8, 1.3),
        ))
    return jobs


class Speakers:
    """All synthesisers of one process."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._espeak = Espeak()
        self._flite: dict[str, Flite] = {}

    def say(self, job: Job) -> tuple[Features, list[Phone]]:
        """Audio on the 16-bit scale and its phones."""
        kind, _, name = job.voice.partition("/")
        if kind == "flite":
            voice = self._flite.setdefault(name, Flite(name))
            said = voice.say(job.text, stretch=job.stretch)
            sounds = [(sound.text, sound.start, sound.end) for sound in said.sounds]
            return said.audio * np.float32(_FULL_SCALE), from_flite(sounds)
        speech = self._espeak.say(
            job.text, job.voice, speed=job.speed, pitch=job.pitch, pitch_range=job.pitch_range
        )
        accent = "zh" if self._language == "zh" else job.voice.split("+")[0]
        return speech.audio * np.float32(_FULL_SCALE), from_espeak(speech.sounds, accent)


def utterances(
    language: str, jobs: list[Job], phones: list[str]
) -> Iterator[tuple[Features, Labels]]:
    """Features and labels of every job that fits (more frames than phones)."""
    classes = {name: number for number, name in enumerate(["SIL", *phones])}
    speakers = Speakers(language)
    for number, job in enumerate(jobs):
        audio, said = speakers.say(job)
        known = [(name if name in classes else "SIL", a, b) for name, a, b in said]
        if not known:
            continue
        noisy, placed = synthetic(audio, known, np.random.default_rng(number))
        features = mfcc(noisy)
        labels = label(placed, (len(features) + 2) // 3, classes)
        if labels is not None:
            yield features, labels


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("language", choices=("en", "zh"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--phones", type=Path, required=True, help="phones.txt of the model")
    parser.add_argument("--utterances", type=int, default=14_000)
    given = parser.parse_args()
    lines = given.text.read_text(encoding="utf-8").splitlines()
    sentences = [line.strip() for line in lines if line.strip()]
    phones = given.phones.read_text(encoding="utf-8").split()
    jobs = plan(given.language, sentences, given.utterances)
    print(f"{save(given.folder, utterances(given.language, jobs, phones)):.2f} hours")


if __name__ == "__main__":
    main()
