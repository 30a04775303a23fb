"""What glasses tell about themselves, from lines of key=value to types. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from companion.errors import SouffleurError


class AboutError(SouffleurError):
    """The glasses told something that this version does not understand."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the panel in pixels; (0, 0) is the top left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What the wearer chose; the keys of CONFIGURE.

    brightness, dim: 0 to 255 (dim 0: never dimmed). dim_after: seconds. current_row: of the
    line that is spoken, from 0. size: small, normal, large or huge. sleep_after: minutes.
    text: every key as the glasses told it.
    """

    name: str
    brightness: int
    dim: int
    dim_after: int
    current_row: int
    strip: bool
    area: Area
    pan: tuple[int, int]
    size: str
    mirror: bool
    vibrate: bool
    language: str
    sleep_after: int
    text: MappingProxyType[str, str]

    @classmethod
    def parse(cls, told: str) -> Settings:
        """From the text about wire.ABOUT_SETTINGS; raises AboutError."""
        text = _pairs(told)
        try:
            across, down = _numbers(text["pan"], 2)
            return cls(
                name=text["name"],
                brightness=int(text["brightness"]),
                dim=int(text["dim"]),
                dim_after=int(text["dim_after"]),
                current_row=int(text["current_row"]),
                strip=text["strip"] == "1",
                area=Area(*_numbers(text["area"], 4)),
                pan=(across, down),
                size=text["size"],
                mirror=text["mirror"] == "1",
                vibrate=text["vibrate"] == "1",
                language=text["language"],
                sleep_after=int(text["sleep_after"]),
                text=MappingProxyType(text),
            )
        except (KeyError, ValueError) as error:
            raise _strange("settings", error) from error


@dataclass(frozen=True, slots=True)
class Device:
    """What the glasses are, and how they are.

    width, height, depth: of the panel (pixels, bits a pixel). area: what the wearer sees, after
    the pan. text_width, text_height: what of it the script may fill. heap_free, flash_free:
    bytes. reset: why they started last. books: ids (hexadecimal). code: the compiled modules that
    their MicroPython takes (sys.implementation._mpy), 0 if unknown. failed_update: the version
    that did not prove itself, or "". text: every key as told.
    """

    board: str
    version: str
    width: int
    height: int
    depth: int
    area: Area
    text_width: int
    text_height: int
    heap_free: int
    flash_free: int
    reset: str
    books: tuple[str, ...]
    code: int
    failed_update: str
    text: MappingProxyType[str, str]

    @classmethod
    def parse(cls, told: str) -> Device:
        """From the text about wire.ABOUT_DEVICE; raises AboutError."""
        text = _pairs(told)
        try:
            width, height, depth = _numbers(text["panel"], 3)
            text_width, text_height = _numbers(text["text"], 2)
            return cls(
                board=text["board"],
                version=text["version"],
                width=width,
                height=height,
                depth=depth,
                area=Area(*_numbers(text["area"], 4)),
                text_width=text_width,
                text_height=text_height,
                heap_free=int(text["heap_free"]),
                flash_free=int(text["flash_free"]),
                reset=text["reset"],
                books=tuple(name for name in text["books"].split(",") if name),
                code=int(text.get("code", "0")),
                failed_update=text.get("failed_update", ""),
                text=MappingProxyType(text),
            )
        except (KeyError, ValueError) as error:
            raise _strange("what they are", error) from error


def _pairs(told: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in told.splitlines())
    return {key: value for key, equals, value in pairs if equals}


def _numbers(text: str, count: int) -> tuple[int, ...]:
    numbers = tuple(int(part) for part in text.split(","))
    if len(numbers) != count:
        raise ValueError(text)
    return numbers


def _strange(what: str, error: Exception) -> AboutError:
    return AboutError(
        f"The glasses tell {what} in a way that is new here ({error}): update this program."
    )
