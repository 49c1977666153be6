"""A real Chromium that opens the pages we make, and tells what people would see."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

MUST = "RUNWALK_MUST_HAVE_CHROMIUM"
"""Where this is set, as in CI, a missing browser is a failure."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Where text is to be seen, line by line: what a box scrolls away is not.
_LINES = """() => {
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const owner = node.parentElement;
    if (!node.data.trim() || owner.closest("style, title")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
      for (let up = owner; up; up = up.parentElement) {
        if (getComputedStyle(up).overflow === "visible" || up === document.body) continue;
        const clip = up.getBoundingClientRect();
        [left, right] = [Math.max(left, clip.left), Math.min(right, clip.right)];
        [top, bottom] = [Math.max(top, clip.top), Math.min(bottom, clip.bottom)];
      }
      if (right - left > 1 && bottom - top > 1)
        lines.push({ text: node.data.trim().slice(0, 60), left, top, right, bottom });
    }
  }
  return lines;
}"""


@dataclass
class Look:
    """What was seen of a page.

    Attributes:
        page: Playwright's page, still open.
        faults: Errors of the console and of the page, and dialogs.
        asked: Addresses that it asked for beside itself.
    """

    page: Any
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def overlaps(self, slack_px: float = 2.0) -> list[tuple[str, str]]:
        """Texts that lie on each other by more than so much [px] both ways."""
        lines = self.page.evaluate(_LINES)
        lines.sort(key=lambda one: one["top"])
        found = []
        for place, a in enumerate(lines):
            for b in lines[place + 1 :]:
                if b["top"] >= a["bottom"] - slack_px:
                    break
                wide = min(a["right"], b["right"]) - max(a["left"], b["left"])
                high = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
                if wide > slack_px and high > slack_px:
                    found.append((a["text"], b["text"]))
        return found

    def text_outside(self) -> list[str]:
        """Texts that reach beyond the left or the right edge of the window."""
        width = self.page.evaluate("document.documentElement.clientWidth")
        return [
            one["text"]
            for one in self.page.evaluate(_LINES)
            if one["left"] < -0.5 or one["right"] > width + 0.5
        ]


class MadePages:
    """MadePages of all kinds, each made when it is first asked for."""

    def __init__(self, folder: Path, write: Callable[[Path, str], object]) -> None:
        self._folder, self._write = folder, write

    def __getitem__(self, kind: str) -> Path:
        path = self._folder / f"{kind}.html"
        if not path.exists():
            self._write(path, kind)
        return path

    def text(self, kind: str) -> str:
        return self[kind].read_text(encoding="utf-8")


@contextmanager
def chromium() -> Iterator[Any]:
    """Lend a browser; without one the test is skipped, or fails where it must not be."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        if os.environ.get(MUST):
            pytest.fail("there must be a Chromium here")
        pytest.skip("no Chromium on this machine; install it to see the pages in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def look(browser: Any, path: Path, *, width: int, scheme: str = "light") -> Iterator[Look]:
    """Open a file of ours in a window so wide [px], in the light or in the dark."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=False
    )
    try:
        seen = Look(context.new_page())

        def answer(route: Any) -> None:
            if route.request.url == path.as_uri():
                route.continue_()
            else:
                seen.asked.append(route.request.url)
                route.abort()

        seen.page.route("**/*", answer)
        seen.page.on("console", lambda told: seen.faults.append(told.text))
        seen.page.on("pageerror", lambda error: seen.faults.append(str(error)))
        seen.page.on("dialog", lambda asked: seen.faults.append(asked.message))
        seen.page.goto(path.as_uri())
        yield seen
    finally:
        context.close()
