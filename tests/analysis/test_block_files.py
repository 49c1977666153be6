"""The page of a block and the reports of its runs, as the command makes them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result

from analysis.block_reports import MOST
from analysis.verbs.block import command

from ..browser import chromium, look
from ..test_cli import SAMPLES

BLOCK = sorted((SAMPLES / "block").glob("*.fit"))
PAGE = "block-2026-01-06-to-2026-01-10"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two runs in a folder, which is where we are."""
    (tmp_path / "runs").mkdir()
    for path in BLOCK[:2]:
        shutil.copy(path, tmp_path / "runs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(*args: str | Path) -> Result:
    done = CliRunner().invoke(
        command, ["runs", "--jobs", "1", "--store", "store.db", *map(str, args)]
    )
    assert done.exit_code == 0, done.output
    return done


def links(page: Path) -> set[Path]:
    text = page.read_text(encoding="utf-8")
    return {page.parent / unquote(one) for one in re.findall(r'href="(\./[^"]*)"', text)}


def test_every_run_leads_to_its_report_which_is_made_once(folder: Path) -> None:
    first = told("--png", "a.png")

    page, reports = folder / f"{PAGE}.html", folder / f"{PAGE}-runs"
    assert first.stdout.splitlines()[-2:] == ["a.png", page.name]
    assert links(page) == set(reports.iterdir())
    assert len(links(page)) == 2
    assert "Heart rate" in min(reports.iterdir()).read_text(encoding="utf-8")
    made = {one: one.stat().st_mtime_ns for one in reports.iterdir()}

    second = told()

    again = folder / f"{PAGE}-2.html"
    assert second.stdout.splitlines()[-1] == again.name
    assert links(again) == set(made)
    assert {one: one.stat().st_mtime_ns for one in reports.iterdir()} == made


def test_json_makes_a_page_only_where_it_is_asked_for(folder: Path) -> None:
    told("--json")
    assert not list(folder.glob("*.html"))

    told("--json", "--out", "my page.html", "--no-reports")

    assert [one.name for one in folder.glob("*.html")] == ["my page.html"]
    assert links(folder / "my page.html") == set()
    assert not (folder / "my page-runs").exists()


def test_a_run_whose_file_is_gone_has_no_report_and_says_why(folder: Path) -> None:
    from analysis.block import block_of
    from analysis.block_files import Wanted, made
    from analysis.run_summary import RunSettings
    from runwalk.outputs.units import Units

    from .block_builders import made_runs

    runs = made_runs(weeks=4)
    wanted = Wanted(
        out=folder / "page.html",
        png=None,
        has_reports=None,
        paths={runs[0].name: folder / "gone.fit"},
        settings=RunSettings(),
        units=Units.KM,
    )

    assert list(made(wanted, [block_of(runs)], has_page=True)) == [folder / "page.html"]

    text = (folder / "page.html").read_text(encoding="utf-8")
    assert text.count("no report: ") == 1
    assert links(folder / "page.html") == set()


def test_very_many_runs_have_reports_only_where_they_are_asked_for(folder: Path) -> None:
    from analysis.block import block_of
    from analysis.block_files import Wanted, made
    from analysis.run_summary import RunSettings
    from runwalk.outputs.units import Units

    from .block_builders import made_runs

    runs = made_runs(weeks=MOST // 5 + 1, per_week=5)
    wanted = Wanted(
        out=folder / "page.html",
        png=None,
        has_reports=None,
        paths={one.name: folder / "gone.fit" for one in runs},
        settings=RunSettings(),
        units=Units.KM,
    )

    list(made(wanted, [block_of(runs)], has_page=True))

    text = (folder / "page.html").read_text(encoding="utf-8")
    assert f"more than {MOST} runs" in text
    assert not (folder / "page-runs").exists()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.mark.slow
def test_in_a_browser_each_run_opens_its_report(browser: Any, folder: Path) -> None:
    told("--out", "p.html")

    for page in links(folder / "p.html"):
        with look(browser, page, width=390) as seen:
            assert (seen.faults, seen.asked) == ([], [])
            assert "Heart rate" in seen.page.locator("h1").inner_text()
    with look(browser, folder / "p.html", width=390) as seen:
        seen.page.unroute_all()
        seen.page.locator("table.runs tbody tr").first.locator("td").nth(1).click(force=True)
        seen.page.wait_for_load_state()
        assert Path(unquote(seen.page.url)).parent.name == "p-runs"
