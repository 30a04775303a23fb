"""Features and labels on disk, as `train.py` reads them, and the record of a corpus."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from companion.speech.audio import read_blocks
from tools.models.features import Features, Labels

_RATE = 16_000


def save(folder: Path, utterances: Iterable[tuple[Features, Labels]]) -> float:
    """Write the three arrays of a folder; gives the hours of speech in it."""
    pairs = list(utterances)
    folder.mkdir(parents=True, exist_ok=True)
    features = np.concatenate([features for features, _ in pairs]).astype(np.float16)
    np.save(folder / "features.npy", features)
    labels = np.concatenate([labels for _, labels in pairs]).astype(np.int16)
    np.save(folder / "labels.npy", labels)
    lengths = [[len(features) for features, _ in pairs], [len(labels) for _, labels in pairs]]
    np.save(folder / "lengths.npy", np.array(lengths))
    return len(features) / 360_000


@dataclass(frozen=True)
class Utterance:
    """A transcribed stretch of a recording (end 0: to its end)."""

    name: str
    file: Path
    start: float
    end: float
    speaker: str
    age: int
    text: str

    def audio(self) -> Features:
        """16 kHz samples on the 16-bit scale."""
        whole = _samples(self.file)
        end = round(self.end * _RATE) if self.end else len(whole)
        return whole[round(self.start * _RATE) : end].astype(np.float32)


@cache
def _samples(file: Path) -> npt.NDArray[np.int16]:
    """A whole file; kept, because the utterances of one speaker often share one."""
    return np.frombuffer(b"".join(block.pcm for block in read_blocks(file)), np.int16)


def read_corpus(folder: Path) -> list[Utterance]:
    """The utterances in FOLDER/MANIFEST.tsv: columns file, speaker, age, transcript and, for
    several utterances in a file, start_s, end_s and source_file (their name)."""
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Utterance(
            row.get("source_file") or row["file"], folder / row["file"],
            float(row.get("start_s") or 0), float(row.get("end_s") or 0), row["speaker"],
            int(row["age"]) if row["age"].isdigit() else 30, row["transcript"],
        )
        for row in rows
    ]
