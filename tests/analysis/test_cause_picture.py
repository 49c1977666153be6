"""A run as a picture: what was told, and nothing that tells who ran where or when."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest

from analysis.cause_picture import COLORS, _stretches, draw_agreement, draw_causes
from analysis.drift import DriftRefused, HindsightDrift, Why, refuse
from analysis.heart_line import HeartLine
from analysis.trace import trace_of
from runwalk.engine.coach import Coach
from runwalk.engine.phases import Cause
from runwalk.errors import RecordingError
from runwalk.session import replay
from runwalk.simulator import Runner, draw_body

SEEN = HindsightDrift(
    bpm_per_h=12.0,
    low_bpm_per_h=8.0,
    high_bpm_per_h=17.0,
    percent_per_h=8.0,
    level_bpm=150.0,
    pace_gain_bpm=8.0,
    hill_gain_bpm=8.0,
    walk_gain_bpm=0.0,
    tau_s=50.0,
    dead_time_s=10.0,
    noise_bpm=2.0,
    used_s=2400,
    lasted_s=3000,
    temperature_c=None,
    heart=HeartLine(
        values=(150.0, 12.0, 8.0, 8.0),
        covariance=tuple(tuple(float(i == j) for j in range(4)) for i in range(4)),
        means=(9.0, 0.0),
    ),
)


def draw(path: Path, hindsight: HindsightDrift | DriftRefused) -> None:
    body = draw_body(8000, "first")
    runner = Runner(body, seed=8000)
    samples = [runner.second() for _ in range(900)]
    readings = list(replay(samples, Coach(body.athlete)))
    draw_causes(
        path,
        title="Run A: running, 15 minutes",
        readings=readings,
        trace=trace_of(samples),
        hindsight=hindsight,
    )


@pytest.fixture
def as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters in the picture stay letters."""
    monkeypatch.setitem(mpl.rcParams, "svg.fonttype", "none")


@pytest.mark.usefixtures("as_text")
def test_a_picture_tells_the_causes_and_both_drifts(tmp_path: Path) -> None:
    path = tmp_path / "run.svg"

    draw(path, SEEN)

    told = path.read_text(encoding="utf-8")
    for words in ("Run A: running, 15 minutes", "start", "in hindsight", "minutes from the start"):
        assert f">{words}<" in told


@pytest.mark.usefixtures("as_text")
def test_a_picture_tells_why_there_is_no_hindsight(tmp_path: Path) -> None:
    path = tmp_path / "run.svg"

    draw(path, refuse(Why.FLAT_HR))

    told = path.read_text(encoding="utf-8")
    assert ">no hindsight: flat hr<" in told
    assert ">in hindsight<" not in told


def test_a_picture_keeps_no_date(tmp_path: Path) -> None:
    path = tmp_path / "run.png"

    draw(path, SEEN)

    assert b"Software" in path.read_bytes()
    assert b"tIME" not in path.read_bytes()
    assert b"Date" not in path.read_bytes()


def test_what_is_there_already_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "agreement.png"
    draw_agreement(path, [((10.0, 3.0), SEEN)], "Agreement")
    kept = path.read_bytes()

    with pytest.raises(RecordingError):
        draw_agreement(path, [], "Agreement")

    assert path.read_bytes() == kept


def test_a_gap_belongs_to_no_cause() -> None:
    readings = [SimpleNamespace(cause=one) for one in [None] * 3 + [Cause.HILL] * 4]
    minutes = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 30.0, 31.0]) / 6.0

    found = list(_stretches(readings, minutes))

    assert [one for one, _, _ in found] == [Cause.HILL, Cause.HILL]
    assert np.array([ends for _, *ends in found]) * 6.0 == pytest.approx(
        np.array([[3.0, 5.0], [30.0, 31.0]])
    )


def test_every_cause_has_a_color_of_its_own() -> None:
    assert set(COLORS) == set(Cause)
    assert len(set(COLORS.values())) == len(Cause)
