"""What a fix does to a script: what it says, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import companion
from companion.editing import Document
from companion.editing.places import place
from companion.rehearsal import Finding, Fix, Kind, Remedy, apply, fixes, moved
from companion.script import Script, parse_text

DEMO = Path(companion.__file__).parent / "demo"
TEXTS = {name: (DEMO / f"{name}.md").read_text(encoding="utf-8") for name in ("en", "zh")}
SCRIPTS = {name: parse_text(text) for name, text in TEXTS.items()}
PLACES = {name: place(TEXTS[name], SCRIPTS[name]) for name in TEXTS}
SAID = {"en": "and so it was", "zh": "就是这样的"}


def finding(kind: Kind, first: int, last: int, heard: str = "") -> Finding:
    return Finding(kind, 0, "", first, last, 0.0, 0.0, heard)


def offered(text: str, kind: Kind, first: int, last: int, heard: str = "") -> dict[Remedy, str]:
    """The text after each fix."""
    script = parse_text(text)
    made = fixes(finding(kind, first, last, heard), script, text, place(text, script))
    done = {}
    for fix in made:
        document = Document(text)
        assert apply(fix, document)
        done[fix.remedy] = document.text
    return done


def words(script: Script) -> list[str]:
    return [token.text.lower() for token in script.tokens]


TEXT = "# One\n\nWe begin here. Then **we go** on. [slide 2]\n\nAt last, we all end.\n"


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        (0, 2, "# One\n\nThen **we go** on. [slide 2]\n\nAt last, we all end.\n"),
        (3, 6, "# One\n\nWe begin here. \n\nAt last, we all end.\n"),
        (9, 10, "# One\n\nWe begin here. Then **we go** on. [slide 2]\n\nAt last, end.\n"),
        (10, 11, "# One\n\nWe begin here. Then **we go** on. [slide 2]\n\nAt last, we.\n"),
        (0, 6, "# One\n\nAt last, we all end.\n"),
    ],
)
def test_what_was_skipped_is_cut(first: int, last: int, left: str) -> None:
    assert offered(TEXT, Kind.SKIPPED, first, last) == {Remedy.CUT: left}


def test_emphasis_is_not_torn_apart() -> None:
    assert offered(TEXT, Kind.SKIPPED, 3, 4) == {}


def test_what_was_said_is_taken_in_as_a_sentence_or_amid_one() -> None:
    after = offered(TEXT, Kind.ADLIB, 2, 3, "oh and welcome")
    assert "here. Oh and welcome. Then" in after[Remedy.ADD]
    amid = offered(TEXT, Kind.ADLIB, 8, 9, "dear friends")
    assert "last, dear friends, we" in amid[Remedy.ADD]
    first = offered(TEXT, Kind.ADLIB, -1, 0, "hello")
    assert first[Remedy.ADD].startswith("# One\n\nHello. We begin")


def test_what_was_not_understood_cannot_be_taken_in() -> None:
    assert offered(TEXT, Kind.ADLIB, 2, 3, "oh … welcome") == {}


def test_what_was_said_instead_takes_the_place() -> None:
    done = offered(TEXT, Kind.REWORDED, 7, 11, "that is all for now")
    assert done[Remedy.REPLACE].endswith("\n\nThat is all for now.\n")
    assert done[Remedy.CUT].endswith("[slide 2]\n\n\n")


def test_a_pause_is_marked_behind_the_comma() -> None:
    assert "At last, [pause] we all" in offered(TEXT, Kind.PAUSED, 8, 9)[Remedy.PAUSE]
    zh = offered("大家早上好，欢迎各位老师。", Kind.PAUSED, 4, 5)
    assert zh[Remedy.PAUSE] == "大家早上好，［停顿］欢迎各位老师。"


def test_a_long_sentence_is_split_at_its_break_and_a_short_one_is_not() -> None:
    long = (
        "We came here from many cities over the sea and the mountains, because we all share "
        "one and the same hope.\n"
    )
    done = offered(long, Kind.PAUSED, 11, 12)
    assert "mountains. Because we" in done[Remedy.SPLIT]
    assert "mountains. Because we" in offered(long, Kind.REPEATED, 14, 15)[Remedy.SPLIT]
    assert Remedy.SPLIT not in offered(TEXT, Kind.PAUSED, 8, 9)
    zh = offered("我们从许多城市来到这里欢聚一堂，因为我们都有同一个希望。", Kind.REPEATED, 16, 17)
    assert zh[Remedy.SPLIT] == "我们从许多城市来到这里欢聚一堂。因为我们都有同一个希望。"


kinds = st.sampled_from(Kind)
names = st.sampled_from(["en", "zh"])


@given(names, kinds, st.integers(0, 300), st.integers(0, 30))
def test_a_fix_touches_its_range_alone_and_is_one_step_of_undo(
    name: str, kind: Kind, first: int, more: int
) -> None:
    text, script = TEXTS[name], SCRIPTS[name]
    last = min(first + (1 if kind in (Kind.ADLIB, Kind.PAUSED) else more), len(script.tokens) - 1)
    for fix in fixes(finding(kind, first, last, SAID[name]), script, text, PLACES[name]):
        document = Document(text)
        assert apply(fix, document)
        rest, at = "", 0
        for change in fix.changes:
            assert text[change.start : change.end] == change.old
            rest += text[at : change.start]
            at = change.end
        rest += text[at:]
        kept = document.text
        for change in fix.changes:
            assert not change.new or change.new in kept
        if fix.remedy is Remedy.CUT:
            assert kept == rest
            after = words(parse_text(kept))
            assert after == words(script)[:first] + words(script)[last + 1 :]
        else:
            after = words(parse_text(kept))
            around = words(script)
            assert after[:first] == around[:first]
            assert after[len(after) - (len(around) - last - 1) :] == around[last + 1 :]
        assert [s.title for s in parse_text(kept).sections][:1] == [script.sections[0].title]
        document.undo()
        assert document.text == text


@given(names, st.integers(0, 300), st.integers(0, 300))
def test_fixes_one_after_the_other_do_what_both_say(name: str, a: int, b: int) -> None:
    text, script = TEXTS[name], SCRIPTS[name]

    def cut(at: int) -> Fix | None:
        made = fixes(finding(Kind.SKIPPED, at, at + 4), script, text, PLACES[name])
        return made[0] if made else None

    one, other = cut(a), cut(b)
    if one is None or other is None:
        return
    document = Document(text)
    assert apply(one, document)
    later = moved(other, one)
    if later is None:
        assert abs(a - b) <= 12  # they take some of the same words
        return
    assert apply(later, document)
    before = words(script)
    kept = [w for n, w in enumerate(before) if not (a <= n <= a + 4 or b <= n <= b + 4)]
    assert words(parse_text(document.text)) == kept


def test_a_text_that_has_changed_is_left_alone() -> None:
    text, script = TEXTS["en"], SCRIPTS["en"]
    (fix,) = fixes(finding(Kind.SKIPPED, 0, 6), script, text, PLACES["en"])
    document = Document("Now " + text)
    assert not apply(fix, document)
    assert document.text == "Now " + text and not document.can_undo
