"""What a line asks of one runner: words become heart rates and paces."""

from __future__ import annotations

import pytest
from hypothesis import given

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach
from runwalk.engine.workout import AskedGait, Otherwise, Range, Round, Segment
from runwalk.errors import WorkoutError
from runwalk.training.compiler import AFTER_SURGE_S, Runner, length_of, workout_of
from runwalk.training.language import read_line
from runwalk.training.paces import race_time_s
from runwalk.training.spec import Spec

from .specs import specs

KNOWN = Runner(Athlete(resting_bpm=50, max_bpm=190), vdot=45.0)
"""Zones 2 to 5 begin at 134, 148, 162 and 176 bpm; the easy ceiling is 147."""

RACELESS = Runner(KNOWN.athlete)
CEILING_ONLY = Runner(Athlete(ceiling_bpm=150))


def segments(line: str, runner: Runner = KNOWN) -> tuple[Segment, ...]:
    return workout_of(read_line(line), runner, "test").segments


def segment(line: str, runner: Runner = KNOWN) -> Segment:
    (only,) = segments(line, runner)
    return only


@pytest.mark.parametrize(
    ("line", "band"),
    [
        ("10:00", Band(127, 147)),
        ("10:00 easy", Band(127, 147)),
        ("10:00 run easy", Band(127, 147)),
        ("10:00 jog", Band(127, 147)),
        ("10:00 walk", Band(127, 147)),
        ("10:00 recovery", Band(117, 137)),
        ("10:00 tempo", Band(148, 175)),
        ("10:00 @marathon", Band(148, 175)),
        ("10:00 @half", Band(148, 175)),
        ("10:00 @zone 2", Band(134, 147)),
        ("10:00 @zone 2-3", Band(134, 161)),
        ("10:00 @zone 5", None),
        ("10:00 @130-150bpm", Band(130, 150)),
        ("10:00 @<150bpm", Band(130, 150)),
        ("10:00 @rpe 3", Band(127, 147)),
        ("10:00 @rpe 6", Band(148, 175)),
        ("10:00 @rpe 9", None),
        ("10:00 @10km/h", None),
        ("10:00 hike", None),
        ("10:00 hard", None),
        ("10:00 free", None),
        ("10:00 @mile", None),
        ("10:00 @10k", None),
        ("10:00 easy surge", None),
    ],
)
def test_an_effort_has_the_heart_rates_of_its_zones(line: str, band: Band | None) -> None:
    assert segment(line).band == band


@pytest.mark.parametrize(
    ("line", "is_surge"),
    [
        ("1:00 @mile", True),
        ("1:00 @5k", True),
        ("1:00 @rep", True),
        ("1:00 hard", True),
        ("1:00 free", True),
        ("1:00 surge", True),
        ("1:00 @rpe 8", True),
        ("1:00 @half", False),
        ("1:00 tempo", False),
        ("1:00 easy", False),
        ("1:00 @10km/h", False),
    ],
)
def test_a_hard_effort_is_meant(line: str, is_surge: bool) -> None:
    assert segment(line).is_surge is is_surge


@pytest.mark.parametrize(
    ("line", "gait"),
    [
        ("10:00 easy", None),
        ("10:00", None),
        ("10:00 free", None),
        ("10:00 @zone 2", None),
        ("10:00 run easy", AskedGait.RUN),
        ("10:00 @mile", AskedGait.RUN),
        ("10:00 tempo", AskedGait.RUN),
        ("10:00 surge", AskedGait.RUN),
        ("10:00 @10km/h", AskedGait.RUN),
        ("10:00 walk", AskedGait.WALK),
        ("10:00 hike @3mph", AskedGait.HIKE),
    ],
)
def test_who_asks_for_effort_asks_for_running(line: str, gait: AskedGait | None) -> None:
    assert segment(line).gait is gait


def test_a_race_tells_the_pace_and_without_one_the_effort_is_told_alone() -> None:
    known, raceless = segment("400m@mile"), segment("400m@mile", RACELESS)

    mile_mps = 1609.344 / race_time_s(45.0, 1609.344)
    assert known.speed_mps == Range(low=0.98 * mile_mps, high=1.02 * mile_mps)
    assert raceless.speed_mps is None
    assert known.rpe == raceless.rpe == Range(low=9, high=10)


def test_seconds_are_added_to_a_pace() -> None:
    goal, slower, faster = (
        segment(f"400m@5k{more}").speed_mps for more in ("", "+8s/km", "-8s/km")
    )

    assert goal is not None
    assert slower is not None
    assert faster is not None
    assert goal.low is not None
    assert slower.low is not None
    assert faster.low is not None
    assert 1000 / slower.low - 1000 / goal.low == pytest.approx(8)
    assert 1000 / goal.low - 1000 / faster.low == pytest.approx(8)


@pytest.mark.parametrize("word", ["interval", "rep", "10k", "marathon", "tempo"])
def test_every_pace_has_a_slow_and_a_fast_end(word: str) -> None:
    speed = segment(f"1:00 {word}" if word == "tempo" else f"1:00@{word}").speed_mps

    assert speed is not None
    assert speed.low is not None
    assert speed.high is not None
    assert 2.0 < speed.low < speed.high < 6.0


