"""A few seconds of what ``tests.fuzz.fuzz_recordings`` does for minutes, and what that found."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runwalk.recording.fit_format import DEVELOPER_ID as OWN_ID

from ..fuzz.mutation import mutated
from ..fuzz.promise import check, check_memory
from ..fuzz.seeds import seeds
from .fit_bytes import (
    DEVELOPER_ID,
    FIELD_DESCRIPTION,
    HR,
    NOON,
    RECORD,
    TIME,
    define,
    fit,
    heart_rates,
    put,
)

SEEDS = seeds()
PATIENCE = 5.0


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_every_seed_keeps_the_promise(seed: int, tmp_path: Path) -> None:
    check(SEEDS[seed], tmp_path / "run", patience=PATIENCE)
    check_memory(SEEDS[seed], tmp_path / "run")


@given(
    content=st.sampled_from(SEEDS),
    dice=st.integers(0, 2**32 - 1).map(random.Random),
    rounds=st.integers(1, 4),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_whatever_is_done_to_a_recording_the_promise_holds(
    content: bytes, dice: random.Random, rounds: int, tmp_path: Path
) -> None:
    for _ in range(rounds):
        content = mutated(content, SEEDS, dice, 20_000)

    check(content, tmp_path / "run", patience=PATIENCE)


@pytest.mark.parametrize("kind", ["u16", "s16"])
def test_an_application_id_that_is_no_bytes_is_none(kind: str, tmp_path: Path) -> None:
    who = define(1, DEVELOPER_ID, (1, kind, 2), (3, "u8", 1)) + put(1, "<hhB", -2, 32_767, 0)

    check(fit(who, heart_rates(140)), tmp_path / "run", patience=PATIENCE)


def test_packed_times_that_are_no_bytes_are_none(tmp_path: Path) -> None:
    stored = define(1, HR, TIME, (6, "u8", 2), (9, "u32", 1), (10, "u8", 3), (11, "s16", 3))
    row = put(1, "<I2BI3B3h", NOON, 140, 141, 1024, 255, 1, 2, -1, -2, 32_767)

    check(fit(heart_rates(255, 255), stored, row, row), tmp_path / "run", patience=PATIENCE)


def test_a_nan_that_signals_is_none(tmp_path: Path) -> None:
    layout = b"\x40\x00\x00\x14\x00\x02" + bytes((253, 4, 0x86, 6, 4, 0x88))
    row = b"\x00" + struct.pack("<I", NOON) + b"\x01\x00\x80\x7f"

    check(fit(layout, row), tmp_path / "run", patience=PATIENCE)


def test_marks_twice_in_a_record_are_read_from_the_last(tmp_path: Path) -> None:
    described = (
        define(1, DEVELOPER_ID, (1, "byte", 16), (3, "u8", 1)),
        put(1, "<16sB", OWN_ID, 0),
        define(2, FIELD_DESCRIPTION, (0, "u8", 1), (1, "u8", 1), (2, "u8", 1), (3, "str", 6)),
        put(2, "<BBB6s", 0, 1, 7, b"marks"),
    )
    record = define(0, RECORD, TIME, developer=((1, 5, 0), (1, 9, 0)))
    row = put(0, "<I5s9s", NOON, b"12345", b'[["lap"]]')

    check(fit(*described, record, row, row), tmp_path / "run", patience=PATIENCE)
