"""A run as a TCX file, held against the schema's own order of elements."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.recording import read_recording
from runwalk.recording.recording import Device, Lap, Recording, Said
from runwalk.recording.tcx_writer import EXTENSION, NAMESPACE, write_tcx

from .builders import START_UTC, marked, steady_run
from .strategies import runs
from .tcx_schema import mistakes

Cues = tuple[tuple[int, str, str, str], ...]
RUN = Recording(samples=steady_run(60), start_utc=START_UTC, sport="running")
SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
SPACES = {"t": NAMESPACE, "x": EXTENSION}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.tcx"


def written(path: Path, recording: Recording, cues: Cues = ()) -> Any:
    """What was written, read by a parser that forgives nothing."""
    path.unlink(missing_ok=True)
    write_tcx(path, replace(recording, cues=tuple(Said(*cue) for cue in cues)))
    root = etree.parse(path, etree.XMLParser(resolve_entities=False)).getroot()
    assert mistakes(root) == []
    return root


def texts(root: Any, tag: str) -> list[str]:
    return [str(text) for text in root.xpath(f"//t:{tag}/text()", namespaces=SPACES)]


words = st.text() | st.sampled_from(
    ("walk", "run", "\x00\x1b[31m", "]]>", "<!--", "&amp;", "\ud800")
)
cues_of_any_kind = st.lists(st.tuples(st.integers(-9, 9000), words, words, words), max_size=6)
laps_of_any_kind = st.lists(
    st.builds(
        Lap,
        start_s=st.integers(-9, 9000),
        trigger=st.sampled_from(("manual", "distance", "position_start", "walk:ceiling", "\x00")),
    ),
    max_size=4,
)


@given(
    samples=runs(),
    cues=cues_of_any_kind,
    laps=laps_of_any_kind,
    sport=st.sampled_from(("running", "cycling", "hiking", "", "<x>")),
    device=st.builds(Device, manufacturer=words, product=words, serial=words),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_keeps_to_the_schema(
    samples: tuple[Sample, ...],
    cues: list[tuple[int, str, str, str]],
    laps: list[Lap],
    sport: str,
    device: Device,
    path: Path,
) -> None:
    recording = Recording(
        samples=samples,
        start_utc=START_UTC,
        sport=sport,
        laps=tuple(laps),
        devices=(device,),
    )

    root = written(path, recording, tuple(cues))

    assert len(texts(root, "Notes")) <= len(root.findall(".//t:Lap", SPACES))
    assert "Position" not in {etree.QName(one).localname for one in root.iter()}


def test_a_trackpoint_says_what_its_second_said(path: Path) -> None:
    sample = Sample.rounded(
        5,
        hr_bpm=141,
        speed_mps=2.7777,
        altitude_m=-3.4,
        distance_m=12.34,
        cadence_spm=171,
        power_w=230,
    )

    root = written(path, replace(RUN, samples=(sample,)))

    (point,) = root.findall(".//t:Trackpoint", SPACES)
    told = [(etree.QName(one).localname, one.text) for one in point.iter() if one.text]
    assert told == [
        ("Time", "2026-11-01T08:00:05Z"),
        ("AltitudeMeters", "-3.4"),
        ("DistanceMeters", "12.34"),
        ("Value", "141"),
        ("Speed", "2.778"),
        ("RunCadence", "85"),
        ("Watts", "230"),
    ]


def test_a_silent_second_has_its_time_and_nothing_else(path: Path) -> None:
    root = written(path, replace(RUN, samples=(Sample(t_s=0),)))

    (point,) = root.findall(".//t:Trackpoint", SPACES)
    assert [etree.QName(one).localname for one in point] == ["Time"]
    assert root.findall(".//t:AverageHeartRateBpm", SPACES) == []


def test_the_cadence_of_pedals_has_a_place_of_its_own(path: Path) -> None:
    root = written(path, replace(RUN, sport="cycling"))

    assert texts(root, "Cadence")[:1] == ["85"]
    assert root.findall(".//x:RunCadence", SPACES) == []


def test_each_walk_is_a_lap_of_rest_and_says_what_was_said(path: Path) -> None:
    cues = (
        (20, "walk", "ceiling", "Walk. Heart rate is close to your ceiling."),
        (25, "walk", "ignored", "Walk now, please."),
        (40, "run", "recovered", "Run."),
    )

    root = written(path, RUN, cues)

    assert texts(root, "Intensity") == ["Active", "Resting", "Active"]
    assert texts(root, "TotalTimeSeconds") == ["20", "20", "20"]
    assert texts(root, "Notes") == [
        "0:20 Walk. Heart rate is close to your ceiling.\n0:25 Walk now, please.",
        "0:40 Run.",
    ]
    starts = [lap.get("StartTime") for lap in root.findall(".//t:Lap", SPACES)]
    assert starts == [f"2026-11-01T08:00:{s:02}Z" for s in (0, 20, 40)]


def test_the_laps_of_the_source_stay(path: Path) -> None:
    laps = (
        Lap(start_s=0, trigger="distance"),
        Lap(start_s=30, trigger="walk:ceiling"),  # as our own FIT files tell it
        Lap(start_s=50, trigger="position_lap"),
    )

    root = written(path, replace(RUN, laps=laps))

    assert texts(root, "TriggerMethod") == ["Distance", "Manual", "Location"]
    assert texts(root, "Intensity")[:2] == ["Active", "Resting"]


def test_a_lap_mark_begins_a_lap(path: Path) -> None:
    samples = (marked(0), marked(1, MarkKind.LAP), marked(2))

    root = written(path, replace(RUN, samples=samples))

    assert texts(root, "TotalTimeSeconds") == ["1", "2"]


def test_a_lap_has_its_own_sums(path: Path) -> None:
    root = written(path, replace(RUN, laps=(Lap(start_s=30),)))

    assert root.xpath("//t:Lap/t:DistanceMeters/text()", namespaces=SPACES) == ["72.5", "75.0"]
    assert texts(root, "MaximumSpeed") == ["2.5", "2.5"]
    assert root.xpath("//t:MaximumHeartRateBpm/t:Value/text()", namespaces=SPACES) == ["149"] * 2
    assert texts(root, "Calories") == ["0", "0"]


def test_each_stop_of_the_timer_ends_a_track(path: Path) -> None:
    samples = (
        marked(0),
        marked(1, MarkKind.PAUSE),
        marked(2),
        marked(3),
        marked(9, MarkKind.RESUME),
        marked(10),
        marked(12, MarkKind.FINISH),
        marked(13),
    )
    path.unlink(missing_ok=True)

    left_out = write_tcx(path, replace(RUN, samples=samples))

    root = etree.parse(path).getroot()
    tracks = [
        [point.findtext("t:Time", namespaces=SPACES)[-3:-1] for point in track]
        for track in root.findall(".//t:Track", SPACES)
    ]
    assert tracks == [["00", "01"], ["09", "10", "12"]]
    assert left_out == 3
    assert texts(root, "TotalTimeSeconds") == [str(14 - 8 - 2)]


# What our own reader finds in it


def kept(sample: Sample) -> Sample:
    """What TCX can keep of a second."""
    stops = (MarkKind.PAUSE, MarkKind.RESUME)
    return replace(
        sample,
        rr_ms=(),
        grade=None,
        temperature_c=None,
        contact=None,
        cadence_spm=None if sample.cadence_spm is None else sample.cadence_spm // 2 * 2,
        marks=tuple(mark for mark in sample.marks if mark.kind in stops),
    )


@st.composite
def plausible_runs(draw: st.DrawFn) -> tuple[Sample, ...]:
    """Seconds of a run with any holes and silences, and a timer that is stopped now and then."""
    samples: list[Sample] = []
    t_s, distance_m, is_stopped = 0, 0.0, False
    for _ in range(draw(st.integers(2, 25))):
        speed_mps = draw(st.floats(2.0, 5.0))
        marks: tuple[Mark, ...] = ()
        if is_stopped:
            marks, is_stopped = (Mark(MarkKind.RESUME),), False
        elif samples and draw(st.integers(0, 4)) == 0:
            marks, is_stopped = (Mark(MarkKind.PAUSE),), True
        samples.append(
            Sample.rounded(
                t_s,
                hr_bpm=draw(st.none() | st.integers(40, 220)),
                rr_ms=(430,),
                speed_mps=speed_mps,
                altitude_m=draw(st.none() | st.floats(-400, 5000)),
                distance_m=distance_m,
                cadence_spm=draw(st.none() | st.integers(150, 190)),
                power_w=draw(st.none() | st.integers(0, 900)),
                temperature_c=20,
                marks=marks,
            )
        )
        # Tracks that touch are no pause to a reader, so the timer stands for two seconds at least.
        step_s = draw(st.sampled_from((2, 7, 600) if is_stopped else (1, 1, 1, 2, 7)))
        t_s += step_s
        distance_m += step_s * speed_mps
    if is_stopped:
        samples.append(replace(samples[-1], t_s=t_s, marks=(Mark(MarkKind.RESUME),)))
    return tuple(samples)


@given(samples=plausible_runs())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_back_gives_all_that_tcx_can_keep(samples: tuple[Sample, ...], path: Path) -> None:
    path.unlink(missing_ok=True)

    write_tcx(path, replace(RUN, samples=samples))
    back = read_recording(path)

    assert back.samples == tuple(map(kept, samples))
    assert back.start_utc == START_UTC
    assert back.sport == "running"
    assert back.problems == ()


@pytest.mark.parametrize("name", ["easy_run.fit", "hill_repeats.fit", "live_run.jsonl"])
def test_a_whole_run_comes_back_with_its_laps(path: Path, name: str) -> None:
    file = SAMPLE_DATA / name
    recording = read_recording(file)

    write_tcx(path, recording)
    back = read_recording(path)

    assert back.samples == tuple(map(kept, recording.samples))
    turns = [t_s for t_s, action, *_ in recording.cues if action in ("walk", "run")]
    assert {lap.start_s for lap in back.laps} <= {0, *turns}
    assert sum(lap.duration_s or 0 for lap in back.laps) == recording.duration_s


# What must not get in


def test_what_xml_cannot_hold_is_replaced(path: Path) -> None:
    hostile = Device(manufacturer="a\x00\x1b[31m<b>", product=f"]]>\ud800 {'x' * 300}")

    root = written(path, replace(RUN, devices=(hostile,)), ((3, "walk", "\x07", ""),))

    assert texts(root, "Name") == [f"a\ufffd\ufffd[31m<b> ]]>\ufffd {'x' * 300}"[:80]]
    assert texts(root, "Notes") == ["0:03 walk (\ufffd)"]


def test_marks_never_get_into_the_file(path: Path) -> None:
    sample = Sample(t_s=0, marks=(Mark(MarkKind.TAG, "private"),))

    written(path, replace(RUN, samples=(sample,)))

    assert "private" not in path.read_text()


def test_what_is_below_a_second_of_the_start_is_dropped(path: Path) -> None:
    start_utc = datetime(2026, 5, 3, 6, 30, 5, 999_999, tzinfo=UTC)

    root = written(path, replace(RUN, start_utc=start_utc))

    assert texts(root, "Id") == ["2026-05-03T06:30:05Z"]


@pytest.mark.parametrize("change", [{"samples": ()}, {"start_utc": None}])
def test_without_a_second_or_a_date_there_is_no_file(path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="at least one second, and its date"):
        write_tcx(path, replace(RUN, **change))

    assert not path.exists()
