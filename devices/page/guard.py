"""The door of the page: who may come in, and what a browser may do with what it gets.

Rule 1: the Host must be an address of ours. A foreign site whose name was made to point to this
computer (DNS rebinding) keeps its own name in Host, and gets 400.
Rule 2: no other site may ask for anything. A browser says who asks by Origin and Sec-Fetch-Site;
whoever asks from elsewhere gets 403. There is no CORS.
Rule 3: in a network there is a token. It comes once in the address, becomes a cookie that scripts
cannot read and other sites cannot send, and without it there is 401.
Rule 4: the page gets everything from here and nothing from elsewhere (CSP).
"""

from __future__ import annotations

import hmac
import ipaddress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "runwalk"

_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class Guard:
    """Lets through to the page only who may see it.

    Args:
        page: What is guarded.
        names: Host names of this computer, lower case; addresses in numbers need not be told.
        token: What a viewer must know; None where only this computer can ask.
    """

    def __init__(self, page: ASGIApp, names: frozenset[str], token: str | None = None) -> None:
        self._page = page
        self._names = names
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        cookie = None
        if refusal is None and self._token is not None and self._is_in_address(scope, self._token):
            safe = "; Secure" if scope["scheme"] == "https" else ""
            cookie = f"{COOKIE}={self._token}; Path=/; HttpOnly; SameSite=Strict{safe}"

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                if cookie is not None:
                    headers.append("set-cookie", cookie)
            await send(message)

        await (refusal or self._page)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return refuse(400, "this is not an address of this computer")
        origins = headers.getlist("origin")
        own = f"{scope['scheme']}://{hosts[0]}".lower()
        if any(origin.lower() != own for origin in origins):
            return refuse(403, "only this page itself may ask")
        is_page = scope["path"] == "/" and scope["method"] in ("GET", "HEAD")
        if not is_page and headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return refuse(403, "only this page itself may ask")
        if self._token is None or self._has_cookie(headers, self._token):
            return None
        if self._is_in_address(scope, self._token):
            return None
        return refuse(401, "open the whole address that runwalk has printed, with its token")

    def _is_ours(self, host: str) -> bool:
        name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        if name.lower() in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True  # rebinding needs a name

    @staticmethod
    def _is_in_address(scope: Scope, token: str) -> bool:
        if scope["path"] != "/":
            return False
        told = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])
        return _is_same(told[0], token)

    @staticmethod
    def _has_cookie(headers: Headers, token: str) -> bool:
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        return COOKIE in cookies and _is_same(cookies[COOKIE].value, token)


def _is_same(told: str, token: str) -> bool:
    return hmac.compare_digest(told.encode(), token.encode())


def refuse(status: int, why: str) -> PlainTextResponse:
    """Say no, and hang up: what else was coming is not waited for."""
    return PlainTextResponse(f"{why}\n", status, headers={"connection": "close"})
