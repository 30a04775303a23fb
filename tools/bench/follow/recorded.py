"""Recorded recogniser results with the true time of every word.

A folder holds, for each recording NAME, `NAME.wordtimes.tsv` (file, script_word_index, word,
start_s, end_s; the times of each file count from its beginning) and any number of
`NAME.KIND.jsonl` (one `[seconds, "p" or "f", text]` a line). Files follow one another; how long
each lasts is read from `durations.tsv` (file, seconds) if the folder has it.
"""

from __future__ import annotations

import csv
import json
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from companion.hypothesis import Hypothesis
from tools.bench.follow.score import Score, follower, run
from tools.bench.follow.streams import Event, Spoken, Talk
from tools.bench.follow.texts import Text, _wrap


def _durations(folder: Path) -> dict[str, float]:
    for name in ("durations.tsv", "../../audio/dev/MANIFEST.tsv"):
        path = folder / name
        if path.exists():
            with path.open(encoding="utf-8") as lines:
                rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
            return {row["file"]: float(row.get("duration_s") or row["seconds"]) for row in rows}
    return {}


def _truth(path: Path, durations: dict[str, float]) -> tuple[list[str], list[int], list[float]]:
    """Words, the index of the first word of each file, and the time each word begins."""
    words, firsts, begins = [], [], []
    file, offset, end = "", 0.0, 0.0
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["file"] != file:
                offset += durations.get(file, end) if file else 0.0
                file = row["file"]
                firsts.append(len(words))
            words.append(row["word"])
            begins.append(offset + float(row["start_s"]))
            end = float(row["end_s"])
    return words, firsts, begins


def scores(folder: Path) -> Iterator[tuple[str, Score]]:
    """The score of each recording, straight reading."""
    durations = _durations(folder)
    for times in sorted(folder.glob("*.wordtimes.tsv")):
        name = times.name.removesuffix(".wordtimes.tsv")
        words, firsts, begins = _truth(times, durations)
        text = Text(name, "en", tuple(words), tuple(firsts), tuple(firsts),
                    tuple(_wrap(words, set(firsts), "en")))
        talk = Talk(text, [Spoken(word, index) for index, word in enumerate(words)])
        for path in sorted(folder.glob(f"{name}.*.jsonl")):
            events = list(_events(path, begins))
            total = Score()
            run(talk, events, follower(text), total)
            yield f"{name[:14]} {path.suffixes[-2][1:]}", total


def _events(path: Path, begins: list[float]) -> Iterator[Event]:
    utterance = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            time, kind, said = json.loads(line)
            final = kind == "f"
            spoken = max(1, bisect_right(begins, time))
            yield Event(Hypothesis(tuple(said.split()), final, utterance, time), spoken)
            utterance += final


def in_order(begins: list[float]) -> bool:
    """Whether words begin one after another, as they must."""
    return all(a <= b for a, b in pairwise(begins))
