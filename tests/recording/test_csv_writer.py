"""A run as comma-separated values."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.recording.csv_writer import COLUMNS, harmless, write_csv
from runwalk.recording.fit_marks import decode_marks
from runwalk.recording.recording import Recording, Said

from .builders import START_UTC
from .strategies import runs

ON_DISK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.csv"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def sample_of(row: dict[str, str]) -> Sample:
    """The second that a row tells of."""

    def number(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return Sample.rounded(
        int(row["t_s"]),
        hr_bpm=number("hr_bpm"),
        rr_ms=tuple(int(rr) for rr in row["rr_ms"].split()),
        speed_mps=number("speed_mps"),
        altitude_m=number("altitude_m"),
        grade=number("grade"),
        distance_m=number("distance_m"),
        cadence_spm=number("cadence_spm"),
        power_w=number("power_w"),
        temperature_c=number("temperature_c"),
        contact={"": None, "0": False, "1": True}[row["contact"]],
        marks=decode_marks(row["marks"]) if row["marks"] else (),
    )


@given(samples=runs())
@ON_DISK
def test_the_rows_hold_every_second_to_the_bit(samples: tuple[Sample, ...], path: Path) -> None:
    path.unlink(missing_ok=True)

    write_csv(path, Recording(samples=samples, start_utc=START_UTC))

    assert tuple(map(sample_of, rows(path))) == samples


def test_what_is_missing_is_empty(path: Path) -> None:
    write_csv(path, Recording(samples=(Sample(t_s=7),)))

    assert path.read_bytes() == f"{','.join(COLUMNS)}\n7{',' * 13}\n".encode()


def test_a_second_is_a_line_that_a_person_can_read(path: Path) -> None:
    sample = Sample.rounded(
        61,
        hr_bpm=141,
        rr_ms=(430, 427),
        speed_mps=2.7,
        altitude_m=100.2,
        grade=-0.00001,
        contact=False,
        marks=(Mark(MarkKind.LAP), Mark(MarkKind.CEILING, -2)),
    )
    start_utc = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)

    cues = (Said(61, "walk", "ceiling", "Walk."),)
    write_csv(path, Recording(samples=(sample,), start_utc=start_utc, cues=cues))

    assert path.read_text().splitlines()[1] == (
        "61,2026-05-03T06:31:01Z,141,430 427,2.7,,100.2,0.0,,,,0,"
        '"[[""lap""],[""ceiling"",-2]]","[[""walk"",""ceiling""]]"'
    )


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "x;=1",
        "x\t=1",
        "x\n=1",
        "a,@SUM(1)",
        '","=1+1',
        "-2+3",
        "\x00",
    ],
)
def test_no_text_from_outside_becomes_a_formula(text: str, path: Path) -> None:
    sample = Sample(t_s=0, marks=(Mark(MarkKind.TAG, text),))

    write_csv(path, Recording(samples=(sample,), cues=(Said(0, text, text, text),)))
    (row,) = rows(path)

    assert decode_marks(row["marks"]) == sample.marks
    assert json.loads(row["cues"]) == [[text, text]]
    # However the line is split, no part of it begins with what a formula begins with.
    line = path.read_text().splitlines()[1]
    assert not re.search(r"(^|[,;\t| \"'])[=+@-]", line)


@given(value=st.lists(st.text() | st.integers() | st.none()))
def test_what_is_harmless_still_says_the_same(value: list[object]) -> None:
    told = harmless(json.dumps(value))

    assert json.loads(told) == value
    texts = re.findall(r'"((?:[^"\\]|\\.)*)"', told)
    assert all(re.fullmatch(r"[\w.:\\\"]*", text, re.ASCII) for text in texts)
