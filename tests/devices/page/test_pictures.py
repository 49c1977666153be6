"""The pictures of the page in the README: drawn by the program, and still what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from ...browser import chromium
from ...pictures import DOCS, pictures

NAMES = {"page_phone_walk": "WALK", "page_phone_run": "RUN", "page_desk_run": "RUN"}


@pytest.mark.slow
def test_the_script_draws_them_all_anew(tmp_path: Path) -> None:
    with chromium():  # skips where there is none
        pass

    pictures().main(tmp_path)

    made = {path.name for path in tmp_path.iterdir()}
    assert made == {f"{name}.png" for name in NAMES} | {"terminal_walk.svg", "terminal_run.svg"}
    for name in NAMES:
        with Image.open(tmp_path / f"{name}.png") as new, Image.open(DOCS / f"{name}.png") as kept:
            assert new.size == kept.size, "run: python docs/screens.py"
            assert _unlikeness(new, kept) < 0.05, "run: python docs/screens.py"


@pytest.mark.slow
def test_the_page_shows_the_word_of_each_picture() -> None:
    made = pictures()
    words = {}
    with chromium() as browser:
        for name, second in (("page_phone_walk", made.is_walk), ("page_phone_run", made.is_run)):
            _, words[name] = made.on_page(browser, made.run_up_to(second), (390, 844), "dark")

    assert words == {name: NAMES[name] for name in words}


def _unlikeness(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of brightness, 0 to 1; letters of another machine are a little of it."""
    small = [image.convert("L").resize((48, 48)).tobytes() for image in (one, other)]
    return sum(abs(a - b) for a, b in zip(*small, strict=True)) / (255 * 48 * 48)
