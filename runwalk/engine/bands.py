"""Where heart rate is to stay now: the band of the workout's segment, moved by the runner."""

from __future__ import annotations

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.workout import Cursor, Segment, Workout

_LARGEST_SHIFT_BPM = 200.0
_LOWEST_FLOOR_BPM = 40
_HIGHEST_CEILING_BPM = 230


class BandKeeper:
    """Follow a workout, and what the runner's presses make of its bands; uses no later sample.

    Args:
        athlete: Who runs.
        workout: What is planned.

    Attributes:
        cursor: Where the run stands in the workout.
        last: The band of this second, or the last one there was; before that the first there
            will be, or the athlete's own.

    Raises:
        ValueError: Neither a segment nor the athlete has a band, or a ceiling, or a heart rate that
            ends a segment, lies above the athlete's hard limit.
    """

    def __init__(self, athlete: Athlete, workout: Workout) -> None:
        bands = [segment.band for segment in workout.segments if segment.band]
        if not bands and athlete.band is not None:
            bands = [athlete.band]
        if not bands:
            raise ValueError("no segment of the workout has a band of heart rates")
        for band in bands:
            athlete.check(band)
        limit_bpm = max(athlete.hard_limit_bpm(band) for band in bands)
        for segment in workout.segments:
            if segment.until is not None and segment.until.bpm > limit_bpm:
                raise ValueError(
                    f"heart rate {segment.until.bpm} that ends {segment.name!r} must not lie "
                    f"above the hard limit ({limit_bpm} bpm)"
                )
        self._athlete = athlete
        self.cursor = Cursor(workout)
        self._shift_bpm = 0
        self.last = self._last_planned = bands[0]

    @property
    def segment(self) -> Segment | None:
        """Where the workout stands; None after its end."""
        return self.cursor.segment

    @property
    def coming(self) -> Band:
        """Where heart rate is to stay in the next segment, or the last one there was."""
        after = self.cursor.next_segment
        return self.last if after is None or after.band is None else self._moved(after.band)

    @property
    def now(self) -> Band | None:
        """Where heart rate is to stay; None where only the limit holds.

        Never above the hard limit, nor below a human heart.
        """
        segment = self.cursor.segment
        if segment is None or segment.band is None:
            return None
        return self._moved(segment.band)

    @property
    def limit_bpm(self) -> int:
        """The hard limit [bpm]. A ceiling moved up does not move it, one moved down does."""
        moved = self.now or self.last
        athlete = self._athlete
        return min(athlete.hard_limit_bpm(self._planned()), athlete.hard_limit_bpm(moved))

    def shift(self, by_bpm: float) -> None:
        """Move the ceiling, and the floor with it, as far as they may go [bpm].

        Nonsense, NaN too, moves nothing.
        """
        if abs(by_bpm) <= _LARGEST_SHIFT_BPM:  # NaN fails every comparison
            self._shift_bpm = self._held(self._planned(), round(by_bpm))

    def remember(self) -> None:
        """Keep this second's band for those that have none."""
        self._last_planned = self._planned()
        self.last = self.now or self.last

    def _moved(self, band: Band) -> Band:
        """A band, where the runner's presses have moved it."""
        if not self._shift_bpm:
            return band
        shift = self._held(band, 0)
        return Band(band.floor_bpm + shift, band.ceiling_bpm + shift) if shift else band

    def _planned(self) -> Band:
        """The segment's band as it was planned, or the last one there was."""
        segment = self.cursor.segment
        return segment.band if segment is not None and segment.band else self._last_planned

    def _held(self, band: Band, more_bpm: int) -> int:
        """How far the runner's presses, and some more, may move a band [bpm]."""
        limit_bpm = min(self._athlete.hard_limit_bpm(band), _HIGHEST_CEILING_BPM)
        highest = limit_bpm - band.ceiling_bpm
        lowest = min(_LOWEST_FLOOR_BPM - band.floor_bpm, 0)
        now = max(lowest, min(self._shift_bpm, highest))
        return max(lowest, min(now + more_bpm, highest))
