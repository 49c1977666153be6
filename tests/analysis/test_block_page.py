"""A block's page as people see it: in a real browser, at a desk and on a phone, day and night."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from analysis.block import Block
from analysis.block_content import title
from analysis.block_page import Pages, RunPage, block_page, block_page_path, write_block_page
from analysis.block_picture import draw_block_png
from analysis.report_ink import INKS
from analysis.weeks import WeekStarts
from runwalk.errors import RecordingError
from runwalk.outputs.units import Units

from ..browser import MadePages, chromium, look
from .block_builders import (
    FIRST,
    hostile_block,
    long_block,
    parted_blocks,
    plain_block,
    refused_run,
    short_block,
    strange_block,
)

WIDTHS = (390, 1280)
HOSTILE = (
    "<script>alert('1')</script>.fit",
    '"><img src=x onerror=alert(2)>',
    "javascript:alert(3)",
    "{{ 7 * 7 }}{% raw %}",
    "$\\frac{1}{0}$ &amp; </svg></style>",
    "evil\N{RIGHT-TO-LEFT OVERRIDE}txt.tif\x1b[31m\x00",
    "one\nline and another",
    "W" * 5_000,
)
BLOCKS: Mapping[str, Callable[[], Sequence[Block]]] = {
    "plain": lambda: [plain_block()],
    "strange": lambda: [strange_block()],
    "hostile": lambda: [hostile_block(HOSTILE)],
    "short": lambda: [short_block()],
    "long": lambda: [long_block()],
    "parts": parted_blocks,
}
KINDS = (
    "strange",
    "hostile",
    *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("short", "parts", "long")),
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> MadePages:
    return MadePages(
        tmp_path_factory.mktemp("blocks"), lambda path, kind: write_block_page(path, BLOCKS[kind]())
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_lies_on_another_and_none_beyond_the_edge(
    browser: Any, pages: MadePages, kind: str, width: int
) -> None:
    with look(browser, pages[kind], width=width) as seen:
        assert seen.overlaps() == []
        assert seen.text_outside() == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_asks_for_nothing_and_complains_of_nothing(
    browser: Any, pages: MadePages, width: int, scheme: str
) -> None:
    with look(browser, pages["hostile"], width=width, scheme=scheme) as seen:
        assert (seen.faults, seen.asked) == ([], [])
        assert seen.page.locator("script, img, link, iframe, object, base").count() == 0


def test_what_files_say_is_shown_and_does_nothing(pages: MadePages) -> None:
    text = pages.text("hostile")

    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert" in text
    assert "{{ 7 * 7 }}" in text
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text
    assert "\x1b" not in text
    assert "W" * 500 not in text
    assert "one\nline" not in text


def test_the_title_is_the_finding_with_its_interval(pages: MadePages) -> None:
    finding = title(plain_block())

    assert re.match(r"Drift fell by .* \(95 %: ", finding)
    assert f"<title>{finding}</title>" in pages.text("plain")


def test_a_block_that_cannot_tell_says_so(pages: MadePages) -> None:
    assert re.search(r"<h1>[^<]*cannot tell yet[^<]*</h1>", pages.text("short"))


def test_every_verdict_is_a_word_and_a_sign_and_not_a_colour_alone(pages: MadePages) -> None:
    text = pages.text("strange")

    told = re.findall(r'<p class="verdict">(.*?)</p>', text, re.DOTALL)
    assert len(told) >= 6
    signs = {
        re.sub(r"(?s)<svg.*?</svg>", "", one): re.sub(r"(?s)</svg>.*", "", one) for one in told
    }
    assert len(set(signs.values())) == len(signs) > 1


def test_every_figure_is_told_to_those_who_do_not_see_it(pages: MadePages) -> None:
    text = pages.text("strange")

    figures = re.findall(r"<svg [^>]*role[^>]*>", text)
    assert len(figures) == 2 + text.count("<article>")
    assert all(re.search('aria-label="[^"]{30,}"', one) for one in figures)
    assert "<th>" not in text  # each head says of what


def test_every_file_is_told_of_and_none_twice(pages: MadePages) -> None:
    text, block = pages.text("strange"), strange_block()

    rows = [int(one) for one in re.findall(r'<tr id="b0-run-(\d+)"', text)]
    assert sorted(rows) == list(range(len(block.runs)))
    assert "the same run as" in text
    assert "is cut short" in text
    assert "does not tell when it was" in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_small_and_names_nothing_twice(pages: MadePages, kind: str) -> None:
    told = pages[kind].read_bytes()
    ids = re.findall(rb'\bid="([^"]+)"', told)

    assert len(told) < (1_800_000 if kind == "long" else 600_000)
    assert len(ids) == len(set(ids))


def test_blocks_stand_side_by_side_with_their_differences(pages: MadePages) -> None:
    text = pages.text("parts")

    assert text.count("<h1>") == 1
    table = text[text.index('<h2 id="side">') :]
    heads = re.findall(r'<th scope="col">([^<]*)</th>', table)[:6]
    assert heads[3:] == ["base", "speed", "Runs"]
    assert text.count('aria-label="every run"') == 1  # the parts' runs are told once
    assert "speed" in re.findall(r'<h2 id="b2-">([^<]*)</h2>', text)[0]


@pytest.mark.parametrize("kind", ["strange", "hostile", "parts"])
def test_every_link_leads_somewhere(pages: MadePages, kind: str) -> None:
    text = pages.text(kind)
    ids = set(re.findall(r'\bid="([^"]+)"', text))

    hrefs = re.findall(r'<a [^>]*href="([^"]*)"', text)
    assert hrefs
    assert {one for one in hrefs if one.removeprefix("#") not in ids} == set()


def test_a_run_with_a_report_leads_to_it_from_the_table_the_calendar_and_the_figures() -> None:
    block = plain_block()
    sha = block.runs[4].summary.sha256
    there = RunPage(Path("a folder #1/2026-01-07.html"))

    text = block_page([block], Pages(of_runs={sha: there}))

    leads = text.count('href="./a%20folder%20%231/2026-01-07.html"')
    assert leads == 2 + 1 + 2 + text.count("<article>")


def test_a_run_without_a_report_says_why() -> None:
    block = plain_block()
    sha = block.runs[4].summary.sha256

    text = block_page([block], Pages(of_runs={sha: RunPage(None, "no report: the disk is full")}))

    assert text.count("no report: the disk is full") == 1


def test_the_same_block_gives_the_same_page(pages: MadePages) -> None:
    assert block_page([strange_block()], Pages()) == pages.text("strange")


def test_weeks_start_on_the_day_that_was_asked_for() -> None:
    text = block_page([plain_block()], Pages(week_starts=WeekStarts.SUNDAY, units=Units.MILE))

    heads = re.findall(r'<th scope="col">(\w{3})</th>', text)
    assert heads[:7] == ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    assert "Distance, mi" in text


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_what_is_written_and_drawn_can_be_told_from_its_ground(scheme: int) -> None:
    def contrast(one: str, other: str) -> float:
        bright, dark = sorted(_luminance(INKS[role][scheme]) for role in (one, other))[::-1]
        return (bright + 0.05) / (dark + 0.05)

    for text, ground in product(("ink", "muted", "run", "cap"), ("card", "page")):
        assert contrast(text, ground) >= 4.5, (text, ground)  # WCAG 2.2, 1.4.3 AA
    for day in ("zone1", "zone3", "zone5", "zone7"):
        assert contrast("ink", day) >= 4.5, day
    for sign in ("better", "cap", "bar", "muted", "drift", "doubt", "ink"):
        assert contrast(sign, "card") >= 3.0, sign  # 1.4.11 AA


def _luminance(color: str) -> float:
    """Relative luminance. Source: W3C, "Web Content Accessibility Guidelines 2.2"."""
    shares = [int(color[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_keyboard_reaches_each_run_once_in_the_table_and_sees_where_it_is(
    browser: Any, tmp_path: Path
) -> None:
    block = plain_block()
    there = {
        one.summary.sha256: RunPage(Path(f"runs/{number}.html"))
        for number, one in enumerate(block.runs)
    }
    write_block_page(tmp_path / "p.html", [block], Pages(of_runs=there))

    with look(browser, tmp_path / "p.html", width=1280) as seen:
        reached = seen.page.locator("figure a:not([tabindex='-1']), article a:not([tabindex='-1'])")
        assert reached.count() == 0  # the marks in figures are for a finger
        row = seen.page.locator("table.runs tbody th a").first
        row.focus()
        seen.page.keyboard.press("Tab")
        second = seen.page.evaluate("document.activeElement.closest('tr').id")
        assert second == "b0-run-1"
        style = seen.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid"


def test_wide_tables_can_be_scrolled_and_show_it(browser: Any, pages: MadePages) -> None:
    with look(browser, pages["strange"], width=390) as seen:
        runs = seen.page.locator('[aria-label="every run"]')

        assert runs.evaluate("e => e.scrollWidth > e.clientWidth + 50")
        assert "gradient" in runs.evaluate("e => getComputedStyle(e).backgroundImage")
        runs.evaluate("e => { e.scrollLeft = 200; }")
        head = runs.locator("tbody th").first
        left = head.evaluate("e => e.getBoundingClientRect().left")
        assert left - runs.evaluate("e => e.getBoundingClientRect().left") < 5.0  # the day stays


def test_paper_is_light_and_shows_all_there_is(browser: Any, pages: MadePages) -> None:
    with look(browser, pages["strange"], width=1280, scheme="dark") as seen:
        seen.page.emulate_media(media="print", color_scheme="dark")

        assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
            "rgb(243, 245, 248)"
        )
        runs = seen.page.locator('[aria-label="every run"]')
        assert runs.evaluate("e => e.scrollHeight - e.clientHeight") <= 1
        seen.page.set_viewport_size({"width": 703, "height": 1000})  # A4, less its margins
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 703


def test_a_page_is_named_after_its_days_and_the_next_has_the_next_number(tmp_path: Path) -> None:
    block = plain_block()
    names = []
    for _ in range(2):
        names.append(block_page_path([block], tmp_path).name)
        (tmp_path / names[-1]).touch()

    assert names == ["block-2026-01-05-to-2026-03-28.html", "block-2026-01-05-to-2026-03-28-2.html"]


def test_a_page_never_takes_a_name_that_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_block_page(path, [plain_block()])

    with pytest.raises(RecordingError, match="is there already"):
        write_block_page(path, [plain_block()])
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_picture_is_a_small_png_without_a_date(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        draw_block_png(tmp_path / name, strange_block())

    told = (tmp_path / "a.png").read_bytes()
    assert told.startswith(b"\x89PNG")
    assert len(told) < 400_000
    assert told == (tmp_path / "b.png").read_bytes()


def test_what_tells_nothing_has_a_page_that_says_so_and_no_picture(tmp_path: Path) -> None:
    from analysis.block import block_of

    block = block_of([refused_run("a.fit", FIRST, "is cut short")], first_day=FIRST, last_day=FIRST)

    assert "Not drawn" in block_page([block], Pages())
    with pytest.raises(RecordingError, match="no run counts"):
        draw_block_png(tmp_path / "a.png", block)
    assert list(tmp_path.iterdir()) == []


def test_the_readme_and_the_docs_show_the_page_and_what_they_show_is_small() -> None:
    root = Path(__file__).parents[2]
    readme = (root / "README.md").read_text(encoding="utf-8")

    for name in ("docs/block_wide.png", "docs/block_phone.png"):
        assert f'src="{name}"' in readme
        assert (root / name).stat().st_size < 200_000
    assert "](block_wide.png)" in (root / "docs" / "block.md").read_text(encoding="utf-8")


def test_several_athletes_share_a_page_and_not_a_finding() -> None:
    from dataclasses import replace

    block = plain_block()
    text = block_page([replace(block, athlete="Ada"), replace(block, athlete="Ben")], Pages())

    assert "<h1>2 athletes</h1>" in text
    assert re.findall(r'<h2 id="b\d-">(\w+)', text) == ["Ada", "Ben"]
    assert 'id="side"' not in text  # two runners are never compared


def test_the_table_tells_what_trends_stand_on_and_has_no_empty_column() -> None:
    text = block_page([plain_block()], Pages())

    heads = re.findall(r'<th scope="col">([^<]*)</th>', text[text.index('class="runs"') :])
    assert "Heart rate at pace, bpm" in heads
    assert not any("alpha1" in one for one in heads)
