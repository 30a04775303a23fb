"""What a page may ask for: an order from outside is read strictly, then carried out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from companion.director.door import Role
from companion.director.errors import OrderError
from companion.director.port import Performance
from companion.director.rewrite import rewritten, source
from companion.errors import SouffleurError
from companion.show import Command
from companion.typeset.message import MessageError

LONGEST_MESSAGE = 200  # characters; the glass holds fewer
LONGEST_TEXT = 20_000  # characters of a paragraph
_HALF = re.compile("[\ud800-\udfff]")  # of a pair: JSON can spell it, no text has it
_MOVES = {
    command.value: command
    for command in (
        Command.NEXT_LINE, Command.PREVIOUS_LINE, Command.NEXT_SECTION, Command.PREVIOUS_SECTION,
    )
}


async def obey(order: object, role: Role, show: Performance) -> dict[str, Any]:
    """Carry out `order` (what JSON gave) and return what the page is answered.

    Raises OrderError for an order that is none, may not be given in that `role`, or comes too
    late; its code is "text" where the line is all there is to tell. One edit at a time: it is made
    of the script that it finds.
    """
    if not isinstance(order, dict):
        raise _nonsense()
    kind = order.get("do")
    step = _STEPS.get(kind) if isinstance(kind, str) else None
    if step is None:
        raise _nonsense()
    if role is not Role.CONTROL:
        raise OrderError("role", "You may watch only: ask the operator to let you control.")
    try:
        return await step(order, show)
    except OrderError:
        raise
    except SouffleurError as error:
        raise OrderError("text", str(error)) from error


async def _move(order: Mapping[str, Any], show: Performance) -> dict[str, Any]:
    command = _MOVES.get(_text(order, "to", 20))
    if command is None:
        raise _nonsense()
    show.operate(command)
    return {}


async def _hold(order: Mapping[str, Any], show: Performance) -> dict[str, Any]:
    if show.view().holding != _switch(order):  # a switch, so that two pages do not undo each other
        show.operate(Command.HOLD)
    return {}


async def _blank(order: Mapping[str, Any], show: Performance) -> dict[str, Any]:
    if show.view().blank != _switch(order):
        show.operate(Command.BLANK)
    return {}


async def _go(order: Mapping[str, Any], show: Performance) -> dict[str, Any]:
    token = order.get("token")
    if type(token) is not int or not 0 <= token < len(show.script.tokens):
        raise _nonsense()
    before = show.place
    show.anchor(token)
    return {"before": before}


async def _tell(order: Mapping[str, Any], show: Performance) -> dict[str, Any]:
    text = " ".join(_text(order, "text", LONGEST_MESSAGE).split())
    try:
        show.tell(text)
    except MessageError as error:
        raise OrderError("message", str(error)) from error
    return {}


async def _read(order: Mapping[str, Any], show: Performance) -> dict[str, Any]:
    return {"text": source(show.script, _text(order, "cue", 40))}


async def _edit(order: Mapping[str, Any], show: Performance) -> dict[str, Any]:
    cue, text = _text(order, "cue", 40), _text(order, "text", LONGEST_TEXT)
    if source(show.script, cue) != _text(order, "was", 2 * LONGEST_TEXT):
        raise OrderError("changed", "This text has been changed meanwhile: look again.")
    await show.edit(rewritten(show.script, cue, text, show.place))
    return {}


_Step = Callable[[Mapping[str, Any], Performance], Awaitable[dict[str, Any]]]
_STEPS: dict[str, _Step] = {
    "move": _move, "hold": _hold, "blank": _blank, "go": _go, "tell": _tell, "read": _read,
    "edit": _edit,
}


def _switch(order: Mapping[str, Any]) -> bool:
    on = order.get("on")
    if not isinstance(on, bool):
        raise _nonsense()
    return on


def _text(order: Mapping[str, Any], name: str, longest: int) -> str:
    text = order.get(name)
    if not isinstance(text, str) or _HALF.search(text):
        raise _nonsense()
    if len(text) > longest:
        raise OrderError("long", f"That is too long: at most {longest} characters.")
    return text


def _nonsense() -> OrderError:
    return OrderError("nonsense", "This page and this program do not fit: load the page anew.")
