"""The open port, as a page, a stranger and a broken client find it. Real TLS, no browser."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import warnings
from pathlib import Path

import aiohttp
import pytest

from companion.director import Director, DirectorError, Role
from companion.director.door import WRONG_ALL, WRONG_HERE
from companion.director.guard import HEADERS, LARGEST
from companion.stage.view import Phase
from tests.director.visits import evening
from tools.director.rehearsal import Rehearsal, rehearsal
from tools.director.visitor import HERE, Visitor, directed


def test_whoever_scans_the_code_sees_the_show_and_drives_it(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        assert (await visitor.come_in())["role"] == "control"
        async with visitor.live() as live:
            await live.until(lambda live: live.facts)
            assert live.all["messages"] == ["Slower, please", "Please finish"]
            assert "script" not in live.all  # it may be long: how the show stands is told before
            await live.until(lambda live: "script" in live.all)
            assert live.all["script"]["title"] == show.script.title
            show.read(20)
            await live.until(lambda live: live.facts["place"] == 20)
            assert await visitor.order("hold", on=True) == {}
            await live.until(lambda live: live.facts["holding"])
            show.unlink()
            await live.until(lambda live: not live.facts["linked"])
            assert live.facts["notice"]

    evening(tmp_path, story)


def test_nothing_of_the_show_is_told_to_who_has_not_joined(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        for secret in ("", "x" * 43, "Bearer"):
            visitor.session = secret
            async with visitor.http.get(
                director.address + "live", headers={"Authorization": f"Bearer {secret}"}
            ) as answer:
                assert answer.status == 401
                assert show.script.title not in await answer.text()
            for path in ("/order", "/beat", "/leave"):
                assert (await visitor.post(path, {"do": "hold", "on": True}))[0] == 401
        assert not show.show.holding
        for name in ("", "page.js", "net.js", "words"):
            async with visitor.http.get(director.address + name) as answer:
                assert answer.status == 200
                assert show.script.title not in await answer.text()

    evening(tmp_path, story)


def test_wrong_pins_lock_the_address_out_and_then_the_pin(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        invitation = director.invite(Role.CONTROL)
        pin = invitation.pin
        assert pin is not None
        bad = "111111" if pin != "111111" else "222222"
        for _ in range(WRONG_HERE):
            assert (await visitor.join(pin=bad))["refused"] == "pin"
        assert (await visitor.join(pin=pin))["refused"] == "wait"
        invitation.wrong = WRONG_ALL
        director.invite(Role.CONTROL)
        assert (await visitor.join(pin=pin))["refused"] == "wait"

    evening(tmp_path, story)


def test_a_pin_lets_in_and_a_closed_door_does_not(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        assert (await visitor.join(pin="123456"))["refused"] == "closed"
        pin = director.invite(Role.WATCH).pin
        assert pin is not None
        assert (await visitor.join(pin=pin))["role"] == "watch"
        assert [(p.address, p.role) for p in director.people] == [("127.0.0.1", Role.WATCH)]
        director.close_door()
        assert (await visitor.join(pin=pin))["refused"] == "closed"
        assert (await visitor.order("hold", on=True))["refused"] == "role"
        director.allow(1, Role.CONTROL)
        assert await visitor.order("hold", on=True) == {}

    evening(tmp_path, story)


def test_roles_and_goodbyes_reach_the_page_at_once(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        await visitor.come_in(Role.WATCH)
        async with visitor.live() as live:
            await live.until(lambda live: live.all.get("role") == "watch")
            director.allow(1, Role.CONTROL)
            await live.until(lambda live: live.all.get("role") == "control", 2.0)
            director.dismiss(1)
            await live.until(lambda live: live.all.get("gone") == "dismissed", 2.0)
            assert await live.ended()
        assert not director.people
        assert (await visitor.post("/beat", {}))[0] == 401

    evening(tmp_path, story)


def test_the_end_of_the_show_ends_every_session(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        await visitor.come_in()
        async with visitor.live() as live:
            await live.until(lambda live: live.facts)
            await director.stop()
            await live.until(lambda live: live.all.get("gone") == "over", 5.0)
        with pytest.raises(aiohttp.ClientConnectionError):
            await visitor.http.get(f"https://127.0.0.1:{visitor.port}/")
        await director.start(HERE, port=0)
        assert (await visitor.post("/beat", {}))[0] == 401

    evening(tmp_path, story)


def test_the_page_ends_with_the_show_by_itself(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        await visitor.come_in()
        async with visitor.live() as live:
            show.phase = Phase.OVER
            await live.until(lambda live: live.all.get("gone") == "over", 5.0)
        async with asyncio.timeout(5):
            while director.address:
                await asyncio.sleep(0.01)
        assert not director.started and not director.people

    evening(tmp_path, story)


def test_a_page_that_comes_back_takes_over_its_own_stream(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        await visitor.come_in()
        async with visitor.live() as old, visitor.live() as new:
            await new.until(lambda live: live.facts)
            show.read(10)
            await new.until(lambda live: live.facts["place"] == 10)
            await old.until(lambda live: live.facts)
            async with asyncio.timeout(10):
                while not await old.ended():
                    pass

    evening(tmp_path, story)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"},
        {"Content-Type": "text/plain"},
    ],
)  # fmt: skip
def test_no_page_of_another_site_can_act_through_a_visitor(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        await visitor.come_in()
        for path in ("/join", "/order"):
            status, answer = await visitor.post(path, {"do": "hold", "on": True}, **headers)
            assert status in (400, 403) and answer["refused"] in ("foreign", "nonsense")
        assert not show.show.holding

    evening(tmp_path, story)


def test_every_answer_is_protected_and_sets_no_cookie(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        for path in ("", "page.css", "words", "live", "no-such-page", "a/b", "../x", "%00"):
            async with visitor.http.get(director.address + path) as answer:
                for name, value in HEADERS.items():
                    assert answer.headers[name] == value, path
                assert "Set-Cookie" not in answer.headers
                assert "Strict-Transport-Security" not in answer.headers
                assert "Access-Control-Allow-Origin" not in answer.headers
        async with visitor.http.options(director.address + "order") as answer:
            assert answer.status == 405

    evening(tmp_path, story)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[" * 100_000, b"\xff\xfe\x00", b"1e999", b'{"do":1}', b'{"do":"go","token":1e5}',
     b'{"do":"tell","text":"\\ud800"}', b'"' + b"a" * 70_000 + b'"', b"9" * 5000],
    ids=range(10),
)  # fmt: skip
def test_broken_orders_are_refused(tmp_path: Path, body: bytes) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        await visitor.come_in()
        status, answer = await visitor.post("/order", body)
        assert status == 400 and answer["refused"] == "nonsense"
        assert (await visitor.post("/join", body))[0] == 400
        assert await visitor.order("hold", on=True) == {}

    evening(tmp_path, story)


def test_no_secret_and_no_word_of_the_speech_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets: list[str] = []

    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        invitation = director.invite(Role.CONTROL)
        secrets.extend((invitation.ticket, invitation.pin or "", show.script.title))
        await visitor.join(pin="nonsense")
        await visitor.come_in()
        secrets.append(visitor.session)
        async with visitor.live() as live:
            await live.until(lambda live: live.facts)
        await visitor.order("tell", text="A secret word")
        await visitor.post("/order", b"{")
        secrets.append("secret word")

    evening(tmp_path, story)
    assert len(secrets) == 5
    assert not [secret for secret in secrets if secret in caplog.text]


def test_nothing_is_told_without_tls(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", visitor.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert b"HTTP" not in await reader.read()
        writer.close()
        old = visitor.trusting
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await asyncio.open_connection("127.0.0.1", visitor.port, ssl=old)

    evening(tmp_path, story)


def test_an_order_may_not_be_endless(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        await visitor.come_in()
        body = json.dumps({"do": "tell", "text": "x" * LARGEST}).encode()
        assert (await visitor.post("/order", body))[0] == 413

    evening(tmp_path, story)


def test_nothing_is_open_before_it_is_started_and_a_taken_port_is_no_matter(tmp_path: Path) -> None:
    async def run() -> None:
        idle = Director(rehearsal(), tmp_path)
        assert not idle.started and not idle.address and not idle.link
        async with directed(rehearsal(), tmp_path) as first:
            port = int(first.address.rstrip("/").rpartition(":")[2])
            second = Director(rehearsal(), tmp_path)
            await second.start(HERE, port)
            assert second.started and second.address != first.address
            await second.stop()

    asyncio.run(run())


def test_an_address_of_another_machine_cannot_be_offered(tmp_path: Path) -> None:
    director = Director(rehearsal(), tmp_path)
    with pytest.raises(DirectorError, match="choose another network"):
        asyncio.run(director.start(type(HERE)("192.0.2.77", "x")))
    assert not director.started
