"""The measurement on real runs, tried on a small folder of made ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from runwalk.recording import Recording, read_recording

from ..builders import coach, second, steady
from .bench_corpus import NO_CORPUS, VARIABLE, Rise, main
from .corpus import coach_for, find, heard, is_pictured, strap_only

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two runs, a copy of one, one that somebody damaged on purpose, and a text."""
    inner = tmp_path / "corpus" / "inner"
    inner.mkdir(parents=True)
    shutil.copy(SAMPLE_DATA / "easy_run.fit", inner / "anna_2026.fit")
    shutil.copy(SAMPLE_DATA / "easy_run.fit", inner / "copy.fit")
    shutil.copy(SAMPLE_DATA / "strides.fit", inner / "strides.fit")
    shutil.copy(SAMPLE_DATA / "torn.fit", inner / "torn.fit")
    (inner / "note.txt").write_text("no run", encoding="utf-8")
    (inner.parent / "manifest.tsv").write_text(
        "file\tkind\nstrides.fit\treal\ntorn.fit\tderived\n", encoding="utf-8"
    )
    return inner.parent


def test_without_a_corpus_it_says_so_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)

    main([])
    main(["no/such/folder"])

    assert capsys.readouterr().out.splitlines() == [NO_CORPUS, NO_CORPUS]


def test_it_keeps_real_runs_each_once(folder: Path) -> None:
    found = find(folder)

    assert found.counts == {"files": 5, "copies": 1, "derived": 1, "refused": 1}
    assert [digest for digest, _ in found.runs] == sorted(digest for digest, _ in found.runs)
    assert len(found.runs) == 2


@pytest.mark.slow
def test_it_tells_and_draws_and_names_nobody(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, str(folder))
    pictures = tmp_path / "pictures"
    pictures.mkdir()

    main(["--pictures", str(pictures)])
    main(["--pictures", str(pictures)])  # a picture of yesterday is replaced

    out = capsys.readouterr().out
    assert "5 files (1 copies, 1 derived, 1 refused), 2 runs." in out
    rows = {line[:18].strip(): line[18:].split() for line in out.splitlines()}
    told, none = ([float(one) for one in rows[name]] for name in ("told", "none"))
    assert [a + b for a, b in zip(told, none, strict=True)] == pytest.approx([100.0] * 6, abs=0.11)
    assert re.search(r"ceiling at 75 % +\d", out)
    assert re.search(r"time a sample: median \d+ microseconds", out)
    assert sorted(one.name for one in pictures.iterdir()) == [
        "causes_a.png",
        "causes_b.png",
        "drift_agreement.png",
    ]
    assert not re.search(r"anna|2026|strides|\.fit", out)


# What is counted


def test_a_heart_that_climbs_rises_and_one_that_rests_does_not() -> None:
    one, rise = coach(), Rise()
    resting = [rise.watch(one.step(sample)) for sample in steady(120, 120)]
    climbing = [rise.watch(one.step(second(120 + i, 120 + i // 10))) for i in range(60)]

    assert not any(resting)
    assert climbing[-1]
    assert not any(climbing[:20])


def test_a_strap_alone_knows_no_legs() -> None:
    samples = [second(t_s, 140, speed_mps=3.0, cadence_spm=170) for t_s in range(5)]

    assert strap_only(samples) == steady(140, 5)


def test_half_an_hour_of_both_is_what_a_picture_needs() -> None:
    both = [second(t_s, 140, speed_mps=3.0) for t_s in range(1800)]

    assert is_pictured(Recording(samples=tuple(both)))
    assert not is_pictured(Recording(samples=tuple(both[1:])))
    assert not is_pictured(Recording(samples=tuple(steady(140, 3600))))


def test_the_ceiling_is_a_percentile_of_the_runs_own_heart() -> None:
    recording = read_recording(SAMPLE_DATA / "easy_run.fit")
    beats = sorted(heard(recording))

    reading = coach_for(recording, 75).step(recording.samples[0])

    assert reading.band is not None
    assert reading.band.ceiling_bpm == pytest.approx(beats[len(beats) * 3 // 4], abs=1)
