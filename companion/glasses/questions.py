"""Texts that the glasses tell piece by piece when asked. Pure."""

from __future__ import annotations

from companion.glasses.commands import Command, Commands
from companion.glasses.events import CommandFailed, Event, Told
from firmware.souffleur import wire


class Questions:
    """One text at a time, because commands go one at a time; an answer cut off begins again."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._pieces = bytearray()

    def ask(self, topic: int) -> int:
        """Ask for the whole text about wire.ABOUT_...; the number of the order."""
        return self._commands.order(Command(wire.ASK, f"ask {topic}", (topic, 0)))

    def told(self, command: Command, total: int, offset: int, text: bytes) -> list[Event]:
        """Take a TELL."""
        topic, asked = command.fields
        if offset != asked or (offset and offset != len(self._pieces)):
            self._commands.again(command, topic, 0)
            return []
        if not offset:
            self._pieces.clear()
        self._pieces += text
        if len(self._pieces) < total and text:
            self._commands.again(command, topic, len(self._pieces))
            return []
        whole = self._pieces.decode(errors="replace")
        return [Told(int(topic), whole, tuple(command.numbers))]

    def refused(self, command: Command, code: int) -> list[Event]:
        """Take the RESULT of an ASK: the text is gone from the glasses, or there is none."""
        topic, offset = command.fields
        if code == wire.ERR_NOT_READY and offset:
            self._commands.again(command, topic, 0)
            return []
        return [CommandFailed(command.kind, code, command.slot, tuple(command.numbers))]
