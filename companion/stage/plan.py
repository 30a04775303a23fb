"""Everything a show needs before it begins, and how it is set for the glasses that come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from companion.errors import SouffleurError
from companion.glasses.about import Device, Settings
from companion.script import Script
from companion.speech.audio import Source
from companion.speech.model import SpeechModel
from companion.typeset import Area, Board, Book, Setting, typeset

VIRTUAL = "virtual"

MakeSource = Callable[[Callable[[str], None]], Source]
OpenModel = Callable[[Script], SpeechModel]


@dataclass(frozen=True)
class Plan:
    """Everything a show needs before it begins.

    model: what listens; without one the show is turned by hand.
    source: makes the sound, which begins when it is first asked for; it is given what to call
        with a line for the operator. device: its name. Both come with a model.
    open_model: loads a model that hears a script (in a thread of its own): the first one, where
        `model` is not loaded yet, and one for new words of an edited script.
    glasses: VIRTUAL, a name or an address. spares: more of them, which show the same.
    total: seconds of a recording, None for a microphone. A recording waits until the whole
        script is in the glasses; a person need not. whole: it waits, too, for a computer that
        is too slow for its speed.
    size, rows, font: what was asked for instead of what board and wearer would have.
    goal: seconds the show may take, 0: no matter. messages: for the staff to choose from.
    resume: go on at the line that the glasses show.
    """

    script: Script
    book: Book
    board: Board
    model: SpeechModel | None = None
    source: MakeSource | None = None
    device: str = ""
    open_model: OpenModel | None = None
    glasses: str = VIRTUAL
    spares: tuple[str, ...] = ()
    speed: float = 1.0
    total: float | None = None
    whole: bool = False
    size: int | None = None
    rows: int | None = None
    font: Path | None = None
    goal: int = 0
    messages: tuple[str, ...] = ()
    resume: bool = False

    @property
    def listens(self) -> bool:
        """Whether anything is there, or will be, that listens."""
        return self.source is not None and bool(self.model or self.open_model)


class PlanError(SouffleurError):
    """What was asked for does not fit together."""


def set_for(made: Plan, settings: Settings, device: Device) -> Plan:
    """The plan with its script set for these glasses and their wearer.

    Raises PlanError where this program and the glasses part the panel in different ways, and
    what typeset() raises.
    """
    area = device.area
    board = Board(
        device.board, device.board, device.width, device.height, device.depth,
        Area(area.x, area.y, area.width, area.height), settings.strip,
    )
    room = (board.text.width, board.text.height)
    if room != (device.text_width, device.text_height):
        raise PlanError("The glasses lay out their panel in a way new here: update this program.")
    book = made.book
    same = (book.depth, book.width, book.height) == (board.depth, *room)
    size = settings.size if made.size is None else made.size
    if same and made.board.strip == board.strip and size in (made.size, Setting().size):
        return made
    setting = Setting(size=size, rows=made.rows, font=made.font)
    return replace(made, board=board, book=typeset(made.script, board, setting))


def again(made: Plan, script: Script, settings: Settings | None) -> Plan:
    """The plan with another script, set like the one before; settings: of the wearer.

    Raises what typeset() raises.
    """
    wished = settings.size if settings is not None else Setting().size
    size = made.size if made.size is not None else wished
    setting = Setting(size=size, rows=made.rows, font=made.font)
    return replace(made, script=script, book=typeset(script, made.board, setting))


def silent(script: Script, model: SpeechModel) -> frozenset[int]:
    """The tokens that `model` can hear in none of their ways."""
    ways = {way for token in script.tokens for way in token.spoken}
    deaf = {way for way in ways if model.unknown_words([" ".join(way)])}
    return frozenset(
        index for index, token in enumerate(script.tokens) if deaf.issuperset(token.spoken)
    )
