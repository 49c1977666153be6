"""What strict readers of others say to the files we write, at every checkpoint."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import fitdecode
import fitparse
import pytest
from chiptime.validate import validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.recording import read_recording
from runwalk.recording.fit_activity import encode_fit
from runwalk.recording.fit_writer import FitWriter
from runwalk.recording.journal import read_journal
from runwalk.recording.recording import Device

from .builders import START_UTC, marked, steady_run
from .strategies import runs

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
WHOLE_FILES = sorted(path for path in SAMPLE_DATA.rglob("*.fit") if path.name != "torn.fit")
SHORT_FILES = ("hill_repeats.fit", "strides.fit")
PLATFORMS = ("strict-spec", "garmin-connect", "strava")
STRAPS = (
    Device(manufacturer="Polar Electro Oy", product="H10", serial="7E37D222", battery_pct=80),
    Device(manufacturer="Wahoo", product="TICKR", serial="12345678"),
)
CUES = ((0, "run", "start"), (20, "walk", "ceiling"), (25, "info", "time"), (40, "run", "time"))
RUN = (
    *steady_run(45),
    marked(50, MarkKind.PAUSE),
    marked(58, MarkKind.RESUME),
    Sample(t_s=59, hr_bpm=131, marks=(Mark(MarkKind.CEILING, 2), Mark(MarkKind.TAG, "cramp \xe9"))),
    marked(60, MarkKind.LAP),
    marked(66, MarkKind.FINISH),
)

# fitparse 1.2.0 makes its times of a function that Python 3.12 calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcfromtimestamp")


def in_fitdecode(content: bytes, *names: str) -> list[dict[str, object]]:
    """The messages of those names by fitdecode at its strictest."""
    with fitdecode.FitReader(
        content,
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.RAISE,
    ) as fit:
        return [
            {field.name: field.value for field in message.fields if field.value is not None}
            for message in fit
            if isinstance(message, fitdecode.FitDataMessage) and message.name in names
        ]


def in_fitparse(content: bytes, name: str) -> list[dict[str, object]]:
    """The messages of that name by fitparse."""
    with fitparse.FitFile(content, check_crc=True) as fit:
        messages = tuple(fit.get_messages())
    return [message.get_values() for message in messages if message.name == name]


def check(content: bytes, *, seconds: int) -> None:
    """Hold a file against all of them."""
    assert [finding for name in PLATFORMS for finding in validate(content, name)] == []
    for records in (in_fitdecode(content, "record"), in_fitparse(content, "record")):
        assert len({record["timestamp"] for record in records}) == seconds


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=() if path.name in SHORT_FILES else pytest.mark.slow, id=path.stem)
        for path in WHOLE_FILES
    ],
)
def test_the_sample_data_is_valid(path: Path) -> None:
    content = path.read_bytes()

    check(content, seconds=len(read_recording(path).samples))
    assert len(in_fitdecode(content, "session")) == 1


@pytest.mark.parametrize("platform", PLATFORMS)
def test_chiptime_says_so_on_its_command_line(platform: str, tmp_path: Path) -> None:
    path = tmp_path / "run.fit"
    path.write_bytes(encode_fit(RUN, start_utc=START_UTC, cues=CUES, devices=STRAPS))

    done = subprocess.run(
        [sys.executable, "-m", "chiptime.cli", "validate", "--platform", platform, path],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, f"valid for {platform}\n")


def test_a_run_is_valid_at_every_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "run.fit"
    with FitWriter.create(path, start_utc=START_UTC, plan_json='{"x":1}' * 99) as writer:
        for count, sample in enumerate(RUN, 1):
            writer.append(sample)
            writer.note(sample.t_s, [cue[1:] for cue in CUES if cue[0] == sample.t_s])
            writer.tell_devices(STRAPS if count > 30 else ())
            writer.checkpoint()

            check(path.read_bytes(), seconds=count)


@given(
    samples=runs(max_size=6),
    cues=st.lists(
        st.tuples(
            st.integers(0, 10), st.sampled_from(("run", "walk", "info")), st.text(max_size=40)
        ),
        max_size=3,
    ),
    devices=st.lists(
        st.builds(
            Device,
            manufacturer=st.text(max_size=40),
            product=st.text(max_size=40),
            serial=st.text(max_size=40) | st.integers(0, 2**33).map(str),
            battery_pct=st.none() | st.integers(-1, 101),
        ),
        max_size=2,
    ),
    plan_json=st.text(max_size=300).map(json.dumps),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_any_run_is_valid(
    samples: tuple[Sample, ...],
    cues: Sequence[tuple[int, str, str]],
    devices: Sequence[Device],
    plan_json: str,
) -> None:
    content = encode_fit(
        samples, start_utc=START_UTC, cues=cues, devices=devices, plan_json=plan_json
    )

    check(content, seconds=len(samples))


# What we alone write can be seen with the eyes of others


def test_every_cue_is_on_its_record_and_on_the_lap_it_began() -> None:
    content = encode_fit(RUN, start_utc=START_UTC, cues=CUES)

    cues = [record["cue"] for record in in_fitdecode(content, "record") if "cue" in record]
    laps = in_fitdecode(content, "lap")

    assert cues == ["run:start", "walk:ceiling", "info:time", "run:time"]
    assert [lap["trigger"] for lap in laps] == ["run:start", "walk:ceiling", "run:time", "lap"]
    assert [lap["intensity"] for lap in laps] == ["active", "rest", "active", "active"]
    assert [lap["lap_trigger"] for lap in laps] == ["manual"] * 4
    assert [lap["trigger"] for lap in in_fitparse(content, "lap")] == [
        lap["trigger"] for lap in laps
    ]


def test_marks_and_changes_of_the_ceiling_are_on_their_record() -> None:
    content = encode_fit(RUN, start_utc=START_UTC)

    marks = [r["marks"] for r in in_fitdecode(content, "record") if "marks" in r]

    assert marks == [
        '[["pause"]]',
        '[["resume"]]',
        '[["ceiling",2],["tag","cramp \\u00e9"]]',
        '[["lap"]]',
        '[["finish"]]',
    ]


def test_a_strap_tells_its_maker_model_serial_number_and_battery() -> None:
    content = encode_fit(RUN, start_utc=START_UTC, devices=STRAPS)

    creator, polar, wahoo = in_fitdecode(content, "device_info")

    assert (creator["device_index"], creator["product_name"]) == ("creator", "runwalk")
    assert (
        polar["descriptor"],
        polar["product_name"],
        polar["serial"],
        polar["battery_level"],
    ) == (
        "Polar Electro Oy",
        "H10",
        "7E37D222",
        80,
    )
    assert (wahoo["descriptor"], wahoo["serial_number"]) == ("Wahoo", 12_345_678)


def test_the_plan_of_a_journal_can_be_put_together_again() -> None:
    plan = read_journal(SAMPLE_DATA / "live_run.jsonl").header["plan"]
    plan_json = json.dumps(plan) + "\xe9\u20ac\U0001f3c3" * 99

    content = encode_fit(RUN, start_utc=START_UTC, devices=STRAPS, plan_json=plan_json)

    pieces = [str(told["plan"]) for told in in_fitdecode(content, "device_info") if "plan" in told]
    assert len(pieces) > 2
    assert "".join(pieces) == plan_json


def test_a_plan_with_a_nul_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="NUL"):
        encode_fit(RUN, start_utc=START_UTC, plan_json="\0")


def test_there_are_no_positions() -> None:
    content = encode_fit(RUN, start_utc=START_UTC, devices=STRAPS)

    told = {name for record in in_fitdecode(content, "record", "lap", "session") for name in record}
    assert not [name for name in told if "position" in name or "lat" in name.split("_")]
    assert struct.unpack_from("<I", content, 4) == (len(content) - 16,)
