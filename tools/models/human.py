"""Training speech from people: aligned recordings in several augmented copies.

    python -m tools.models.human CORPUS phones.jsonl.gz FOLDER --copies 6 --held-out speakers.txt

CORPUS: see `corpus.py`. phones.jsonl.gz: alignments made by `align.py`. Copies differ in vocal
tract (children are moved towards adults), tempo (by the frame shift, which costs nothing and
leaves no trace), room, microphone, noise and level. Seeded.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from companion.speech.english import PHONES
from tools.models import augment
from tools.models.corpus import Utterance, read_corpus, save
from tools.models.features import Features, Labels, Phones, label, mfcc

_FRAME_OFFSET = 0.0075  # seconds: an aligner's frame boundary lies half a window further
_CLASSES = {name: number for number, name in enumerate(["SIL", *PHONES])}
_ADULT = 13  # years; above
_LONGEST_PHONE, _SHORTEST_PHONE = 0.9, 0.031  # seconds; beyond, an alignment is not believed


def read_alignments(path: Path) -> dict[str, list[tuple[str, float, float]]]:
    """Phones of each utterance by its name."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {
        row["id"]: [
            (name, start + _FRAME_OFFSET if start else 0.0, end + _FRAME_OFFSET)
            for name, start, end, _word in row["phones"]
        ]
        for row in rows
    }


def plausible(phones: Phones) -> bool:
    """Whether an alignment can be right: few phones at the minimum, none very long."""
    lengths = np.array([end - start for name, start, end in phones if name != "SIL"])
    if len(lengths) < 3:
        return False
    return bool(lengths.max() <= _LONGEST_PHONE and (lengths <= _SHORTEST_PHONE).mean() <= 0.5)


def vary(
    audio: Features, phones: Phones, age: int, copy: int, rng: np.random.Generator
) -> tuple[Features, Labels] | None:
    """One copy of an utterance as features and labels; copy 0 is the closest to it."""
    grown = age > _ADULT
    spread = ((0.95, 1.05) if grown else (0.82, 1.0)) if copy == 0 else (
        (0.86, 1.16) if grown else (0.74, 1.05)
    )
    x, phones = augment.vocal_tract(audio.astype(np.float64), phones, rng.uniform(*spread))
    spoken = [p for p in phones if p[0] != "SIL"]
    rate = len(spoken) / max(0.2, sum(end - start for _, start, end in spoken))
    wanted = np.exp(rng.uniform(np.log(7.5), np.log(15.0)))  # phones a second
    slower = float(np.clip(wanted / rate, 0.85, 1.75))
    begin = max(0.0, spoken[0][1] - rng.uniform(0.03, 0.8))
    end = min(len(x) / augment.RATE, spoken[-1][2] + rng.uniform(0.05, 0.8))
    x = x[int(begin * augment.RATE) : int(end * augment.RATE)]
    kept = [(n, max(0.0, a - begin), b - begin) for n, a, b in phones if b > begin and a < end]
    if copy and rng.random() < 0.35:
        x = augment.room(x, rng)
    if rng.random() < (0.7 if copy else 0.4):
        x = augment.channel(x, rng)
    if rng.random() < (0.7 if copy else 0.4):
        x = augment.add_noise(x, (6, 38), rng)
    x = np.clip(np.rint(augment.level(x, 250, 6000, rng)), -32768, 32767)
    features = mfcc(x, 10.0 * slower)
    moved = [(name, a / slower, b / slower) for name, a, b in kept]
    labels = label(moved, (len(features) + 2) // 3, _CLASSES)
    return None if labels is None else (features, labels)


def copies(
    corpus: list[Utterance], alignments: dict[str, list[tuple[str, float, float]]], count: int
) -> Iterator[tuple[Features, Labels]]:
    """`count` copies of every utterance with a plausible alignment, in a shuffled order."""
    order = np.random.default_rng(1).permutation(len(corpus))
    for number in order:
        utterance = corpus[number]
        phones = alignments.get(utterance.name)
        if phones is None or not plausible(phones):
            continue
        audio = utterance.audio()
        for copy in range(count):
            rng = np.random.default_rng([int(number), copy])
            varied = vary(audio, phones, utterance.age, copy, rng)
            if varied is not None:
                yield varied


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("alignments", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--copies", type=int, default=6)
    parser.add_argument("--most", type=int, default=0, help="only so many utterances")
    parser.add_argument("--held-out", type=Path, help="speakers to leave out, one a line")
    given = parser.parse_args()
    out = set(given.held_out.read_text(encoding="utf-8").split()) if given.held_out else set()
    corpus = [u for u in read_corpus(given.corpus) if u.speaker not in out]
    if given.most:
        corpus = corpus[: given.most]
    alignments = read_alignments(given.alignments)
    print(f"{save(given.folder, copies(corpus, alignments, given.copies)):.2f} hours")


if __name__ == "__main__":
    main()
