"""Choosing eight runs and checking them by hand, tried on made ones; and the page that tells it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.drift import HindsightDrift, hindsight_drift
from runwalk.engine.sample import Sample
from runwalk.recording import read_recording
from runwalk.recording.recording import Lap, Recording

from ..builders import second
from . import by_hand
from .bench_corpus import NO_CORPUS, VARIABLE
from .bench_reports import BLOCK, KINDS, Candidate, checked, choose, main, rows
from .by_hand import Raw

pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcfromtimestamp")  # fitparse

ROOT = Path(__file__).parents[2]
SAMPLE_DATA = ROOT / "sample_data"
PAGE = ROOT / "docs" / "real_reports.md"


def run(
    minutes: int, *, folder: str = "fit", sub_sport: str = "", pressed: int = 0, climb_m: float = 0
) -> Candidate:
    """A level run, or one uphill [m/min]."""
    samples = tuple(
        Sample.rounded(
            t_s, hr_bpm=140 + t_s % 3, distance_m=2.5 * t_s, altitude_m=climb_m * t_s / 60.0
        )
        for t_s in range(60 * minutes + 1)
    )
    laps = tuple(Lap(start_s=i, trigger="manual") for i in range(pressed))
    recording = Recording(samples=samples, sport="running", sub_sport=sub_sport, laps=laps)
    return Candidate(path=Path(folder) / "run.fit", recording=recording)


def strapless(choice: pytest.MonkeyPatch) -> None:
    """Made runs lie in no file."""
    kinds = tuple(one for one in KINDS if one[0] != "strap, outdoors")
    choice.setattr("tests.benchmarks.bench_reports.KINDS", kinds)


def test_each_kind_takes_its_first_and_each_run_is_taken_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    strapless(monkeypatch)
    short, pressed_in, indoors = run(19), run(40, sub_sport="treadmill", pressed=9), run(30)
    pressed, long, hilly = run(41, pressed=4), run(91), run(42, climb_m=3.0)
    block, other = run(95, folder=BLOCK), run(43)

    chosen = choose([short, block, pressed_in, long, indoors, hilly, pressed, other])

    assert chosen == [
        ("indoors", pressed_in),
        ("laps by hand", pressed),
        ("long", long),
        ("hilly", hilly),
        ("drift refused", indoors),  # nobody told its speed
        ("wrist, the block", block),
    ]


def test_beat_to_beat_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    strapless(monkeypatch)
    samples = tuple(second(t_s, 140, rr_ms=(428, 429)) for t_s in range(1300))
    beats = Candidate(path=Path("fit/beats.fit"), recording=Recording(samples=samples))

    assert choose([run(30), beats])[0] == ("beat to beat", beats)


def test_plain_arithmetic_is_what_it_says() -> None:
    raw = [
        Raw(t_s=0.0, bpm=100, mps=3.0, m=0.0, spm=170.0),
        Raw(t_s=2.0, bpm=130, mps=3.0, m=6.0, spm=120.0),
        Raw(t_s=3.0, bpm=None, mps=1.0, m=1.0),
        Raw(t_s=103.0, bpm=160, mps=3.0, m=9.0),
    ]

    assert by_hand.duration_s(raw) == 104.0
    assert by_hand.distance_m(raw) == 14.0
    assert by_hand.mean_bpm(raw) == (2 * 100 + 130 + 160) / 4
    assert by_hand.highest_bpm(raw) == 160
    assert by_hand.above_s(raw, 120) == 2.0
    assert by_hand.first_above_s(raw, 120) == 2.0
    assert by_hand.ran_s(raw) == 3.0


def test_minutes_of_running_find_a_drift_that_was_made() -> None:
    raw = [
        Raw(t_s=t_s, bpm=round(140 + 12 * t_s / 3600 + (t_s * 7 % 5 - 2) / 2), mps=3.0, spm=170.0)
        for t_s in range(3600)
    ]

    found = by_hand.slope(raw)

    assert found is not None
    assert found.bpm_per_h == pytest.approx(12.0, abs=1.0)
    assert found.theil_sen_bpm_per_h == pytest.approx(12.0, abs=1.0)
    assert found.low_bpm_per_h < 12.0 < found.high_bpm_per_h
    assert found.minutes == 49
    assert by_hand.slope([replace(one, spm=110.0) for one in raw]) is None


@pytest.mark.slow
def test_report_and_check_agree_on_a_run_that_was_made() -> None:
    path = SAMPLE_DATA / "hot_long_run.fit"
    one = checked("hot", Candidate(path=path, recording=read_recording(path)))

    told = {name: (report, check) for name, report, check in rows(one)}

    for name in ("duration", "distance, km", "highest"):
        assert told[name][0] == told[name][1]
    assert float(told["mean heart rate"][0]) == pytest.approx(
        float(told["mean heart rate"][1]), abs=1.0
    )
    assert isinstance(hindsight_drift(one.report.run.recording.samples), HindsightDrift)
    assert float(told["drift, bpm/h"][0]) > 5.0


@pytest.mark.slow
def test_it_tells_and_draws_and_names_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, pictures = tmp_path / "corpus" / BLOCK, tmp_path / "pictures"
    folder.mkdir(parents=True)
    pictures.mkdir()
    shutil.copy(SAMPLE_DATA / "easy_run.fit", folder / "anna_2026.fit")

    main([str(folder.parent), "--pictures", str(pictures)])

    out = capsys.readouterr().out
    assert "1 runs, 1 with 20 minutes of heart rate" in out
    assert "A  wrist, the block: " in out
    assert [one.name for one in pictures.iterdir()] == ["real_report_a.png"]
    assert not re.search(r"anna|2026|\.fit", out)

    monkeypatch.delenv(VARIABLE, raising=False)
    main([])
    assert capsys.readouterr().out.strip() == NO_CORPUS


# The page


def block_of_page() -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    return text.split("```text\n")[1].split("```")[0].splitlines()


def test_the_page_has_the_table_as_it_is_printed() -> None:
    path = SAMPLE_DATA / "easy_run.fit"
    one = checked("", Candidate(path=path, recording=read_recording(path)))
    names = [name for name, _, _ in rows(one)]
    head = next(i for i, line in enumerate(block_of_page()) if line.split() == list("ABCDEFGH"))
    lines = block_of_page()[head + 1 :]

    assert [line[:20].rstrip() for line in lines[::2]] == names
    assert [line[:20].rstrip() for line in lines[1::2]] == [""] * len(names)
    assert max(len(line) for line in lines) <= 20 + 8 * 9


def test_the_page_has_each_of_the_eight_with_its_title_and_its_figure() -> None:
    text = PAGE.read_text(encoding="utf-8")

    for letter, (kind, _) in zip("ABCDEFGH", KINDS, strict=True):
        picture = f"real_report_{letter.lower()}.png"
        assert f"\n{letter}  {kind}: " in text
        assert f"]({picture})" in text
        assert 0 < (PAGE.parent / picture).stat().st_size < 60_000
    assert not re.search(r"\.fit\b|\b20[0-3]\d\b", text.replace("Minetti 2002", ""))
