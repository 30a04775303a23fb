"""A rehearsal that is kept is the same when it is opened again, and mending goes on."""

from __future__ import annotations

import json
from pathlib import Path

import companion
from companion.rehearsal import Kind, Record, account, mended, record
from companion.rehearsal.record import from_plain, to_plain
from companion.script import parse_text
from tests.rehearsal.speaker import Speaker

TEXT = (Path(companion.__file__).parent / "demo" / "en.md").read_text(encoding="utf-8")
SCRIPT = parse_text(TEXT)


def rehearsed() -> Record:
    """Two sentences left out, one aside."""
    cues = [cue for cue in SCRIPT.cues if len(cue.tokens) >= 9]
    speaker, at = Speaker(SCRIPT), 0
    for cue in (cues[2], cues[8]):
        speaker.read(range(at, cue.first_token))
        at = cue.first_token + len(cue.tokens)
    speaker.say("yesterday some purple parrot stole our sandwiches downstairs")
    log = speaker.read(range(at, len(SCRIPT.tokens))).log()
    return record(1e9, account(log, SCRIPT), SCRIPT, TEXT)


def test_it_is_the_same_through_a_file() -> None:
    made = rehearsed()
    assert made.items
    assert from_plain(json.loads(json.dumps(to_plain(made)))) == made


def test_everything_can_be_mended_one_after_the_other() -> None:
    kept, text = rehearsed(), TEXT
    for number in range(len(kept.items)):
        fix = kept.items[number].fixes[0]
        done = mended(kept, number, fix, text)
        assert done is not None
        kept, text = done
        assert kept.items[number].mended and kept.fits(text)
    said = " ".join(token.text for token in parse_text(text).tokens)
    for item in kept.items:
        assert (item.quote.split(",")[0] in said) is (item.finding.kind is Kind.REPEATED)


def test_another_text_is_not_mended() -> None:
    kept = rehearsed()
    other = TEXT + "\nOne more thing.\n"
    assert not kept.fits(other)
    assert mended(kept, 0, kept.items[0].fixes[0], other) is None


def test_a_quote_shows_the_place_between_two_words() -> None:
    aside = next(item for item in rehearsed().items if item.finding.heard)
    assert " / " in aside.quote or aside.finding.kind is Kind.REWORDED
