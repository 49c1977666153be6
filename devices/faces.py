"""The face of each second, for whatever shows one: with the story so far and the batteries."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from runwalk.engine.coach import Reading
from runwalk.outputs.face import Face, Story, face_of
from runwalk.outputs.wording import Wording
from runwalk.recording.recording import Device


class Faces:
    """Makes faces, second by second.

    Args:
        wording: The runner's language.

    Attributes:
        devices: Tells what takes part.
    """

    def __init__(self, wording: Wording) -> None:
        self.devices: Callable[[], Sequence[Device]] = tuple
        self._wording = wording
        self._story = Story()

    def after(self, reading: Reading) -> Face:
        """The face of the second that has come."""
        self._story = self._story.after(reading)
        left_pct = [one.battery_pct for one in self.devices() if one.battery_pct is not None]
        emptiest_pct = min(left_pct, default=None)
        return face_of(reading, self._story, self._wording, battery_pct=emptiest_pct)
