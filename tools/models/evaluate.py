"""Measures a model on recordings of people who read a known text.

    python -m tools.models.evaluate FOLDER [--lang zh] [--model VOSK_FOLDER] [--json FILE]

FOLDER has MANIFEST.tsv with the columns file, lang, transcript; the second part of the file's
path names its set. The recogniser listens, as in a show, for the script around the sentence
(about 300 words, with `[unk]`); for each set the table gives word errors (Chinese: character
errors) and the share of words heard right. The tested sentence is always part of the script.
`--off` leaves it out instead and counts how many of the script's words are wrongly heard.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from companion.report.delay import units
from companion.speech.audio import duration, read_blocks
from companion.speech.graph import UNKNOWN
from companion.speech.model import SpeechModel
from companion.speech.recogniser import VoskRecogniser
from companion.speech.starter import open_starter
from tools.models.errors import Errors, word_errors

_NUMBERS = {  # those of the recordings measured so far
    "6": "six", "10": "ten", "12": "twelve", "60": "sixty", "600000": "six hundred thousand",
}


@dataclass(frozen=True)
class Clip:
    """A recording and its phrases, each a string of spoken words."""

    file: Path
    group: str
    phrases: tuple[str, ...]


@dataclass
class Score:
    """Sums over a set. `off` counts script words heard in place of others."""

    errors: Errors = field(default_factory=lambda: Errors(0, 0, 0))
    clips: int = 0
    off: int = 0
    seconds: float = 0.0
    spent: float = 0.0


def _phrases(transcript: str) -> tuple[str, ...]:
    """Sentence-like phrases of at least six words, without marks of sounds."""
    text = re.sub(r"<[^>]*>|\[[^\]]*\]", " ", transcript.lower())
    text = re.sub(r"\d+", lambda m: f" {_NUMBERS.get(m.group(), m.group())} ", text)
    text = text.replace("×", " times ").replace("=", " equals ").replace("%", " percent ")
    found: list[list[str]] = []
    for part in re.split(r"(?<=[.;:?!,—。，；？！])\s*", text):
        words = re.findall(r"[a-z]+(?:'[a-z]+)*|[\u3400-\u9fff]", part.replace("’", "'"))
        if found and len(found[-1]) < 6:
            found[-1] += words
        elif words:
            found.append(words)
    return tuple(" ".join(words) for words in found)


def read_manifest(folder: Path, language: str, most: int) -> list[Clip]:
    """The first `most` clips of every set in a language."""
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    taken: defaultdict[str, int] = defaultdict(int)
    clips = []
    for row in rows:
        group = row["file"].split("/")[1]
        if row["lang"].startswith(language) and taken[group] < most:
            taken[group] += 1
            clips.append(Clip(folder / row["file"], group, _phrases(row["transcript"])))
    return clips


def script_around(clips: Sequence[Clip], place: int, words: int, own: bool) -> list[str]:
    """Phrases of the clip at `place` (unless not `own`) and its neighbours, about `words`."""
    phrases = list(clips[place].phrases) if own else []
    count = sum(len(phrase.split()) for phrase in phrases)
    for step in range(1, len(clips)):
        for near in (place + step, place - step):
            if 0 <= near < len(clips) and count < words:
                fresh = [p for p in clips[near].phrases if own or p not in clips[place].phrases]
                phrases += fresh
                count += sum(len(phrase.split()) for phrase in fresh)
    return phrases


def hear(model: SpeechModel, clip: Clip, phrases: Sequence[str]) -> tuple[list[str], float]:
    """The units heard in a clip, and the processor seconds that took."""
    recogniser = VoskRecogniser(model, phrases)
    heard: list[str] = []
    began = time.process_time()
    finals = [recogniser.accept(block.pcm) for block in read_blocks(clip.file)]
    for said in [*finals, recogniser.finish()]:
        if said and said.final:
            heard += [u for word in said.words if word != UNKNOWN for u in units(word)]
    return heard, time.process_time() - began


def evaluate(
    clips: Sequence[Clip], model: SpeechModel, *, words: int = 300, own: bool = True
) -> dict[str, Score]:
    """Scores by set."""
    scores: defaultdict[str, Score] = defaultdict(Score)
    for place, clip in enumerate(clips):
        spoken = [u for phrase in clip.phrases for u in units(phrase)]
        heard, spent = hear(model, clip, script_around(clips, place, words, own))
        score = scores[clip.group]
        score.clips += 1
        score.seconds += duration(clip.file)
        score.spent += spent
        score.errors += word_errors(spoken, heard)
        score.off += 0 if own else len(heard)
    return dict(scores)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", default="en")
    parser.add_argument("--model", type=Path, help="a Vosk model folder instead of the starter")
    parser.add_argument("--most", type=int, default=40, help="clips per set")
    parser.add_argument("--off", action="store_true", help="the sentence is not in the script")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    clips = read_manifest(given.folder, given.lang, given.most)
    phrases = [phrase for clip in clips for phrase in clip.phrases]
    if given.model:
        model = SpeechModel(given.model, given.model.name, given.lang)
    else:
        model = open_starter(given.lang, phrases)
    scores = evaluate(clips, model, own=not given.off)
    table = Table("set", "clips", "words", "errors", "right", "off-script", "real-time factor")
    rows = {}
    for group, score in scores.items():
        rows[group] = {
            "clips": score.clips, "words": score.errors.spoken,
            "error_rate": round(score.errors.rate, 4),
            "right": round(score.errors.right / score.errors.spoken, 4),
            "off_script_words_heard": round(score.off / score.errors.spoken, 4),
            "real_time_factor": round(score.spent / score.seconds, 4),
        }
        table.add_row(group, *(str(value) for value in rows[group].values()))
    Console().print(table)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
