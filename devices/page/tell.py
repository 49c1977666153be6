"""What the page shows of a second, in words and numbers; the browser only places them.

This is the one place that turns a Reading into what is shown.
"""

from __future__ import annotations

import math
from typing import Any

from runwalk.engine.coach import Reading
from runwalk.engine.heartrate import Fault
from runwalk.engine.phases import Phase
from runwalk.outputs.lines import clock
from runwalk.outputs.phrases import spoken

_WORDS = {
    Phase.WARM_UP: "WARM UP",
    Phase.RUN: "RUN",
    Phase.WALK: "WALK",
    Phase.PAUSED: "PAUSED",
    Phase.FINISHED: "DONE",
}
_BOUTS = {Phase.WARM_UP: "warm-up", Phase.RUN: "this run", Phase.WALK: "this walk"}
_SOON_S = 600  # a ceiling that is further off is told in beats


class Teller:
    """Turns Readings into what is shown, and remembers when the present phase began.

    Attributes:
        strap_news: What was last told of the strap; shown while there is no heart rate.
    """

    def __init__(self) -> None:
        self.strap_news = ""
        self._phase: Phase | None = None
        self._since_s = 0
        self._cue = ""

    def tell(self, reading: Reading) -> dict[str, Any]:
        """What to show of one second, as plain JSON values."""
        t_s, hr, band = reading.sample.t_s, reading.hr, reading.band
        if reading.phase is not self._phase:
            self._phase, self._since_s = reading.phase, t_s
        cues = [{"action": cue.action, "text": cue.text} for cue in spoken(reading)]
        if cues:
            self._cue = cues[0]["text"]
        # Without a heart rate nothing says run, not even a word that still stands.
        is_blind = hr.is_stale and reading.phase.is_running
        return {
            "t_s": t_s,
            "elapsed": clock(t_s),
            "state": "blind" if is_blind else reading.phase.value,
            "word": "NO PULSE" if is_blind else _WORDS[reading.phase],
            "bpm": hr.bpm,
            "is_trusted": hr.is_trusted,
            "zone": f"zone {reading.zone.number}" if reading.zone else "",
            "ahead": _ahead(reading),
            "drift": _drift(reading),
            "bout": f"{bout} {clock(t_s - self._since_s)}"
            if (bout := _BOUTS.get(reading.phase))
            else "",
            "segment": reading.segment.name if reading.segment else "",
            "ceiling_bpm": band.ceiling_bpm if band else None,
            "floor_bpm": band.floor_bpm if band else None,
            "is_paused": reading.phase is Phase.PAUSED,
            "notice": self._notice(reading),
            "cue": self._cue,
            "cues": cues,
        }

    def _notice(self, reading: Reading) -> str:
        hr = reading.hr
        if hr.is_stale or hr.fault is Fault.MISSING:
            return f"No signal. {self.strap_news}".strip()
        if hr.fault not in (None, Fault.STARTING):
            return "This heart rate is in doubt."
        return ""


def _ahead(reading: Reading) -> str:
    """How far it is to the next cue."""
    hr, band = reading.hr, reading.band
    if not hr.is_trusted or hr.bpm is None:
        return ""
    if reading.resume_bpm is not None:
        beats = math.ceil(hr.bpm - reading.resume_bpm)
        return _beats(beats, "to go") if beats > 0 else "nearly there"
    left_s = reading.seconds_to_ceiling
    if left_s is not None and left_s < _SOON_S:
        return f"ceiling in {clock(left_s)}"
    if band is not None and reading.phase.is_running:
        beats = band.ceiling_bpm - hr.bpm
        return _beats(beats, "to the ceiling") if beats > 0 else "at the ceiling"
    return ""


def _beats(count: int, what: str) -> str:
    return f"{count} beat{'' if count == 1 else 's'} {what}"


def _drift(reading: Reading) -> str:
    drift = reading.drift
    if not drift.is_known:
        return "drift unknown"
    if not drift.is_claimed:
        return "no drift yet"
    word = "drift" if drift.has_speed else "rising"
    return f"{word} {drift.bpm_per_h:+.0f} \N{PLUS-MINUS SIGN} {drift.sd_bpm_per_h:.0f} bpm/h"
