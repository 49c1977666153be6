"""A run without a radio: the closed loop, its faults, and that it is the same run every time."""

from __future__ import annotations

import contextlib
import time

import pytest

from devices import clock
from devices.link import LinkNews
from devices.sensors import SensorKind
from devices.virtual import Fault, FaultKind, VirtualRun, with_early_beat
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.simulator import SCENARIOS


class Jogger:
    """A body that runs or walks at once, and whose heart follows a little every second."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._t_s = 0
        self._hr_bpm = 100.0

    def second(self) -> Sample:
        is_running = not self.words or self.words[-1] == "run"
        self._hr_bpm += (160.0 if is_running else 110.0) * 0.05 - self._hr_bpm * 0.05
        rr_ms = 60_000 / self._hr_bpm
        truth = Sample.rounded(
            self._t_s,
            hr_bpm=self._hr_bpm,
            rr_ms=(rr_ms, rr_ms),
            speed_mps=2.8 if is_running else 1.5,
            cadence_spm=165 if is_running else 115,
            grade=0.01,
            distance_m=2.0 * self._t_s,
            temperature_c=21,
            marks=(Mark(MarkKind.LAP),) if self._t_s == 100 else (),
        )
        self._t_s += 1
        return truth

    def hear(self, word: str) -> None:
        self.words.append(word)


def live(
    *faults: str,
    duration_s: int = 300,
    is_strap_only: bool = False,
    speed: float | None = None,
) -> tuple[list[Sample], list[LinkNews]]:
    news: list[LinkNews] = []

    async def main() -> list[Sample]:
        run = VirtualRun(
            Jogger(),
            faults=tuple(Fault.parse(fault) for fault in faults),
            duration_s=duration_s,
            is_strap_only=is_strap_only,
            on_news=news.append,
        )
        samples = []
        async with contextlib.aclosing(run.samples()) as seconds:
            async for sample in seconds:
                samples.append(sample)
                if sample.hr_bpm is not None:
                    run.hear("walk" if sample.hr_bpm > 150 else "run")
        return samples

    return clock.run(main(), speed=speed), news


def test_every_second_is_there_from_the_first_on() -> None:
    samples, _ = live()

    assert [sample.t_s for sample in samples] == list(range(300))
    assert all(sample.hr_bpm is not None for sample in samples)


def test_the_strap_tells_the_truth_to_one_tick() -> None:
    samples, _ = live()
    body = Jogger()
    truth = body.second()

    assert samples[0].hr_bpm == truth.hr_bpm
    assert samples[0].rr_ms == pytest.approx(truth.rr_ms, abs=1)
    assert samples[0].speed_mps == truth.speed_mps
    assert samples[100].marks == (Mark(MarkKind.LAP),)


def test_the_body_hears_the_coach() -> None:
    samples, _ = live()

    assert {sample.speed_mps for sample in samples} == {2.8, 1.5}
    assert max(sample.hr_bpm for sample in samples) <= 153


def test_a_strap_alone_tells_nothing_but_the_heart() -> None:
    samples, _ = live(is_strap_only=True)

    assert all(sample.speed_mps is sample.cadence_spm is sample.grade is None for sample in samples)
    assert all(sample.rr_ms for sample in samples)


ALL_FAULTS = (
    "dry@0+20",
    "drop@40",
    "range@60+60",
    "malformed@140+5",
    "stall@150+12",
    "held@180+20",
    "off@220+20",
    "ectopic@260+10",
)


def test_the_same_body_gives_the_same_run_at_any_speed() -> None:
    at_once, told_at_once = live(*ALL_FAULTS)
    again, _ = live(*ALL_FAULTS)
    paced, told_paced = live(*ALL_FAULTS, speed=600.0)

    assert at_once == again == paced
    assert told_at_once == told_paced


def test_a_run_of_75_minutes_takes_seconds() -> None:
    began = time.monotonic()

    samples, _ = live(*ALL_FAULTS, duration_s=4500)

    assert len(samples) == 4500
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("fault", "silent", "back_s"),
    [
        ("dry@50+30", range(51, 80), 82),
        ("range@50+60", range(52, 110), 114),
        ("stall@50+30", range(52, 80), 86),
        ("held@50+30", range(52, 80), 96),
        ("off@50+30", range(52, 80), 92),
        ("malformed@50+10", range(52, 60), 62),
    ],
)
def test_a_fault_silences_the_strap_and_passes(fault: str, silent: range, back_s: int) -> None:
    samples, _ = live(fault, duration_s=150)

    assert all(samples[t_s].hr_bpm is None for t_s in silent)
    assert all(samples[t_s].hr_bpm is not None for t_s in (*range(50), *range(back_s, 150)))


def test_a_dropped_link_costs_no_heart_rate() -> None:
    samples, news = live("drop@50")

    assert all(sample.hr_bpm is not None for sample in samples)
    assert any("lost" in one.text for one in news)


def test_an_early_beat_makes_up_for_itself() -> None:
    samples, _ = live("ectopic@50+1")
    (early_ms, pause_ms), (before_ms, _) = samples[50].rr_ms, samples[49].rr_ms

    assert early_ms < 0.7 * before_ms < before_ms < 0.8 * pause_ms
    assert early_ms + pause_ms == pytest.approx(2 * before_ms, rel=0.05)


def test_one_beat_cannot_come_early_alone() -> None:
    assert with_early_beat((600,)) == (600,)


def test_a_body_that_fails_ends_the_run() -> None:
    class Fainter(Jogger):
        def second(self) -> Sample:
            truth = super().second()
            if truth.t_s == 10:
                raise RuntimeError("fainted")
            return truth

    heard: list[Sample] = []

    async def main() -> None:
        async with contextlib.aclosing(VirtualRun(Fainter()).samples()) as samples:
            async for sample in samples:
                heard.append(sample)  # noqa: PERF401  # a comprehension would lose them

    with pytest.raises(RuntimeError, match="fainted"):
        clock.run(main(), speed=None)
    assert len(heard) == 10


@pytest.mark.parametrize("text", ["", "range", "range@", "range@x", "nap@3", "drop@-1", "dry@3+0"])
def test_a_fault_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="fault"):
        Fault.parse(text)


@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_of_fault_can_be_typed(kind: FaultKind) -> None:
    assert Fault.parse(f"{kind}@1+2") == Fault(kind=kind, at_s=1, lasts_s=2)


def live_beside(
    *beside: SensorKind, faults: tuple[str, ...] = (), duration_s: int = 200
) -> tuple[list[Sample], VirtualRun]:
    """A simulated runner on a treadmill, with what there is beside the strap."""
    runs: list[VirtualRun] = []

    async def main() -> list[Sample]:
        run = VirtualRun(
            SCENARIOS["treadmill-hike"].runner(8001),
            beside=dict.fromkeys(beside),
            faults=tuple(Fault.parse(fault) for fault in faults),
            duration_s=duration_s,
        )
        runs.append(run)
        async with contextlib.aclosing(run.samples()) as seconds:
            return [sample async for sample in seconds]

    return clock.run(main(), speed=None), runs[0]


def truths(duration_s: int = 200) -> list[Sample]:
    runner = SCENARIOS["treadmill-hike"].runner(8001)
    return [runner.second() for _ in range(duration_s)]


def test_a_pod_and_a_treadmill_follow_the_runner() -> None:
    samples, _ = live_beside(SensorKind.FOOTPOD, SensorKind.TREADMILL)

    for heard, truth in zip(samples[40:], truths()[40:], strict=True):
        assert heard.speed_mps == pytest.approx(truth.speed_mps, abs=0.003)
        assert heard.grade == pytest.approx(truth.grade, abs=0.0005)
        assert heard.cadence_spm == pytest.approx(truth.cadence_spm, abs=1.01)
        assert heard.altitude_m is heard.temperature_c is None
    way_m = samples[-1].distance_m - samples[20].distance_m
    assert way_m == pytest.approx(truths()[-1].distance_m - truths()[20].distance_m, abs=1.01)


def test_a_pod_alone_knows_no_grade() -> None:
    samples, _ = live_beside(SensorKind.FOOTPOD)

    assert {sample.grade for sample in samples} == {None}
    assert samples[-1].speed_mps == pytest.approx(truths()[-1].speed_mps, abs=0.003)
    assert samples[-1].distance_m == pytest.approx(truths()[-1].distance_m, abs=10.0)


def test_a_pod_in_trouble_leaves_heart_and_run_alone() -> None:
    samples, run = live_beside(
        SensorKind.FOOTPOD, faults=("footpod:range@60+30", "footpod:malformed@120+20")
    )

    assert all(samples[t_s].speed_mps is None for t_s in (*range(63, 88), *range(123, 138)))
    assert all(samples[t_s].speed_mps is not None for t_s in (*range(20, 60), *range(145, 200)))
    without, _ = live_beside(SensorKind.FOOTPOD)
    assert [(s.hr_bpm, s.rr_ms) for s in samples] == [(s.hr_bpm, s.rr_ms) for s in without]
    assert run.source.counts["footpod-malformed"] == 20


def test_no_virtual_treadmill_is_ever_written_to() -> None:
    _, run = live_beside(SensorKind.TREADMILL, faults=("treadmill:drop@50", "off@100+10"))

    assert run.sensors[SensorKind.TREADMILL].sent_count > 150 * 2
    assert run.sensors[SensorKind.TREADMILL].written == []


def test_only_a_strap_can_be_dry() -> None:
    with pytest.raises(ValueError, match="only a strap"):
        Fault(kind=FaultKind.DRY, at_s=3, sensor=SensorKind.TREADMILL)
