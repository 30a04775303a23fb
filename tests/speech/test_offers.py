"""What each language has and what it could have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from companion.speech.catalogue import Entry
from companion.speech.offers import voices
from companion.speech.store import Installed


def entry(name: str, language: str, size: int, kind: str = "small") -> Entry:
    return Entry(name, language, language, size, f"http://x/{name}.zip", "", kind, False)


ENTRIES = [
    entry("vosk-model-cn-0.22", "zh", 1300 << 20, "big"),
    entry("vosk-model-small-cn-0.22", "zh", 42 << 20),
    replace(entry("vosk-model-small-cn-0.3", "zh", 30 << 20), obsolete=True),
    entry("vosk-model-small-vn-0.4", "vi", 32 << 20),
    entry("vosk-model-small-fr-0.22", "fr", 41 << 20),
]


def installed(folder: Path, name: str, language: str, graph: str) -> Installed:
    for file in [graph, "Gr.fst"]:
        (folder / name).mkdir(exist_ok=True)
        (folder / name / file).touch()
    return Installed(name, language, "Apache-2.0", "", folder / name, 1)


def test_languages_that_can_be_heard_come_first_then_the_wanted_ones() -> None:
    tags = [voice.language for voice in voices([], ENTRIES, ["vi"])]
    assert tags == ["en", "zh", "vi", "fr"]


def test_the_recommended_offer_comes_first_and_outdated_ones_not_at_all() -> None:
    chinese = next(voice for voice in voices([], ENTRIES) if voice.language == "zh")
    names = [one.name for one in chinese.offers]
    assert names == ["vosk-model-small-cn-0.22", "vosk-model-cn-0.22"]
    assert chinese.recommended == chinese.offers[0]
    assert chinese.used == "starter-zh"


def test_an_installed_model_is_the_one_used_and_no_more_on_offer(tmp_path: Path) -> None:
    have = [
        installed(tmp_path, "vosk-model-small-cn-0.22", "zh", "HCLr.fst"),
        installed(tmp_path, "vosk-model-small-vn-0.4", "vi", "HCLr.fst"),
    ]
    found = {voice.language: voice for voice in voices(have, ENTRIES)}
    assert found["zh"].used == "vosk-model-small-cn-0.22"
    assert [one.name for one in found["zh"].offers] == ["vosk-model-cn-0.22"]
    assert found["vi"].used == "vosk-model-small-vn-0.4" and not found["vi"].starter
    assert found["fr"].used == ""


def test_without_a_network_the_bundled_models_are_told() -> None:
    assert [(voice.language, voice.used) for voice in voices([], [])] == [
        ("en", "starter-en"), ("zh", "starter-zh"),
    ]
