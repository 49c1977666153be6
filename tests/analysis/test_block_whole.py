"""Whole blocks through the command: every page of them, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from ..browser import chromium, look
from ..test_cli import SAMPLES, runwalk

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
WIDTHS = (390, 1280)


@pytest.fixture(scope="module", params=["sample", "real"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of twelve weeks, and beside it those of its runs."""
    runs = SAMPLES / "block" if request.param == "sample" else CORPUS / "block"
    if not runs.is_dir():
        pytest.skip(f"the real runs are not here: {runs}")
    folder = tmp_path_factory.mktemp(request.param)
    page, home = folder / "p.html", folder / "home"
    done = runwalk("block", runs, "--no-store", "--out", page, home=home, timeout=600.0)
    assert done.returncode == 0, done.stderr
    return page


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


def reports(page: Path) -> list[Path]:
    text = page.read_text(encoding="utf-8")
    rows = re.findall(r'<th scope="row"><a href="(\./[^"]*)"', text)
    return [page.parent / unquote(one) for one in rows]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_sound_at_a_desk_and_on_a_phone(
    browser: Any, page: Path, width: int, scheme: str
) -> None:
    with look(browser, page, width=width, scheme=scheme) as seen:
        assert (seen.faults, seen.asked) == ([], [])
        assert seen.overlaps() == []
        assert seen.text_outside() == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") == width
    assert page.stat().st_size < 400_000


@pytest.mark.slow
def test_every_run_opens_its_report(browser: Any, page: Path) -> None:
    found = reports(page)

    assert len(found) >= 30
    assert set(page.with_name("p-runs").iterdir()) == set(found)
    for path in found:
        with look(browser, path, width=390) as seen:
            assert (seen.faults, seen.asked) == ([], [])
            assert seen.page.locator("h1").count() == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "place", ["figure .wide svg a", "article svg a", ".calendar td a", "table.runs th a"]
)
def test_a_click_opens_a_report_wherever_a_run_is_shown(
    browser: Any, page: Path, place: str
) -> None:
    with look(browser, page, width=1280) as seen:
        seen.page.unroute_all()
        seen.page.locator(place).last.dispatch_event("click")
        seen.page.wait_for_url("**/p-runs/*.html")


@pytest.mark.slow
def test_no_page_holds_a_place(page: Path) -> None:
    for path in (page, *reports(page)):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(lat|lon|latitude|longitude|position_\w+)\b", text), path.name
