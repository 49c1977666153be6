"""The state machine of a run, and what the coach can say.

Every transition lives in the table of this file; the diagram in the documentation is drawn from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """What the coach advises. An obedient runner runs in ``warm_up`` and ``run``."""

    WARM_UP = "warm_up"
    RUN = "run"
    WALK = "walk"
    PAUSED = "paused"
    FINISHED = "finished"

    @property
    def is_running(self) -> bool:
        """Whether running is advised."""
        return self in (Phase.WARM_UP, Phase.RUN)


class Trigger(StrEnum):
    """What moves a run from one phase to another."""

    SETTLED = "settled"  # the heart has found its level for this effort
    TOO_HIGH = "too_high"  # heart rate is at the ceiling, or about to be
    PLANNED_WALK = "planned_walk"  # the workout asks for a walk, or the runner has a cause for one
    LIMIT = "limit"  # heart rate stayed at the hard limit
    TIME_UP = "time_up"  # without a heart rate, a bout has lasted long enough
    RECOVERED = "recovered"  # trusted heart rate is below the resume line, and does not climb
    PAUSE = "pause"
    RESUME_RUNNING = "resume_running"
    RESUME_WALKING = "resume_walking"
    FINISH = "finish"


TRANSITIONS: dict[tuple[Phase, Trigger], Phase] = {
    (Phase.WARM_UP, Trigger.SETTLED): Phase.RUN,
    (Phase.WARM_UP, Trigger.TOO_HIGH): Phase.WALK,
    (Phase.WARM_UP, Trigger.PLANNED_WALK): Phase.WALK,
    (Phase.WARM_UP, Trigger.LIMIT): Phase.WALK,
    (Phase.WARM_UP, Trigger.TIME_UP): Phase.WALK,
    (Phase.WARM_UP, Trigger.PAUSE): Phase.PAUSED,
    (Phase.WARM_UP, Trigger.FINISH): Phase.FINISHED,
    (Phase.RUN, Trigger.TOO_HIGH): Phase.WALK,
    (Phase.RUN, Trigger.PLANNED_WALK): Phase.WALK,
    (Phase.RUN, Trigger.LIMIT): Phase.WALK,
    (Phase.RUN, Trigger.TIME_UP): Phase.WALK,
    (Phase.RUN, Trigger.PAUSE): Phase.PAUSED,
    (Phase.RUN, Trigger.FINISH): Phase.FINISHED,
    (Phase.WALK, Trigger.RECOVERED): Phase.RUN,
    (Phase.WALK, Trigger.TIME_UP): Phase.RUN,  # only in timer mode, which the runner must choose
    (Phase.WALK, Trigger.PAUSE): Phase.PAUSED,
    (Phase.WALK, Trigger.FINISH): Phase.FINISHED,
    (Phase.PAUSED, Trigger.RESUME_RUNNING): Phase.RUN,
    (Phase.PAUSED, Trigger.RESUME_WALKING): Phase.WALK,
    (Phase.PAUSED, Trigger.FINISH): Phase.FINISHED,
}
"""Where each trigger leads; one that is not listed changes nothing."""


class Action(StrEnum):
    """What a cue asks for."""

    WALK = "walk"
    RUN = "run"
    EASE = "ease"  # run slower
    INFO = "info"


class Reason(StrEnum):
    """Why a cue was given."""

    CEILING = "ceiling"
    DRIFT = "drift"
    RISING = "rising"  # strap only: up at what should be steady effort
    SURGE = "surge"
    HILL = "hill"
    EFFORT = "effort"  # strap only: faster, or uphill
    START = "start"
    RECOVERED = "recovered"
    NOT_RECOVERING = "not_recovering"
    LIMIT = "limit"
    TIME = "time"
    SENSOR = "sensor"
    SIGNAL_LOST = "signal_lost"
    SIGNAL_BACK = "signal_back"
    HEADS_UP = "heads_up"
    WORKOUT = "workout"
    COUNTDOWN = "countdown"  # the next part is near
    WAITING = "waiting"  # a run is planned, and heart rate has not come down
    STEEP = "steep"  # this hill costs less to walk
    TOO_FAST = "too_fast"  # faster than a recovery should be
    HIKE = "hike"  # a hike above its ceiling
    TALK = "talk"  # asks whether talking is easy
    FELT = "felt"  # the runner told that it is too hard
    UNMEASURED = "unmeasured"  # a part ends by distance, and nothing measures that
    WHY = "why"  # the runner asked


class Cause(StrEnum):
    """Why heart rate rises, or why it cannot be told."""

    START = "start"
    BOUT = "bout"  # running again after a walk
    SURGE = "surge"  # faster, or what the workout asks for
    HILL = "hill"
    EFFORT = "effort"  # strap only: faster, or uphill
    DRIFT = "drift"
    RISING = "rising"  # strap only: drift, or slowly faster
    SENSOR = "sensor"


@dataclass(frozen=True, slots=True)
class Cue:
    """Something to tell the runner.

    Attributes:
        action: What to do.
        reason: Why.
        evidence: The numbers behind it, each with its unit in its name.
        is_repeat: The runner did not do it the first time.
        cause: Why heart rate rises, in a walk cue and in the answer to ``why``; None where that
            is not known.
        part: The part of a workout that begins with it, by name; None in all other cues.
        about: What the answer to ``why`` is about, where that is a cue and not a rise.
    """

    action: Action
    reason: Reason
    evidence: tuple[tuple[str, float], ...] = ()
    is_repeat: bool = False
    cause: Cause | None = None
    part: str | None = None
    about: tuple[Action, Reason] | None = None
