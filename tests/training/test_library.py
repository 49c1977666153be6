"""The sessions of the library, each with its holes filled in every way."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.athlete import Athlete
from runwalk.engine.coach import Coach
from runwalk.errors import WorkoutError
from runwalk.training.choice import chosen, given_values
from runwalk.training.compiler import Runner, workout_of
from runwalk.training.language import read_line
from runwalk.training.library import SESSIONS, find_session
from runwalk.training.session import Kind, Parameter, Session
from runwalk.training.text import line_of

RUNNERS = [
    Runner(Athlete(resting_bpm=50, max_bpm=190), vdot=45.0),
    Runner(Athlete(resting_bpm=50, max_bpm=190)),
    Runner(Athlete(age_years=70)),
    Runner(Athlete(ceiling_bpm=140)),
]
EACH = pytest.mark.parametrize("session", SESSIONS.values(), ids=SESSIONS)


@EACH
@pytest.mark.parametrize("runner", RUNNERS, ids=["raced", "measured", "aged", "ceiling alone"])
def test_a_session_can_be_run_by_anyone(session: Session, runner: Runner) -> None:
    workout = workout_of(session.spec(), runner, session.name)

    Coach(runner.athlete, workout)
    assert workout.name == session.title


@EACH
def test_a_session_is_told_in_its_own_language(session: Session) -> None:
    parts = session.spec().parts

    assert read_line(line_of(parts)).parts == parts
    assert session.about.endswith(".")
    assert session.rows


def _values(parameter: Parameter) -> st.SearchStrategy[str]:
    match parameter.kind:
        case Kind.COUNT:
            return st.integers(int(parameter.low), int(parameter.high)).map(str)
        case Kind.NUMBER:
            return st.floats(parameter.low, parameter.high).map(lambda x: f"{x:.1f}")
        case Kind.CHOICE:
            return st.sampled_from(parameter.choices)
        case Kind.TIME:
            return st.sampled_from(["0:10", "2:00", "12:00", "15min", "1:00:00"])
        case Kind.DISTANCE:
            return st.sampled_from(["400m", "1mi", "0.1mi", "3km"])
        case Kind.LENGTH:
            return st.sampled_from(["400m", "2mi", "5:00"])
        case Kind.LEVEL:
            return st.sampled_from(["120", "65%", "zone 2", "floor", "ceiling"])
        case Kind.CAP:
            return st.sampled_from(["easy", "6:00/km", "10km/h", "tempo", "marathon"])
        case Kind.TARGET:
            return st.sampled_from(["mile", "5k+10s/km", "4:30/km", "9mph", "rpe 8", "tempo"])


@given(st.data())
def test_every_value_that_fits_makes_a_workout(data: st.DataObject) -> None:
    session = data.draw(st.sampled_from(list(SESSIONS.values())))
    given_ = {
        one.name: data.draw(_values(one))
        for one in session.parameters
        if not (session.name == "galloway" and one.name == "pace")
    }

    spec = session.spec(given_)

    workout_of(spec, RUNNERS[0], session.name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stridez", "stridez: there is no such session; did you mean strides?"),
        ("zzz", "zzz: there is no such session; `runwalk workouts` lists them"),
        ("strides,tims=3", "tims: strides has no such parameter; did you mean times?"),
        ("strides,zzz=3", "zzz: strides has no such parameter; there are time, times"),
        ("strides,times=0", "times: it must be a whole number, 1 to 50, not '0'"),
        ("strides,times=x", "times: it must be a whole number"),
        ("strides,times=²", "times: it must be a whole number"),
        ("strides,fast=10m", "fast: 'm' does not fit here"),
        ("strides,times", "times: write parameter=value, as in times=..."),
        ("strides,times=3,times=4", "times: it is given twice"),
        ("intervals,then=sing", "then: it must be one of wait, go on, leave set"),
        ("hills,grade=99", "grade: it must be a number, 1 to 30"),
        ("hills,grade=1.2.3", "grade: it must be a number"),
        ("galloway,pace=25:00", "pace: Galloway's table ends at 18:30 a mile"),
    ],
)
def test_a_mistake_is_told_with_the_parameter(text: str, said: str) -> None:
    with pytest.raises(WorkoutError) as caught:
        chosen(text)

    assert str(caught.value).startswith(f"workout, {said}")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("galloway", '5:00 walk "warm-up", 27x(1:00 run easy, 0:30 walk)'),
        ("galloway,pace=9min,minutes=20", '5:00 walk "warm-up", 8x(2:00 run easy, 0:30 walk)'),
    ],
)
def test_galloways_table_is_looked_up(text: str, line: str) -> None:
    _, spec = chosen(text)

    assert line_of(spec.parts) == line


@pytest.mark.parametrize(("week", "times"), [(1, 4), (2, 5), (7, 10), (8, 10), (30, 10)])
def test_hill_sprints_grow_from_4_to_10(week: int, times: int) -> None:
    assert f" {times}x(" in find_session("hill-sprints").filled({"week": str(week)})


@pytest.mark.parametrize(
    ("week", "reps"), [(1, "200m"), (2, "400m"), (3, "800m"), (4, "1mi"), (5, "2km")]
)
def test_the_repeats_of_the_5_km_grow_longer_from_week_to_week(week: int, reps: str) -> None:
    assert f"x({reps} run @5k" in find_session("5k-ladder").filled({"week": str(week)})


def test_a_session_a_file_and_a_line_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('line = "10:00 easy"', encoding="utf-8")

    names = [chosen(text)[0] for text in ("strides, times=6", str(path), "10:00 easy", "400m@mile")]

    assert names == ["strides", "mine", "your workout", "your workout"]


@given(st.text(max_size=40))
def test_any_text_is_a_choice_or_one_sentence(text: str) -> None:
    said = "workout, "
    try:
        chosen(text.replace(".toml", ""))
    except WorkoutError as error:
        said = str(error)

    assert said.startswith("workout, ")


def test_values_may_have_spaces_around_them() -> None:
    assert given_values(" times = 6 , fast=0:15,") == {"times": "6", "fast": "0:15"}
