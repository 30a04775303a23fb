"""Render a take: `python -m tools.recording companion/demo/en.take.toml`.

Writes the recording (`en.ogg`, Opus) and what was said when (`en.json`) beside the take.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from companion.errors import SouffleurError

from .take import Said, Take, read_take
from .voices import Audio, open_voice

RATE = 16_000
_LEAD_IN, _LEAD_OUT = 1.0, 1.5  # seconds of room before and after
_PEAK = 0.5  # of full scale
_COMPRESSION = 0.965  # libsndfile's scale: about 15 kbit/s
_SEED = 20

Timed = tuple[Said, float, float]


def render(take: Take) -> tuple[Audio, list[Timed]]:
    """The recording and its words with start and end in seconds."""
    voice = open_voice(take.voice)
    parts: list[Audio] = [np.zeros(int(_LEAD_IN * RATE), np.float32)]
    words: list[Timed] = []
    for breath in take.breaths:
        offset = sum(map(len, parts)) / RATE
        audio, times = voice.say(breath.words, take.pace)
        words += [
            (word, offset + start, offset + end)
            for word, (start, end) in zip(breath.words, times, strict=True)
        ]
        parts += [audio, np.zeros(int(breath.pause * RATE), np.float32)]
    parts.append(np.zeros(int(_LEAD_OUT * RATE), np.float32))
    clean = np.concatenate(parts)
    return _room(clean * (_PEAK / np.abs(clean).max()), take.noise), words


def _room(clean: Audio, level: float) -> Audio:
    """Add the hum of a quiet room: noise that falls with frequency, `level` dBFS in all."""
    rng = np.random.default_rng(_SEED)
    spectrum = np.fft.rfft(rng.standard_normal(len(clean)))
    hertz = np.fft.rfftfreq(len(clean), 1 / RATE)
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(hertz, 60.0)), len(clean))
    noise *= 10 ** (level / 20) / np.sqrt(np.mean(noise**2))
    return np.asarray(clean + noise, np.float32)


def disturbances(words: list[Timed]) -> list[dict[str, Any]]:
    """Stretches off plain reading: from the last plain word's end to the next one's start.

    A jump is such a stretch too: the silence between the word before it and the word after.
    """
    found: list[dict[str, Any]] = []
    for (before, _, end), (word, start, _) in pairwise(words):
        if word.kind in ("stumble", "adlib"):
            if before.kind != word.kind:
                found.append({"kind": word.kind, "start": end, "end": end})
        elif before.kind in ("stumble", "adlib"):
            found[-1]["end"] = start
        if word.kind in ("skip", "return"):
            found.append({"kind": word.kind, "start": end, "end": start})
    for one in found:
        one["start"], one["end"] = round(one["start"], 3), round(one["end"], 3)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("take", type=Path)
    path: Path = parser.parse_args().take
    take = read_take(path)
    audio, words = render(take)
    stem = path.with_name(path.name.removesuffix(".take.toml"))
    off_reading = disturbances(words)
    truth = {
        "language": take.script.language,
        "script": take.script_name,
        "audio": stem.with_suffix(".ogg").name,
        "made_with": take.voice,
        "disturbances": off_reading,
        "words": [
            {"word": w.word, "start": round(start, 3), "end": round(end, 3), "token": w.token,
             "kind": w.kind}
            for w, start, end in words
        ],
    }
    soundfile.write(
        stem.with_suffix(".ogg"), audio, RATE, format="OGG", subtype="OPUS",
        compression_level=_COMPRESSION,
    )
    lines = json.dumps(truth, ensure_ascii=False, indent=1)
    compact = lines.replace("\n   ", " ").replace("\n  }", " }")
    stem.with_suffix(".json").write_text(compact + "\n", encoding="utf-8")
    tokens = {w.token for w, _, _ in words if w.token is not None}
    print(f"{len(audio) / RATE:.1f} s, {len(words)} words, "
          f"{len(tokens)} of {len(take.script.tokens)} tokens read")
    for one in off_reading:
        print(f"  {one['start']:7.2f} to {one['end']:7.2f}  {one['kind']}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SouffleurError as error:
        sys.exit(str(error))
