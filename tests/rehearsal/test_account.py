"""What a rehearsal is told of: made-up speech, heard perfectly, in simulated time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import companion
from companion.hypothesis import HeardWord, Hypothesis
from companion.rehearsal import Finding, Kind, account
from companion.report.events import Heard
from companion.report.log import make_log
from companion.script import Script, load, parse_text, section_seconds
from companion.script.model import Cue
from tests.rehearsal.speaker import Speaker

DEMO = Path(companion.__file__).parent / "demo"
SCRIPTS = {name: load(DEMO / f"{name}.md") for name in ("en", "zh")}
ASIDE = {
    "en": "yesterday some purple parrot wearing yellow trousers stole our sandwiches downstairs",
    "zh": "顺便 昨晚 那辆 出租车 司机 唱歌 跑调 真是 笑死",
}


@pytest.fixture(params=["en", "zh"])
def script(request: pytest.FixtureRequest) -> Script:
    return SCRIPTS[request.param]


def all_of(script: Script) -> range:
    return range(len(script.tokens))


def of(cue: Cue) -> range:
    return range(cue.first_token, cue.first_token + len(cue.tokens))


def long_cue(script: Script, after: int = 0) -> Cue:
    """One with enough words to be missed, whose neighbours are as well."""
    cues = [cue for cue in script.cues if len(cue.tokens) >= 9]
    return cues[after % (len(cues) - 2) + 1]


def found(speaker: Speaker) -> tuple[Finding, ...]:
    return account(speaker.log(), speaker.script).findings


def test_who_reads_what_is_written_is_told_nothing(script: Script) -> None:
    made = account(Speaker(script).read(all_of(script)).log(), script)
    assert made.findings == ()
    assert made.share == 1.0 and made.reached == len(script.tokens) - 1
    for timing in made.sections:
        assert timing.seconds == pytest.approx(timing.expected, rel=0.35)


def test_pace_is_that_of_the_speaker(script: Script) -> None:
    made = account(Speaker(script).read(all_of(script)).log(), script)
    usual = {"en": 140, "zh": 220}[script.language]
    assert made.pace == pytest.approx(usual, rel=0.15)


@given(st.integers(0, 40), st.sampled_from(["en", "zh"]))
def test_a_skipped_sentence_is_found_wherever_it_is(after: int, name: str) -> None:
    script = SCRIPTS[name]
    left = of(long_cue(script, after))
    speaker = Speaker(script).read(range(left.start), range(left.stop, len(script.tokens)))
    (one,) = found(speaker)
    assert one.kind is Kind.SKIPPED
    # Words that stand at both edges may be either sentence's.
    assert abs(one.first - left.start) <= 2 and abs(one.last + 1 - left.stop) <= 2


def test_what_is_read_later_is_not_skipped(script: Script) -> None:
    left = of(long_cue(script))
    rest = range(left.stop, len(script.tokens))
    speaker = Speaker(script).read(range(left.start), rest).read(left)
    assert [one.kind for one in found(speaker)] == []


@given(st.integers(0, 40), st.sampled_from(["en", "zh"]))
def test_an_aside_is_found_with_its_words_and_its_place(after: int, name: str) -> None:
    script = SCRIPTS[name]
    place = of(long_cue(script, after)).stop
    speaker = Speaker(script).read(range(place)).say(ASIDE[name])
    time = speaker.now
    speaker.read(range(place, len(script.tokens)))
    (one,) = found(speaker)
    assert one.kind is Kind.ADLIB
    assert abs(one.first - (place - 1)) <= 1
    heard, said = one.heard.replace(" ", ""), ASIDE[name].replace(" ", "")
    assert heard in said and len(heard) > 0.7 * len(said)
    assert one.time + one.seconds == pytest.approx(time, abs=1.5)


def test_words_said_again_are_a_stumble(script: Script) -> None:
    cue = of(long_cue(script))
    middle = cue.start + 6
    speaker = Speaker(script).read(range(middle)).wait(0.3)
    speaker.read(range(middle - 3, len(script.tokens)))
    (one,) = found(speaker)
    assert one.kind is Kind.REPEATED
    assert (one.first, one.last) == (middle - 3, middle - 1)
    assert one.heard


def test_a_long_silence_amid_a_sentence_is_a_stumble_and_between_two_it_is_none(
    script: Script,
) -> None:
    cue = of(long_cue(script))
    speaker = Speaker(script).read(range(cue.start)).wait(5.0)
    speaker.read(range(cue.start, cue.start + 4)).wait(5.0)
    speaker.read(range(cue.start + 4, len(script.tokens)))
    (one,) = found(speaker)
    assert one.kind is Kind.PAUSED
    assert (one.first, one.last) == (cue.start + 3, cue.start + 4)
    assert one.seconds == pytest.approx(5.0, abs=0.1)


def test_a_pause_that_is_written_there_is_none(script: Script) -> None:
    del script
    written = parse_text("Good morning to all of you [pause] and welcome to this house.")
    speaker = Speaker(written).read(range(6)).wait(4.0).read(range(6, len(written.tokens)))
    assert found(speaker) == ()


def test_a_sentence_said_otherwise_is_told_with_what_was_said() -> None:
    script = SCRIPTS["en"]
    cue = of(long_cue(script, 3))
    speaker = Speaker(script).read(range(cue.start)).say(ASIDE["en"])
    (one,) = found(speaker.read(range(cue.stop, len(script.tokens))))
    assert one.kind is Kind.REWORDED
    assert "parrot" in one.heard
    assert set(of(long_cue(script, 3))[2:-2]) <= set(range(one.first, one.last + 1))


def test_what_was_not_understood_but_took_its_time_was_read(script: Script) -> None:
    cue = of(long_cue(script))
    seconds = len(cue) * 60 / {"en": 140, "zh": 220}[script.language]
    speaker = Speaker(script).read(range(cue.start)).mumble(seconds)
    assert found(speaker.read(range(cue.stop, len(script.tokens)))) == ()


def test_a_section_that_was_not_understood_took_its_time(script: Script) -> None:
    before, unclear, after = script.sections[1:4]
    first = unclear.cues[0].first_token
    onwards = after.cues[0].first_token
    speaker = Speaker(script).read(range(first)).mumble(section_seconds(unclear))
    made = account(speaker.read(range(onwards, len(script.tokens))).log(), script)
    assert made.findings == ()
    for number, section in ((1, before), (2, unclear), (3, after)):
        assert made.sections[number].seconds == pytest.approx(section_seconds(section), rel=0.35)


def test_nothing_is_told_of_another_text_or_language(script: Script) -> None:
    speaker = Speaker(script)
    for start in range(0, 60, 10):
        speaker.mumble(15).read(range(start, start + 3)).say(ASIDE[script.language])
    made = account(speaker.mumble(15).log(), script)
    assert made.strayed and made.findings == () and made.share < 0.1
    assert not account(Speaker(script).read(all_of(script)).log(), script).strayed


def test_long_unclear_speech_where_nothing_is_missing_is_an_aside(script: Script) -> None:
    end = of(long_cue(script)).stop
    speaker = Speaker(script).read(range(end)).mumble(8.0)
    (one,) = found(speaker.read(range(end, len(script.tokens))))
    assert (one.kind, one.heard) == (Kind.ADLIB, "…")


def test_who_stops_early_has_skipped_nothing(script: Script) -> None:
    half = script.sections[1].cues[-1]
    end = half.first_token + len(half.tokens)
    made = account(Speaker(script).read(range(end)).log(), script)
    assert made.findings == () and made.reached == end - 1
    assert 0 < made.share < 1
    assert [timing.seconds > 0 for timing in made.sections] == [True, True, False, False, False]


def test_a_rehearsal_without_a_word_has_an_empty_account(script: Script) -> None:
    made = account(make_log([]), script)
    assert (made.findings, made.seconds, made.reached, made.pace) == ((), 0.0, -1, None)


def test_the_recognisers_late_times_are_put_right_by_when_words_were_seen() -> None:
    script = parse_text("We open the door. Nobody had ever opened it before that day.")
    early = tuple("we open the door".split())
    late = tuple(HeardWord(w, 20 + n * 0.1, 20.1 + n * 0.1) for n, w in enumerate(early))
    rest = [HeardWord("[unk]", 20.5, 21)]
    log = make_log([
        Heard(3.0, Hypothesis(early, False, 0, 3.0)),
        Heard(22.0, Hypothesis((*early, "[unk]"), True, 0, 22.0, (*late, *rest))),
    ])
    (one,) = account(log, script).findings
    assert one.kind is Kind.ADLIB and one.time == pytest.approx(3.0)
