"""The report as people see it: in a real browser, at a desk and on a phone, by day and by night."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from analysis.drift import HindsightDrift, Method
from analysis.recorded import own_plan
from analysis.refused import Refused
from analysis.report import Report, report_on
from analysis.report_ink import INKS
from analysis.report_page import page, page_path, write_page
from analysis.report_picture import NOTHING, draw_png
from analysis.report_words import title
from analysis.run import run_of
from analysis.verbs.report import command
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.errors import RecordingError
from runwalk.recording import read_recording
from runwalk.recording.recording import Device, Problem, Recording

from ..browser import MadePages, chromium, look
from ..builders import second

SAMPLES = Path(__file__).parents[2] / "sample_data"
PLAN = Plan(Athlete(), Workout.easy(Band(120, 140)))
HOSTILE = (
    "<script>alert('1')</script>",
    '"><img src=x onerror=alert(2)>',
    "javascript:alert(3)",
    "{{ 7 * 7 }}{% raw %}",
    "$\\frac{1}{0}$ &amp; </svg></style>",
    "evil\N{RIGHT-TO-LEFT OVERRIDE}txt.tif\x1b[31m\x00",
    "W" * 5_000,
)
WIDTHS = (390, 1280)


def walked_hours(hours: float, hr_bpm: int | None = 130) -> list[Sample]:
    """Four minutes' run, one of walking, on hills; a made-up heart that wanders."""
    dice = Random(1)
    samples = []
    for t_s in range(int(3600 * hours)):
        is_walk = t_s % 300 >= 240
        one = second(
            t_s,
            hr_bpm and hr_bpm + dice.randint(-2, 2) - 9 * is_walk + (t_s // 40) % 4,
            speed_mps=round((1.5 if is_walk else 2.8) + dice.uniform(-0.2, 0.2), 3),
            cadence_spm=110 if is_walk else 165,
        )
        samples.append(replace(one, grade=round(0.04 * ((t_s // 200) % 3 - 1), 3)))
    return samples


def hostile_run() -> Recording:
    """A short run whose file says what it should not."""
    easy = read_recording(SAMPLES / "easy_run.fit")
    return replace(
        easy,
        samples=easy.samples[:300],
        path=Path(HOSTILE[0].replace("/", "")),
        sport=HOSTILE[1],
        devices=tuple(Device(manufacturer=one, product=one) for one in HOSTILE),
        problems=tuple(Problem(what=one, lost=one) for one in HOSTILE),
        engine=HOSTILE[3],
    )


def recording(kind: str) -> Recording:
    match kind:
        case "short":
            easy = read_recording(SAMPLES / "easy_run.fit")
            return replace(easy, samples=easy.samples[:300])
        case "hostile":
            return hostile_run()
        case "hours":
            return Recording(samples=tuple(walked_hours(3.0)))
        case "by_clock":
            return by_clock()
        case "heartless":
            return Recording(samples=tuple(walked_hours(0.4, None)))
        case "second":
            return Recording(samples=(second(30, 120, speed_mps=2.5),))
        case "silent":
            return Recording(samples=(second(0), second(700)))
    return read_recording(next(SAMPLES.glob(f"{kind}.*")))


@cache
def made(kind: str) -> Report:
    run = recording(kind)
    plan = None if kind in ("easy_run", "silent") else own_plan(run) or PLAN
    return report_on(run_of(run, plan))


def by_clock() -> Recording:
    """Walks by the clock, with cadence and without speed: drift rests on bouts alone."""
    dice = Random(2)
    beats, wander, samples = 120.0, 0.0, []
    for t_s in range(3600):
        is_walk = t_s % 300 >= 240
        beats += ((112.0 if is_walk else 140.0) + t_s / 300.0 - beats) / 40.0
        wander = 0.98 * wander + dice.gauss(0.0, 0.3)
        samples.append(second(t_s, round(beats + wander), cadence_spm=110 if is_walk else 165))
    return Recording(samples=tuple(samples))


KINDS = (
    "hot_long_run", "easy_run", "live_run", "hill_repeats", "short", "hostile", "heartless",
    "second", "silent", "by_clock", pytest.param("hours", marks=pytest.mark.slow),
)  # fmt: skip
"""Runs of all kinds: with and without a ceiling, coached, hilly, refused, hostile, empty, long."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> MadePages:
    return MadePages(
        tmp_path_factory.mktemp("pages"), lambda path, kind: write_page(path, made(kind))
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


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", ["hot_long_run", "hostile"])
def test_a_page_asks_for_nothing_and_complains_of_nothing(
    browser: Any, pages: MadePages, kind: str, width: int, scheme: str
) -> None:
    with look(browser, pages[kind], width=width, scheme=scheme) as seen:
        picture = seen.page.screenshot(full_page=True)

        assert len(picture) > 20_000
        assert (seen.faults, seen.asked) == ([], [])
        assert seen.page.locator("script, img, link, iframe, object, base").count() == 0


@pytest.mark.parametrize(("scheme", "wanted"), [("light", 0), ("dark", 1)])
def test_figures_are_drawn_in_the_colours_of_the_scheme(
    browser: Any, pages: MadePages, scheme: str, wanted: int
) -> None:
    with look(browser, pages["hot_long_run"], width=1280, scheme=scheme) as seen:
        strokes = seen.page.evaluate(
            "[...document.querySelectorAll('figure .wide path')]"
            ".map(path => getComputedStyle(path).stroke)"
        )

    for role in ("ink", "run", "cap"):
        rgb = ", ".join(str(int(INKS[role][wanted][i : i + 2], 16)) for i in (1, 3, 5))
        assert f"rgb({rgb})" in strokes


def test_the_page_is_as_wide_as_what_it_is_read_on(browser: Any, pages: MadePages) -> None:
    shown = {}
    for width in WIDTHS:
        with look(browser, pages["hot_long_run"], width=width) as seen:
            shown[width] = [
                seen.page.locator(f"figure .{shape}").first.is_visible()
                for shape in ("narrow", "wide")
            ]
            sizes = seen.page.evaluate(
                "[...document.querySelectorAll('figure svg text')].filter(t => t.checkVisibility())"
                ".map(t => t.getBoundingClientRect().height)"
            )
            assert min(sizes) > 11.0  # pixels; smaller is not read on the move

    assert shown == {390: [True, False], 1280: [False, True]}


def test_paper_is_light_and_shows_all_there_is(browser: Any, pages: MadePages) -> None:
    with look(browser, pages["live_run"], width=1280, scheme="dark") as seen:
        seen.page.emulate_media(media="print", color_scheme="dark")

        back = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        cues = seen.page.locator(".cues")
        assert back == "rgb(243, 245, 248)"
        assert cues.evaluate("e => e.scrollHeight - e.clientHeight") <= 0


def test_every_figure_is_told_to_those_who_do_not_see_it(pages: MadePages) -> None:
    text = pages.text("live_run")

    figures = re.findall(r"<svg [^>]*>", text)
    assert len(figures) == 2 * text.count("<figure>")
    assert all('role="img"' in one and re.search('aria-label="[^"]{30,}"', one) for one in figures)
    assert "<th>" not in text  # each head says of what


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_small_and_names_nothing_twice(pages: MadePages, kind: str) -> None:
    told = pages[kind].read_bytes()
    ids = re.findall(rb'\bid="([^"]+)"', told)

    assert len(told) < 600_000
    assert len(ids) == len(set(ids))


def test_the_same_run_gives_the_same_page(pages: MadePages) -> None:
    assert page(made("live_run")) == pages.text("live_run")


def test_what_a_file_says_is_shown_and_does_nothing(pages: MadePages) -> None:
    text = pages.text("hostile")

    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert" in text
    assert "{{ 7 * 7 }}" in text
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text
    assert "\x1b" not in text
    assert "W" * 500 not in text


def test_the_title_of_a_page_is_its_finding(pages: MadePages) -> None:
    assert f"<title>{title(made('hot_long_run'))}" in pages.text("hot_long_run")


def test_a_refusal_says_what_would_help(pages: MadePages) -> None:
    report = made("short")

    assert isinstance(report.drift, Refused)
    assert report.drift.text in pages.text("short")


def test_a_drift_by_bouts_alone_is_drawn_and_said_to_be_weaker(pages: MadePages) -> None:
    report = made("by_clock")

    assert isinstance(report.drift, HindsightDrift)
    assert report.drift.method is Method.BOUTS
    assert "nobody measured your pace" in pages.text("by_clock")
    assert 'aria-label="Heart rate with the effect' in pages.text("by_clock")


def test_a_ride_has_a_heart_and_no_runs_and_walks() -> None:
    ride = replace(made("live_run").run.recording, sport="cycling")

    text = page(report_on(run_of(ride, PLAN)))

    assert "heart rate, bpm" in text
    assert "blue: running, amber: walking" not in text
    assert "you walked" not in text


def test_a_page_is_named_after_its_run() -> None:
    hot = made("hot_long_run").run.recording

    assert page_path(hot, Path("x")) == Path("x/2026-07-12-0800-report.html")
    unknown = replace(hot, start_utc=None, path=Path("some/ride.fit.gz"))
    assert page_path(unknown, Path("x")) == Path("x/ride-report.html")


def test_the_next_page_of_a_run_has_the_next_number(tmp_path: Path) -> None:
    hot = made("hot_long_run").run.recording
    names = []
    for _ in range(3):
        names.append(page_path(hot, tmp_path).name)
        (tmp_path / names[-1]).touch()

    stem = "2026-07-12-0800-report"
    assert names == [f"{stem}.html", f"{stem}-2.html", f"{stem}-3.html"]


def test_a_page_and_a_picture_never_take_a_name_that_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_page(path, made("short"))

    with pytest.raises(RecordingError, match="is there already"):
        write_page(path, made("short"))
    with pytest.raises(RecordingError, match="is there already"):
        draw_png(path, made("short"))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_picture_is_a_small_png_without_a_date(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        draw_png(tmp_path / name, made("hill_repeats"))

    told = (tmp_path / "a.png").read_bytes()
    assert told.startswith(b"\x89PNG")
    assert len(told) < 200_000
    assert told == (tmp_path / "b.png").read_bytes()


def test_what_has_nothing_to_draw_has_a_page_that_says_so_and_no_picture(tmp_path: Path) -> None:
    assert NOTHING in page(made("silent"))
    with pytest.raises(RecordingError, match="neither heart rate nor speed"):
        draw_png(tmp_path / "a.png", made("silent"))
    assert list(tmp_path.iterdir()) == []


def test_the_command_prints_the_name_of_the_page_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    done = CliRunner().invoke(command, [str(SAMPLES / "easy_run.fit"), "--png", "run.png"])

    assert done.stdout.splitlines()[-2:] == ["run.png", "2026-05-03-0630-report.html"]
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "2026-05-03-0630-report.html",
        "run.png",
    ]
    again = CliRunner().invoke(command, [str(SAMPLES / "easy_run.fit")])
    assert again.stdout.splitlines()[-1] == "2026-05-03-0630-report-2.html"


def test_json_makes_no_page_that_was_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    done = CliRunner().invoke(command, [str(SAMPLES / "easy_run.fit"), "--json"])
    assert done.stdout.count("\n") == 1
    assert list(tmp_path.iterdir()) == []

    CliRunner().invoke(command, [str(SAMPLES / "easy_run.fit"), "--json", "--out", "a.html"])
    assert [one.name for one in tmp_path.iterdir()] == ["a.html"]


def test_the_readme_shows_the_page_and_what_it_shows_is_small() -> None:
    root = SAMPLES.parent
    readme = (root / "README.md").read_text(encoding="utf-8")

    for name in ("docs/report_wide.png", "docs/report_phone.png"):
        assert f'src="{name}"' in readme
        assert (root / name).stat().st_size < 200_000
