"""Proves that the features trained on are the features Vosk computes.

    python -m tools.models.check_features

For some of the 40 coefficients a model is made whose only phone scores exactly that coefficient;
the score Vosk gives to noise must then be the sum of that coefficient over the frames it judged.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import vosk

from companion.speech import fst
from companion.speech.fst import Arc, State
from companion.speech.starter import STARTERS
from tools.models import kaldi
from tools.models.features import mfcc

_SCALE = 0.01  # keeps the score small
_TOLERANCE = 1e-3


def _model(folder: Path, coefficient: int) -> None:
    """A model of one phone and the one word "x", scored by a coefficient."""
    shutil.copytree(STARTERS[0].folder / "conf", folder / "conf", dirs_exist_ok=True)
    settings = (folder / "conf" / "model.conf").read_text()
    (folder / "conf" / "model.conf").write_text(settings.replace("scale=0.25", "scale=1.0"))
    weights = np.zeros((2, 40))
    weights[:, coefficient] = _SCALE
    lines = ["input-node name=input dim=40", "component-node name=a component=a input=input",
             "output-node name=output input=a objective=linear"]
    net = kaldi.network(lines, [("a", kaldi.affine(weights, [0.0, 0.0], exact=True))])
    kaldi.write_model(
        folder / "am" / "final.mdl", kaldi.transitions(1, {1: (0, 1)}), net, (0, 0), []
    )
    graph = folder / "graph"
    (graph / "phones").mkdir(parents=True, exist_ok=True)
    sound = [State([Arc(2, 1, 0.0, 1)]), State([Arc(1, 0, 0.0, 1)], 0.0)]
    (graph / "HCLr.fst").write_bytes(fst.lookahead(sound, [[(1, 2)], [(2, 3)]], 2))
    word = [State([Arc(1, 1, 0.0, 1)]), State([], 0.0)]
    (graph / "Gr.fst").write_bytes(fst.acceptor(word))
    (graph / "words.txt").write_text("<eps> 0\nx 1\n")
    (graph / "disambig_tid.int").write_text("")
    (graph / "phones" / "word_boundary.int").write_text("1 singleton\n")


def score(folder: Path, audio: bytes) -> tuple[float, int]:
    """What Vosk scores the audio, and how many frames it judged."""
    recogniser = vosk.KaldiRecognizer(vosk.Model(str(folder)), 16_000)
    recogniser.SetMaxAlternatives(1)
    recogniser.SetWords(True)
    for start in range(0, len(audio), 3200):
        recogniser.AcceptWaveform(audio[start : start + 3200])
    best = json.loads(recogniser.FinalResult())["alternatives"][0]
    return float(best["confidence"]), round(best["result"][0]["end"] / 0.03)


def main() -> int:
    vosk.SetLogLevel(-2)
    rng = np.random.default_rng(3)
    swell = np.abs(np.sin(np.arange(32_000) / 3000))
    audio = (rng.standard_normal(32_000) * 2000 * swell).astype("<i2")
    features = mfcc(audio)
    worst = 0.0
    for coefficient in (0, 1, 5, 20, 39):
        with tempfile.TemporaryDirectory() as folder:
            _model(Path(folder), coefficient)
            theirs, frames = score(Path(folder), audio.tobytes())
        ours = float(features[::3, coefficient][:frames].sum()) * _SCALE
        worst = max(worst, abs(ours - theirs))
        print(f"coefficient {coefficient}: Vosk {theirs:.6f}, here {ours:.6f}, {frames} frames")
    return 0 if worst < _TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
