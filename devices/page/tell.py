"""What goes to the browser of a second: the face that every screen shows, as plain JSON values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from runwalk.engine.coach import Reading
from runwalk.engine.phases import Reason
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.face import Story, face_of
from runwalk.outputs.notes import printable
from runwalk.outputs.phrases import spoken
from runwalk.outputs.wording import Wording
from runwalk.recording.recording import Device


class Teller:
    """Turns Readings into what is shown.

    Args:
        wording: The runner's language.

    Attributes:
        strap_news: What was last told of the strap, shown while it says nothing.
        devices: Tells what takes part.
    """

    def __init__(self, wording: Wording = ENGLISH) -> None:
        self.strap_news = ""
        self.devices: Callable[[], Sequence[Device]] = tuple
        self._wording = wording
        self._story = Story()

    def tell(self, reading: Reading) -> dict[str, Any]:
        """What to show of one second, and in ``cues`` all that is said in it."""
        self._story = self._story.after(reading)
        left_pct = [one.battery_pct for one in self.devices() if one.battery_pct is not None]
        face = face_of(reading, self._story, self._wording, battery_pct=min(left_pct, default=None))
        told = asdict(face)
        told["strap"] = printable(self.strap_news) if face.heart_bpm is None else ""
        told["cues"] = [
            {
                "action": cue.action,
                "text": cue.text,
                "is_limit": cue.reason == Reason.LIMIT,
            }
            for cue in spoken(reading, self._wording)
        ]
        return told
