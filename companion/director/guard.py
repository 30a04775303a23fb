"""What every request must be, and what every answer carries, whatever it asks for."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import time
from collections.abc import Awaitable, Callable, Container
from typing import Any

from aiohttp import hdrs, web
from aiohttp.http import HttpProcessingError

from companion.director.errors import OrderError
from companion.director.network import local
from companion.director.pace import Pace

LARGEST = 256 * 1024  # bytes of an order: a long paragraph, before and after
PATIENCE = 10.0  # seconds for an order to arrive

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Server": "Souffleur",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # No Strict-Transport-Security: under a certificate that no authority signed it would lock
    # everybody out for good.
}

logger = logging.getLogger(__name__)


def _ours_to_know(record: logging.LogRecord) -> bool:
    """Not what a stranger sent, or that they went: it would bury in the log what matters."""
    fault = record.exc_info[1] if record.exc_info else None
    return not isinstance(fault, HttpProcessingError | ConnectionError)


logger.addFilter(_ours_to_know)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_STATUS = {
    "role": 403, "session": 401, "wait": 429, "nonsense": 400, "long": 413, "foreign": 403,
}


def guard(hosts: Container[str]) -> Any:
    """A middleware that lets through what comes from this network and was sent to one of `hosts`
    ("address:port"), each address at its pace, and turns refusals into answers.

    A page of another site cannot act through a visitor's browser: orders must be JSON and come
    from a page of ours, and sessions are no cookies.
    """

    pace = Pace()

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if pause := pace.wait(request.remote or "", time.monotonic()):
            await asyncio.sleep(pause)
        try:
            if not _near(request.remote) or request.headers.get(hdrs.HOST) not in hosts:
                raise OrderError("foreign", "This page is for the network it was opened on.")
            _ours(request)
            return await handler(request)
        except OrderError as error:
            return refusal(error)

    return check


def refusal(error: OrderError) -> web.Response:
    """An order is refused: {"refused": code, "line": what to do}."""
    status = _STATUS.get(error.code, 409)
    return web.json_response({"refused": error.code, "line": str(error)}, status=status)


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler: every answer gets HEADERS."""
    response.headers.update(HEADERS)


async def order_of(request: web.Request) -> Any:
    """The JSON that was sent; raises OrderError, or aiohttp's own for one that is too large."""
    try:
        async with asyncio.timeout(PATIENCE):
            return json.loads(await request.read())
    except (ValueError, RecursionError, TimeoutError) as error:
        raise OrderError("nonsense", "This is no order: load the page anew.") from error


def _near(remote: str | None) -> bool:
    try:
        return local(remote or "") or ipaddress.ip_address(remote or "").is_loopback
    except ValueError:
        return False


def _ours(request: web.Request) -> None:
    origin = request.headers.get(hdrs.ORIGIN)
    mine = f"https://{request.headers.get(hdrs.HOST)}"
    posted = request.method == hdrs.METH_POST
    if (origin is None and posted) or (origin is not None and origin != mine):
        raise OrderError("foreign", "Orders come from the page of this program alone.")
    if posted and request.content_type != "application/json":
        raise OrderError("nonsense", "Orders are JSON: load the page anew.")
