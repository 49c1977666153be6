"""A run as a Parquet table."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from runwalk.engine.sample import Sample
from runwalk.errors import RunwalkError
from runwalk.recording.csv_writer import COLUMNS
from runwalk.recording.fit_marks import decode_marks
from runwalk.recording.parquet_writer import write_parquet
from runwalk.recording.recording import Lap, Problem, Recording, Said

from .builders import START_UTC
from .strategies import runs

pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.parquet"


def sample_of(row: dict[str, Any]) -> Sample:
    """The second that a row tells of."""
    values = {key: row[key] for key in COLUMNS if key not in ("time_utc", "marks", "cues")}
    values["rr_ms"] = tuple(values["rr_ms"])
    return Sample(**values, marks=decode_marks(row["marks"]) if row["marks"] else ())


@given(samples=runs())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_the_rows_hold_every_second_to_the_bit(samples: tuple[Sample, ...], path: Path) -> None:
    path.unlink(missing_ok=True)

    write_parquet(path, Recording(samples=samples, start_utc=START_UTC))
    table = pq.read_table(path).to_pylist()

    assert tuple(map(sample_of, table)) == samples
    assert [row["time_utc"] for row in table] == [
        START_UTC + timedelta(seconds=sample.t_s) for sample in samples
    ]


def test_the_columns_have_types_that_can_be_missing(path: Path) -> None:
    write_parquet(path, Recording(samples=(Sample(t_s=0),)))

    schema = pq.read_schema(path)
    assert tuple(schema.names) == COLUMNS
    assert {field.name: str(field.type) for field in schema} == {
        "t_s": "int32",
        "time_utc": "timestamp[us, tz=UTC]",
        "hr_bpm": "int32",
        "rr_ms": "list<element: int32>",
        "speed_mps": "double",
        "distance_m": "double",
        "altitude_m": "double",
        "grade": "double",
        "cadence_spm": "int32",
        "power_w": "int32",
        "temperature_c": "int32",
        "contact": "bool",
        "marks": "string",
        "cues": "string",
    }
    (row,) = pq.read_table(path).to_pylist()
    assert {key for key, value in row.items() if value is not None} == {"t_s", "rr_ms"}


def test_the_file_knows_what_is_true_of_the_whole_run(path: Path) -> None:
    recording = Recording(
        samples=(Sample(t_s=0), Sample(t_s=1)),
        start_utc=START_UTC,
        utc_offset_s=7200,
        sport="running",
        sub_sport="trail",
        laps=(Lap(start_s=0, duration_s=2.0, trigger="manual"),),
        cues=(Said(1, "walk", "ceiling", "Walk."),),
        plan={"a": 1},
        problems=(Problem(what="the file is cut short", at=9, lost="the last 2 bytes"),),
    )

    write_parquet(path, recording)

    told = json.loads(pq.read_schema(path).metadata[b"runwalk"])
    del told["runwalk"]
    assert told == {
        "sport": "running",
        "sub_sport": "trail",
        "start_utc": START_UTC.isoformat(),
        "utc_offset_s": 7200,
        "laps": [{"start_s": 0, "duration_s": 2.0, "distance_m": None, "trigger": "manual"}],
        "plan": {"a": 1},
        "problems": [{"what": "the file is cut short", "at": 9, "lost": "the last 2 bytes"}],
    }
    cues = [row["cues"] for row in pq.read_table(path).to_pylist()]
    assert cues == [None, '[["walk","ceiling"]]']


def test_without_pyarrow_it_says_how_to_get_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(RunwalkError, match=r'pip install "runwalk\[parquet\]"'):
        write_parquet(path, Recording(samples=(Sample(t_s=0),)))
