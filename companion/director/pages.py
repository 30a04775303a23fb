"""The files of the page, and the table of words that suits a visitor's browser."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from companion.director.errors import OrderError

# What other rooms say in English, and what that is in a language; {name} stands for anything, and
# {count} for a number. By kind: "error" (also the notices of a show) and "reason" (the follower's).
Lines = Mapping[str, Mapping[str, str]]

_KINDS = {
    "html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml",
}
_OFFERED = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.\d+)?))?")


@cache
def page_files() -> dict[str, tuple[str, bytes]]:
    """Of every file of the page, by its name: media type and content."""
    return {
        file.name: (_KINDS[suffix], file.read_bytes())
        for file in (files("companion.director") / "page").iterdir()
        if (suffix := file.name.rpartition(".")[2]) in _KINDS
    }


@cache
def languages() -> dict[str, bytes]:
    """The tables of words, by language tag in lower case; a file more is a language more."""
    return {
        file.name.removesuffix(".json").lower(): file.read_bytes()
        for file in (files("companion.director") / "page" / "words").iterdir()
        if file.name.endswith(".json")
    }


def best_language(accepted: str) -> str:
    """The tag of the table for an Accept-Language header; English where none suits."""
    wishes: list[tuple[float, str]] = []
    for part in accepted[:500].split(","):
        match = _OFFERED.fullmatch(part)
        if match:
            wishes.append((float(match[2] or 1), match[1].lower()))
    for _, tag in sorted(wishes, key=lambda wish: -wish[0]):
        while tag:
            if tag in languages():
                return tag
            tag = tag.rpartition("-")[0]
    return "en"


def device_of(agent: str) -> str:
    """What somebody holds, by their browser's own account: "iPhone · Safari"."""
    return " · ".join(filter(None, (_first(_MACHINES, agent), _first(_BROWSERS, agent)))) or "?"


_MACHINES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"), ("Android", "Android"),
    ("CrOS", "Chromebook"), ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("HuaweiBrowser", "Huawei"),
    ("MiuiBrowser", "Xiaomi"), ("SamsungBrowser", "Samsung"), ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


def _first(signs: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in signs if sign in agent), "")


def file_named(name: str) -> tuple[str, bytes]:
    """Media type and content; raises OrderError for a file that the page does not have."""
    try:
        return page_files()[name]
    except KeyError:
        raise OrderError("nonsense", "There is no such page.") from None


def words_for(tag: str, lines: Lines) -> bytes:
    """The table of words in a language, as JSON, with what the program says in it."""
    return json.dumps(json.loads(languages()[tag]) | {"lines": lines}, ensure_ascii=False).encode()

