"""Hypotheses in, position out."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from math import floor

from companion.follow import edits, reading
from companion.follow.belief import Belief, Filter, at
from companion.follow.comparators import FILLERS
from companion.follow.evidence import Weighing
from companion.follow.hearing import Hearing
from companion.follow.lattice import LONG_SILENCE, Lattice, build
from companion.follow.pace import Pace
from companion.follow.parameters import Parameters
from companion.follow.position import Position, State
from companion.follow.utterance import Utterance
from companion.hypothesis import Hypothesis
from companion.script.model import Token

_REVISED = 32  # units before the newest that a partial result may still revise
_OFF = 0.5  # share of belief off the text from which the speaker counts as off it
_RIVAL = 0.2
_NEARBY = 3  # tokens
_OVERDUE = 1.75  # times the usual gap between words without a new one: a pause


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
        self._utterance = Utterance()
        self._heard = -1
        self._held = False
        self._hearing = Hearing((self._p.clear + self._p.unclear) / 2)
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

    def _settle(self, token: int, off: float = 0.05) -> None:
        """Believe in `token` alone; what the running utterance has said so far is over.

        off: share of belief that the speaker is off the text.
        """
        node = int(self._lattice.last[token]) if token >= 0 else 0
        self._base = len(self._utterance.units)
        self._beliefs: list[Belief] = [at(node, off)]  # after `_base`, `_base` + 1, ... units
        self._belief = self._beliefs[0]
        self._place = reading.place(self._belief, self._lattice)
        self._note = ""
        self._claim: reading.Claim | None = None
        self._chance: Chance | None = None
        self._left: reading.Left | None = None
        self._read = token  # the last one surely read, and the units heard by then
        self._since = 0
        self._met = 0

    # -- what happens ------------------------------------------------------------------------

    def hear(self, hypothesis: Hypothesis, now: float) -> Position:
        """Take a partial or final result."""
        self._pace.hear(hypothesis)
        if hypothesis.utterance != self._utterance.number:
            self._commit()
            self._utterance.number = hypothesis.utterance
        if hypothesis.words or not hypothesis.final:  # an empty final result takes nothing back
            common = self._utterance.take(hypothesis.words, self._counts, now)
            if common is not None and self._utterance.units:
                self._spoken_at = now
                self._begun = True
            length = len(self._utterance.units)
            self._filter_units(length if common is None else common, hypothesis.final)
        if hypothesis.final:
            self._commit()
        if not self._held:
            self._answer(now)
        return self._position(now)

    def tick(self, now: float) -> Position:
        """Time passes: what stays unrevised counts more."""
        if self._utterance.units and not self._held:
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
            mapping = edits.mapping(self._tokens, tokens, self._heard)
        held = edits.carried(self._heard, mapping, len(tokens))
        read = edits.carried(self._read, mapping, len(tokens))
        unread = self._belief.trail[::-1][: max(0, self._belief.count - self._since)][::-1]
        self._move = Move(now, self._heard, held, "the script was edited")
        self._take(tokens, starts, silent, held)
        self._hear_again([evidence.unit for evidence, _ in unread], read)
        self._pace.moved(held, now, reading_on=False)
        return self._position(now)

    def _hear_again(self, units: Sequence[str], read: int) -> None:
        """Take what was heard since `read` was as heard in the script as it is now."""
        if not units:
            return
        beliefs = [at(int(self._lattice.last[read]) if read >= 0 else 0)]
        for unit in units:
            beliefs.append(self._filter.step(beliefs[-1], self._weigh(unit)))
        running = min(len(units), len(self._utterance.units))
        self._beliefs = beliefs[len(units) - running :]
        self._base = len(self._utterance.units) - running
        self._belief = beliefs[-1]
        self._read, self._place = read, reading.place(self._belief, self._lattice)

    def explain(self) -> Move:
        """Why the position last changed; `str()` of it is a plain sentence."""
        return self._move

    # -- hypotheses to belief ----------------------------------------------------------------

    def _counts(self, unit: str) -> bool:
        return unit not in FILLERS or self._lattice.vocabulary.contains(unit)

    def _filter_units(self, common: int, final: bool) -> None:
        """Bring the belief up to the newest units, reusing what the last result had in common."""
        units = self._utterance.units
        reached = min(max(common, self._base), self._base + len(self._beliefs) - 1)
        del self._beliefs[reached - self._base + 1 :]
        alone = len(units) - common <= self._utterance.newest  # then only its last unit is in doubt
        newest = 1 if alone else self._utterance.newest
        sure = len(units) if final else len(units) - newest
        for unit in units[reached:sure]:
            self._beliefs.append(self._filter.step(self._beliefs[-1], self._weigh(unit)))
        self._belief = self._beliefs[-1]
        for unit in units[max(reached, sure, self._base) :]:
            power = self._p.newest / newest
            self._belief = self._filter.step(self._belief, self._weigh(unit), power)
        excess = len(self._beliefs) - 1 - _REVISED
        if excess > 0:
            del self._beliefs[:excess]
            self._base += excess
        self._base -= self._utterance.trim(2 * _REVISED)

    def _commit(self) -> None:
        """The utterance is over; the next one starts from the present belief."""
        self._beliefs = [self._belief]
        self._utterance.clear()
        self._base = 0

    # -- belief to answer --------------------------------------------------------------------

    def _answer(self, now: float) -> None:
        found = self._place = reading.place(self._belief, self._lattice)
        sure = found.on_text >= self._p.far_belief
        if self._claim:
            self._claim = self._claim.after(found, self._belief, sure)
        held = reading.Held(
            self._heard, self._read, self._since, self._met, self._hearing, self._left
        )
        if held.left and held.left.confirmed(held, self._lattice, self._p):
            self._left = None
        elif held.left and held.left.refuted(held, self._belief, self._lattice):
            self._take_back(held.left, now)
            return
        choice = reading.choose(
            held, found, self._belief, self._lattice, self._p, self._claim,
            self._utterance.fresh(now, self._p.settled),
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
            if choice.far:
                self._leave(choice)
            else:
                self._understood(choice)
            self._heard = choice.token
            self._pace.moved(choice.token, now, reading_on=not choice.far)
            if choice.sure:
                self._read, self._since = choice.token, self._belief.count
        elif choice.met:
            self._met = self._belief.count

    def _leave(self, choice: reading.Choice) -> None:
        """Remember where a far move leaves from, unless it is the way back."""
        origin = self._left.token if self._left else self._heard
        back = self._left is not None and abs(choice.token - origin) <= self._p.near_forward
        self._left = None if back else reading.Left(
            origin, choice.token, self._belief.count, choice.proof
        )

    def _take_back(self, left: reading.Left, now: float) -> None:
        """Return to where a far move left from, because nothing after it fits."""
        self._move = Move(now, self._heard, left.token, "back to where a quotation began")
        self._heard = left.token
        self._settle(left.token, off=0.9)
        self._pace.moved(left.token, now, reading_on=False)

    def _understood(self, choice: reading.Choice) -> None:
        """Learn how much of what is read the recogniser understands: units that agree with the
        script, out of those read or heard meanwhile."""
        last = self._lattice.last
        before = int(last[self._read]) if self._read >= 0 else 0
        read = int(last[choice.token]) - before
        if choice.sure and read > 0:
            self._hearing = self._hearing.after(
                read, self._belief.count - self._since, len(choice.words) or read,
                choice.token - self._read, self._p,
            )

    def _lasting(self, choice: reading.Choice, now: float) -> bool:
        """Whether a move may be made at once, or has been due for `confirm` seconds, whatever was
        revised meanwhile. Far moves on many words at one stroke and steps back have to wait."""
        back = choice.token < self._heard and not choice.far
        if not choice.moved or not (choice.far or back):
            self._chance = None
            return choice.moved
        if self._left and abs(choice.token - self._left.token) <= self._p.near_forward:
            return True  # back from what may have been a quotation
        count = self._belief.count
        if self._chance is None or not self._chance.leads_to(choice.token, count):
            self._chance = Chance(choice.token, count, now)
        if now - self._chance.since >= self._p.confirm:
            return True
        return choice.far and self._utterance.fresh_words(now, self._p.settled) <= self._p.hasty

    def _state(self, now: float) -> tuple[State, str]:
        if self._held:
            return State.HOLDING, "held by the operator"
        if not self._begun:
            return State.WAITING, "nothing spoken yet"
        quiet = now - self._spoken_at
        if quiet == float("inf"):
            return State.HOLDING, "at the operator's place"
        off = self._belief.on_text < 1.0 - _OFF
        unheard = self._lattice.silent_after(self._heard)
        if unheard > LONG_SILENCE and (off or quiet >= self._p.silence):
            return State.HOLDING, f"the next {unheard} words cannot be heard"
        if quiet >= self._p.silence:
            return State.HOLDING, f"silence for {quiet:.0f} s"
        if self._note:
            return State.SEARCHING, self._note
        if off:
            count = self._unmatched()
            if count >= self._p.search_after:
                return State.SEARCHING, f"no match for {count} words"
            return State.HOLDING, f"off the text for {count} word{'s' if count != 1 else ''}"
        here = reading.away(self._place.token, self._heard)
        there = reading.away(self._place.rival, self._heard)
        if self._place.rival_belief > _RIVAL and here != there:
            return State.SEARCHING, f"{here} or {there}"
        return State.FOLLOWING, str(self._move.reason)

    def _unmatched(self) -> int:
        """Words heard since the last sure reading, at least one."""
        return max(1, round(reading.words_of(self._belief, self._belief.count - self._since)))

    def _confidence(self, state: State) -> float:
        """How sure the place is; less and less the longer nothing has matched."""
        near = min(1.0, reading.near_belief(self._belief, self._lattice, self._heard))
        if state is State.SEARCHING:
            near *= min(1.0, self._p.search_after / self._unmatched())
        return near

    def _lead(self, now: float) -> int:
        """Tokens spoken by now that the recogniser has not shown yet.

        A word that is overdue means that the speaker paused `delay` seconds ago; after a final
        result nothing is known to have been spoken.
        """
        if not self._utterance.units:
            return 0
        rate, delay = self._pace.rate, self._pace.delay
        quiet = max(0.0, now - self._spoken_at)
        overdue = max(0.0, quiet - _OVERDUE / rate)
        sounding = max(0.0, 1.0 - overdue / max(delay, 1.0 / rate))
        return floor(rate * (delay + min(quiet, 1.0 / rate)) * sounding)

    def _position(self, now: float) -> Position:
        state, reason = self._state(now)
        lead = 0
        if state is State.FOLLOWING:
            lead = self._lead(now)
        last = len(self._tokens) - 1
        # Nobody will hear the silent words at the very end; they are over with those before.
        heard = last if 0 <= self._audible <= self._heard else self._heard
        return Position(
            heard=heard,
            expected=min(heard + lead, last),
            confidence=self._confidence(state),
            state=state,
            reason=reason,
        )
