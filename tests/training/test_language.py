"""The one-line form: what it means, what it refuses, and that it can be written back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runwalk.engine.workout import AskedGait, Otherwise
from runwalk.errors import WorkoutError
from runwalk.training.language import read_line, read_piece
from runwalk.training.spec import (
    BeatsTarget,
    Distance,
    Effort,
    Heart,
    LengthUnit,
    Level,
    LevelOf,
    RacePace,
    RaceTarget,
    Repeat,
    RpeTarget,
    Spec,
    Speed,
    SpeedTarget,
    SpeedUnit,
    Step,
    Time,
    ZoneTarget,
)
from runwalk.training.text import line_of

from .specs import specs

WALK_DOWN = Step(
    gait=AskedGait.WALK,
    length=Time(180),
    until=Heart(falls=True, level=Level(LevelOf.BPM, 120)),
)


def test_the_line_of_the_manual_is_read_part_by_part() -> None:
    line = "15:00 easy, 4x(400m@mile, walk until hr<120 or 3:00), 10:00 easy"

    fast = Step(length=Distance(400, LengthUnit.M), target=RaceTarget(race=RacePace.MILE))
    assert read_line(line).parts == (
        Step(length=Time(900), target=Effort.EASY),
        Repeat(4, (fast, WALK_DOWN)),
        Step(length=Time(600), target=Effort.EASY),
    )


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("90s", Step(length=Time(90))),
        ("1.5 min", Step(length=Time(90))),
        ("2h", Step(length=Time(7200))),
        ("1:30:00 EASY", Step(length=Time(5400), target=Effort.EASY)),
        ("0.1mi walk", Step(length=Distance(0.1, LengthUnit.MILE), gait=AskedGait.WALK)),
        ("2 miles", Step(length=Distance(2, LengthUnit.MILE))),
        ("easy 10km", Step(length=Distance(10, LengthUnit.KM), target=Effort.EASY)),
        ("hike until lap", Step(gait=AskedGait.HIKE)),
        ("1:00 surge", Step(length=Time(60), is_surge=True)),
        (
            "1:00@5k-5s/mi",
            Step(
                length=Time(60),
                target=RaceTarget(race=RacePace.FIVE_K, slower_s=-5, per=LengthUnit.MILE),
            ),
        ),
        (
            "1:00 @4:50-5:10/km",
            Step(
                length=Time(60),
                target=SpeedTarget(Speed(290, SpeedUnit.PER_KM), Speed(310, SpeedUnit.PER_KM)),
            ),
        ),
        (
            "1:00 hike @3.8-4.2mph grade 15%",
            Step(
                length=Time(60),
                gait=AskedGait.HIKE,
                target=SpeedTarget(
                    Speed(3.8, SpeedUnit.MILE_PER_H), Speed(4.2, SpeedUnit.MILE_PER_H)
                ),
                grade_pct=15,
            ),
        ),
        (
            "2:00 jog @<easy",
            Step(length=Time(120), gait=AskedGait.JOG, no_faster=Effort.EASY),
        ),
        (
            "2:00 easy @<10km/h",
            Step(length=Time(120), target=Effort.EASY, no_faster=Speed(10, SpeedUnit.KM_PER_H)),
        ),
        ("2:00@zone 2-3", Step(length=Time(120), target=ZoneTarget(2, 3))),
        ("2:00@z2", Step(length=Time(120), target=ZoneTarget(2, 2))),
        ("2:00@130-150bpm", Step(length=Time(120), target=BeatsTarget(130, 150))),
        ("2:00@<150bpm", Step(length=Time(120), target=BeatsTarget(None, 150))),
        ("2:00@rpe 8-9", Step(length=Time(120), target=RpeTarget(8, 9))),
        (
            "20:00 easy runs up to 1:00 walks at least 2:00",
            Step(length=Time(1200), target=Effort.EASY, most_run_s=60, least_walk_s=120),
        ),
        (
            "20:00 easy walk hills talk every 10:00 'long one'",
            Step(
                length=Time(1200),
                target=Effort.EASY,
                is_hill_walked=True,
                talk_every_s=600,
                name="long one",
            ),
        ),
        (
            "run until hr>zone 4 for 5s after 1:00 or 800m then leave set",
            Step(
                gait=AskedGait.RUN,
                length=Distance(800, LengthUnit.M),
                until=Heart(
                    falls=False,
                    level=Level(LevelOf.ZONE, 4),
                    hold_s=5,
                    least_s=60,
                    otherwise=Otherwise.LEAVE_SET,
                ),
            ),
        ),
        (
            "walk until hr<65%",
            Step(
                gait=AskedGait.WALK,
                until=Heart(falls=True, level=Level(LevelOf.PERCENT_OF_MAX, 65)),
            ),
        ),
    ],
)
def test_a_part_means_what_it_says(line: str, step: Step) -> None:
    assert read_line(line).parts == (step,)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("15:00 easi", "column 7: 'easi' is not known; did you mean easy?"),
        ("walk till hr<120", "column 6: 'till' is not known; did you mean until?"),
        ("10m easy", "column 1: 10m is 10 metres; write 10min for minutes"),
        ("easy", "column 1: this part has no end; give a time (15:00)"),
        ("3:00 walk until lap", "column 1: a part until lap has no other length"),
        ("15:00 10:00 easy", "column 7: this part has a length already"),
        ("15:00 easy @mile", "column 12: this part has a target already"),
        ("4x(400m@mile", "column 13: it ends too early; expected a closing parenthesis"),
        ("", "column 1: it ends too early"),
        ("1600", "column 5: it ends too early; expected a unit (s, min, m, km, mi)"),
        ("15:00 easy)", "column 11: ')' does not fit here; expected a comma"),
        ("15:00; easy", "column 6: ';' does not fit here"),
        ("walk until hr=120", "column 14: '=' does not fit here; expected < or >"),
        ("walk until hr<300 or 3:00", "column 15: a heart rate is a whole number, 40 to 230"),
        ("walk until hr<120 for 90s", "column 12: a heart rate is held for 60 s at most"),
        ("2000x1:00", "column 1: a number is a whole number, 1 to 1000, not 2000"),
        ("900x(1:00, 1:00)", "column 1: that makes 1800 parts; 1000 are the most"),
        ("2x(2x(2x(2x(1:00))))", "column 1: repeats lie in repeats more than 3 deep"),
        ("600x1:00, 600x1:00", "column 1: it has 1200 parts when repeated"),
        ("1:00@zone 3-2", "column 13: the higher zone is a whole number, 3 to 9, not 2"),
        ("1:00@150-130bpm", "column 10: the higher heart rate is a whole number, 151 to 230"),
        ("1:00@0:30/km", "column 6: nobody walks or runs at that speed"),
        ("1:00@0:00/km", "column 6: nobody walks or runs at that speed"),
        ("1:00@5k+3min/km", "column 10: write seconds, as 5k+10s/km"),
        ("1:00@rpe 11", "column 10: an effort is a whole number, 0 to 10, not 11"),
        ("0.3s", "column 1: a time is 1 s to 24 h, in whole seconds"),
        ("500km", "column 1: a distance is 30 m to 400 km"),
        ("1:00 grade 90%", "column 12: a grade is 0 to 45%, not 90"),
        ("1:00 ''", "column 6: a name has 1 to 60 characters"),
        ("1:00 '" + 61 * "n" + "'", "column 6: a name has 1 to 60 characters"),
        ("x" * 10_001, "column 10000: it is longer than 10000 characters"),
    ],
)
def test_a_mistake_is_told_with_its_place_in_one_sentence(line: str, said: str) -> None:
    with pytest.raises(WorkoutError) as caught:
        read_line(line)

    assert str(caught.value).startswith(f"workout, {said}")
    assert caught.value.where == f"column {caught.value.column}"
    assert "\n" not in str(caught.value)


@given(specs)
def test_what_is_written_is_read_back_as_the_same(spec: Spec) -> None:
    assert read_line(line_of(spec.parts)).parts == spec.parts


_TEXT = """15:00 400m 1mi 3 90 s min km 2x ( ) , @ @< < > - + % / easy mile 5k hr<120 until lap or
for after then wait go on walk run hike surge grade 4.5 4.5.5 zone rpe bpm 5:00/km mph 'name' runs
up to walks at least talk every hills floor ceiling 99999 \" \x00 é 😀
\N{ARABIC-INDIC DIGIT THREE}:00"""
_WORDS = _TEXT.split()


@given(
    st.one_of(st.text(max_size=60), st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join))
)
@example("1x(" * 3000)
def test_any_text_is_a_workout_or_one_clear_sentence(line: str) -> None:
    mistake = None
    try:
        parts = read_line(line).parts
        assert read_line(line_of(parts)).parts == parts
    except WorkoutError as error:
        mistake = error

    assert mistake is None or (mistake.column and 1 <= mistake.column <= len(line) + 1)
    assert mistake is None or mistake.reason


@given(
    st.sampled_from(["time", "distance", "length", "target", "cap", "heart", "level"]),
    st.lists(st.sampled_from(_WORDS), max_size=5).map(" ".join),
)
def test_any_piece_is_one_or_is_refused(kind: str, text: str) -> None:
    column: int | None = 1
    try:
        read_piece(kind, text)
    except WorkoutError as error:
        column = error.column

    assert column is not None
