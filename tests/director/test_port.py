"""The open port, as strangers and bad lines find it: nothing of that holds up the show."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.director import Director, listening, server
from companion.director.listening import EACH, WAITING
from tests.director.visits import evening
from tools.director.rehearsal import Rehearsal
from tools.director.visitor import Visitor, visiting


def test_broken_requests_fill_no_log_but_faults_of_ours_are_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("a fault of ours")

    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        host = f"Host: 127.0.0.1:{visitor.port}\r\n"
        origin = f"Origin: https://127.0.0.1:{visitor.port}\r\nContent-Type: application/json\r\n"
        for request in (
            "\r\n\0\r\n\r\n", f"GET / HTTP/1.1\r\n{host}{host}\r\n",
            f"GET / HTTP/1.1\r\n{host}X: {'a' * 20_000}\r\n\r\n",
            f"POST /join HTTP/1.1\r\n{host}{origin}Content-Length: 100\r\n\r\n{{",
        ):
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", visitor.port, ssl=visitor.trusting
            )
            writer.write(request.encode())
            if "POST" not in request:
                await reader.read()  # the refusal, and the end
            writer.close()
        assert (await visitor.come_in())["session"]
        assert caplog.text == ""
        monkeypatch.setattr(server, "device_of", broken)
        assert (await visitor.post("/join", {"pin": "123456"}))[0] == 500
        assert "a fault of ours" in caplog.text
        assert caplog.text.count("Error handling request") == 1

    caplog.set_level(logging.INFO)
    evening(tmp_path, story)


def test_who_says_nothing_is_shown_the_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        with monkeypatch.context() as hasty:
            hasty.setattr(listening, "FIRST", 0.05)
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", visitor.port, ssl=visitor.trusting
            )
            with suppress(ConnectionError):
                assert await reader.read() == b""
            writer.close()
        await visitor.come_in()
        async with visitor.live() as live:  # a page that has spoken may be silent
            await live.until(lambda live: live.facts)
            ways = [one.transport for one in director._runner.server.connections]
            assert all(way.get_protocol()._silent.cancelled() for way in ways if way is not None)
            assert ways

    evening(tmp_path, story)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4))
def test_noise_on_the_port_harms_nobody(tmp_path: Path, noise: list[bytes]) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        for data in noise:
            for under_tls in (False, True):
                _, writer = await asyncio.open_connection(
                    "127.0.0.1", visitor.port, ssl=visitor.trusting if under_tls else None
                )
                writer.write(data)
                writer.close()
        await visitor.come_in()
        assert await visitor.order("hold", on=True) == {}

    evening(tmp_path, story)


def test_one_address_takes_no_more_than_its_share_of_the_port(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        await visitor.come_in()
        await visitor.http.close()
        async with AsyncExitStack() as stack:
            readers = []
            for _ in range(EACH + 4):  # connections that say nothing
                reader, writer = await asyncio.open_connection("127.0.0.1", visitor.port)
                stack.callback(writer.close)
                readers.append(reader)
            ended = 0
            async with asyncio.timeout(10):
                for reader in readers[EACH:]:
                    ended += await reader.read() == b""
            assert ended == 4
        async with visiting(director) as again:
            again.session = visitor.session
            async with asyncio.timeout(10):
                while True:  # the share is free again as soon as they have gone
                    try:
                        assert await again.order("hold", on=True) == {}
                        break
                    except aiohttp.ClientConnectionError:
                        await asyncio.sleep(0.05)

    evening(tmp_path, story)


def test_a_slow_line_may_take_its_time_as_long_as_it_takes_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[bytes] = []

    class Slow:
        stuck = False

        async def write(self, part: bytes) -> None:
            await (asyncio.Event().wait() if self.stuck else asyncio.sleep(0))
            taken.append(part)

    async def story() -> None:
        line: Any = Slow()
        news = {"script": "各位来宾 " * 20_000}
        await server.send(line, news)
        assert json.loads(b"".join(taken)) == news
        assert max(map(len, taken)) <= server.PART  # each has its own time
        line.stuck = True
        monkeypatch.setattr(server, "STUCK", 0.05)
        with pytest.raises(TimeoutError):
            await server.send(line, news)

    asyncio.run(story())


def test_little_waits_on_the_way_to_a_slow_page(tmp_path: Path) -> None:
    async def story(show: Rehearsal, director: Director, visitor: Visitor) -> None:
        await visitor.come_in()
        async with visitor.live() as live:
            await live.until(lambda live: live.facts)
            handlers = director._runner.server.connections
            ways = [one.transport for one in handlers if one.transport is not None]
            for way in ways:
                sock = way.get_extra_info("socket")
                room = sock.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
                assert room <= 2 * WAITING  # Linux tells twice what was asked for
                assert way.get_write_buffer_limits()[1] <= WAITING
            assert ways

    evening(tmp_path, story)
