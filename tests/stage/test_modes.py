"""Place, modes, time and check-list of a show, in simulated time."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from companion.glasses import events as link
from companion.hypothesis import Hypothesis
from companion.report import events as log
from companion.script import load, parse_text
from companion.show import Command, Mode, Outside, Show
from companion.stage.checks import Facts, Grade, Verdict, What, checks, verdict
from companion.stage.clock import Clock, Naps
from companion.stage.notices import STALE, Notices
from companion.stage.sections import Sections
from companion.stage.view import Hearing
from companion.stage.viewer import said, token_at, words_on
from companion.timed import FASTEST, SLOWEST, Timed
from companion.typeset import load_board, typeset
from firmware.souffleur import wire
from tests.stage.shows import SHORT, TALKS

TALK = load(TALKS / "en.md")
BOOK = typeset(TALK, load_board("t-glass"))


class Glass:
    """Remembers what it was asked for."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, int]] = []
        self.states: list[int] = []

    def show(self, line: int, token: int) -> None:
        self.shown.append((line, token))

    def follow(self, state: int) -> None:
        self.states.append(state)

    def view(self, view: int) -> None: ...
    def message(self, width: int, height: int, picture: bytes) -> None: ...
    def time(self, day: int, elapsed: int | None, goal: int) -> None: ...
    def buzz(self, pattern: int) -> None: ...
    def configure(self, key: str, value: str) -> None: ...


def begun() -> tuple[Show, Glass, list[log.Event]]:
    glass, written = Glass(), list[log.Event]()
    show = Show(TALK, BOOK, Outside(glass, lambda _phrases: None, written.append, lambda: 0))
    show.begin(0.0)
    show.start(0.0)
    return show, glass, written


def read(show: Show, tokens: range, now: float) -> float:
    """Somebody reads these tokens aloud and is heard perfectly."""
    words: list[str] = []
    for token in tokens:
        words.extend(show.script.tokens[token].spoken[0])
        now += 0.4
        show.heard(Hypothesis(tuple(words), False, int(now), now), now)
    return now


@given(st.integers(0, len(TALK.tokens) - 1))
def test_an_anchored_word_is_next_and_on_the_current_line_or_just_below(token: int) -> None:
    show, glass, _ = begun()
    show.anchor(token, 1.0)
    assert show.placing.token == token
    assert glass.shown[-1] == (show.placing.line, token)
    assert 0 <= BOOK.line_of(token) - show.placing.line < BOOK.rows - 1
    read(show, range(token, min(token + 6, len(TALK.tokens))), 2.0)
    assert show.position.heard >= min(token + 4, len(TALK.tokens) - 1)


def test_who_does_not_listen_is_not_moved_and_follows_from_the_place_later() -> None:
    show, glass, _ = begun()
    show.listen(False, 1.0)
    assert show.mode is Mode.BY_HAND and glass.states[-1] == wire.STATE_MANUAL
    read(show, range(0, 8), 1.0)
    assert show.placing.token == 0
    show.anchor(40, 6.0)
    show.listen(True, 7.0)
    read(show, range(40, 48), 8.0)
    assert show.position.heard >= 46


@given(pace=st.floats(SLOWEST, FASTEST), seconds=st.floats(0, 300), token=st.integers(-1, 100))
def test_the_clock_reads_as_many_words_as_it_says(
    pace: float, seconds: float, token: int
) -> None:
    timed = Timed(TALK.tokens)
    timed.begin(token, pace, 10.0)
    heard = timed.at(10.0 + seconds).heard
    words = sum(len(one.spoken[0]) for one in TALK.tokens[token + 1 : heard + 1])
    assert words <= pace * seconds / 60 + 1e-6
    if heard + 1 < len(TALK.tokens):
        words += len(TALK.tokens[heard + 1].spoken[0])
        assert words > pace * seconds / 60 - 1e-6


def test_a_hold_stops_the_clock_and_a_step_starts_it_there() -> None:
    show, glass, _ = begun()
    show.scroll_by_time(120.0, 0.0)
    assert glass.states[-1] == wire.STATE_TIMED
    show.tick(10.0)
    assert show.placing.token == 20
    show.operate(Command.HOLD, 10.0)
    show.tick(60.0)
    assert show.placing.token == 20
    show.operate(Command.HOLD, 60.0)
    show.tick(65.0)
    assert show.placing.token == 30
    show.operate(Command.PREVIOUS_SECTION, 65.0)
    show.tick(66.0)
    assert 0 <= show.placing.token <= 3


def test_a_change_of_mode_moves_nothing() -> None:
    show, _, _ = begun()
    read(show, range(0, 12), 0.0)
    here = show.placing
    show.listen(False, 6.0)
    show.scroll_by_time(100.0, 6.0)
    show.listen(True, 6.0)
    assert show.placing == here


