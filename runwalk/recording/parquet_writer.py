"""A run as a Parquet table, for data frames: typed columns, missing is null, the rest in metadata.

It needs pyarrow, which comes with the extra ``parquet`` and is loaded only here, when asked for.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from runwalk import __version__
from runwalk.errors import RunwalkError
from runwalk.outputs.notes import problem_to_dict
from runwalk.recording.csv_writer import cues_by_second
from runwalk.recording.fit_marks import encode_marks
from runwalk.recording.place import placed
from runwalk.recording.recording import Recording

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBERS = ("speed_mps", "distance_m", "altitude_m", "grade")
_WHOLE_NUMBERS = ("cadence_spm", "power_w", "temperature_c")


def require_pyarrow() -> tuple[Any, Any]:
    """Load what writes Parquet.

    Returns:
        The modules ``pyarrow`` and ``pyarrow.parquet``.

    Raises:
        RunwalkError: It is not installed; the text says how to.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise RunwalkError(
            'Parquet needs pyarrow, which is not installed: pip install "runwalk[parquet]"'
        ) from error
    return pa, pq


def write_parquet(path: Path, recording: Recording) -> None:
    """Write a run as a Parquet table, readable by its owner only.

    The columns are those of :data:`~runwalk.recording.csv_writer.COLUMNS`. What is true of the
    whole run is one JSON object under the key ``runwalk`` of the file's metadata.

    Args:
        path: Where to; nothing may be there.
        recording: What to write. Without a date, ``time_utc`` is null.

    Raises:
        OverflowError: It ends after the year 9999.
        RunwalkError: pyarrow is not installed.
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    pa, pq = require_pyarrow()
    table = _table(pa, recording)
    told = json.dumps(_told(recording))
    with placed(path) as part, part.open("xb") as file:
        pq.write_table(table.replace_schema_metadata({"runwalk": told}), file)


def _table(pa: Any, recording: Recording) -> Any:
    samples = recording.samples
    said = cues_by_second(recording.cues)
    text, whole = pa.string(), pa.int32()
    columns = {
        "t_s": pa.array([one.t_s for one in samples], whole),
        "time_utc": pa.array(_times_us(recording), pa.timestamp("us", tz="UTC")),
        "hr_bpm": pa.array([one.hr_bpm for one in samples], whole),
        "rr_ms": pa.array([list(one.rr_ms) for one in samples], pa.list_(whole)),
        **{
            name: pa.array([getattr(one, name) for one in samples], pa.float64())
            for name in _NUMBERS
        },
        **{
            name: pa.array([getattr(one, name) for one in samples], whole)
            for name in _WHOLE_NUMBERS
        },
        "contact": pa.array([one.contact for one in samples], pa.bool_()),
        "marks": pa.array(
            [encode_marks(one.marks) if one.marks else None for one in samples], text
        ),
        "cues": pa.array(
            [
                json.dumps(said[one.t_s], separators=(",", ":")) if one.t_s in said else None
                for one in samples
            ],
            text,
        ),
    }
    return pa.table(columns)


def _times_us(recording: Recording) -> list[int | None]:
    """When each second began, since 1970 [us]."""
    start_utc = recording.start_utc
    if start_utc is None:
        return [None] * len(recording.samples)
    moments = (start_utc + timedelta(seconds=one.t_s) for one in recording.samples)
    return [(moment - _EPOCH) // timedelta(microseconds=1) for moment in moments]


def _told(recording: Recording) -> dict[str, object]:
    start_utc = recording.start_utc
    return {
        "runwalk": __version__,
        "sport": recording.sport,
        "sub_sport": recording.sub_sport,
        "start_utc": None if start_utc is None else start_utc.isoformat(),
        "utc_offset_s": recording.utc_offset_s,
        "laps": [
            {
                "start_s": lap.start_s,
                "duration_s": lap.duration_s,
                "distance_m": lap.distance_m,
                "trigger": lap.trigger,
            }
            for lap in recording.laps
        ],
        "plan": recording.plan,
        "problems": [problem_to_dict(one) for one in recording.problems],
    }
