"""What a foot pod and a treadmill make of a second, line by line of the rule."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import rsc
from devices.hrm import encode_measurement
from devices.legs import Legs, LegSensors
from devices.sampler import Sampler
from devices.sensors import SensorKind
from devices.treadmill import TreadmillData, encode_treadmill_data
from runwalk.engine.sample import Sample

NS = 1_000_000_000
POD, BELT = SensorKind.FOOTPOD, SensorKind.TREADMILL

Heard = tuple[float, SensorKind, bytes]


def pod(at_s: float, speed_mps: float = 3.2, turns: int = 90, at_m: float | None = None) -> Heard:
    return at_s, POD, rsc.encode_measurement(speed_mps, turns, distance_m=at_m)


def belt(
    at_s: float,
    speed_mps: float = 2.5,
    grade: float | None = None,
    at_m: int | None = None,
    *,
    is_more_to_come: bool = False,
) -> Heard:
    data = TreadmillData(
        is_more_to_come=is_more_to_come,
        speed_mps=None if is_more_to_come else speed_mps,
        grade=grade,
        distance_m=at_m,
    )
    return at_s, BELT, encode_treadmill_data(data)


def heard(*packets: Heard) -> tuple[LegSensors, Counter[str]]:
    counts: Counter[str] = Counter()
    legs = LegSensors(counts)
    for at_s, kind, payload in packets:
        legs.hear(kind, round(at_s * NS), payload)
    return legs, counts


def told(at_s: float, *packets: Heard) -> Legs:
    return heard(*packets)[0].tell(round(at_s * NS))


def test_a_pod_tells_speed_and_a_belt_its_grade_too() -> None:
    assert told(1, pod(0.5)).speed_mps == pytest.approx(3.2, abs=1 / 256)
    assert told(1, belt(0.5, 2.5, 0.015)) == Legs(speed_mps=2.5, grade=0.015)


def test_an_old_value_is_none_and_never_repeated() -> None:
    legs, _ = heard(belt(0.5, 2.5, 0.02, 640), *[pod(s / 10, at_m=100) for s in range(10)])

    assert legs.tell(2 * NS).speed_mps == 2.5
    assert legs.tell(2 * NS).cadence_spm == 180
    assert legs.tell(4 * NS) == legs.tell(3600 * NS) == Legs()


def test_a_lost_belt_leaves_speed_to_the_pod() -> None:
    legs, _ = heard(belt(0.5, 2.5), pod(0.6), pod(3.5))

    assert [legs.tell(s * NS).speed_mps for s in (1, 4)] == [2.5, pytest.approx(3.2, abs=0.01)]


def test_distance_is_since_the_start_wherever_the_counter_stood() -> None:
    assert told(1, pod(0.5, at_m=48_211.3)).distance_m == 0.0
    assert told(3, pod(0.5, at_m=48_211.3), pod(2.5, at_m=48_218.0)).distance_m == pytest.approx(
        6.7
    )


def test_what_was_run_while_a_pod_was_away_is_in_its_counter() -> None:
    away = told(61, pod(0.5, at_m=100.0), pod(60.5, at_m=292.0))

    assert away.distance_m == pytest.approx(192.0)


@pytest.mark.parametrize("leapt_to_m", [0.0, 5999.0, 6553.5, 429_000_000.0])
def test_a_counter_that_falls_back_or_leaps_begins_anew(leapt_to_m: float) -> None:
    counter_m = (6000.0, 6003.0, leapt_to_m, leapt_to_m + 3.0)

    legs = told(4, *[pod(s + 0.5, at_m=at_m) for s, at_m in enumerate(counter_m)])

    assert legs.distance_m == pytest.approx(6.0)


def test_the_way_is_the_belts_even_while_it_is_away() -> None:
    legs, _ = heard(belt(0.5, at_m=640), pod(0.6, at_m=100.0), belt(1.5, at_m=643))
    legs.hear(*_args(pod(5.5, at_m=120.0)))

    assert legs.tell(2 * NS).distance_m == 3.0
    assert legs.tell(6 * NS).distance_m is None


def _args(packet: Heard) -> tuple[SensorKind, int, bytes]:
    at_s, kind, payload = packet
    return kind, round(at_s * NS), payload


def test_a_record_in_two_packets_is_told_with_its_end() -> None:
    first, last = belt(0.4, grade=0.05, at_m=640, is_more_to_come=True), belt(0.5, 2.5)

    assert told(1, first) == Legs()
    assert told(1, first, last) == Legs(speed_mps=2.5, grade=0.05, distance_m=0.0)


def test_half_a_record_from_before_an_outage_is_not_told() -> None:
    first, last = belt(0.4, grade=0.05, is_more_to_come=True), belt(60.5, 2.5)

    assert told(61, first, last) == Legs(speed_mps=2.5)


def test_what_a_belt_tells_in_turns_is_known_in_between() -> None:
    assert told(2, belt(0.9, 2.5, 0.03), belt(1.9, 2.6)) == Legs(speed_mps=2.6, grade=0.03)


def test_a_speed_that_nobody_runs_and_a_grade_no_deck_has_are_counted() -> None:
    legs, counts = heard(pod(0.5, 60.0), belt(0.5, 100.0, 5.0))

    assert legs.tell(NS) == Legs()
    assert counts["footpod-implausible"] == 1
    assert counts["treadmill-implausible"] == 2


def test_a_malformed_packet_refreshes_nothing_and_is_counted() -> None:
    legs, counts = heard(pod(0.0), (1.5, POD, b"\x04\x33"), (1.5, BELT, b""))

    assert legs.tell(3 * NS) == Legs()
    assert (counts["footpod-malformed"], counts["treadmill-malformed"]) == (1, 1)


def test_odd_packets_are_counted_by_what_is_odd() -> None:
    _, counts = heard(
        (0.1, POD, bytes.fromhex("f833035a")), (0.1, BELT, bytes.fromhex("0400e803e8"))
    )

    assert counts["footpod-reserved-bits"] == 1
    assert counts["treadmill-truncated-distance_m"] == 1


noise = st.tuples(
    st.floats(0.0, 4.0), st.sampled_from([POD, BELT, SensorKind.STRAP]), st.binary(max_size=40)
)


@given(st.lists(noise, max_size=40))
def test_any_bytes_make_samples_that_are_in_their_ranges(story: list[Heard]) -> None:
    sampler, now_s = Sampler(0), 0.0
    for gap_s, kind, payload in story:
        now_s += gap_s
        if kind is SensorKind.STRAP:
            sampler.hear(round(now_s * NS), payload)
        else:
            sampler.hear_beside(kind, round(now_s * NS), payload)
    way_m = -1.0

    for sample in sampler.close(round((now_s + 1) * NS)):
        assert sample.speed_mps is None or 0.0 <= sample.speed_mps <= 12.5
        assert sample.grade is None or abs(sample.grade) <= 0.5
        assert sample.cadence_spm is None or 0 <= sample.cadence_spm <= 260
        if sample.distance_m is not None and sampler.counts["treadmill-packets"] == 0:
            assert sample.distance_m >= way_m
            way_m = sample.distance_m


def test_a_second_has_the_heart_and_the_legs_and_what_is_later_waits() -> None:
    sampler = Sampler(0)
    sampler.hear(NS // 2, encode_measurement(140))
    sampler.hear_beside(*_args(belt(0.6, 2.5, 0.01)))
    sampler.hear_beside(*_args(belt(1.2, 3.0, 0.02)))

    assert sampler.close(NS) == (Sample(t_s=0, hr_bpm=140, speed_mps=2.5, grade=0.01),)
    assert sampler.close(2 * NS) == (Sample(t_s=1, hr_bpm=140, speed_mps=3.0, grade=0.02),)


def test_a_computer_that_slept_wakes_to_what_was_heard() -> None:
    sampler = Sampler(0)
    sampler.close(NS)
    sampler.hear_beside(*_args(belt(30.5, 2.5)))

    closed = sampler.close(60 * NS)

    assert [(s.t_s, s.speed_mps) for s in closed] == [(1, None), (30, 2.5)]
