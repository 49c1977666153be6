"""What a sensor is, and which of them is meant."""

from __future__ import annotations

import pytest

from devices import hrm
from devices.clock import run
from devices.sensors import (
    Choice,
    FoundSensor,
    SensorInfo,
    SensorKind,
    kind_of,
    read_about,
    straps_in,
    strongest_first,
)

H10 = FoundSensor(name="Polar H10 7D5A2B21", address="A0:9E:1A:7D:5A:2B", rssi_dbm=-60)
H10_FAR = FoundSensor(name="Polar H10 11111111", address="A0:9E:1A:11:11:11", rssi_dbm=-90)
TICKR = FoundSensor(name="TICKR 0A1B", address="E8:11:22:33:44:55", rssi_dbm=-80)
HELD = FoundSensor(name="", address="C1:22:33:44:55:66", rssi_dbm=None)
ALL = (H10_FAR, TICKR, H10, HELD)


def test_straps_are_sorted_by_strength_and_one_connected_already_comes_first() -> None:
    assert strongest_first(ALL) == (HELD, H10, TICKR, H10_FAR)


@pytest.mark.parametrize(
    ("wanted", "ranked"),
    [
        (None, (HELD, H10, TICKR, H10_FAR)),
        ("", (HELD, H10, TICKR, H10_FAR)),
        ("tickr 0a1b", (TICKR,)),
        ("e8:11:22:33:44:55", (TICKR,)),
        ("polar", (H10, H10_FAR)),
        ("POLAR H10 11111111", (H10_FAR,)),
        ("nobody", ()),
    ],
)
def test_a_strap_is_wanted_by_name_by_a_part_of_it_or_by_address(
    wanted: str | None, ranked: tuple[FoundSensor, ...]
) -> None:
    assert Choice(wanted).rank(ALL) == ranked


def test_an_exact_name_ends_the_search_and_a_part_does_not() -> None:
    assert Choice("tickr 0a1b").is_exactly(TICKR)
    assert not Choice("tickr").is_exactly(TICKR)
    assert not Choice(None).is_exactly(TICKR)


def test_a_strap_once_heard_stays_the_one() -> None:
    choice = Choice(None)

    choice.keep(TICKR)

    assert choice.rank(ALL) == (TICKR,)
    assert choice.is_exactly(TICKR)
    assert choice.label == TICKR.name


POD = FoundSensor(name="Stryd", address="C4:77", rssi_dbm=-40, kind=SensorKind.FOOTPOD)
BIKE = FoundSensor(name="Bike", address="F0:01", rssi_dbm=-30, kind=SensorKind.TREADMILL)
BELT = FoundSensor(name="Belt", address="F0:02", rssi_dbm=-70, kind=SensorKind.TREADMILL)


@pytest.mark.parametrize("wanted", [None, "stryd", "C4:77"])
def test_a_foot_pod_is_no_strap_whatever_it_is_called(wanted: str | None) -> None:
    assert Choice(wanted).rank([POD]) == ()
    assert Choice(wanted, SensorKind.FOOTPOD).rank([*ALL, POD, BELT]) == (POD,)
    assert not Choice(wanted).is_exactly(POD)


def test_what_turned_out_to_be_something_else_is_passed_over_unless_it_was_named() -> None:
    any_belt, that_bike = Choice(None, SensorKind.TREADMILL), Choice("bike", SensorKind.TREADMILL)

    any_belt.pass_over(BIKE)
    that_bike.pass_over(BIKE)

    assert any_belt.rank([BIKE, BELT]) == (BELT,)
    assert that_bike.rank([BIKE, BELT]) == (BIKE,)


@pytest.mark.parametrize(
    ("services", "kind"),
    [
        ((0x180D,), SensorKind.STRAP),
        ((0x1814, 0x180F), SensorKind.FOOTPOD),
        ((0x180D, 0x1814), SensorKind.STRAP),
        ((0x180D, 0x1826), SensorKind.TREADMILL),
        ((0x180F,), None),
        ((), None),
    ],
)
def test_a_device_is_what_its_foremost_service_says(
    services: tuple[int, ...], kind: SensorKind | None
) -> None:
    assert kind_of(hrm.uuid_of(number) for number in services) is kind


def test_straps_are_picked_out_in_their_order() -> None:
    assert straps_in([POD, TICKR, BELT, H10]) == (TICKR, H10)


def test_a_strap_without_a_name_is_called_by_its_address() -> None:
    assert HELD.label == HELD.address


def test_a_strap_that_will_not_talk_about_itself_stays_unknown() -> None:
    known = SensorInfo(name="H10", address=H10.address)

    async def silent(_uuid: str) -> bytes:
        return b""

    assert run(read_about(silent, known)) == known


def test_what_is_known_is_not_asked_again_but_for_the_battery() -> None:
    asked: list[str] = []
    known = SensorInfo(
        name="H10",
        address=H10.address,
        manufacturer="Polar",
        model="H10",
        serial="1",
        firmware="5",
        location=hrm.BodyLocation.CHEST,
        battery_pct=50,
    )

    async def read(uuid: str) -> bytes:
        asked.append(uuid)
        return bytes([49])

    about = run(read_about(read, known))

    assert asked == [hrm.BATTERY_LEVEL]
    assert about.battery_pct == 49
