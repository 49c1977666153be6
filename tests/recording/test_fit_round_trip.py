"""What our own writer writes, our own reader reads: the same Samples, bit for bit."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings

from runwalk.engine.sample import Sample
from runwalk.recording.fit_reader import read_fit
from runwalk.recording.fit_writer import write_fit

from .builders import START_UTC
from .strategies import runs


@given(samples=runs())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_reading_back_gives_equal_samples(samples: tuple[Sample, ...], tmp_path: Path) -> None:
    path = tmp_path / "run.fit"
    path.unlink(missing_ok=True)

    write_fit(path, samples, start_utc=START_UTC)
    recording = read_fit(path)

    assert recording.samples == samples
    assert recording.start_utc == START_UTC
    assert recording.problems == ()
