"""A bench with boards on a hub, and the list of their ports."""

from __future__ import annotations

import itertools
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from serial.tools.list_ports_common import ListPortInfo

from .board import Board

VARIABLE = "SOUFFLEUR_PORTS"
FIELDS = ("device", "vid", "pid", "serial_number", "description", "hwid",
          "manufacturer", "product", "location")  # fmt: skip


# A user of no group, in front of a command: for whom the system's permissions count
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


class Bench:
    """A context manager. folder: where ports and flashes are. ports_file: the list of ports as
    JSON, kept up to date: one object with FIELDS for each port.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.ports_file = folder / "ports.json"
        self.boards: list[Board] = []
        self._names = itertools.count()
        self._lock = threading.Lock()
        self._write()

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        with ThreadPoolExecutor(max(1, len(self.boards))) as all_at_once:
            list(all_at_once.map(Board.close, self.boards))

    def add(self, chip: str = "esp32s3", *, plug: bool = True, **what: Any) -> Board:
        """One more board; what: as Board takes it. Its MAC is of its own unless given."""
        number = len(self.boards) + 1
        what.setdefault("mac", bytes.fromhex("f412fa") + number.to_bytes(3, "big"))
        board = Board(self.folder, chip, name=self._name, socket=f"1-{number}",
                      changed=self._write, **what)  # fmt: skip
        self.boards.append(board)
        if plug:
            board.plug()
        return board

    def list_ports(self) -> list[ListPortInfo]:
        """As serial.tools.list_ports.comports() gives it."""
        return [info for board in self.boards if (info := board.listing())]

    def environment(self) -> dict[str, str]:
        """For a program in a process of its own."""
        return {**os.environ, VARIABLE: str(self.ports_file)}

    def _name(self) -> str:
        return f"ttyACM{next(self._names)}"

    def _write(self) -> None:
        with self._lock:
            ports = [{name: getattr(info, name) for name in FIELDS} for info in self.list_ports()]
            new = self.ports_file.with_suffix(".new")
            new.write_text(json.dumps(ports, indent=1), encoding="utf-8")
            new.replace(self.ports_file)
