"""Who may come in, as what, and for how long. Pure: time is passed in, in seconds.

Nobody can join unless an invitation is open, and one is open only while the operator shows it.
It can be taken up in two ways: by its ticket, a secret of 128 bits that a QR code carries and
that works once; or by its PIN, six figures for those who type. A PIN is guessed at from one
address WRONG_HERE times before that address has to wait, twice as long each time; after WRONG_ALL
wrong ones from anywhere the PIN is void until the operator asks for another, so that the chance of
a stranger is WRONG_ALL in a million for each PIN ever shown. Tickets cannot be guessed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from companion.director.errors import OrderError

PIN_FIGURES = 6
TICKET = 16  # bytes
SESSION = 32  # bytes
WRONG_HERE = 5
WRONG_ALL = 20
FIRST_WAIT = 30.0  # seconds
LONGEST_WAIT = 3600.0  # seconds
OPEN_FOR = 900.0  # seconds that an invitation nobody renews stays open
AWAY = 15.0  # seconds without a sign after which somebody counts as away
FORGOTTEN = 3600.0  # seconds without a sign after which a session ends
MOST_PEOPLE = 16
MOST_ADDRESSES = 1024  # that are remembered for their wrong PINs


class Role(Enum):
    """What somebody may do."""

    WATCH = "watch"
    CONTROL = "control"


@dataclass(slots=True)
class Invitation:
    """What the operator shows to those who shall join as `role`.

    pin: None once it was guessed at too often. until: when it closes by itself.
    """

    role: Role
    ticket: str
    pin: str | None
    until: float
    wrong: int = 0


@dataclass(slots=True, eq=False)
class Person:
    """Somebody who has joined.

    number: counts those who joined, from 1. device: what they hold, as far as it tells.
    seen: when the last sign of them came. gone: why the session is over, "" while it is not.
    """

    number: int
    device: str
    address: str
    role: Role
    joined: float
    seen: float
    gone: str = ""

    def away(self, now: float) -> bool:
        """Whether the page has been silent for long: asleep, closed or out of reach."""
        return now - self.seen > AWAY


@dataclass(slots=True)
class _Guesses:
    wrong: int = 0
    wait: float = FIRST_WAIT
    until: float = float("-inf")


@dataclass(slots=True)
class Door:
    """Holds the invitation and the sessions; only hashes of session secrets are kept."""

    invitation: Invitation | None = None
    _people: dict[bytes, Person] = field(default_factory=dict)
    _guesses: dict[str, _Guesses] = field(default_factory=dict)
    _count: int = 0

    # -- the operator's side -----------------------------------------------------------------

    def invite(self, role: Role, now: float) -> Invitation:
        """Open a new invitation, with a new ticket and PIN; the one before is void."""
        pin = f"{secrets.randbelow(10**PIN_FIGURES):0{PIN_FIGURES}}"
        self.invitation = Invitation(role, _ticket(), pin, now + OPEN_FOR)
        return self.invitation

    def close(self) -> None:
        """Nobody can join any more; who is in stays."""
        self.invitation = None

    def people(self) -> list[Person]:
        """Everybody who is in, in the order they came."""
        return sorted(self._people.values(), key=lambda person: person.number)

    def dismiss(self, number: int) -> None:
        """End the session of that person; an unknown number is no error."""
        self._end("dismissed", lambda person: person.number == number)

    def allow(self, number: int, role: Role) -> None:
        """Let that person watch only, or control; an unknown number is no error."""
        for person in self._people.values():
            if person.number == number:
                person.role = role

    def end(self) -> None:
        """The show is over: every session with it."""
        self.close()
        self._end("over", lambda person: True)

    def tick(self, now: float) -> bool:
        """Time goes on; True if an invitation or a session has run out."""
        before = len(self._people)
        self._end("forgotten", lambda person: now - person.seen > FORGOTTEN)
        if self.invitation is None or now < self.invitation.until:
            return len(self._people) != before
        self.close()
        return True

    # -- the stranger's side -----------------------------------------------------------------

    def by_ticket(self, ticket: str, address: str, device: str, now: float) -> tuple[str, Person]:
        """Join with a ticket: the session's secret, and who it is; raises OrderError."""
        invitation = self._open(now)
        if not _same(ticket, invitation.ticket):
            raise OrderError("ticket", "This code has been used or replaced: scan the new one.")
        invitation.ticket = _ticket()
        return self._join(invitation.role, address, device, now)

    def by_pin(self, pin: str, address: str, device: str, now: float) -> tuple[str, Person]:
        """Join with the PIN; as by_ticket()."""
        invitation = self._open(now)
        guesses = self._remembered(address, now)
        if now < guesses.until:
            raise OrderError("wait", "Too many wrong PINs from here: wait a little, try again.")
        if invitation.pin is None:
            raise OrderError("void", "The PIN is void: have the operator show a new one.")
        if _same(pin, invitation.pin):
            self._guesses.pop(address, None)
            return self._join(invitation.role, address, device, now)
        guesses.wrong += 1
        invitation.wrong += 1
        if invitation.wrong >= WRONG_ALL:
            invitation.pin = None
        if guesses.wrong % WRONG_HERE == 0:
            guesses.until = now + guesses.wait
            guesses.wait = min(2 * guesses.wait, LONGEST_WAIT)
        raise OrderError("pin", "That is not the PIN: look again.")

    def enter(self, secret: str, now: float) -> Person | None:
        """Whose session that is; None if it is nobody's."""
        person = self._people.get(_digest(secret))
        if person is not None:
            person.seen = now
        return person

    # -- inside ------------------------------------------------------------------------------

    def _open(self, now: float) -> Invitation:
        if self.invitation is None or now >= self.invitation.until:
            raise OrderError("closed", "Nobody can join now: ask the operator to show the code.")
        return self.invitation

    def _remembered(self, address: str, now: float) -> _Guesses:
        if address not in self._guesses and len(self._guesses) >= MOST_ADDRESSES:
            self._guesses = {a: g for a, g in self._guesses.items() if now < g.until}
        return self._guesses.setdefault(address, _Guesses())

    def _join(self, role: Role, address: str, device: str, now: float) -> tuple[str, Person]:
        if len(self._people) >= MOST_PEOPLE:
            self._make_room(now)
        if len(self._people) >= MOST_PEOPLE:
            raise OrderError("full", "Too many are connected: have the operator remove somebody.")
        self._count += 1
        secret = secrets.token_urlsafe(SESSION)
        person = Person(self._count, device, address, role, now, now)
        self._people[_digest(secret)] = person
        return secret, person

    def _make_room(self, now: float) -> None:
        """Whoever has been away longest gives way: a tab that was closed, most likely."""
        away = [person for person in self._people.values() if person.away(now)]
        if away:
            longest = min(away, key=lambda person: person.seen)
            self._end("forgotten", lambda person: person is longest)

    def _end(self, why: str, which: Callable[[Person], bool]) -> None:
        for key, person in list(self._people.items()):
            if which(person):
                person.gone = why
                del self._people[key]


def _ticket() -> str:
    return secrets.token_urlsafe(TICKET)


def _digest(secret: str) -> bytes:
    """Sessions are found by a hash, so that the time it takes tells nothing about the secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _same(given: str, true: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), true.encode())
