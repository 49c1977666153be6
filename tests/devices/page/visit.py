"""A run to look at, and ways to ask its page: with whole requests, or byte by byte."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from devices.buttons import Buttons
from devices.page.app import Limits
from devices.page.server import PageServer
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach, Reading
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import Workout
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.wording import Wording

BAND = Band(130, 150)


def readings(until_s: int, *, silent: range = range(0), lap_at_s: int = -1) -> Iterator[Reading]:
    """A run that climbs over its ceiling in ten minutes and comes down again."""
    coach = Coach(Athlete(), Workout.easy(BAND))
    for t_s in range(until_s):
        bpm = 100 + t_s // 10 if t_s < 560 else max(110, 156 - (t_s - 560) // 3)
        marks = (Mark(MarkKind.LAP),) if t_s == lap_at_s else ()
        yield coach.step(Sample(t_s=t_s, hr_bpm=None if t_s in silent else bpm, marks=marks))


@contextmanager
def served(
    *,
    in_network: bool = False,
    by_https: bool = False,
    limits: Limits | None = None,
    port: int = 0,
    wording: Wording = ENGLISH,
) -> Iterator[tuple[PageServer, Buttons]]:
    buttons = Buttons()
    page = PageServer(
        buttons.press,
        port=port,
        in_network=in_network,
        by_https=by_https,
        limits=limits,
        wording=wording,
    )
    try:
        yield page, buttons
    finally:
        page.close()


def ask(
    page: PageServer,
    path: str = "/",
    method: str = "GET",
    body: bytes | None = None,
    **headers: str,
) -> tuple[int, dict[str, str], bytes]:
    """One request; underscores in names of headers stand for hyphens."""
    asking = http.client.HTTPConnection("127.0.0.1", page.port, timeout=20)
    try:
        asking.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            asking.putheader(name.replace("_", "-"), value)
        if body is not None:
            asking.putheader("Content-Length", str(len(body)))
        asking.endheaders(body)
        answer = asking.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, told, answer.read()
    finally:
        asking.close()


def raw(page: PageServer, *, receives: int | None = None) -> socket.socket:
    """A connection that says what it likes; it may have little room for answers."""
    talking = socket.socket()
    if receives is not None:
        talking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
    talking.settimeout(20)
    talking.connect(("127.0.0.1", page.port))
    return talking


class Viewer:
    """Reads the stream of events.

    Args:
        page: Whose.
        headers: As a browser sends them.
    """

    def __init__(self, page: PageServer, path: str = "/events", **headers: str) -> None:
        self._asking = http.client.HTTPConnection("127.0.0.1", page.port, timeout=20)
        self._asking.request(
            "GET", path, headers={name.replace("_", "-"): it for name, it in headers.items()}
        )
        self._answer = self._asking.getresponse()
        self.status = self._answer.status
        self.last_id = ""

    def message(self) -> dict[str, Any] | None:
        """The next message; None at the end of the stream."""
        while line := self._answer.readline():
            if line.startswith(b"id: "):
                self.last_id = line[4:].decode().strip()
            if line.startswith(b"data: "):
                told: dict[str, Any] = json.loads(line[6:])
                return told
        return None

    def until(self, t_s: int) -> list[list[Any]]:
        """All points up to that second."""
        points: list[list[Any]] = []
        while not points or points[-1][0] < t_s:
            message = self.message()
            assert message is not None, "the stream has ended"
            points += message["points"]
        return points

    def leave(self) -> None:
        self._answer.close()
        self._asking.close()
