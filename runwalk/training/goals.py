"""What a run is for decides its ceilings and how it treats the legs, whatever session it is.

Endurance keeps every line as it is written. The others are stricter, never looser: no goal raises a
ceiling.
"""

from __future__ import annotations

from dataclasses import replace

from runwalk.engine.workout import AskedGait
from runwalk.errors import WorkoutError
from runwalk.training.compiler import RPE
from runwalk.training.efforts import strain_of_rpe
from runwalk.training.session import Goal
from runwalk.training.spec import Effort, Part, RaceTarget, Repeat, RpeTarget, Spec, Step

RETURN_RUN_S, RETURN_WALK_S = 60, 120
"""After an injury no run is longer, and no walk shorter, where nothing else is said [s] (our
choice; "short jog segments", "liberal walk breaks")."""


SESSION_FOR = {
    Goal.ENDURANCE: "heart",
    Goal.RECOVERY: "recovery",
    Goal.RETURN: "return",
    Goal.SPEED: "fartlek",
}
"""What is run where only a goal is named."""


def for_goal(spec: Spec, goal: Goal) -> Spec:
    """Make a workout serve a goal.

    * ``endurance``: as it is.
    * ``recovery``: easy parts keep the lower ceiling of a recovery run; nothing is hard.
    * ``return``: no run is longer than a minute and no walk shorter than two, where the parts say
      nothing else; nothing is hard.
    * ``speed``: jogs are no faster than easy running, so that they are recoveries.

    Raises:
        WorkoutError: A part is harder than the goal allows.
    """
    return replace(spec, parts=tuple(_part(part, goal) for part in spec.parts))


def _part(part: Part, goal: Goal) -> Part:
    if isinstance(part, Repeat):
        return replace(part, parts=tuple(_part(one, goal) for one in part.parts))
    match goal:
        case Goal.RECOVERY | Goal.RETURN if not is_easy(part):
            raise WorkoutError(
                f"goal {goal}", "a part of this workout is harder than easy; take another workout"
            )
        case Goal.RECOVERY if _is_run(part) and part.target in (None, Effort.EASY):
            return replace(part, target=Effort.RECOVERY)
        case Goal.RETURN if _is_run(part):
            return replace(
                part,
                most_run_s=part.most_run_s or RETURN_RUN_S,
                least_walk_s=part.least_walk_s or RETURN_WALK_S,
            )
        case Goal.SPEED if part.gait is AskedGait.JOG and part.no_faster is None:
            return replace(part, no_faster=Effort.EASY)
    return part


def is_easy(step: Step) -> bool:
    """Whether a stretch asks for no more than easy running."""
    if step.is_surge:
        return False
    match step.target:
        case RaceTarget():
            return False
        case RpeTarget(last=rpe):
            return strain_of_rpe(rpe).likeliest == "easy"
        case Effort() if step.target in RPE:
            return strain_of_rpe(RPE[step.target][1]).likeliest == "easy"
    return True


def _is_run(step: Step) -> bool:
    return step.gait in (None, AskedGait.RUN, AskedGait.JOG)
