"""A zone is told when it has changed, and never flickers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.classifier import ZoneClassifier
from runwalk.engine.heartrate import HeartRate
from runwalk.engine.zones import Zones

from ..builders import doubted, heard, silence

ZONES = Zones.custom([100, 120, 140, 160])


def numbers(answers: list[HeartRate], classifier: ZoneClassifier | None = None) -> list[int | None]:
    classifier = classifier or ZoneClassifier(ZONES)
    found = [classifier.classify(hr) for hr in answers]
    return [None if zone is None else zone.number for zone in found]


def in_zone_two() -> ZoneClassifier:
    classifier = ZoneClassifier(ZONES)
    classifier.classify(heard(130))
    return classifier


def test_the_first_trusted_reading_has_its_zone_at_once() -> None:
    assert numbers([heard(141)]) == [3]


@pytest.mark.parametrize(
    ("bpm", "first_s"),
    [
        pytest.param(139, None, id="the last beat inside"),
        pytest.param(140, 14, id="just outside: after lingering"),
        pytest.param(141, 2, id="clearly outside: after three seconds"),
        pytest.param(160, 2, id="two zones up"),
        pytest.param(119, 14, id="just below: after lingering"),
        pytest.param(118, 2, id="clearly below"),
        pytest.param(99, 2, id="below all zones"),
    ],
)
def test_when_another_zone_is_told(bpm: int, first_s: int | None) -> None:
    found = numbers([heard(bpm)] * 20, in_zone_two())

    zone = ZONES.zone_of(bpm)
    now = zone.number if zone else None
    expected = [2] * 20 if first_s is None else [2] * first_s + [now] * (20 - first_s)
    assert found == expected


def test_a_second_inside_begins_the_wait_anew() -> None:
    found = numbers([heard(141)] * 2 + [heard(139)] + [heard(141)] * 3, in_zone_two())

    assert found == [2, 2, 2, 2, 2, 3]


def test_a_second_that_is_hardly_outside_begins_the_shorter_wait_anew_only() -> None:
    found = numbers(([heard(141)] * 2 + [heard(140)]) * 5, in_zone_two())

    assert found == [2] * 14 + [3]


def test_the_zone_stands_through_doubt_and_short_silence() -> None:
    found = numbers([doubted(190), silence(2), heard(130)], in_zone_two())

    assert found == [2, 2, 2]


def test_a_stale_heart_rate_has_no_zone_and_the_next_one_its_own_at_once() -> None:
    found = numbers([silence(6), doubted(150, age_s=7), heard(150)], in_zone_two())

    assert found == [None, None, 3]


def test_nothing_waits_on_what_was_before_the_silence() -> None:
    found = numbers([heard(141)] * 2 + [silence(6), heard(130), heard(141)], in_zone_two())

    assert found == [2, 2, None, 2, 2]


def test_without_zones_there_is_never_a_zone() -> None:
    assert numbers([heard(bpm) for bpm in (90, 130, 170)], ZoneClassifier(None)) == [None] * 3


@given(st.lists(st.integers(95, 165), max_size=200))
def test_a_zone_once_told_lasts_three_seconds_at_least(bpms: list[int]) -> None:
    found = numbers([heard(bpm) for bpm in bpms])

    changes = [i for i, (a, b) in enumerate(pairwise(found), 1) if a != b]
    leaves = [i for i in changes if found[i - 1] is not None]
    assert all(b - a >= 3 for a, b in pairwise(leaves))


@given(st.lists(st.sampled_from([-1, 0]), min_size=1, max_size=200))
def test_a_heart_on_a_limit_changes_its_zone_no_more_than_once_in_fifteen_seconds(
    wobble: list[int],
) -> None:
    found = numbers([heard(140 + w) for w in wobble])

    changes = [i for i, (a, b) in enumerate(pairwise(found), 1) if a != b]
    assert all(b - a >= 15 for a, b in pairwise(changes))


@given(st.lists(st.integers(60, 200), min_size=1, max_size=60), st.integers(60, 200))
def test_whatever_was_before_a_level_that_lasts_is_told_after_fifteen_seconds(
    before_bpm: list[int], bpm: int
) -> None:
    found = numbers([heard(b) for b in before_bpm] + [heard(bpm)] * 15)

    zone = ZONES.zone_of(bpm)
    assert found[-1] == (zone.number if zone else None)
