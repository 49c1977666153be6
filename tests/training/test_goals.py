"""What a run is for, over any workout."""

from __future__ import annotations

import pytest
from hypothesis import given

from runwalk.errors import WorkoutError
from runwalk.training.goals import SESSION_FOR, for_goal
from runwalk.training.language import read_line
from runwalk.training.library import SESSIONS
from runwalk.training.session import Goal
from runwalk.training.spec import Effort, Spec, steps_of
from runwalk.training.text import line_of

from .specs import specs


@pytest.mark.parametrize(
    ("goal", "line", "made"),
    [
        (Goal.ENDURANCE, "9:00 easy, 1:00 hard", "9:00 easy, 1:00 hard"),
        (Goal.RECOVERY, "9:00 easy, 2x(1:00 run, 2:00 walk)",
         "9:00 recovery, 2x(1:00 run recovery, 2:00 walk)"),
        (Goal.RECOVERY, "9:00 @zone 1, hike until lap", "9:00 @zone 1, hike until lap"),
        (Goal.RETURN, "9:00 easy, 5:00 walk",
         "9:00 easy runs up to 1:00 walks at least 2:00, 5:00 walk"),
        (Goal.RETURN, "9:00 jog runs up to 0:30",
         "9:00 jog runs up to 0:30 walks at least 2:00"),
        (Goal.SPEED, "1:00 hard, 2:00 jog, 2:00 jog @<9km/h",
         "1:00 hard, 2:00 jog @<easy, 2:00 jog @<9km/h"),
    ],
)  # fmt: skip
def test_a_goal_makes_a_workout_stricter(goal: Goal, line: str, made: str) -> None:
    assert line_of(for_goal(read_line(line), goal).parts) == made


@pytest.mark.parametrize("goal", [Goal.RECOVERY, Goal.RETURN])
@pytest.mark.parametrize("part", ["1:00 hard", "1:00 surge", "1:00@5k", "1:00 tempo", "1:00@rpe 6"])
def test_nothing_hard_serves_a_recovery_or_a_return(goal: Goal, part: str) -> None:
    with pytest.raises(WorkoutError, match=f"goal {goal}: a part of this workout is harder"):
        for_goal(read_line(f"9:00 easy, 2x({part}, 2:00 walk)"), goal)


@pytest.mark.parametrize("goal", Goal)
def test_each_goal_has_a_session_that_serves_it(goal: Goal) -> None:
    session = SESSIONS[SESSION_FOR[goal]]

    assert session.goal is goal
    for_goal(session.spec(), goal)


@given(specs)
def test_no_goal_makes_a_workout_looser(spec: Spec) -> None:
    for goal in Goal:
        try:
            made = for_goal(spec, goal)
        except WorkoutError:
            continue
        for before, after in zip(steps_of(spec.parts), steps_of(made.parts), strict=True):
            assert after.target in (before.target, Effort.RECOVERY)
            assert (after.length, after.until, after.gait) == (
                before.length,
                before.until,
                before.gait,
            )
            assert before.most_run_s in (None, after.most_run_s)
