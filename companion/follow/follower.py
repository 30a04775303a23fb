"""Hypotheses in, position out."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from math import floor

from companion.follow import edits, reading
from companion.follow.belief import Belief, Filter, at
from companion.follow.comparators import FILLERS
from companion.follow.evidence import Weighing
from companion.follow.lattice import Lattice, build
from companion.follow.pace import Pace
from companion.follow.parameters import Parameters
from companion.follow.position import Position, State
from companion.follow.units import split, words_in
from companion.hypothesis import Hypothesis
from companion.script.model import Token

_REVISED = 32  # units before the newest that a partial result may still revise
_OFF = 0.5  # share of belief off the text from which the speaker counts as off it
_RIVAL = 0.2
_NEARBY = 3  # tokens


@dataclass(frozen=True, slots=True)
class Move:
    """Why the position last changed.

    time: when, in the caller's clock. origin, target: tokens.
    words: what was heard in the script's order there. belief: share of belief at the target.
    rival, rival_belief: the next best place (-1, 0 if none).
    """

    time: float
    origin: int
    target: int
    reason: str
    words: tuple[str, ...] = ()
    belief: float = 1.0
    rival: int = -1
    rival_belief: float = 0.0

    def __str__(self) -> str:
        line = f"{self.reason}: token {self.origin} to {self.target}"
        if self.words:
            line += f", heard \"{' '.join(self.words)}\""
        line += f", belief {self.belief:.2f}"
        if self.rival >= 0:
            line += f", next best token {self.rival} with {self.rival_belief:.2f}"
        return line


@dataclass(frozen=True, slots=True)
class Chance:
    """A far move that is due: to which token, after how many units, since when."""

    token: int
    count: int
    since: float

    def leads_to(self, token: int, count: int) -> bool:
        """Whether somebody who read on from there would be at `token` after `count` units."""
        return -_NEARBY <= token - self.token <= max(0, count - self.count) + _NEARBY


class Follower:
    """Follows one speaker through one script.

    tokens: the script's. starts: token indices where a cue or paragraph begins, for people
    restart there. silent: token indices whose words the recogniser cannot produce; passing them
    costs nothing. All times (`now`) are seconds of any clock that does not go backwards.
    """

    def __init__(
        self, tokens: Sequence[Token], *, starts: Sequence[int] = (),
        silent: Container[int] = (), parameters: Parameters | None = None,
    ) -> None:
        self._p = parameters or Parameters()
        self._pace = Pace(self._p)
        self._utterance = -1
        self._units: list[str] = []  # of the running utterance
        self._since_when: list[float] = []  # when each of them was first there
        self._heard = -1
        self._held = False
        self._clarity = (self._p.clear + self._p.unclear) / 2
        self._begun = False
        self._guarded_until = float("-inf")
        self._spoken_at = float("-inf")  # when the hypothesis last changed
        self._move = Move(0.0, -1, -1, "nothing spoken yet")
        self._take(tokens, starts, silent, -1)

    def _take(
        self, tokens: Sequence[Token], starts: Sequence[int], silent: Container[int], held: int
    ) -> None:
        self._tokens = tuple(tokens)
        self._lattice: Lattice = build(tokens, starts, silent)
        self._filter = Filter(self._lattice, self._p)
        self._weigh = Weighing(self._lattice, self._p)
        self._heard = held
        self._audible = max(
            (n for n, token in enumerate(self._tokens) if n not in silent and any(token.spoken)),
            default=-1,
        )
        self._settle(held)

    def _settle(self, token: int) -> None:
        """Believe in `token` alone; what the running utterance has said so far is over."""
        node = int(self._lattice.last[token]) if token >= 0 else 0
        self._base = len(self._units)
        self._beliefs: list[Belief] = [at(node)]  # after `_base`, `_base` + 1, ... units
        self._belief = self._beliefs[0]
        self._place = reading.place(self._belief, self._lattice)
        self._note = ""
        self._claim: reading.Claim | None = None
        self._chance: Chance | None = None
        self._since = 0  # units heard when the answer last moved

    # -- what happens ------------------------------------------------------------------------

    def hear(self, hypothesis: Hypothesis, now: float) -> Position:
        """Take a partial or final result."""
        self._pace.hear(hypothesis)
        if hypothesis.utterance != self._utterance:
            self._commit()
            self._utterance = hypothesis.utterance
        units = self._units_of(hypothesis)
        if units and units != self._units:
            self._spoken_at = now
            self._begun = True
        if units or not hypothesis.final:  # an empty final result takes nothing back
            self._filter_units(units, hypothesis.final, now)
        if hypothesis.final:
            self._commit()
        if not self._held:
            self._answer(now)
        return self._position(now)

    def tick(self, now: float) -> Position:
        """Time passes: what stays unrevised counts more."""
        if self._since_when and not self._held:
            self._answer(now)
        return self._position(now)

    def anchor(self, token: int, now: float) -> Position:
        """The operator says that `token` is the last one spoken."""
        token = max(-1, min(token, len(self._tokens) - 1))
        self._move = Move(now, self._heard, token, "the operator chose this place")
        self._heard = token
        self._begun = True
        self._guarded_until = now + self._p.guard
        self._settle(token)
        self._pace.moved(token, now, reading_on=False)
        return self._position(now)

    def hold(self, now: float) -> Position:
        """Stay here until `resume`, whatever is heard."""
        self._held = True
        return self._position(now)

    def resume(self, now: float) -> Position:
        """Follow again; what was heard meanwhile counts."""
        self._held = False
        if self._begun:
            self._answer(now)
        return self._position(now)

    def replace(
        self, tokens: Sequence[Token], now: float,
        mapping: Sequence[int | None] | None = None, *,
        starts: Sequence[int] = (), silent: Container[int] = (),
    ) -> Position:
        """The script was edited: keep the place.

        mapping: for each old token its new index or None; worked out from the texts if absent.
        """
        if mapping is None:
            mapping = edits.mapping(self._tokens, tokens)
        held = edits.carried(self._heard, mapping, len(tokens))
        self._move = Move(now, self._heard, held, "the script was edited")
        self._take(tokens, starts, silent, held)
        self._pace.moved(held, now, reading_on=False)
        return self._position(now)

    def explain(self) -> Move:
        """Why the position last changed; `str()` of it is a plain sentence."""
        return self._move

    # -- hypotheses to belief ----------------------------------------------------------------

    def _units_of(self, hypothesis: Hypothesis) -> list[str]:
        units = [unit for word in hypothesis.words for unit in split(word)]
        known = self._lattice.vocabulary.contains
        return [u for u in units if u not in FILLERS or known(u)]

    def _filter_units(self, units: list[str], final: bool, now: float) -> None:
        """Bring the belief up to `units`, reusing what the last result had in common."""
        common = 0
        for old, new in zip(self._units, units, strict=False):
            if old != new:
                break
            common += 1
        reached = min(max(common, self._base), self._base + len(self._beliefs) - 1)
        del self._beliefs[reached - self._base + 1 :]
        sure = len(units) if final else len(units) - 1
        for unit in units[reached:sure]:
            self._beliefs.append(self._filter.step(self._beliefs[-1], self._weigh(unit)))
        self._belief = self._beliefs[-1]
        if not final and len(units) > max(reached, sure, self._base):
            newest = self._weigh(units[-1])
            self._belief = self._filter.step(self._belief, newest, self._p.newest)
        excess = len(self._beliefs) - 1 - _REVISED
        if excess > 0:
            del self._beliefs[:excess]
            self._base += excess
        self._units = units
        self._since_when[common:] = [now] * (len(units) - common)

    def _fresh(self, now: float) -> int:
        """How many of the last units may well be revised yet."""
        return sum(now - when < self._p.settled for when in self._since_when)

    def _fresh_words(self, now: float) -> float:
        """How many words the last results brought or changed at one stroke."""
        fresh = self._fresh(now)
        return sum(words_in(unit) for unit in self._units[len(self._units) - fresh :])

    def _commit(self) -> None:
        """The utterance is over; the next one starts from the present belief."""
        self._beliefs = [self._belief]
        self._units = []
        self._since_when = []
        self._base = 0

    # -- belief to answer --------------------------------------------------------------------

    def _answer(self, now: float) -> None:
        found = self._place = reading.place(self._belief, self._lattice)
        sure = found.on_text >= self._p.far_belief
        if self._claim:
            self._claim = self._claim.after(found, self._belief, sure)
        choice = reading.choose(
            reading.Held(self._heard, self._since, self._clarity), found, self._belief,
            self._lattice, self._p, self._claim, self._fresh(now),
        )
        self._note = choice.reason if choice.far and not choice.moved else ""
        if not choice.far:
            self._claim = None
        elif sure and self._claim is None:
            count = self._belief.count
            self._claim = reading.Claim(found.token, count, count)
        lasting = self._lasting(choice, now)
        if choice.far and now < self._guarded_until:
            self._note = "the operator has just chosen this place"
        elif choice.moved and choice.far and not lasting:
            self._note = f"perhaps {reading.away(choice.token, self._heard)}, if the words stay so"
        elif choice.moved and lasting:
            self._claim = None
            self._move = Move(
                now, self._heard, choice.token, choice.reason, choice.words, found.belief,
                found.rival, found.rival_belief,
            )
            if not choice.far:
                self._understood(choice)
            self._heard = choice.token
            if choice.sure:
                self._since = self._belief.count
            self._pace.moved(choice.token, now, reading_on=not choice.far)

    def _understood(self, choice: reading.Choice) -> None:
        """Learn how much of what is read the recogniser understands: units that agree with the
        script, out of those read or heard meanwhile."""
        last = self._lattice.last
        before = int(last[self._heard]) if self._heard >= 0 else 0
        read = int(last[choice.token]) - before if choice.token > self._heard else 0
        if read > 0:
            agreed = len(choice.words) or read
            share = min(1.0, agreed / max(read, self._belief.count - self._since))
            keep = (1.0 - 1.0 / self._p.clarity_span) ** (choice.token - self._heard)
            self._clarity = keep * self._clarity + (1.0 - keep) * share

    def _lasting(self, choice: reading.Choice, now: float) -> bool:
        """Whether a move may be made at once, or has been due for `confirm` seconds, whatever was
        revised meanwhile. Far moves on many words at one stroke and steps back have to wait."""
        back = choice.token < self._heard and not choice.far
        if not choice.moved or not (choice.far or back):
            self._chance = None
            return choice.moved
        count = self._belief.count
        if self._chance is None or not self._chance.leads_to(choice.token, count):
            self._chance = Chance(choice.token, count, now)
        if now - self._chance.since >= self._p.confirm:
            return True
        return choice.far and self._fresh_words(now) <= self._p.hasty

    def _state(self, now: float) -> tuple[State, str]:
        if self._held:
            return State.HOLDING, "held by the operator"
        if not self._begun:
            return State.WAITING, "nothing spoken yet"
        quiet = now - self._spoken_at
        if quiet >= self._p.silence:
            if quiet == float("inf"):
                return State.HOLDING, "at the operator's place"
            return State.HOLDING, f"silence for {quiet:.0f} s"
        if self._note:
            return State.SEARCHING, self._note
        if self._belief.on_text < 1.0 - _OFF:
            count = max(1, self._belief.count - self._since)
            if count >= self._p.search_after:
                return State.SEARCHING, f"no match for {count} words"
            return State.HOLDING, f"off the text for {count} word{'s' if count != 1 else ''}"
        if self._place.rival_belief > _RIVAL:
            return State.SEARCHING, (
                f"{reading.away(self._place.token, self._heard)} or "
                f"{reading.away(self._place.rival, self._heard)}"
            )
        return State.FOLLOWING, str(self._move.reason)

    def _position(self, now: float) -> Position:
        state, reason = self._state(now)
        lead = 0
        if state is State.FOLLOWING:
            rate, delay = self._pace.rate, self._pace.delay
            since = min(max(0.0, now - self._spoken_at), 1.0 / rate)
            lead = floor(rate * (delay + since))
        confidence = reading.near_belief(self._belief, self._lattice, self._heard)
        last = len(self._tokens) - 1
        # Nobody will hear the silent words at the very end; they are over with those before.
        heard = last if 0 <= self._audible <= self._heard else self._heard
        return Position(
            heard=heard,
            expected=min(heard + lead, last),
            confidence=min(1.0, confidence),
            state=state,
            reason=reason,
        )
