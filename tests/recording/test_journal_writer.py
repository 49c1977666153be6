"""A run that is over as a journal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runwalk.engine.sample import Sample
from runwalk.recording import read_recording
from runwalk.recording.fit_writer import write_fit
from runwalk.recording.journal import read_journal
from runwalk.recording.journal_writer import write_journal
from runwalk.recording.recording import Recording, Said

from .builders import START_UTC
from .strategies import runs

ON_DISK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
CUES = (
    Said(1, "walk", "ceiling", "Walk."),
    Said(1, "note", "drift", "Drift."),
    Said(9, "run", "time", ""),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


@given(samples=runs(), has_date=st.booleans())
@ON_DISK
def test_a_journal_gives_the_same_run_back(
    samples: tuple[Sample, ...], path: Path, *, has_date: bool
) -> None:
    path.unlink(missing_ok=True)
    recording = Recording(
        samples=samples,
        start_utc=START_UTC if has_date else None,
        utc_offset_s=7200,
        sport="hiking",
        sub_sport="trail",
        cues=CUES,
        plan={"a": 1},
        engine="0.0.9",
        path=path,
    )

    write_journal(path, recording)

    assert read_recording(path) == recording


@given(samples=runs())
@ON_DISK
def test_a_journal_through_a_fit_file_and_back_has_the_same_samples(
    samples: tuple[Sample, ...], tmp_path: Path
) -> None:
    first, fit, last = (tmp_path / name for name in ("a.jsonl", "b.fit", "c.jsonl"))
    for file in (first, fit, last):
        file.unlink(missing_ok=True)

    write_journal(first, Recording(samples=samples, start_utc=START_UTC))
    write_fit(fit, read_recording(first).samples, start_utc=START_UTC)
    write_journal(last, read_recording(fit))

    assert read_recording(last).samples == samples
    assert read_recording(last).start_utc == START_UTC


def test_notifications_stand_behind_the_seconds(path: Path) -> None:
    recording = Recording(samples=(Sample(t_s=0),), start_utc=START_UTC, sport="running")

    write_journal(path, recording, raw=((5, b"\x10\x48"),))

    assert read_journal(path).raw == ((5, b"\x10\x48"),)


def test_what_is_not_known_is_not_in_the_first_line(path: Path) -> None:
    write_journal(path, Recording(samples=(Sample(t_s=0),), start_utc=START_UTC))

    assert not {"engine", "plan", "settings_sha256"} & read_journal(path).header.keys()


def test_a_cue_stands_behind_the_second_it_was_given_in(path: Path) -> None:
    samples = tuple(Sample(t_s=t_s) for t_s in range(3))

    write_journal(path, Recording(samples=samples, cues=CUES))

    _, *lines = map(json.loads, path.read_text().splitlines())
    assert [next(iter(line)) for line in lines] == ["s", "s", "c", "c", "s", "c"]


def test_a_plan_that_json_does_not_know_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_journal(path, Recording(samples=(), plan={"a": float("nan")}))

    assert list(path.parent.iterdir()) == []
