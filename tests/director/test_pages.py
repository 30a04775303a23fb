"""The page's files: words for everything on it, nothing from elsewhere."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.director import network, pages
from companion.director.door import Door, Role
from companion.director.errors import OrderError
from companion.follow.position import State

ENGLISH = json.loads(pages.languages()["en"])
SOURCES = {name: body.decode() for name, (_, body) in pages.page_files().items()}
_PLACES = re.compile(r"\{\w+\}|#")


@pytest.mark.parametrize("tag", sorted(pages.languages()))
def test_a_language_has_all_the_words_with_the_same_places_to_fill(tag: str) -> None:
    table = json.loads(pages.languages()[tag])
    assert set(table) - {"direction"} == set(ENGLISH)
    for key, words in table.items():
        assert words.strip(), key
        assert _PLACES.findall(words) == _PLACES.findall(ENGLISH[key]), key


def test_every_word_that_the_page_asks_for_is_there() -> None:
    asked = set(re.findall(r'data-(?:t|label)="([^"]+)"', SOURCES["page.html"]))
    for name in ("page.js", "sheets.js"):
        asked |= {key for key in re.findall(r'say\("([a-z.-]+)"', SOURCES[name]) if key[-1] != "."}
        asked |= set(re.findall(r'"((?:hold|blank|clock|message)\.[a-z]+)"', SOURCES[name]))
    asked |= {f"state.{state.value}" for state in State}
    assert len(asked) > 30
    assert asked <= set(ENGLISH)


def test_every_refusal_and_every_end_has_words() -> None:
    room = pages.files("companion.director")
    source = "".join(
        file.read_text(encoding="utf-8") for file in room.iterdir() if file.name.endswith(".py")
    )
    codes = set(re.findall(r'OrderError\(\s*"(\w+)"', source)) - {"text"}
    ends = set(re.findall(r'_end\("(\w+)"', source))
    assert {"pin", "spoken"} <= codes and {"over", "dismissed"} <= ends
    assert {f"refused.{code}" for code in codes} | {f"gone.{end}" for end in ends} <= set(ENGLISH)


def test_the_page_asks_nobody_else_for_anything() -> None:
    for name, source in SOURCES.items():
        addresses = set(re.findall(r"\b(?:https?|wss?)://[^\s\"'<>)]+", source))
        assert addresses <= {"http://www.w3.org/2000/svg"}, name
        assert "innerHTML" not in source and "eval(" not in source and " style=" not in source


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("zh-Hant-TW", "zh"), ("en-GB", "en"),
        ("fr-FR,zh;q=0.5,en;q=0.7", "en"), ("xx", "en"), ("", "en"), (";;q=,", "en"),
    ],
)  # fmt: skip
def test_the_language_is_the_browsers(accepted: str, tag: str) -> None:
    assert pages.best_language(accepted) == tag


@given(st.text())
def test_any_header_has_an_answer(header: str) -> None:
    assert pages.best_language(header) in pages.languages()
    assert pages.device_of(header)


def test_devices_are_told_apart() -> None:
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1"
    android = "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36"
    edge = "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0"
    assert [pages.device_of(agent) for agent in (iphone, android, edge, "curl/8")] == [
        "iPhone · Safari", "Android · Chrome", "Windows · Edge", "?",
    ]


def test_no_other_file_is_served() -> None:
    for name in ("../server.py", "words", "..", "", "words/en.json"):
        with pytest.raises(OrderError):
            pages.file_named(name)


@pytest.mark.parametrize(
    ("ip", "near"),
    [
        ("192.168.43.1", True), ("10.1.2.3", True), ("172.20.10.2", True), ("169.254.3.4", True),
        ("127.0.0.1", False), ("0.0.0.0", False), ("8.8.8.8", False), ("x", False),
    ],
)  # fmt: skip
def test_only_private_addresses_are_offered(ip: str, near: bool) -> None:
    assert network.local(ip) is near
    assert all(network.local(address.ip) for address in network.addresses())


def test_the_link_holds_the_secret_where_no_browser_sends_it() -> None:
    door = Door()
    ticket = door.invite(Role.WATCH, 0.0).ticket
    assert re.fullmatch(r"[\w-]{22}", ticket)
