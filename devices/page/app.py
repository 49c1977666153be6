"""The page's few addresses: the page itself, its files, the events, and the buttons."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from devices.page.board import Board
from devices.page.guard import refuse
from devices.page.words import in_language
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.wording import Wording

Press = Callable[[object, object], bool]
"""Takes what was pressed, a kind of mark and its value, and tells whether there was room for it;
``ValueError`` says what is wrong."""

_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of us one browser, or all of them, may use.

    Attributes:
        viewers: So many may look on at once.
        send_s: Who does not take an event for so long is dropped [s].
        body_s: Who presses a button has so long to say which [s] ...
        body_bytes: ... in so many bytes.
        beat_s: After so long without news a line says that we are still here [s].
        pause_s: At least so long between two events to one viewer [s].
    """

    viewers: int = 64
    send_s: float = 5.0
    body_s: float = 5.0
    body_bytes: int = 1024
    beat_s: float = 10.0
    pause_s: float = 0.04


def make_app(board: Board, press: Press, limits: Limits, wording: Wording = ENGLISH) -> Starlette:
    """Build the page, without its guard."""
    shown = _read_files()
    shown["index.html"] = in_language(shown["index.html"], wording)

    def static(request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        if name not in shown:
            return refuse(404, "there is no such file")
        return _file(name, shown)

    async def mark(request: Request) -> Response:
        try:
            body = await _body(request, limits)
        except TimeoutError:
            return refuse(408, "that took too long")
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return refuse(413, "that is too long")
        try:
            told = json.loads(body)
            if not isinstance(told, dict) or "kind" not in told:
                raise ValueError('send {"kind": ...}')
            has_room = press(told["kind"], told.get("value"))
        except (ValueError, RecursionError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({}, 202) if has_room else refuse(429, "too many presses in one second")

    return Starlette(
        routes=[
            Route("/", static),
            Route("/static/{name}", static),
            Route("/events", _Events(board, limits), methods=["GET"]),
            Route("/mark", mark, methods=["POST"]),
        ]
    )


def _read_files() -> dict[str, bytes]:
    """Read the files that there are; no other path is ever looked up."""
    folder = files("devices.page") / "static"
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


def _file(name: str, shown: Mapping[str, bytes]) -> Response:
    kind = _KINDS["." + name.rpartition(".")[2]]
    return Response(shown[name], headers={"content-type": kind})


async def _body(request: Request, limits: Limits) -> bytes | None:
    """Read what was sent; None if it is too long."""
    body = b""
    async with asyncio.timeout(limits.body_s):
        async for chunk in request.stream():
            body += chunk
            if len(body) > limits.body_bytes:
                return None
    return body


class _Events:
    """The stream of events, to as many viewers as there may be."""

    def __init__(self, board: Board, limits: Limits) -> None:
        self._board = board
        self._limits = limits
        self._viewers = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._viewers >= self._limits.viewers:
            await refuse(503, "too many are looking on")(scope, receive, send)
            return
        request = Request(scope)
        last = request.headers.get("last-event-id") or request.query_params.get("after", "")
        self._viewers += 1
        sending = asyncio.create_task(self._send_all(send, self._board.seen(last)))
        leaving = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        except TimeoutError:
            scope["state"]["hang_up"]()  # closing would wait until the viewer reads
        finally:
            self._viewers -= 1
            sending.cancel()
            leaving.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)

    async def _send_all(self, send: Send, seen: int) -> None:
        """Send what comes until the run is over; raises ``TimeoutError`` if it is not taken."""
        board, limits = self._board, self._limits
        headers = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        # The first message comes at once, also before the first second: we are here.
        body = b"retry: 1000\n" + board.event(seen)
        while True:
            seen, is_over = board.newest, board.is_over
            async with asyncio.timeout(limits.send_s):
                await send({"type": "http.response.body", "body": body, "more_body": not is_over})
            if is_over:
                return
            await asyncio.sleep(limits.pause_s)
            try:
                async with asyncio.timeout(limits.beat_s):
                    await board.wait(seen)
                body = board.event(seen)
            except TimeoutError:
                body = b": still here\n\n"


async def _gone(receive: Receive) -> None:
    """Wait until the viewer leaves."""
    while (await receive())["type"] != "http.disconnect":
        pass