def test_a_cap_is_the_fast_end_of_what_it_names() -> None:
    easy, tempo, mile, own = (
        segment(f"2:00 jog @<{cap}").speed_cap_mps for cap in ("easy", "tempo", "mile", "9km/h")
    )

    assert own == 2.5
    assert easy is not None
    assert tempo is not None
    assert mile is not None
    assert 2.5 < easy < tempo < mile
    assert segment("2:00 jog @<easy", RACELESS).speed_cap_mps is None
    assert segment("2:00 jog @<mile", RACELESS).speed_cap_mps is None
    assert segment("2:00 jog @<hard").speed_cap_mps is None


@pytest.mark.parametrize(
    ("level", "bpm"),
    [("120", 120), ("floor", 127), ("ceiling", 147), ("zone 2", 134), ("65%", 124)],
)
def test_a_heart_rate_is_that_of_the_runner(level: str, bpm: int) -> None:
    falls, rises = segments(f"walk until hr<{level}, run until hr>{level} or 9:00 then go on")

    assert falls.until is not None
    assert rises.until is not None
    assert (falls.until.below_bpm, falls.until.choice) == (bpm, Otherwise.WAIT)
    assert (rises.until.above_bpm, rises.until.choice) == (bpm, Otherwise.GO_ON)


def test_after_a_surge_no_recovery_ends_before_the_heart_has_heard_of_it() -> None:
    lines = "30s hard, walk until hr<120, 30s hard, walk until hr<120 after 5s, walk until hr<99"
    least_s = [one.until.least_s for one in segments(lines) if one.until]

    assert least_s == [AFTER_SURGE_S, 5, 0]


def test_repeats_are_written_out_with_their_rounds() -> None:
    made = segments("2x(3x(1:00 hard, 1:00 walk), 5:00 walk)")

    assert [one.round for one in made] == [
        *(Round(number, 3) for number in (1, 1, 2, 2, 3, 3)),
        Round(1, 2),
        *(Round(number, 3) for number in (1, 1, 2, 2, 3, 3)),
        Round(2, 2),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("walk until hr<65%", "hr 65%: your maximal heart rate is not known"),
        ("10:00@zone 2", "zone 2: your zones are not known"),
        ("walk until hr<zone 2", "zone 2: your zones are not known"),
    ],
)
def test_what_nobody_knows_is_said(line: str, said: str) -> None:
    with pytest.raises(WorkoutError, match=said):
        segments(line, CEILING_ONLY)


def test_a_zone_that_is_not_there_is_said() -> None:
    with pytest.raises(WorkoutError, match="zone 7: your zones are 1 to 5"):
        segments("10:00@zone 7")


def test_without_any_ceiling_there_is_no_workout() -> None:
    with pytest.raises(ValueError, match="no ceiling is known"):
        segments("10:00 easy", Runner(Athlete()))


def test_without_zones_a_moderate_effort_leaves_the_limit() -> None:
    assert segment("10:00 tempo", CEILING_ONLY).band is None


def test_no_band_reaches_above_the_hard_limit() -> None:
    careful = Runner(Athlete(resting_bpm=50, max_bpm=190, limit_bpm=165))

    assert segment("10:00 tempo", careful).band == Band(148, 165)
    assert segment("10:00 tempo", Runner(Athlete(max_bpm=190, limit_bpm=133))).band is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("10:00", "run by heart rate"),
        ("10:00 surge", "surge"),
        ("2:00 walk", "walk break"),
        ("walk until hr<120", "recovery"),
        ("1mi@5k", "1 mi at 5k pace"),
        ("2km@5k", "2 km at 5k pace"),
        ("2:00@10k", "2 min at 10k pace"),
        ("0:30@5k", "30 s at 5k pace"),
        ("2:30@5k", "2:30 at 5k pace"),
        ("10:00 easy", "easy"),
        ("10:00 run easy", "easy run"),
        ("400m@mile", "400 m at mile pace"),
        ("run @mile until hr>150", "run at mile"),
        ("10:00 hike@3mph", "hike at 3mph"),
        ("1:00 free 'A skip'", "A skip"),
    ],
)
def test_a_part_has_a_word_for_people(line: str, name: str) -> None:
    assert segment(line).name == name


@pytest.mark.parametrize(
    ("line", "length"),
    [
        ("10:00 easy, 5:00 walk", "15:00"),
        ("10:00 easy, 400m@mile", "10:00 + 0.40 km"),
        ("walk until lap", "open"),
        ("10:00, walk until lap", "10:00 and more"),
        ("10:00, walk until hr<120 or 3:00", "about 13:00"),
        ("10:00, walk until hr<120", "about 10:00 and more"),
    ],
)
def test_the_length_is_told_as_far_as_it_is_known(line: str, length: str) -> None:
    assert length_of(workout_of(read_line(line), KNOWN, "test")) == length


@given(specs)
def test_whatever_can_be_written_can_be_run_or_is_refused_in_a_sentence(spec: Spec) -> None:
    said = ""
    try:
        workout = workout_of(spec, KNOWN, "test")
        if any(one.band for one in workout.segments):
            Coach(KNOWN.athlete, workout)
        assert workout.name == (spec.name or "test")
    except (WorkoutError, ValueError) as error:
        said = str(error)

    assert said == "" or "zone" in said or "hard limit" in said
