"""An edit amid a show, as it stands in the library afterwards."""

from __future__ import annotations

import pytest

from companion.desk.screens.stage_edits import changed
from companion.director.rewrite import rewritten
from companion.script import Script, parse_text
from companion.typeset.flow import paragraphs
from tests.stage.shows import TALKS

WRAPPED = """\
---
title: Lamps
lang: en
---

# Lamps (2 min)

In the village **the lamps** are lit every evening, and everybody who lives
there comes out to the street and waits for the others, as they always have.

- Thank you.
- And good night.

<!-- slower here -->
Thank you. [pause] And *good* night.

Thank you.
"""
TEXTS = {
    "en": (TALKS / "en.md").read_text(encoding="utf-8"),
    "zh": (TALKS / "zh.md").read_text(encoding="utf-8"),
    "wrapped": WRAPPED,
}


def read(text: str) -> Script:
    return parse_text(text, name="talk.md")


def said(script: Script) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(script)]


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_reads_as_the_speaker_spoke(name: str) -> None:
    text, script = TEXTS[name], read(TEXTS[name])
    for cue in script.cues[:: max(1, len(script.cues) // 5)]:
        for new in ("These are **other** words.", "First this one.\nThen that one.", ""):
            after = rewritten(script, cue.id, new, 0)
            assert said(read(changed(text, script, after))) == said(after)


def test_what_was_not_touched_stays_as_it_is_written() -> None:
    script = read(WRAPPED)
    cue = script.cues[-1]
    assert cue.text == "Thank you."
    after = rewritten(script, cue.id, "Good bye.", 0)
    assert changed(WRAPPED, script, after) == WRAPPED[: -len("Thank you.\n")] + "Good bye.\n"
