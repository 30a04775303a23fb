"""Chromium, driven over its own debugging protocol: a page as a visitor has it."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--disable-dev-shm-usage", "--disable-default-apps", "--mute-audio",
    "--remote-debugging-port=0", "--force-color-profile=srgb", "--hide-scrollbars",
)  # fmt: skip
PHONE = (412, 892, 2.0)  # width and height in CSS pixels, screen pixels for one of them
LAPTOP = (1280, 800, 1.0)
STARTS = 30.0  # seconds


WHERE = """(() => {
  const element = document.querySelector(%s);
  if (!element || element.disabled) return null;
  element.scrollIntoView({ block: "nearest" });
  const box = element.getClientRects()[0];
  if (!box) return null;
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const top = document.elementFromPoint(x, y);
  return top && (element === top || element.contains(top)) ? [x, y] : null;
})()"""  # the middle of an element that can be tapped


class PageError(AssertionError):
    """The page's JavaScript threw."""


class Page:
    """One tab. faults: what was thrown in it, or written to its console as an error."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.faults: list[str] = []
        self._reader = asyncio.create_task(self._read())

    async def close(self) -> None:
        self._reader.cancel()
        await self._socket.close()

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """A command of the protocol, and its result."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        async with asyncio.timeout(STARTS):
            result: dict[str, Any] = await answer
        return result

    async def js(self, expression: str) -> Any:
        """The value of an expression in the page; a promise is awaited."""
        result = await self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True,
            userGesture=True,
        )
        if "exceptionDetails" in result:
            raise PageError(json.dumps(result["exceptionDetails"])[:600])
        return result["result"].get("value")

    async def until(self, expression: str, seconds: float = 20.0) -> Any:
        """Wait for an expression to become true."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := await self.js(expression)):
                    await asyncio.sleep(0.05)
                return value
        except TimeoutError:
            raise AssertionError(f"never came true: {expression}; faults {self.faults}") from None

    async def tap(self, selector: str) -> None:
        """A finger on the middle of an element, once it is there, rests, and is uncovered."""
        place = None
        while place != (place := await self.until(WHERE % json.dumps(selector))):
            await self.js("new Promise(requestAnimationFrame)")
        for kind in ("mousePressed", "mouseReleased"):
            await self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1],
                            button="left", clickCount=1)  # fmt: skip

    async def write(self, text: str) -> None:
        """Text into what has the focus."""
        await self.call("Input.insertText", text=text)

    async def key(self, key: str, code: int) -> None:
        """A key, by its name and its Windows key code."""
        for kind in ("keyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                            windowsVirtualKeyCode=code)  # fmt: skip

    async def text(self, selector: str) -> str:
        """What an element says."""
        return str(await self.js(f"document.querySelector({json.dumps(selector)}).innerText"))

    async def go(self, address: str) -> None:
        """Open an address; of the same page with another fragment, only that changes."""
        await self.call("Page.navigate", url=address)

    async def screenshot(self, path: Path) -> None:
        picture = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(picture["data"]))

    async def _read(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                answer = self._answers.pop(told["id"])
                if "error" in told:
                    answer.set_exception(AssertionError(str(told["error"])))
                else:
                    answer.set_result(told["result"])
            elif told["method"] == "Runtime.exceptionThrown":
                self.faults.append(json.dumps(told["params"])[:600])
            elif told["method"] == "Log.entryAdded":
                entry = told["params"]["entry"]
                if entry["level"] == "error":
                    self.faults.append(f"{entry['text']} {entry.get('url', '')}")


class Browser:
    """A running Chromium."""

    def __init__(self, port: int, http: aiohttp.ClientSession) -> None:
        self._root = f"http://127.0.0.1:{port}"
        self._http = http

    @asynccontextmanager
    async def page(
        self, shape: tuple[int, int, float] = PHONE, language: str = "en", *, calm: bool = True
    ) -> AsyncIterator[Page]:
        """A tab of that shape, that takes any certificate, as a visitor who taps the warning away.

        language: of the browser. calm: it asks for less motion.
        """
        async with self._http.put(f"{self._root}/json/new?about:blank") as answer:
            target = await answer.json()
        socket = await self._http.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)
        page = Page(socket)
        try:
            width, height, scale = shape
            await page.call("Security.setIgnoreCertificateErrors", ignore=True)
            await page.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                            deviceScaleFactor=scale, mobile=width < 600)  # fmt: skip
            await page.call(
                "Emulation.setEmulatedMedia",
                features=[{"name": "prefers-reduced-motion", "value": "reduce" if calm else ""}],
            )
            agent = await page.js("navigator.userAgent")
            await page.call("Network.enable")
            await page.call("Emulation.setUserAgentOverride", userAgent=agent,
                            acceptLanguage=language)  # fmt: skip
            for domain in ("Page", "Runtime", "Log"):
                await page.call(f"{domain}.enable")
            yield page
        finally:
            with suppress(ConnectionError, TimeoutError):
                await page.call("Page.close")
            await page.close()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A fresh Chromium that knows nothing and nobody."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True, env={**os.environ, "HOME": profile},
        )
        try:
            port = await _port(Path(profile) / "DevToolsActivePort")
            async with aiohttp.ClientSession() as http:
                yield Browser(port, http)
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def _port(file: Path) -> int:
    async with asyncio.timeout(STARTS):
        while not (file.exists() and file.read_text().strip()):
            await asyncio.sleep(0.05)
    return int(file.read_text().split()[0])
