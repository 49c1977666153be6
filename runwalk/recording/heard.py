"""What was heard of a track so far, by those who listen to the elements of a file."""

from __future__ import annotations

from collections.abc import Mapping

from runwalk.recording.point_values import PointClock
from runwalk.recording.points import Points
from runwalk.recording.recording import Device


class Heard:
    """The points of a file, and what stands beside them.

    Args:
        most_points: How many points are kept.

    Attributes:
        points: The points.
        clock: Reads their times.
        timeless_count: Points without one, which are left out.
        devices: What took part.
        has_plan: There is a route or a course, which nobody has recorded.
    """

    def __init__(self, most_points: int) -> None:
        self.points = Points(most_points)
        self.clock = PointClock()
        self.timeless_count = 0
        self.devices: list[Device] = []
        self.has_plan = False

    @property
    def has_enough(self) -> bool:
        """Whether there is room for no more points."""
        return self.points.dropped_count > 0

    def add(
        self,
        time_s: int | None,
        values: Mapping[str, float],
        latitude: float | None,
        longitude: float | None,
    ) -> None:
        """Take a point; one without a time is only counted.

        Args:
            time_s: Since 1970 [s].
            values: What was measured, as :meth:`~runwalk.recording.points.Points.add` takes it.
            latitude: Where [degrees]; None where the point does not say.
            longitude: Likewise.
        """
        if time_s is None:
            self.timeless_count += 1
            return
        is_placed = latitude is not None and longitude is not None
        self.points.add(time_s, values, (latitude or 0.0, longitude or 0.0) if is_placed else None)
