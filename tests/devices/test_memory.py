"""Which strap is yours, and what was explained once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import ble, memory, sources
from devices.hrm import encode_measurement
from devices.memory import Memory, OwnStrap
from devices.sensors import FoundSensor, SensorKind
from devices.virtual_radio import H10, HRM_PRO, SensorSpec
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.workout import Workout
from runwalk.errors import RunwalkError
from runwalk.options import talk

from ..terminal import type_at
from .beside import bluez_beside, needs_bluez
from .worlds import BluezWorld, MemoryWorld, beating

MINE = FoundSensor(name="TICKR 0A1B", address="C0:00", rssi_dbm=-70)
OTHER = FoundSensor(name="Polar H10", address="A0:9E", rssi_dbm=-50)
A_BEAT = encode_measurement(143, (430, 429), contact=True)
SOME_DAY = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "memory.json"


def notice(strap: FoundSensor, path: Path, *, is_clear: bool = True) -> list[str]:
    said: list[str] = []
    memory.notice(strap, is_clear=is_clear, say=said.append, path=path)
    return said


names = st.text().filter(lambda text: text.isprintable() and text == text.strip())


@given(
    st.none()
    | st.builds(
        OwnStrap,
        name=names,
        address=st.text(min_size=1),
        heard_utc=st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0)),
    ),
    st.lists(st.text()).map(tuple),
)
def test_what_is_kept_is_recalled(
    tmp_path_factory: pytest.TempPathFactory, strap: OwnStrap | None, explained: tuple[str, ...]
) -> None:
    path = tmp_path_factory.mktemp("memory") / "memory.json"

    memory.keep(Memory(strap=strap, explained=explained), path)

    assert memory.recall(path) == Memory(strap=strap, explained=explained)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "\xff",
        '{"strap": 5}',
        '{"strap": {"name": "a", "address": "b"}}',
        '{"strap": {"name": "a", "address": "b", "heard_utc": "today"}}',
        '{"strap": {"name": "a", "address": "b", "heard_utc": "2026-11-22"}}',
        '{"explained": 5}',
    ],
)
def test_a_damaged_memory_is_none(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_bytes(text.encode("latin-1"))

    assert memory.recall(path) == Memory()


def test_a_name_from_the_air_gives_the_terminal_no_orders(path: Path) -> None:
    path.parent.mkdir()
    strap = {"name": "\x1b[2Jmine", "address": "b", "heard_utc": SOME_DAY.isoformat()}
    path.write_text(json.dumps({"strap": strap}))

    recalled = memory.recall(path).strap

    assert recalled is not None
    assert recalled.name == "[2Jmine"


def test_the_first_strap_that_is_clear_is_remembered_and_stays(path: Path) -> None:
    assert notice(OTHER, path, is_clear=False) == []
    assert "remembered TICKR 0A1B" in notice(MINE, path)[0]
    assert notice(OTHER, path) == []

    assert memory.recall(path).is_own(MINE)


def test_the_same_strap_is_noted_quietly_even_among_others(path: Path) -> None:
    memory.keep(Memory().with_strap(MINE, SOME_DAY), path)

    assert notice(MINE, path, is_clear=False) == []

    again = memory.recall(path).strap
    assert again is not None
    assert again.heard_utc > SOME_DAY


def test_a_memory_that_cannot_be_written_is_told_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "memory.json"

    assert "is not remembered" in notice(MINE, path)[0]
    with pytest.raises(RunwalkError, match="cannot be written"):
        memory.keep(Memory(), path)


# A run


def run_for_a_while(
    path: Path, *near: SensorSpec, known: FoundSensor | None = None, wanted: str | None = None
) -> ble.StrapSource:
    """Run with straps in memory until one is heard, and end."""
    sources_seen: list[ble.StrapSource] = []

    async def scenario(world: MemoryWorld) -> None:
        source = ble.StrapSource(wanted, known=known, policy=world.policy, **world.backends)
        sources_seen.append(source)
        async with contextlib.AsyncExitStack() as stack:
            for spec in near:
                await stack.enter_async_context(beating(world.add(spec), A_BEAT))
            samples = sources._remembered(source, talk, path)
            async with contextlib.aclosing(samples), asyncio.timeout(60.0):
                async for sample in samples:
                    if sample.hr_bpm is not None or sample.t_s == 40:
                        break

    MemoryWorld.play(scenario)
    return sources_seen[0]


def test_a_run_with_the_only_strap_near_makes_it_yours(path: Path) -> None:
    run_for_a_while(path, H10)

    strap = memory.recall(path).strap
    assert strap is not None
    assert strap.name == H10.name


def test_a_run_in_a_crowd_makes_no_strap_yours(path: Path) -> None:
    source = run_for_a_while(path, H10, HRM_PRO)

    assert source.heard is not None
    assert memory.recall(path).strap is None


def test_a_strap_that_was_named_is_yours_even_in_a_crowd(path: Path) -> None:
    run_for_a_while(path, H10, HRM_PRO, wanted="hrm-pro")

    strap = memory.recall(path).strap
    assert strap is not None
    assert strap.address == HRM_PRO.address


def test_your_own_strap_is_taken_although_another_is_stronger(path: Path) -> None:
    strong = replace(H10, rssi_dbm=-30)
    own = FoundSensor(name=HRM_PRO.name, address=HRM_PRO.address, rssi_dbm=None)

    source = run_for_a_while(path, strong, HRM_PRO, known=own)

    assert source.heard is not None
    assert source.heard.address == HRM_PRO.address


def test_no_other_is_taken_in_place_of_your_own(path: Path) -> None:
    own = FoundSensor(name=HRM_PRO.name, address=HRM_PRO.address, rssi_dbm=None)

    source = run_for_a_while(path, H10, known=own)

    assert source.heard is None


@pytest.mark.parametrize(("wanted", "label"), [(None, "TICKR 0A1B"), ("any", None), ("H10", "H10")])
def test_live_looks_for_the_remembered_strap_unless_told_another(
    wanted: str | None,
    label: str | None,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    memory.keep(Memory().with_strap(MINE, SOME_DAY), path)
    made: list[ble.StrapSource] = []

    class Kept(ble.StrapSource):
        def __init__(self, *words: str | None, **options: object) -> None:
            super().__init__(*words, **options)  # type: ignore[arg-type]
            made.append(self)

    monkeypatch.setattr(ble, "StrapSource", Kept)

    sources.strap(wanted, memory_file=path).make(lambda _at_ns, _payload: None)

    assert made[0]._choices[SensorKind.STRAP].label == label
    assert ("yours is TICKR 0A1B" in capsys.readouterr().err) == (wanted is None)


@needs_bluez
@pytest.mark.slow  # in real time
def test_the_command_live_remembers_its_strap_when_it_is_ended(tmp_path: Path) -> None:
    def beats(world: BluezWorld) -> None:
        strap = world.add(H10)

        async def beat() -> None:
            while True:
                strap.notify(A_BEAT)
                await asyncio.sleep(0.25)

        world.bluez.spawn(beat())

    said = []
    with bluez_beside(prepare=beats):
        for _ in range(2):
            process = subprocess.Popen(
                [sys.executable, "-m", "runwalk", "live", "--ceiling", "150", "--no-record"],
                env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            assert process.stderr is not None
            for line in process.stderr:
                said.append(line)
                if "hearing" in line:
                    process.send_signal(signal.SIGINT)
            process.stderr.close()
            assert process.wait(timeout=20) == 0

    assert "remembered Polar H10 7D5A2B21" in "".join(said)
    assert "strap: yours is Polar H10 7D5A2B21; `--strap any` takes another\n" in said


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
def test_the_ceiling_is_explained_once_to_a_person_without_settings(tmp_path: Path) -> None:
    words = ("live", "--source", "virtual", "--speed", "0", "--minutes", "0.2", "--no-record")

    _, first = type_at(*words, "--ceiling", "150", typed="", home=tmp_path)
    _, second = type_at(*words, "--ceiling", "150", typed="", home=tmp_path)

    assert "Your ceiling is 150 beats" in first
    assert "pacemaker" in first
    assert first.index("Your ceiling") < first.index("strap: looking")
    assert "Your ceiling" not in second


def explained(path: Path, source: str) -> str:
    said: list[str] = []
    plan = Plan(Athlete(), Workout.easy(Band.below(150)))
    memory.explain_once(plan, source, said.append, path)
    return "\n".join(said)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
def test_the_ceiling_is_explained_in_the_language_of_the_run(tmp_path: Path) -> None:
    words = ("live", "--source", "virtual", "--speed", "0", "--minutes", "0.2", "--no-record")

    _, screen = type_at(*words, "--ceiling", "150", "--language", "de", typed="", home=tmp_path)

    assert "Deine Obergrenze ist 150 Schläge" in screen
    assert "Dein hartes Limit ist" in screen
    assert "Herzschrittmacher" in screen
    assert "Your" not in screen


def test_a_simulated_runner_does_not_use_up_the_explanation_of_your_own_run(path: Path) -> None:
    memory.keep(Memory().with_strap(MINE, SOME_DAY), path)

    first, own, again = (explained(path, source) for source in ("virtual", "strap", "strap"))

    assert "Your hard limit is 175" in first
    assert own == first
    assert again == ""
    assert memory.recall(path).is_own(MINE)


def test_what_cannot_be_noted_is_explained_once_more(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "memory.json"

    assert explained(path, "strap") == explained(path, "strap") != ""
