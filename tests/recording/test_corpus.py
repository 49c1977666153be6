"""Real files of many makers, against what is known about each of them.

The corpus lies beside the project and is no part of it; its ``manifest.tsv`` was made with other
readers. Files of more than 40 kB are read among the slow tests.
"""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from runwalk.errors import RecordingError
from runwalk.recording import Recording, read_recording

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FAST_BYTES = 40_000
SILENT_ZEROS = {  # heart rates of 0, which the manifest counts and which are none
    "dtcooper__2019-02-17-062644-ELEMNT-297E-195-0.fit",
    "dtcooper__garmin-edge-500-activity.fit",
    "dtcooper__nick.fit",
    "dtcooper__null_compressed_speed_dist.fit",
    "dtcooper__sample-activity.fit",
    "muktihari__chained_Activity_activity_poolswim.fit",
    "tormoder__0134902991.fit",
}
DAMAGED = ("zeros512", "strava-android", "Unterminated")  # we get more out of them than others

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="no corpus beside the project")

Row = dict[str, str]


def _rows() -> list[Row]:
    if not CORPUS.exists():
        return []
    with (CORPUS / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _params() -> list[object]:
    return [
        pytest.param(
            row,
            id=row["file"],
            marks=() if int(row["size"]) <= FAST_BYTES else pytest.mark.slow,
        )
        for row in _rows()
    ]


def _is_plain(row: Row) -> bool:
    """Nothing about the file makes its seconds fewer than its records."""
    is_whole = not any(word in row["file"] for word in DAMAGED)
    return row["fit_segments"] == "1" and "+" not in row["sport"] and is_whole


def _read(row: Row) -> Recording | None:
    try:
        return read_recording(CORPUS / row["folder"] / row["file"])
    except RecordingError:
        return None


@pytest.mark.parametrize("row", _params())
def test_a_file_of_the_corpus_is_read_as_others_read_it(row: Row) -> None:
    recording = _read(row)

    if recording is None:
        assert row["duration_s"] in ("", "0"), "records with times are never refused"
        return
    samples = recording.samples
    assert all(a.t_s < b.t_s for a, b in pairwise(samples))
    if not _is_plain(row):
        return
    records, equal_count = int(row["records"]), int(row["n_nonincreasing_ts"] or 0)
    mark_count = sum(len(sample.marks) for sample in samples)
    assert len(samples) <= records + mark_count
    if not any("went back" in problem.what for problem in recording.problems):
        assert len(samples) >= records - equal_count
    hr_count = sum(sample.hr_bpm is not None for sample in samples)
    if not equal_count and row["n_hr_msgs(132)"] == "0" and row["file"] not in SILENT_ZEROS:
        assert hr_count == int(row["n_heart_rate"])
    assert sum(len(sample.rr_ms) for sample in samples) == int(row["n_rr_intervals(hrv 78)"])


def _named(name: str) -> Recording:
    return read_recording(CORPUS / "fit" / name)


def test_a_watch_that_died_gives_all_it_had() -> None:
    assert _named("derived__size-zero.fit").samples == _named("corriporai__run.fit").samples


@pytest.mark.parametrize("damage", ["cut-crc", "cut-last1", "trailing-garbage", "chained-twice"])
def test_damage_at_the_end_costs_no_second(damage: str) -> None:
    recording = _named(f"derived__run-{damage}.fit")

    assert recording.samples == _named("corriporai__run.fit").samples
    assert len(recording.problems) == 1


def test_a_clock_that_was_never_set_is_no_date() -> None:
    recording = _named("dtcooper__compressed-speed-distance.fit")

    assert recording.start_utc is None
    assert sum(sample.hr_bpm is not None for sample in recording.samples) == 754
    distances_m = [s.distance_m for s in recording.samples if s.distance_m is not None]
    assert distances_m == sorted(distances_m)


@pytest.mark.slow
def test_fields_of_a_wrong_size_do_not_end_a_file() -> None:
    recording = _named("dtcooper__coros-pace-2-cycling-misaligned-fields.fit")

    assert sum(sample.hr_bpm is not None for sample in recording.samples) == 8946


@pytest.mark.slow
def test_a_swimmers_strap_gives_its_heart_rates_afterwards() -> None:
    recording = _named("dtcooper__event_timestamp.fit")

    assert sum(sample.hr_bpm is not None for sample in recording.samples) == 4373


@pytest.mark.slow
def test_a_triathlon_gives_its_run_wherever_its_summary_stands() -> None:
    first = _named("jimmykane__triathlon_summary_first.fit")
    last = _named("jimmykane__triathlon_summary_last.fit")

    assert first.sport == last.sport == "running"
    assert first.samples == last.samples
    assert len(first.samples) == 1574
