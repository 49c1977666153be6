"""What is planned for a run: segments with their heart rates."""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.athlete import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One stretch of a workout.

    Attributes:
        name: A word for people.
        duration_s: How long it lasts, pauses not counted [s]; None lasts until it is skipped.
        band: Where heart rate is to stay; None leaves only the hard limit.
    """

    name: str
    duration_s: int | None = None
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class Workout:
    """Segments in their order.

    Attributes:
        name: A word for people.
        segments: At least one.
    """

    name: str
    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        if not self.segments:
            raise ValueError("a workout needs a segment")

    @classmethod
    def easy(cls, band: Band) -> Workout:
        """Plan an easy run without an end, between a floor and a ceiling."""
        return cls("easy run", (Segment(name="easy", band=band),))


class Cursor:
    """Where a run stands in its workout.

    Args:
        workout: What is planned.
    """

    def __init__(self, workout: Workout) -> None:
        self._segments = workout.segments
        self._at = 0
        self._spent_s = 0

    @property
    def segment(self) -> Segment | None:
        """The segment that runs now; None after the last one."""
        return self._segments[self._at] if self._at < len(self._segments) else None

    def advance(self, dt_s: int) -> bool:
        """Let time pass [s]; tell whether another segment began, or the workout ended."""
        self._spent_s += dt_s
        before = self._at
        while (
            (now := self.segment) and now.duration_s is not None and self._spent_s >= now.duration_s
        ):
            self._spent_s -= now.duration_s
            self._at += 1
        return self._at != before

    def skip(self) -> bool:
        """Go to the next segment; tell whether there was one. The last one ends by ``finish``."""
        if self._at + 1 >= len(self._segments):
            return False
        self._at += 1
        self._spent_s = 0
        return True
