"""Damaged and hostile XML: what can be read is read, what is lost is told, and nothing else."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runwalk.engine.sample import Sample
from runwalk.errors import RecordingError
from runwalk.recording.reading import BYTES_A_POINT, LEAST_POINTS

from .builders import damage, rates_bpm, read_content
from .xml_text import (
    activity,
    garmin,
    gpx,
    lap,
    steady_gpx,
    steady_tcx,
    steady_trackpoints,
    steady_trkpts,
    tcx,
    trk,
    trkpt,
)

ON_DISK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
PAUSED = tcx(activity(lap(steady_trackpoints(6), steady_trackpoints(6, start_s=30), total_s=12)))
WHOLE = {"tcx": steady_tcx(), "gpx": steady_gpx(), "paused": PAUSED}
BOTH = pytest.mark.parametrize("content", [WHOLE["tcx"], WHOLE["gpx"]], ids=["tcx", "gpx"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run"


@BOTH
def test_a_file_cut_at_any_byte_gives_the_seconds_before_the_cut(
    content: bytes, path: Path
) -> None:
    whole = read_content(path, content).samples
    read_count = 0

    for cut in (*range(0, len(content), 61), len(content) - 2):
        try:
            recording = read_content(path, content[:cut])
        except RecordingError:
            assert read_count == 0
            continue
        read_count = len(recording.samples)
        if read_count > 1:  # one point alone has no speed to be worked out
            assert recording.samples == whole[:read_count]
        assert damage(recording) == ["the XML is cut short"]
        assert recording.problems[0].at == cut
    assert read_count == len(whole)


def test_a_cut_file_keeps_its_last_lap(path: Path) -> None:
    recording = read_content(path, WHOLE["tcx"][:-400])

    assert [one.start_s for one in recording.laps] == [0, 10]


@BOTH
def test_bytes_that_are_missing_cost_the_points_they_lay_in(content: bytes, path: Path) -> None:
    at = content.index(b"132<")  # the heart rate of the thirteenth second

    recording = read_content(path, content[: at + 1] + content[at + 40 :])

    assert rates_bpm(recording) == [120 + t for t in range(20) if t != 12]
    assert len(damage(recording)) == 1
    assert recording.problems[0].what == "damaged XML (mismatched tag)"


def test_damage_within_a_point_guesses_no_number(path: Path) -> None:
    content = gpx(trk([trkpt(0, garmin(141)), trkpt(1, garmin(142)), trkpt(2, garmin(143))]))

    recording = read_content(path, content.replace(b"142</gpxtpx:hr>", b"14"))

    assert rates_bpm(recording) == [141, 143]


@BOTH
@pytest.mark.parametrize(
    "rubbish", [b"\0" * 500, b"<", b"&", b"</Lap></trk>", b"\xff\xfe", b"]]>", b"<a b=c>"]
)
def test_rubbish_between_points_costs_one_at_most(
    rubbish: bytes, content: bytes, path: Path
) -> None:
    at = content.index(b"<T" if b"<Trackpoint" in content else b"<trkpt", len(content) // 2)
    at = content.index(b"<Trackpoint>" if b"<Trackpoint" in content else b"<trkpt", at)

    recording = read_content(path, content[:at] + rubbish + content[at:])

    assert len(recording.samples) >= 19
    assert damage(recording)


def test_a_bare_ampersand_in_a_name_costs_nothing_but_the_name(path: Path) -> None:
    recording = read_content(path, WHOLE["gpx"].replace(b"Lunch Run", b"Tom & Jerry"))

    assert len(recording.samples) == 20
    assert recording.sport == "running"
    assert damage(recording) == ["damaged XML (not well-formed (invalid token))"]


def test_an_entity_that_nobody_declared_is_damage(path: Path) -> None:
    recording = read_content(path, WHOLE["gpx"].replace(b"Lunch Run", b"Lunch&nbsp;Run"))

    assert len(recording.samples) == 20
    assert damage(recording) == ["damaged XML (undefined entity)"]


def test_prefixes_that_nobody_declared_are_forgiven(path: Path) -> None:
    content = WHOLE["gpx"].replace(b"xmlns:gpxtpx", b"xmlns:other")

    assert rates_bpm(read_content(path, content))[0] == 120


def test_a_prefix_on_everything_is_forgiven_also_behind_damage(path: Path) -> None:
    content = gpx(trk([trkpt(t_s, garmin(140 + t_s)) for t_s in range(5)]))
    for name in (b"gpx", b"trk", b"trkseg", b"trkpt", b"time"):
        for end in (b">", b" "):
            content = content.replace(b"<" + name + end, b"<g:" + name + end)
            content = content.replace(b"</" + name + end, b"</g:" + name + end)

    recording = read_content(path, content.replace(b"142</gpxtpx:hr>", b"&"))

    assert rates_bpm(recording) == [140, 141, 143, 144]
    assert len(damage(recording)) == 1


def test_a_second_document_behind_the_first_is_told(path: Path) -> None:
    later = gpx(trk(steady_trkpts(5, start_s=60)))

    recording = read_content(path, WHOLE["gpx"] + later)

    assert len(recording.samples) == 25
    assert damage(recording) == ["something behind the end of the XML"]


def test_rubbish_behind_the_end_costs_nothing(path: Path) -> None:
    recording = read_content(path, WHOLE["tcx"] + bytes(4096))

    assert len(recording.samples) == 20
    assert damage(recording) == ["something behind the end of the XML"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"          " + WHOLE["tcx"], id="Strava's white space"),
        pytest.param(b"\xef\xbb\xbf" + WHOLE["tcx"], id="a mark of UTF-8"),
        pytest.param(b"\xef\xbb\xbf \r\n" + WHOLE["tcx"], id="both"),
        pytest.param(b"\n" * 3_000 + WHOLE["tcx"], id="much of it"),
        pytest.param(WHOLE["tcx"].decode().encode("utf-16"), id="UTF-16"),
        pytest.param(WHOLE["tcx"].replace(b"UTF-8", b"utf-16"), id="UTF-16 by its word only"),
        pytest.param(WHOLE["tcx"].replace(b"UTF-8", b"GB2312"), id="Chinese"),
        pytest.param(WHOLE["tcx"].replace(b"UTF-8", b"no-such"), id="unknown"),
        pytest.param(WHOLE["tcx"].partition(b"\n")[2], id="no declaration"),
        pytest.param(WHOLE["tcx"].replace(b"\n", b"\r\n"), id="Windows"),
    ],
)
def test_encodings_come_as_they_come(content: bytes, path: Path) -> None:
    recording = read_content(path, content)

    assert len(recording.samples) == 20
    assert recording.problems == ()


def test_a_name_in_another_encoding_than_declared_costs_nothing_else(path: Path) -> None:
    recording = read_content(path, WHOLE["gpx"].replace(b"Lunch Run", "Löp".encode("latin-1")))

    assert len(recording.samples) == 20


@pytest.mark.parametrize(
    "doctype",
    [
        pytest.param('<!DOCTYPE gpx [<!ENTITY a "b">]>', id="entity"),
        pytest.param('<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]>', id="a file"),
        pytest.param('<!DOCTYPE gpx SYSTEM "http://localhost:1/evil.dtd">', id="another DTD"),
        pytest.param("<!DOCTYPE gpx [<!ENTITY % a \"<!ENTITY b 'c'>\">%a;]>", id="parameter"),
        pytest.param(
            '<!DOCTYPE gpx [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;">]>',
            id="laughs",
        ),
    ],
)
def test_a_document_type_is_refused(doctype: str, path: Path) -> None:
    content = f"<?xml version='1.0'?>{doctype}<gpx><trk>&a;{trkpt(0)}</trk></gpx>"

    with pytest.raises(RecordingError, match="has a document type of its own"):
        read_content(path, content.encode())


def test_deep_nesting_ends_what_is_read(path: Path) -> None:
    recording = read_content(path, gpx(trk([trkpt(0)])).replace(b"</gpx>", b"<a>" * 100_000))

    assert len(recording.samples) == 1
    assert damage(recording) == ["elements nested more than 64 deep"]


def test_a_tag_without_end_ends_what_is_read(path: Path) -> None:
    content = gpx(trk([trkpt(0)])).replace(b"</gpx>", b"<a b='" + b"x" * 1_000_000)

    assert damage(read_content(path, content)) == ["a tag of more than 256 KiB"]


def test_ever_new_names_end_what_is_read(path: Path) -> None:
    names = "".join(f"<a{i}/>" for i in range(30_000))
    content = gpx(trk([trkpt(0)])).replace(b"</gpx>", names.encode())

    assert damage(read_content(path, content)) == ["more than 4096 different names of elements"]


def test_ever_new_damage_ends_what_is_read(path: Path) -> None:
    points = "".join(trkpt(t_s) + "<trkpt></x>" for t_s in range(2_000))

    recording = read_content(path, gpx(trk([points])))

    assert 900 < len(recording.samples) < 1_100
    assert "damaged XML in more than 1000 places" in damage(recording)
    assert len(recording.problems) < 12


def test_a_text_without_end_is_cut(path: Path) -> None:
    content = gpx(trk([trkpt(0, f"<hr>{'1' * 3_000_000}</hr>"), trkpt(1, garmin(141))]))

    assert rates_bpm(read_content(path, content)) == [None, 141]


def test_more_points_than_a_run_has_are_cut_and_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runwalk.recording.reading.LEAST_POINTS", 10)
    monkeypatch.setattr("runwalk.recording.reading.BYTES_A_POINT", 10**9)

    recording = read_content(path, WHOLE["gpx"])

    assert len(recording.samples) == 10
    assert damage(recording)[0].startswith("more points than a run has: ")


@pytest.mark.slow
def test_memory_grows_by_a_few_hundred_bytes_a_second(path: Path) -> None:
    points = "".join(f"<trkpt><time>{one}</time></trkpt>" for one in _stamps(40_000))
    content = f"<gpx>{points}</gpx>".encode()
    read_content(path, WHOLE["gpx"])  # what is imported on the way is not counted

    tracemalloc.start()
    recording = read_content(path, content)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(recording.samples) == 40_000 < LEAST_POINTS + len(content) // BYTES_A_POINT
    assert peak_bytes <= 20 * len(content) + 50e6


@given(
    kind=st.sampled_from(sorted(WHOLE)),
    flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12),
    cut=st.integers(0, 10_000),
)
@settings(ON_DISK, max_examples=300)
def test_any_damage_ends_in_a_recording_or_in_one_error(
    kind: str, flips: list[tuple[int, int]], cut: int, path: Path
) -> None:
    content = bytearray(WHOLE[kind])
    for at, value in flips:
        content[at % len(content)] = value
    del content[cut:]

    try:
        recording = read_content(path, bytes(content))
    except RecordingError:
        return

    times_s = [sample.t_s for sample in recording.samples]
    assert times_s == sorted(set(times_s))
    assert all(isinstance(sample, Sample) for sample in recording.samples)


def _stamps(count: int) -> list[str]:
    return [f"2026-11-01T{i // 3600:02}:{i // 60 % 60:02}:{i % 60:02}Z" for i in range(count)]
