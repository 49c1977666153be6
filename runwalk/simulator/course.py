"""Where a simulated run goes: hills, air, and a script for those who are not coached."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from runwalk.engine.gait import Gait


@dataclass(frozen=True, slots=True)
class Course:
    """A way that repeats itself when it is at its end.

    Attributes:
        hills: ``(length [m], grade as rise over run)`` of one stretch after the other.
        temperature_c: Air temperature [degC].
        altitude_m: Height of the start [m].
        is_treadmill: A treadmill tells its grade and has no altitude; outdoors it is the reverse.
    """

    hills: tuple[tuple[float, float], ...] = ((1000.0, 0.0),)
    temperature_c: float = 15.0
    altitude_m: float = 100.0
    is_treadmill: bool = False

    def __post_init__(self) -> None:
        if not self.hills or any(length_m <= 0.0 for length_m, _ in self.hills):
            raise ValueError(f"a course needs stretches longer than 0 m, got {self.hills}")

    @classmethod
    def rolling(cls, grade: float = 0.03, length_m: float = 400.0) -> Course:
        """Lay out hills of one grade and length, up and down, with as much level between them."""
        return cls(
            ((length_m, 0.0), (length_m, grade), (length_m, 0.0), (length_m, -grade)),
        )


class Way:
    """Where on a course somebody is.

    Args:
        course: The course.
    """

    def __init__(self, course: Course) -> None:
        self._grades = [grade for _, grade in course.hills]
        self._ends_m = list(accumulate(length_m for length_m, _ in course.hills))

    def grade_at(self, distance_m: float) -> float:
        """The grade this far from the start, as rise over run."""
        return self._grades[bisect_right(self._ends_m, distance_m % self._ends_m[-1])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A line of a script: what a runner does who follows a plan and no coach.

    Attributes:
        duration_s: How long [s].
        gait: How the legs move.
        speed_mps: How fast [m/s], at its beginning.
        end_speed_mps: How fast at its end [m/s], changing evenly; None keeps the speed.
        grade: The ground as rise over run; None leaves it to the course.
    """

    duration_s: int
    gait: Gait
    speed_mps: float = 0.0
    end_speed_mps: float | None = None
    grade: float | None = None

    def __post_init__(self) -> None:
        if self.duration_s <= 0:
            raise ValueError(f"a stretch must last a second or more, got {self.duration_s}")

    def speed_after_mps(self, spent_s: int) -> float:
        """Speed wanted after some seconds of it [m/s]."""
        if self.end_speed_mps is None:
            return self.speed_mps
        return self.speed_mps + (self.end_speed_mps - self.speed_mps) * spent_s / self.duration_s
