"""Damaged FIT files: what can be read is read, and what is lost is told. Nothing else happens."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from runwalk.engine.sample import MarkKind
from runwalk.errors import RecordingError
from runwalk.recording.fit_activity import encode_fit

from .builders import START_UTC, marked, rates_bpm, read_content, steady_run, what
from .fit_bytes import NOON, fit, heart_rates, session

ON_DISK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
OWN = encode_fit(
    (*steady_run(6), marked(8, MarkKind.PAUSE), marked(12, MarkKind.RESUME)),
    start_utc=START_UTC,
    cues=((3, "run", "start"),),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.fit"


def test_a_short_header_and_a_zero_header_checksum_are_right(path: Path) -> None:
    recording = read_content(path, fit(heart_rates(140), header_bytes=12))

    assert rates_bpm(recording) == [140]
    assert recording.problems == ()


def test_a_longer_header_of_the_future_is_stepped_over(path: Path) -> None:
    recording = read_content(path, fit(heart_rates(140), header_bytes=20))

    assert rates_bpm(recording) == [140]
    assert recording.problems == ()


def test_a_header_that_was_never_finished_is_read_to_the_end(path: Path) -> None:
    recording = read_content(path, fit(heart_rates(140, 141), size=0, crc=False))

    assert rates_bpm(recording) == [140, 141]
    assert what(recording) == [
        "the header was never finished, as when a watch dies; read to the end of the file"
    ]


def test_a_header_that_promises_too_much_is_told_with_what_is_missing(path: Path) -> None:
    recording = read_content(path, fit(heart_rates(140, 141), size=10_000, crc=False))

    assert rates_bpm(recording) == [140, 141]
    assert what(recording) == ["the file is cut short"]
    assert recording.problems[0].lost == "the last 9976 bytes"


def test_a_wrong_checksum_is_a_warning(path: Path) -> None:
    content = fit(heart_rates(140, 141))

    recording = read_content(path, content[:-1] + bytes((content[-1] ^ 1,)))

    assert rates_bpm(recording) == [140, 141]
    assert what(recording) == ["the checksum does not match: some values may be wrong"]


def test_a_missing_checksum_is_a_warning(path: Path) -> None:
    recording = read_content(path, fit(heart_rates(140, 141), crc=False))

    assert rates_bpm(recording) == [140, 141]
    assert what(recording) == ["the checksum at the end is missing"]


def test_rubbish_behind_the_end_is_told_and_left(path: Path) -> None:
    content = fit(heart_rates(140))

    recording = read_content(path, content + bytes(4096))

    assert rates_bpm(recording) == [140]
    assert what(recording) == ["4096 bytes behind the end that are not FIT"]
    assert recording.problems[0].at == len(content)


def test_a_message_nobody_defined_ends_what_can_be_read(path: Path) -> None:
    recording = read_content(
        path, fit(heart_rates(140), b"\x0b", heart_rates(141, start_s=NOON + 1))
    )

    assert rates_bpm(recording) == [140]
    assert what(recording) == ["a message of kind 11, which was never defined"]
    assert recording.problems[0].at == 14 + 12 + 6
    assert recording.problems[0].lost == "the last 19 bytes"


@pytest.mark.parametrize("kept", [1, 4, 7, 11])
def test_a_definition_that_is_cut_is_told(kept: int, path: Path) -> None:
    recording = read_content(path, fit(heart_rates(140), heart_rates(141)[:kept]))

    assert rates_bpm(recording) == [140]
    assert what(recording) == ["the messages end in the middle of one"]


def test_a_developers_definition_that_is_cut_is_told(path: Path) -> None:
    recording = read_content(path, fit(heart_rates(140), b"\x60\x00\x00\x14\x00\x00"))

    assert what(recording) == ["the messages end in the middle of one"]


def test_several_files_in_one_are_joined_by_time_and_told(path: Path) -> None:
    later, earlier = heart_rates(142, start_s=NOON + 60), heart_rates(140, 141)

    recording = read_content(path, fit(later) + fit(earlier))

    assert rates_bpm(recording) == [140, 141, 142]
    assert [sample.t_s for sample in recording.samples] == [0, 1, 60]
    assert what(recording) == ["2 files in one; joined by time"]


def test_a_second_copy_counts_no_beat_twice(path: Path) -> None:
    recording = read_content(path, OWN + OWN)

    assert recording.samples[:6] == steady_run(6)
    assert what(recording) == ["a second copy of what came before"]


def test_a_header_and_nothing_else_is_no_recording(path: Path) -> None:
    with pytest.raises(RecordingError, match=r"holds no records \(the file is cut short\)"):
        read_content(path, fit(size=300, crc=False))


def test_marks_that_were_damaged_are_told(path: Path) -> None:
    recording = read_content(path, OWN.replace(b'[["pause"]]', b'[["pauze"]]'))

    assert "seconds with unreadable marks: 1" in what(recording)
    assert len(recording.samples) == 8


def test_a_number_of_a_sport_that_is_not_known_is_its_name(path: Path) -> None:
    recording = read_content(path, fit(heart_rates(140), session(NOON, 1, 200)))

    assert recording.sport == "200"


@pytest.mark.slow
def test_a_file_cut_at_any_byte_gives_the_seconds_before_the_cut(path: Path) -> None:
    whole = read_content(path, OWN).samples

    for cut in range(12, len(OWN)):
        try:
            recording = read_content(path, OWN[:cut])
        except RecordingError:
            continue
        *before, last = recording.samples
        assert tuple(before) == whole[: len(before)]
        assert last.t_s == whole[len(before)].t_s
        assert recording.problems


@given(rubbish=st.binary(min_size=1, max_size=60))
@ON_DISK
def test_rubbish_behind_a_file_changes_no_second_of_it(rubbish: bytes, path: Path) -> None:
    recording = read_content(path, OWN + rubbish)

    assert recording.samples == read_content(path, OWN).samples


@given(
    flips=st.lists(st.tuples(st.integers(0, len(OWN) - 1), st.integers(0, 255)), max_size=20),
    cut=st.integers(0, len(OWN)),
)
@example(flips=[(297, 16)], cut=500)  # a start of the timer in another century
@settings(ON_DISK, max_examples=300)
def test_any_damage_ends_in_a_recording_or_in_one_error(
    flips: list[tuple[int, int]], cut: int, path: Path
) -> None:
    content = bytearray(OWN)
    for at, value in flips:
        content[at] = value
    del content[cut:]

    try:
        recording = read_content(path, bytes(content))
    except RecordingError:
        return

    times_s = [sample.t_s for sample in recording.samples]
    assert times_s == sorted(set(times_s))
    assert times_s[-1] <= 86_400 * len(times_s)


@given(content=st.binary(max_size=200))
@ON_DISK
def test_any_bytes_behind_good_ones_never_cost_the_whole_recording(
    content: bytes, path: Path
) -> None:
    assert rates_bpm(read_content(path, fit(heart_rates(140), content)))
