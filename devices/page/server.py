"""The page as an output of a run: serves from its own thread, and never makes the run wait."""

from __future__ import annotations

import asyncio
import io
import secrets
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Final

import segno
import uvicorn

from devices.page.app import Limits, Press, make_app
from devices.page.board import Board
from devices.page.certificate import own_context
from devices.page.connection import Connection
from devices.page.guard import Guard
from devices.page.tell import Teller
from runwalk.engine.coach import Reading
from runwalk.errors import DeviceError
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.wording import Wording
from runwalk.recording.recording import Device

_HELD_BACK_BYTES = 65_536  # the system keeps so much for a viewer that does not read (our choice)
_HEAD_BYTES = 16_384
_END_S = 1.5


class PageServer:
    """An output that browsers look at.

    It listens from the moment it is made, and serves until :meth:`close`.

    Args:
        press: Takes what was pressed; called from another thread.
        port: Where to listen; 0 takes any that is free.
        in_network: Listen on all networks, for those who know the token.
        limits: How much of us viewers may use.
        by_https: Speak HTTPS, with a certificate of our own.
        wording: The runner's language.

    Raises:
        DeviceError: Nobody can listen there, or there is nothing to make a certificate with.

    Attributes:
        port: Where it listens.
        token: What viewers in a network must know; None without a network.
    """

    name: Final = "the page"

    def __init__(
        self,
        press: Press,
        *,
        port: int = 0,
        in_network: bool = False,
        limits: Limits | None = None,
        by_https: bool = False,
        wording: Wording = ENGLISH,
    ) -> None:
        context = own_context(*_names(in_network=in_network)) if by_https else None
        self._socket = _listen("0.0.0.0" if in_network else "127.0.0.1", port)  # noqa: S104
        self.port: int = self._socket.getsockname()[1]
        self.token = secrets.token_urlsafe(16) if in_network else None
        self._scheme = "http" if context is None else "https"
        self._teller = Teller(wording)
        self._loop = asyncio.new_event_loop()
        self._board = Board(secrets.token_hex(6))
        names = frozenset(_names(in_network=in_network))
        app = make_app(self._board, press, limits or Limits(), wording)
        guarded = Guard(app, names, self.token)
        self._server = uvicorn.Server(
            uvicorn.Config(
                guarded,
                http=Connection,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",  # what a stranger sends is no news for the runner
                access_log=False,
                server_header=False,
                proxy_headers=False,
                h11_max_incomplete_event_size=_HEAD_BYTES,
                timeout_graceful_shutdown=1,
                ssl_context_factory=None if context is None else lambda _config, _make: context,
            )
        )
        self._thread = threading.Thread(target=self._serve, name="page", daemon=True)
        self._thread.start()

    def address(self, host: str = "127.0.0.1") -> str:
        """Tell what to open in a browser."""
        place = f"{self._scheme}://{host}:{self.port}"
        return place if self.token is None else f"{place}/?token={self.token}"

    def show(self, reading: Reading) -> None:
        """Hand over one second."""
        self._loop.call_soon_threadsafe(self._board.publish, self._teller.tell(reading))

    def tell_strap(self, text: str) -> None:
        """Take what is known of the strap; it is shown while there is no heart rate."""
        self._teller.strap_news = text

    def follow(self, devices: Callable[[], Sequence[Device]]) -> None:
        """Take whom to ask what takes part: the page warns of a battery that is low."""
        self._teller.faces.devices = devices

    def close(self) -> None:
        """Tell viewers that the run is over, and stop."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._board.end)
            self._server.should_exit = True
            self._thread.join(_END_S)

    def _serve(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._server.serve(sockets=[self._socket]))


def reachable_at() -> str | None:
    """Tell this computer's own address in its network; None where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # sends nothing: only asks which way it would go
        except OSError:
            return None
        host: str = asking.getsockname()[0]
        return host


def qr_code(address: str) -> str:
    """Draw an address for the camera of a phone, for a terminal."""
    text = io.StringIO()
    segno.make(address, error="l").terminal(text, compact=True)
    return text.getvalue()


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two programs have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _HELD_BACK_BYTES)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise DeviceError(
            f"no page: port {port} cannot be had ({error.strerror})",
            "choose another with --port, or let one be found with --port 0",
        ) from error
    listener.setblocking(False)
    return listener


def _names(*, in_network: bool) -> tuple[str, ...]:
    """What viewers may call this computer."""
    here = ("localhost", "127.0.0.1")
    if not in_network:
        return here
    name = socket.gethostname().lower()
    host = reachable_at()
    return (*here, name, f"{name.removesuffix('.local')}.local", *(() if host is None else (host,)))
