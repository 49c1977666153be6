"""What goes to the browser of a second: the face that every screen shows, as plain JSON values."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from devices.faces import Faces
from runwalk.engine.coach import Reading
from runwalk.engine.phases import Reason
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.notes import printable
from runwalk.outputs.phrases import spoken
from runwalk.outputs.wording import Wording


class Teller:
    """Turns Readings into what is shown.

    Args:
        wording: The runner's language.

    Attributes:
        strap_news: What was last told of the strap, shown while it says nothing.
        faces: Makes the faces.
    """

    def __init__(self, wording: Wording = ENGLISH) -> None:
        self.strap_news = ""
        self.faces = Faces(wording)
        self._wording = wording

    def tell(self, reading: Reading) -> dict[str, Any]:
        """What to show of one second, and in ``cues`` all that is said in it."""
        face = self.faces.after(reading)
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
