"""The page as its viewers get it, and as those get it who mean no good."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import sys
import time
import tracemalloc
from contextlib import closing
from dataclasses import replace
from html import unescape

import pytest

from devices.page import connection
from devices.page.app import Limits
from devices.page.board import HISTORY_S
from devices.page.server import PageServer, qr_code
from devices.page.words import words_of
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.errors import DeviceError
from runwalk.outputs.german import GERMAN

from .visit import Viewer, ask, raw, readings, served

LAP = b'{"kind":"lap"}'


def gone_within(talking: socket.socket, seconds: float) -> bool:
    """Whether the other side hangs up in time; what comes before that is thrown away."""
    deadline = time.monotonic() + seconds
    while (left_s := deadline - time.monotonic()) > 0:
        talking.settimeout(left_s)
        try:
            if not talking.recv(65_536):
                return True
        except ConnectionError:
            return True
        except TimeoutError:
            return False
    return False


# -- what it shows


def test_who_joins_late_gets_the_whole_run_and_then_each_second() -> None:
    run = list(readings(320))
    with served() as (page, _):
        for reading in run[:300]:
            page.show(reading)
        viewer = Viewer(page)
        before = viewer.until(299)
        for reading in run[300:]:
            page.show(reading)
        after = viewer.until(319)
        viewer.leave()

    assert [point[0] for point in before + after] == list(range(320))


def test_who_was_away_gets_what_was_missed() -> None:
    run = list(readings(60))
    with served() as (page, _):
        for reading in run[:20]:
            page.show(reading)
        first = Viewer(page)
        first.until(19)
        first.leave()
        for reading in run[20:]:
            page.show(reading)
        again = Viewer(page, Last_Event_ID=first.last_id)
        missed = again.until(59)
        again.leave()
        by_address = Viewer(page, f"/events?after={first.last_id}")

        assert by_address.until(59) == missed
        by_address.leave()

    assert [point[0] for point in missed] == list(range(20, 60))


def test_the_end_of_the_run_is_told_and_closes_the_stream() -> None:
    with served() as (page, _):
        for reading in readings(5):
            page.show(reading)
        viewer = Viewer(page)
        viewer.until(4)
        page.close()
        last = viewer.message()

        assert last is not None
        assert last["is_over"]
        assert viewer.message() is None
        viewer.leave()


def test_closing_does_not_wait_for_viewers() -> None:
    with served() as (page, _), closing(raw(page)) as idle, closing(raw(page)) as deaf:
        deaf.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        idle.sendall(b"GET / HT")
        began = time.monotonic()
        page.close()

        assert time.monotonic() - began < 2.0


def test_what_a_strap_calls_itself_arrives_as_text() -> None:
    name = '<img src=x onerror=alert(1)>\u202e\x1b[2J\r\n\r\ndata: {"run":"evil"}'
    with served() as (page, _):
        page.tell_strap(f"strap: hearing {name}")
        for reading in readings(3, silent=range(3)):
            page.show(reading)
        viewer = Viewer(page)
        viewer.until(2)
        viewer.leave()
        again = Viewer(page)
        message = again.message()
        again.leave()

    assert message is not None
    assert message["run"] != "evil"
    assert "<img src=x onerror=alert(1)>" in message["now"]["strap"]
    assert message["now"]["strap"].isprintable()


# -- buttons


def test_a_press_becomes_a_mark() -> None:
    with served() as (page, buttons):
        status, _, _ = ask(page, "/mark", "POST", b'{"kind":"ceiling","value":-2}')

        assert status == 202
        assert buttons.take() == (Mark(MarkKind.CEILING, -2),)


def test_the_page_itself_may_press() -> None:
    with served() as (page, buttons):
        own = f"http://127.0.0.1:{page.port}"
        status, _, _ = ask(page, "/mark", "POST", LAP, Origin=own, Sec_Fetch_Site="same-origin")

        assert status == 202
        assert len(buttons.take()) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"lap",
        b"[]",
        b"{}",
        b'{"kind":7}',
        b'{"kind":"jump"}',
        b'{"kind":"lap","value":1}',
        b'{"kind":"ceiling","value":1e400}',
        b'{"kind":"ceiling","value":400}',
        b'{"kind":["lap"]}',
        b"\xff\xfe",
        b"[" * 1000,
    ],
)
def test_what_is_no_press_is_refused(body: bytes) -> None:
    with served() as (page, buttons):
        status, _, answer = ask(page, "/mark", "POST", body)

        assert status == 400
        assert json.loads(answer)["error"]
        assert buttons.take() == ()


def test_a_torrent_of_presses_is_refused() -> None:
    with served() as (page, buttons):
        answers = [ask(page, "/mark", "POST", LAP)[0] for _ in range(20)]

        assert answers == [202] * 16 + [429] * 4
        assert len(buttons.take()) == 16


# -- the door


def test_the_page_has_its_words_from_the_table_whatever_they_are() -> None:
    odd = replace(GERMAN, page=replace(GERMAN.page, start="</button>\"'&{x}", over="</body>\"'"))
    with served(wording=odd) as (page, _):
        status, _headers, body = ask(page, "/")
    html = body.decode()
    (words,) = re.findall(r'data-words="([^"]*)"', html)

    assert status == 200
    assert '<html lang="de">' in html
    assert "&lt;/button&gt;&quot;&#x27;&amp;{x}</button>" in html
    assert html.count("</body>") == 1
    assert json.loads(unescape(words)) == words_of(odd)


@pytest.mark.parametrize("path", ["/", "/events", "/static/page.js"])
@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "127.1.evil"],
)
def test_a_foreign_name_for_this_computer_is_refused(path: str, host: str) -> None:
    with served() as (page, _):
        assert ask(page, path, Host=host)[0] == 400


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "http://127.0.0.1",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://localhost:{port}",
    ],
)
@pytest.mark.parametrize("path", ["/mark", "/events"])
def test_another_site_may_neither_press_nor_look(path: str, origin: str) -> None:
    with served() as (page, buttons):
        method, body = ("POST", LAP) if path == "/mark" else ("GET", None)
        status, headers, _ = ask(page, path, method, body, Origin=origin.format(port=page.port))

        assert status == 403
        assert not [name for name in headers if name.startswith("access-control")]
        assert buttons.take() == ()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_picture_on_another_site_holds_no_stream_open(site: str) -> None:
    with served() as (page, _):
        assert ask(page, "/events", Sec_Fetch_Site=site)[0] == 403
        assert ask(page, "/", Sec_Fetch_Site=site)[0] == 200  # a link may lead here


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "GET"])
def test_marks_are_only_posted(method: str) -> None:
    with served() as (page, _):
        assert ask(page, "/mark", method)[0] == 405


def test_everything_is_answered_with_a_strict_policy() -> None:
    with served() as (page, _):
        for path, status in (("/", 200), ("/static/page.js", 200), ("/nowhere", 404)):
            got, headers, _ = ask(page, path)

            assert got == status
            assert headers["content-security-policy"].startswith("default-src 'none'; ")
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../page.js",
        "/static/../../server.py",
        "/static/%2e%2e%2fserver.py",
        "/static/..%5cserver.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/../../../../etc/passwd",
        "/static/",
        "/static/__init__.py",
        "/static/page.js%00",
    ],
)
def test_no_path_leads_out_of_the_page(path: str) -> None:
    with served() as (page, _):
        assert ask(page, path)[0] == 404


# -- in a network


def test_in_a_network_only_who_knows_the_token_comes_in() -> None:
    with served(in_network=True) as (page, buttons):
        token = page.token
        assert token is not None

        assert len(token) >= 20
        assert page.address().endswith(f"/?token={token}")
        assert ask(page, "/")[0] == 401
        assert ask(page, "/?token=")[0] == 401
        assert ask(page, f"/?token={token[:-1]}")[0] == 401
        assert ask(page, "/?token=%C3%A4")[0] == 401
        assert ask(page, "/static/page.js")[0] == 401
        assert ask(page, "/events")[0] == 401
        assert ask(page, f"/events?token={token}")[0] == 401  # only the page takes it so
        assert ask(page, "/mark", "POST", LAP)[0] == 401
        assert ask(page, "/mark", "POST", LAP, Cookie="runwalk=wrong")[0] == 401
        assert ask(page, "/mark", "POST", LAP, Cookie="\x01;=;runwalk")[0] in (400, 401)
        assert buttons.take() == ()


def test_the_token_becomes_a_cookie_that_scripts_and_other_sites_do_not_have() -> None:
    with served(in_network=True) as (page, buttons):
        _, headers, _ = ask(page, f"/?token={page.token}")
        cookie, *traits = headers["set-cookie"].split("; ")

        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(traits)
        assert ask(page, "/", Cookie=cookie)[0] == 200
        assert ask(page, "/mark", "POST", LAP, Cookie=cookie)[0] == 202
        evil = ask(page, "/mark", "POST", LAP, Cookie=cookie, Origin="http://evil.example")
        assert evil[0] == 403
        assert len(buttons.take()) == 1


def test_without_a_network_it_is_here_only() -> None:
    with served() as (page, _):
        assert page.address() == f"http://127.0.0.1:{page.port}"
        assert page.token is None
        other = socket.socket()
        with closing(other), pytest.raises(OSError, match="refused"):
            other.connect(("127.0.0.2", page.port))


def test_the_address_can_be_read_by_a_camera() -> None:
    assert qr_code("http://192.0.2.1:8765/?token=abc").count("\n") > 10


def test_a_port_that_is_taken_is_told_with_what_to_do() -> None:
    with served() as (page, buttons), pytest.raises(DeviceError, match="--port"):
        PageServer(buttons.press, port=page.port)


def test_by_https_the_page_is_encrypted_and_the_cookie_stays_there() -> None:
    blind = ssl._create_unverified_context()  # as a browser that was told to go on
    with served(in_network=True, by_https=True) as (page, _):
        asking = http.client.HTTPSConnection("127.0.0.1", page.port, timeout=20, context=blind)
        asking.request("GET", f"/?token={page.token}")
        answer = asking.getresponse()
        cookie = answer.getheader("set-cookie") or ""
        asking.close()

        assert page.address().startswith("https://127.0.0.1:")
        assert answer.status == 200
        assert "; Secure" in cookie


def test_without_what_makes_certificates_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "trustme", None)

    with pytest.raises(DeviceError, match=r"runwalk\[https\]"):
        PageServer(lambda _kind, _value: True, by_https=True)


# -- those who hold on


def test_a_press_that_is_too_long_is_refused_before_it_ends() -> None:
    with served() as (page, buttons), closing(raw(page)) as talking:
        talking.sendall(
            b"POST /mark HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n"
        )
        talking.sendall(b" " * 4000)

        assert b" 413 " in talking.recv(100)
        assert gone_within(talking, 5)
        assert buttons.take() == ()


def test_a_press_that_never_ends_is_hung_up_on() -> None:
    with served(limits=Limits(body_s=0.2)) as (page, _), closing(raw(page)) as talking:
        talking.sendall(b"POST /mark HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")

        assert b" 408 " in talking.recv(100)
        assert gone_within(talking, 5)


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: local"], ids=["nothing", "half"])
def test_a_request_that_never_ends_is_hung_up_on(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUEST_S", 0.2)
    with served() as (page, _), closing(raw(page)) as talking:
        talking.sendall(said)

        assert gone_within(talking, 5)


def test_so_is_the_second_one_on_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "REQUEST_S", 0.2)
    with served() as (page, _), closing(raw(page)) as talking:
        talking.sendall(b"GET /static/icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b" 200 " in talking.recv(100_000)
        talking.sendall(b"GET /")

        assert gone_within(talking, 4)


def test_headers_without_an_end_are_refused() -> None:
    with served() as (page, _), closing(raw(page)) as talking:
        talking.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 40_000)

        assert b" 400 " in talking.recv(100)
        assert gone_within(talking, 5)


def test_only_so_many_may_look_on_and_a_place_becomes_free() -> None:
    with served(limits=Limits(viewers=3, beat_s=0.1)) as (page, _):
        viewers = [Viewer(page) for _ in range(3)]
        assert [one.status for one in viewers] == [200] * 3
        assert ask(page, "/events")[0] == 503
        assert ask(page, "/")[0] == 200

        viewers[0].leave()
        deadline = time.monotonic() + 10
        while (latest := Viewer(page)).status == 503 and time.monotonic() < deadline:
            latest.leave()
        assert latest.status == 200
        for one in (*viewers[1:], latest):
            one.leave()


def test_only_so_many_connections_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECTIONS", 4)
    with served() as (page, _):
        held = [raw(page) for _ in range(4)]
        with closing(raw(page)) as one_more:
            assert gone_within(one_more, 5)
        for one in held:
            one.close()


def test_a_viewer_that_stops_reading_is_dropped_and_the_others_see_on() -> None:
    run = list(readings(600))
    with (
        served(limits=Limits(viewers=2, send_s=0.3, pause_s=0.0)) as (page, _),
        closing(raw(page, receives=4096)) as deaf,
    ):
        deaf.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b" 200 " in deaf.recv(100)
        other = Viewer(page)
        for reading in run:
            page.show(reading)
            other.until(reading.sample.t_s)

        deadline = time.monotonic() + 10
        while (third := Viewer(page)).status == 503 and time.monotonic() < deadline:
            third.leave()
        assert third.status == 200  # its place is free again
        assert gone_within(deaf, 5)
        other.leave()
        third.leave()


@pytest.mark.slow
def test_fifty_viewers_for_ten_minutes_take_no_more_memory_in_the_end() -> None:
    """As fast as they can read; the board is full when the counting begins."""
    run = list(readings(1200))
    full = [replace(run[-1], sample=Sample(t_s=1200 + place)) for place in range(HISTORY_S)]
    more = [replace(run[-1], sample=Sample(t_s=9000 + place)) for place in range(600)]
    with served(limits=Limits(pause_s=0.0)) as (page, _):
        for reading in full:
            page.show(reading)
        viewers = [Viewer(page) for _ in range(50)]
        for viewer in viewers:
            viewer.until(1200 + HISTORY_S - 1)
        tracemalloc.start()
        held = []
        for reading in more:
            page.show(reading)
            for viewer in viewers:
                assert viewer.until(reading.sample.t_s) == [[reading.sample.t_s, None, "walk"]]
            held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        for viewer in viewers:
            viewer.leave()

    assert max(held[500:]) - max(held[50:150]) < 300_000
