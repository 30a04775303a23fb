"""What is asked for, where it happens, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.device import finding
from tools.device.errors import DeviceError
from tools.device.image import Image
from tools.device.ports import ListPorts
from tools.device.report import Reporter


class DeclinedError(DeviceError):
    """The plan was shown and not agreed to."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to do with devices. board: None: as the device has it. name(settings that it has or
    had, MAC) -> what to call it, None: as it is called, or by its MAC.

    images: by chip. chips: of the boards. program(chip) -> path on the device -> content, of the
    whole program. wishes: choices of the wearer, by board. settings_only: nothing but those.
    psram_mb: of the boards.
    """

    board: str | None
    images: Mapping[str, Image]
    program: Callable[[str], Mapping[str, bytes]]
    chips: Mapping[str, str]  # board -> its chip
    name: Callable[[Mapping[str, Any] | None, str], str | None] = lambda own, mac: None
    wishes: Callable[[str], Mapping[str, Any]] = lambda board: {}
    erase: bool = False
    again: bool = False
    new_secret: bool = False
    dry_run: bool = False
    settings_only: bool = False
    psram_mb: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """folder: of the journals. confirm(lines of the plan) -> whether to go on."""

    list_ports: ListPorts
    folder: Path
    keys: Path | None
    reporter: Reporter
    confirm: Callable[[list[str]], bool] = lambda lines: True
    patience: float = finding.PATIENCE


@dataclass(slots=True)
class Outcome:
    """What became of one device; files, bytes: written. seconds: of work and self-test.
    check: what that found, as Report.record() gives it, None if there was none.
    """

    port: str
    mac: str = ""
    chip: str = ""
    board: str = ""
    name: str = ""
    identity: str = ""
    micropython: str = ""
    result: str = "failed"
    error: str = ""
    exit_code: int = 0
    image_written: bool = False
    files: int = 0
    bytes: int = 0
    backup: str = ""
    seconds: float = 0.0
    plan: list[str] = field(default_factory=list)
    check: dict[str, Any] | None = None
