"""One performance: who tells whom what. The only place where the parts meet.

    recogniser -> heard() -> follower -> scroll -> glasses.show(), glasses.follow()
    clock      -> tick()  -----^           ^            |
    operator   -> operate() --------------/             v
    glasses    -> link()  <------------------------- the wearer

No I/O and no clock in here: whoever runs the show passes the time in (seconds since the show's
audio began) and gives it the outside world as a few callables. Every step is written to the log.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from companion.cover import Cover, Pane
from companion.focus import Focus
from companion.follow.edits import carried, mapping
from companion.follow.follower import Follower
from companion.follow.position import Position, State
from companion.glasses import events as radio
from companion.glasses.about import Settings
from companion.glasses.errors import order_refused, upload_refused
from companion.hypothesis import Hypothesis
from companion.report import events as log
from companion.script.model import Script
from companion.scroll import Placing, Scroll, section_lines
from companion.timed import Timed
from companion.timing import Timing, Wrist
from companion.typeset import Book
from firmware.souffleur import book as form
from firmware.souffleur import wire


class Command(Enum):
    """What the operator can ask for at any moment."""

    NEXT_LINE = "next line"
    PREVIOUS_LINE = "previous line"
    NEXT_SECTION = "next section"
    PREVIOUS_SECTION = "previous section"
    HOLD = "hold or resume"
    BLANK = "blank or show"
    BRIGHTER = "brighter"
    DIMMER = "dimmer"


class Mode(Enum):
    """What turns the lines."""

    FOLLOWING = "following"  # the speaker's voice
    TIMED = "timed"  # the clock
    BY_HAND = "by hand"  # the operator, or the wearer by touches


class Glass(Wrist, Pane, Protocol):
    """What the show asks of the glasses; none of it waits."""

    def show(self, line: int, token: int) -> None: ...
    def follow(self, state: int) -> None: ...
    def configure(self, key: str, value: str) -> object: ...


@dataclass(frozen=True)
class Outside:
    """The show's hands: glasses, the recogniser's ear, the log, the second of the local day."""

    glasses: Glass
    focus: Callable[[Sequence[str]], None]
    log: Callable[[log.Event], None]
    day: Callable[[], int]


_GESTURES = {
    "next": Command.NEXT_LINE, "previous": Command.PREVIOUS_LINE, "hold": Command.HOLD,
}
_STATES = {
    State.WAITING: wire.STATE_FOLLOWING,  # it listens
    State.FOLLOWING: wire.STATE_FOLLOWING,
    State.HOLDING: wire.STATE_HOLDING,
    State.SEARCHING: wire.STATE_SEARCHING,
}
_MODES = {Mode.TIMED: wire.STATE_TIMED, Mode.BY_HAND: wire.STATE_MANUAL}
_LEVELS = (4, 8, 16, 32, 64, 96, 128, 160, 192, 224, 255)  # of brightness; even steps to the eye


class Show:
    """A script on its way through a performance.

    silent: tokens that the recogniser cannot hear. by_hand: nothing listens. goal: seconds the
    show may take, 0: no matter. Attributes are for looking at: `mode`, `position`, `placing`,
    `hypothesis`, `holding`, `blank`, `linked`, `status`, `settings`, `message`, `notice`.
    """

    def __init__(
        self,
        script: Script,
        book: Book,
        outside: Outside,
        silent: Container[int] = (),
        *,
        by_hand: bool = False,
        goal: int = 0,
    ) -> None:
        self.script = script
        self._outside = outside
        self.mode = Mode.BY_HAND if by_hand else Mode.FOLLOWING
        self._running = False
        self._timed = Timed(script.tokens)
        self.timing = Timing(outside.glasses, outside.day, goal)
        self._focus = Focus(script)
        self._follower = Follower(script.tokens, starts=_starts(script), silent=silent)
        self._row = 1
        self.set(book)
        self.position: Position = self._follower.tick(0.0)
        self.hypothesis: Hypothesis | None = None
        self.holding = False
        self._cover = Cover(outside.glasses)
        self.linked = False
        self.notice = ""
        self.settings: Settings | None = None
        self.status: radio.Status | None = None  # when last heard

    @property
    def row(self) -> int:
        """Where on the glass the current line stands, from 0."""
        return self._row

    @property
    def placing(self) -> Placing:
        """What the glass should show."""
        return self._scroll.placing

    @property
    def blank(self) -> bool:
        """Whether the operator has blanked the glass."""
        return self._cover.blank

    @property
    def message(self) -> str:
        """What the staff wrote on the glass."""
        return self._cover.message

    # -- what happens ------------------------------------------------------------------------

    def set(self, book: Book) -> None:
        """The script was set anew, before the show: other glasses, another wearer."""
        self.book = book
        self._scroll = Scroll(
            [line.first_token for line in book.lines],
            [line.last_token > line.first_token for line in book.lines],
            rows=book.rows, row=self._row,
        )
        self._sections = section_lines([bool(at.flags & form.FLAG_HEADING) for at in book.lines])

    def begin(self, now: float, line: int = 0, token: int | None = None) -> None:
        """The first screen goes out; with a `line`, a show that broke off goes on there, and with
        `token` as the next to be spoken."""
        if token is not None:
            self._put(self._scroll.take(line, token), now)
        elif line:
            self._place(line, now)
        else:
            self._listen()
            self._send(self.placing, now)

    def start(self, now: float, passed: float = 0.0) -> None:
        """The speaker may begin: from here time counts, on from `passed` seconds."""
        self._running = True
        self.timing.begin(now, passed)
        self._tell_state()

    def end(self, now: float) -> None:
        """The show is over."""
        self._running = False
        self._tell_state()
        self.timing.end(now)

    def heard(self, hypothesis: Hypothesis, now: float) -> None:
        """The recogniser said something."""
        self.hypothesis = hypothesis
        self._outside.log(log.Heard(now, hypothesis))
        if self.mode is Mode.FOLLOWING:
            self._moved(self._follower.hear(hypothesis, now), now)
            self._listen()

    def tick(self, now: float) -> None:
        """Time passes; call it some twenty times a second."""
        if self.mode is Mode.TIMED and self._running and not self.holding:
            self._moved(self._timed.at(now), now)
            self._listen()  # so that following can begin at any moment
        else:
            self._moved(self._follower.tick(now), now)
        if self.timing.tick(now):
            self._outside.log(log.Operated(now, "time is up"))
            self.notice = "Time is up; the wearer has been told."

    def operate(self, command: Command, now: float) -> None:
        """The operator, or the wearer by a touch, wants something. Obeyed at once."""
        self._outside.log(log.Operated(now, command.value))
        match command:
            case Command.HOLD:
                self.holding = not self.holding
                step = self._follower.hold if self.holding else self._follower.resume
                self._stand(now)
                self._moved(step(now), now)
            case Command.BLANK:
                self._cover.turn()
            case Command.BRIGHTER | Command.DIMMER:
                self._shine(command is Command.BRIGHTER)
            case _:
                self._place(self._wanted(command), now)

    def anchor(self, token: int, now: float) -> None:
        """The operator says that `token` is the next to be spoken."""
        token = max(0, min(token, len(self.script.tokens) - 1))
        self._outside.log(log.Operated(now, f"at token {token}"))
        self._put(self._scroll.stand_at(token), now)

    def listen(self, listening: bool, now: float) -> None:
        """Follow the voice, or be turned by hand."""
        self._change(Mode.FOLLOWING if listening else Mode.BY_HAND, now)

    def scroll_by_time(self, pace: float, now: float) -> None:
        """Go on by the clock, at `pace` words a minute; listen() ends it."""
        self._change(Mode.TIMED, now)
        self._timed.begin(self.position.heard, pace, now)

    @property
    def pace(self) -> float | None:
        """Words a minute by the clock; None if the clock turns nothing."""
        return self._timed.pace if self.mode is Mode.TIMED else None

    def hears(self, silent: Container[int], now: float) -> None:
        """Another recogniser listens, which cannot hear these tokens."""
        self._renew(self.script, self.book, silent, now)

    def edit(self, script: Script, book: Book, silent: Container[int], now: float) -> None:
        """The script is another one now, or set anew; the place stays at the words it was at."""
        self._outside.log(log.Operated(now, "edit"))
        self._renew(script, book, silent, now)
        self._send(self.placing, now)

    def _renew(self, script: Script, book: Book, silent: Container[int], now: float) -> None:
        old, line, place = self.script.tokens, self.book.lines[self.placing.line], self.placing
        moved = mapping(old, script.tokens, self.position.heard)
        after = [carried(at - 1, moved, len(script.tokens)) + 1
                 for at in (line.first_token, place.token)]  # fmt: skip
        words = line.last_token > line.first_token
        self.script, self._focus = script, Focus(script)
        pace, self._timed = self._timed.pace, Timed(script.tokens)
        self.set(book)
        if words:
            self._scroll.take(self._scroll.line_of(after[0]), after[1])
        else:
            self._scroll.stand_at(after[1])
        self.position = self._follower.replace(
            script.tokens, now, moved, starts=_starts(script), silent=silent
        )
        if self.mode is Mode.TIMED:
            self._timed.begin(self.position.heard, pace, now)
        self._listen()

    def tell(self, text: str, now: float) -> None:
        """The staff have something to say to the wearer; "" takes it away.

        Raises MessageError for what does not fit the glass.
        """
        self._cover.tell(text, self.book, self.script.language)
        self._outside.log(log.Operated(now, f"message: {text}" if text else "no message"))

    def link(self, event: radio.Event, now: float) -> None:
        """Something happened on the link to the glasses."""
        match event:
            case radio.Linked(status=status):
                self.linked = True
                self.notice = ""
                self._outside.log(log.Linked(now, "linked"))
                self._cover.put_right(self.status, status, self.book, self.script.language)
                self.timing.tell(now)
                self._agree(status, now)
            case radio.Learnt(settings=Settings() as settings):
                self.settings = settings
                self._row = settings.current_row
                self._scroll.stand(self._row)
            case radio.Lost(reason=reason):
                self.linked = False
                self.notice = reason
                self._outside.log(log.Linked(now, "lost", reason))
            case radio.Gesture(kind=kind):
                self.operate(_GESTURES[kind], now)
            case radio.Status():
                self._agree(event, now)
            case radio.UploadFailed(code=code):
                self.notice = str(upload_refused(code))
            case radio.CommandFailed(code=code, what=what):
                self.notice = str(order_refused(what, code))

    # -- inside ------------------------------------------------------------------------------

    def _moved(self, position: Position, now: float) -> None:
        if position != self.position:
            self._outside.log(log.Placed(now, position))
        self.position = position
        self._tell_state()
        placing = None if self.holding else self._scroll.follow(position)
        if placing is not None:
            self._send(placing, now)

    def _change(self, mode: Mode, now: float) -> None:
        """Whatever turns the lines now begins where they are."""
        if mode is self.mode:
            return
        self._outside.log(log.Operated(now, mode.value))
        self.mode = mode
        self._moved(self._follower.anchor(self.placing.token - 1, now), now)

    def _stand(self, now: float) -> None:
        """The clock begins anew at the place, as after a hold."""
        if self.mode is Mode.TIMED:
            self._follower.anchor(self.position.heard, now)
            self._timed.begin(self.position.heard, self._timed.pace, now)

    def _place(self, line: int, now: float) -> None:
        self._put(self._scroll.move(line), now)

    def _put(self, placing: Placing, now: float) -> None:
        self.position = self._follower.anchor(placing.token - 1, now)
        self._stand(now)
        self._outside.log(log.Placed(now, self.position))
        self._listen()
        self._send(placing, now)

    def _send(self, placing: Placing, now: float) -> None:
        self._outside.log(log.Shown(now, placing.line, placing.token, cause=now))
        self._outside.glasses.show(placing.line, placing.token)

    def _listen(self) -> None:
        phrases = self._focus.at(self.position.heard)
        if phrases is not None:
            self._outside.focus(phrases)

    def _agree(self, status: radio.Status, now: float) -> None:
        """A wearer who turned the page while the link was away knows best.

        The glasses tell the place that they show and the last order that they obeyed: another
        place under the same order is the wearer's doing.
        """
        before = self.status
        if before is not None:
            self._cover.uncovered(before, status)
        self.status = status
        self._battery(before, status, now)
        if before is None or status.line == before.line:
            return
        if (status.boot, status.book, status.counter) == (before.boot, before.book, before.counter):
            self._place(status.line, now)

    def _battery(self, before: radio.Status | None, status: radio.Status, now: float) -> None:
        if status.battery is not None and (before is None or status.battery != before.battery):
            self._outside.log(log.Battery(now, status.battery))
        if status.low and not (before and before.low):
            self.notice = "The battery of the glasses is low: charge them before the show."

    def _tell_state(self) -> None:
        state = wire.STATE_IDLE
        if self._running:
            state = _MODES.get(self.mode, _STATES[self.position.state])
            state = wire.STATE_HOLDING if self.holding else state
        self._outside.glasses.follow(state)

    def _shine(self, brighter: bool) -> None:
        if self.settings is None:
            return  # not linked yet
        level = self.settings.brightness
        above, below = [n for n in _LEVELS if n > level], [n for n in _LEVELS if n < level]
        level = min(above, default=level) if brighter else max(below, default=level)
        self.settings = replace(self.settings, brightness=level)  # until they tell it themselves
        self._outside.glasses.configure("brightness", str(level))

    def _wanted(self, command: Command) -> int:
        line = self.placing.line
        match command:
            case Command.NEXT_LINE:
                return line + 1
            case Command.PREVIOUS_LINE:
                return line - 1
            case Command.NEXT_SECTION:
                return next((s for s in self._sections if s > line), line)
            case _:
                return next((s for s in reversed(self._sections) if s < line), 0)


def _starts(script: Script) -> list[int]:
    """The tokens that begin a cue: people restart there."""
    return [cue.first_token for cue in script.cues if cue.tokens]