@given(st.integers(0, len(SHORT.tokens) - 1))
def test_text_put_in_before_the_place_keeps_the_word(token: int) -> None:
    glass = Glass()
    board = load_board("t-glass")
    show = Show(
        SHORT, typeset(SHORT, board),
        Outside(glass, lambda _phrases: None, lambda _event: None, lambda: 0),
    )  # fmt: skip
    show.begin(0.0)
    show.anchor(token, 1.0)
    text = "\n\n".join(f"# {s.title}\n\n" + "\n\n".join(c.text for c in s.cues)
                       for s in SHORT.sections)  # fmt: skip
    longer = parse_text(text.replace("# Lamps\n", "# Lamps\n\nQuite another beginning of it.\n"))
    show.edit(longer, typeset(longer, board), (), 2.0)
    added = len(longer.tokens) - len(SHORT.tokens)
    assert added > 3 and show.placing.token in (token, token + added)
    assert token == 0 or show.placing.token == token + added
    assert glass.shown[-1] == (show.placing.line, show.placing.token)


def test_a_touch_of_the_wearer_counts_in_every_mode() -> None:
    show, _, _ = begun()
    first = show.placing.line
    show.scroll_by_time(60.0, 0.0)
    show.link(link.Gesture("next"), 0.5)
    assert show.placing.line == first + 1
    show.tick(0.6)
    assert show.placing.line == first + 1


# -- what is seen


def test_every_word_of_a_line_can_be_tapped() -> None:
    for number, line in enumerate(BOOK.lines):
        start = 0
        for end, token in words_on(TALK, BOOK, number):
            assert token_at(TALK, BOOK, number, end - 1) == token
            assert line.text[:end].endswith(TALK.tokens[token].text)
            assert said(TALK, BOOK, number, token) == start
            start = end


def test_sections_have_their_share_of_the_goal_and_the_heading_the_last_word() -> None:
    text = "# Opening (1 min)\n\n" + "One two three four five. " * 20
    script = parse_text(text + "\n\n# Rest\n\n" + "Six seven eight nine ten. " * 20)
    sections = Sections(script, 300)
    sections.moved(-1, 0.0)
    clocks = sections.clocks(0.0)
    assert clocks.section_goal == 60 and clocks.remaining == 300
    now = 0.0
    for token in range(110):
        now += 0.5
        sections.moved(token, now)
    clocks = sections.clocks(now)
    assert clocks.section == 1 and clocks.title.startswith("Rest")
    assert 3 < clocks.section_elapsed < 8
    assert clocks.pace is not None and abs(clocks.pace - 120) < 6
    assert clocks.remaining == 300 - now


def test_a_jump_is_no_pace() -> None:
    sections = Sections(TALK, 0)
    sections.moved(0, 0.0)
    sections.moved(200, 20.0)
    assert sections.clocks(20.0).pace is None


GOOD = Facts(
    linked=True, battery=80, held=1.0, shown=True, model="starter-en",
    hearing=Hearing.LISTENING, level=-50.0,
)  # fmt: skip


def test_all_well_is_go_and_every_lack_is_told() -> None:
    assert verdict(checks(GOOD)) is Verdict.GO
    lacks = {
        What.LINK: replace(GOOD, linked=False, trouble="Bluetooth is off: switch it on."),
        What.BATTERY: replace(GOOD, low=True),
        What.SCRIPT: replace(GOOD, shown=False, held=0.4),
        What.MODEL: replace(GOOD, model="", hearing=Hearing.FAILED, complaint="None is there."),
        What.MICROPHONE: replace(GOOD, level=-120.0),
    }
    expected = {
        What.LINK: Verdict.WAIT, What.BATTERY: Verdict.LOW, What.SCRIPT: Verdict.WAIT,
        What.MODEL: Verdict.BY_HAND, What.MICROPHONE: Verdict.BY_HAND,
    }  # fmt: skip
    for what, facts in lacks.items():
        listed = checks(facts)
        assert verdict(listed) is expected[what]
        grades = {check.what: check.grade for check in listed}
        assert grades[what] is not Grade.GOOD
    coming = replace(GOOD, model="", hearing=Hearing.NONE)  # the first moment: nothing lacks yet
    assert {check.grade for check in checks(coming)} == {Grade.GOOD, Grade.WAIT}
    assert checks(lacks[What.MODEL])[3].detail == "None is there."
    by_hand = checks(replace(coming, listens=False))  # an ear that nobody wants is not missed
    assert verdict(by_hand) is Verdict.GO and len(by_hand) == 3
    assert checks(lacks[What.LINK])[0].detail == "Bluetooth is off: switch it on."
    assert verdict(checks(replace(GOOD, low=True, charging=True))) is Verdict.GO
    assert verdict(checks(replace(GOOD, battery=None))) is Verdict.GO  # it cannot measure


def test_sleep_is_noticed_and_counted() -> None:
    naps = Naps(0.0, 1000.0)
    assert naps.uncounted(0.05, 1000.05) == 0.0
    assert naps.uncounted(3.0, 1003.0) == 0.0  # busy, not asleep
    assert round(naps.uncounted(3.1, 1093.1)) == 90
    clock = Clock()
    before = clock.now()
    clock.skip(90.0)
    assert 90.0 <= clock.now() - before < 95.0


def test_old_news_goes_and_what_is_still_so_stays() -> None:
    notices = Notices()
    assert not notices.stale("The microphone is back.", 0.0, False)
    assert not notices.stale("The microphone is back.", STALE, False)
    assert notices.stale("The microphone is back.", STALE + 1, False)
    assert not notices.stale("out of reach", 30.0, True)
    assert not notices.stale("out of reach", 300.0, True)
    assert not notices.stale("", 400.0, False)
