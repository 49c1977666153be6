"""Damage in the middle of a FIT file costs what was damaged, and next to nothing else."""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runwalk.recording import read_recording
from runwalk.recording.fit_format import EPOCH_UNIX_S
from runwalk.recording.fit_reader import fit_recording

from .fit_bytes import HEART_RATE, HRV, LAP, NOON, RECORD, TIME, define, fit, put
from .test_corpus import CORPUS

HEADER_BYTES = 14
MOST_LOST = 8  # records behind the damage until the thread is taken up again
NEARBY = 4  # records beside the damage that may have been taken for others
TRIES, SHARE_RECOVERED = 200, 0.97
PATH = Path("run.fit")
REST = {  # layouts of a record: its fields behind time and heart rate, and their values
    "<IB": ((), ()),
    "<IBH": (((6, "u16", 1),), (2800,)),
    "<IBHIh8s": (
        ((6, "u16", 1), (5, "u32", 1), (13, "s16", 1), (108, "byte", 8)),
        (2800, 77, -3, b"\x01\x02\x03\x04" * 2),
    ),
}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole file: its bytes, and where the record of each second begins and ends."""

    content: bytes
    spans: tuple[tuple[int, int], ...]
    rates_bpm: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Damage:
    """So many bytes from an offset on become others."""

    at: int
    size: int
    instead: bytes

    def of(self, whole: Whole) -> bytes:
        return whole.content[: self.at] + self.instead + whole.content[self.at + self.size :]

    def hits(self, span: tuple[int, int]) -> bool:
        """Whether a message between two offsets is touched; also where bytes are put into it."""
        start, end = span
        return start < self.at + max(self.size, 1) and self.at < end


def whole_file(count: int, layout: str, *, has_rr: bool, has_laps: bool) -> Whole:
    fields, rest = REST[layout]
    rates_bpm = tuple(100 + 7 * i % 60 for i in range(count))
    parts = [
        define(0, RECORD, TIME, HEART_RATE, *fields),
        define(1, HRV, (0, "u16", 5)),
        define(2, LAP, TIME, (2, "u32", 1)),
    ]
    at = HEADER_BYTES + sum(map(len, parts))
    spans = []
    for i, bpm in enumerate(rates_bpm):
        record = put(0, layout, NOON + i, bpm, *rest)
        others = [put(1, "<5H", 430, 431, *[65535] * 3)] if has_rr else []
        others += [put(2, "<II", NOON + i, NOON)] if has_laps and i % 50 == 49 else []
        spans.append((at, at + len(record)))
        at += len(record) + sum(map(len, others))
        parts += [record, *others]
    return Whole(fit(*parts), tuple(spans), rates_bpm)


def damage(seed: int, whole: Whole) -> Damage:
    """Zeros, other bytes, fewer or more of them, somewhere in the middle third."""
    chance = random.Random(seed)
    third = len(whole.spans) // 3
    first, last = whole.spans[third][0], whole.spans[2 * third][0]
    at = chance.randint(first, last)
    size = min(chance.choice((1, 2, 3, 5, 20, 100, 400)), last - at)
    match chance.choice(("zeros", "others", "fewer", "more")):
        case "zeros":
            return Damage(at, size, bytes(size))
        case "others":
            return Damage(at, size, chance.randbytes(size))
        case "fewer":
            return Damage(at, size, b"")
        case _:
            return Damage(at, 0, chance.randbytes(size % 64))


def read_rates(content: bytes) -> dict[int, int]:
    """The heart rates by FIT time [s]."""
    recording = fit_recording(content, PATH)
    assert recording.start_utc is not None
    start_s = int(recording.start_utc.timestamp()) - EPOCH_UNIX_S
    return {
        start_s + sample.t_s: sample.hr_bpm
        for sample in recording.samples
        if sample.hr_bpm is not None
    }


def hit_count(whole: Whole, done: Damage) -> int:
    return sum(map(done.hits, whole.spans))


def wrong_seconds(whole: Whole, done: Damage, read: dict[int, int]) -> set[int]:
    """Seconds away from the damage that have the heart rate of another one."""
    near = bisect_right(whole.spans, (done.at, done.at))
    first, last = near - 1 - NEARBY, near + hit_count(whole, done) + NEARBY
    truth = {NOON + i: bpm for i, bpm in enumerate(whole.rates_bpm)}
    wrong = {second for second, bpm in read.items() if truth.get(second) != bpm}
    return wrong - set(range(NOON + first, NOON + last + 1))


@settings(max_examples=100)
@given(
    st.builds(
        whole_file,
        st.integers(60, 240),
        st.sampled_from(sorted(REST)),
        has_rr=st.booleans(),
        has_laps=st.booleans(),
    ),
    st.integers(0, 1 << 32),
)
def test_damage_gives_no_second_another_ones_heart_rate(whole: Whole, seed: int) -> None:
    done = damage(seed, whole)

    read = read_rates(done.of(whole))

    # Where the time of a record was hit, nothing tells that it is not from that second.
    assert len(wrong_seconds(whole, done, read)) <= hit_count(whole, done)


def test_damage_costs_what_it_hits_and_nearly_always_only_a_few_records_more() -> None:
    layouts = sorted(REST)
    lost_counts = []

    for seed in range(TRIES):
        whole = whole_file(
            60 + seed % 180, layouts[seed % 3], has_rr=seed % 2 == 0, has_laps=seed % 5 == 0
        )
        done = damage(seed, whole)
        read = read_rates(done.of(whole))
        lost_counts.append(len(whole.spans) - hit_count(whole, done) - len(read))

    few = sum(count <= MOST_LOST for count in lost_counts)
    assert few >= SHARE_RECOVERED * TRIES, sorted(lost_counts)[-20:]


def test_damage_that_looks_like_a_definition_of_the_records_does_not_end_them() -> None:
    whole = whole_file(60, "<IBH", has_rr=False, has_laps=False)
    done = Damage(whole.spans[20][0], 0, b"\x40\x00\x00\x00")

    read = read_rates(done.of(whole))

    assert len(read) >= len(whole.spans) - hit_count(whole, done) - MOST_LOST


@pytest.mark.skipif(not CORPUS.exists(), reason="no corpus beside the project")
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("activity-small-fenix2-run", 2790),  # of 2809
        ("running-with-developer-data", 1670),  # of 1681
        ("run", 1180),  # of 1190
    ],
)
def test_512_zeros_cost_a_real_file_some_seconds(name: str, least: int) -> None:
    recording = read_recording(CORPUS / "fit" / f"derived__{name}-zeros512.fit")

    assert len(recording.samples) >= least
    assert any("records go on behind them" in problem.lost for problem in recording.problems)
