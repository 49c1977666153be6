"""What a run came to, counted second by second."""

from __future__ import annotations

from collections import Counter
from typing import Any

from runwalk.cue_judge import CueJudge
from runwalk.engine.coach import Reading
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Phase
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.lines import clock
from runwalk.outputs.units import Units, distance, pace
from runwalk.outputs.wording import Wording
from runwalk.recording.recording import LONGEST_STEP_S


class Tally:
    """Count a run while it goes by; memory does not grow with it."""

    def __init__(self) -> None:
        self._first_s: int | None = None
        self._last_s = 0
        self._zones_s: Counter[int] = Counter()
        self._above_s = self._run_s = self._walk_s = self._stand_s = self._paused_s = 0
        self._tagged_s: Counter[str] = Counter()  # walks for another cause than the heart
        self._run_m = self._walk_m = 0.0
        self._path_m: float | None = None
        self._known_s = self._untrusted_s = self._missing_s = self._gap_s = 0
        self._cues: Counter[tuple[str, str]] = Counter()
        self._judge = CueJudge()
        self._highest_bpm: int | None = None
        self._drift: dict[str, Any] | None = None

    def show(self, reading: Reading) -> None:
        """Count one second, with those since the one before."""
        if reading.phase is Phase.FINISHED:
            return
        t_s = reading.sample.t_s
        step_s = 1 if self._first_s is None else t_s - self._last_s
        if self._first_s is None:
            self._first_s = t_s
        self._last_s = t_s
        if step_s > LONGEST_STEP_S:
            self._gap_s += step_s - 1
            step_s = 1
            self._path_m = None  # what lies in a gap belongs to no gait
        for cue in reading.cues:
            self._cues[cue.action.value, cue.reason.value] += 1
        self._judge.show(reading)
        self._count_heart(reading, step_s)
        covered_m = self._covered(reading, step_s)
        if reading.phase is Phase.PAUSED:
            self._paused_s += step_s
        else:
            self._count_legs(reading, step_s, covered_m)
        self._drift = {
            "bpm_per_h": round(reading.drift.bpm_per_h, 1),
            "sd": round(reading.drift.sd_bpm_per_h, 1),
            "claimed": reading.drift.is_claimed,
        }

    def _count_heart(self, reading: Reading, step_s: int) -> None:
        hr = reading.hr
        if hr.bpm is None:
            self._missing_s += step_s
            return
        self._known_s += step_s
        if not hr.is_trusted:
            self._untrusted_s += step_s
            return
        self._highest_bpm = max(self._highest_bpm or 0, hr.bpm)
        if reading.phase is Phase.PAUSED:
            return
        if reading.zone is not None:
            self._zones_s[reading.zone.number] += step_s
        if reading.band is not None and hr.bpm > reading.band.ceiling_bpm:
            self._above_s += step_s

    def _covered(self, reading: Reading, step_s: int) -> float:
        """Metres since the second before: measured distance first, else speed over time."""
        sample, before_m = reading.sample, self._path_m
        if sample.distance_m is not None:
            self._path_m = sample.distance_m
            if before_m is not None:
                return max(0.0, sample.distance_m - before_m)
        return 0.0 if sample.speed_mps is None else sample.speed_mps * step_s

    def _count_legs(self, reading: Reading, step_s: int, covered_m: float) -> None:
        gait = reading.gait or (Gait.RUN if reading.phase.is_running else Gait.WALK)
        if gait is Gait.RUN:
            self._run_s += step_s
            self._run_m += covered_m
        elif reading.tag is not None:
            self._tagged_s[reading.tag] += step_s
        elif gait is Gait.WALK:
            self._walk_s += step_s
            self._walk_m += covered_m
        else:
            self._stand_s += step_s

    def summary(self) -> dict[str, Any]:
        """Give the counts, times in seconds and distances in metres, as ``--json`` prints them."""
        seen_s = self._known_s + self._missing_s
        duration_s = 0 if self._first_s is None else self._last_s - self._first_s + 1
        coached_s = duration_s - self._paused_s - self._gap_s
        quality = self._judge.quality()
        return {
            "duration_s": duration_s,
            "zones_s": {str(zone): self._zones_s[zone] for zone in sorted(self._zones_s)},
            "above_ceiling_s": self._above_s,
            "run_s": self._run_s,
            "walk_s": self._walk_s,
            "stand_s": self._stand_s,
            "tagged_s": {tag: self._tagged_s[tag] for tag in sorted(self._tagged_s)},
            "paused_s": self._paused_s,
            "gap_s": self._gap_s,
            "run_m": round(self._run_m),
            "walk_m": round(self._walk_m),
            "highest_bpm": self._highest_bpm,
            "drift": self._drift,
            "cues": {f"{a}/{r}": n for (a, r), n in sorted(self._cues.items())},
            "cues_per_h": (
                round(self._cues.total() * 3600.0 / coached_s, 1) if coached_s > 0 else None
            ),
            "walk_cues_judged": quality.judged,
            "walk_cues_needed": quality.needed,
            "precision": round(quality.needed / quality.judged, 4) if quality.judged else None,
            "lead_error_bpm": _rounded(quality.lead_error_bpm),
            "lead_error_sd_bpm": _rounded(quality.lead_error_sd_bpm),
            "missing_ratio": round(self._missing_s / seen_s, 4) if seen_s else None,
            "untrusted_ratio": (
                round((self._untrusted_s + self._missing_s) / seen_s, 4) if seen_s else None
            ),
        }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def tell(summary: dict[str, Any], units: Units = Units.KM, wording: Wording = ENGLISH) -> str:
    """Write a summary for people, a few lines, in the units and the language they chose."""
    words = wording.summary
    moving_s = summary["run_s"] + summary["walk_s"]
    times = words.times.format(
        whole=clock(summary["duration_s"]),
        ran=clock(summary["run_s"]),
        walked=clock(summary["walk_s"]),
    )
    if moving_s:
        times += words.share.format(share=wording.share(summary["run_s"] / moving_s))
    lines = [times]
    if summary["run_m"]:
        lines.append(
            words.ways.format(
                ran=distance(summary["run_m"], units, wording.decimal_mark),
                pace=pace(summary["run_m"] / summary["run_s"], units),
                walked=distance(summary["walk_m"], units, wording.decimal_mark),
            )
        )
    if summary["tagged_s"]:
        told = (words.tag.format(tag=tag, time=clock(s)) for tag, s in summary["tagged_s"].items())
        lines.append(words.tagged.format(tags=", ".join(told)))
    lines.append(
        words.above.format(
            above=clock(summary["above_ceiling_s"]),
            walks=_count(summary, "walk/"),
            runs=_count(summary, "run/"),
        )
    )
    if summary["cues_per_h"]:
        lines.append(_tell_cues(summary, wording))
    if summary["zones_s"]:
        told = (words.zone.format(zone=z, time=clock(s)) for z, s in summary["zones_s"].items())
        lines.append(words.zones.format(zones=", ".join(told)))
    drift = summary["drift"]
    if drift and drift["claimed"]:
        lines.append(words.rose.format(bpm_per_h=drift["bpm_per_h"], sd=drift["sd"]))
    if summary["untrusted_ratio"]:
        share = wording.share(summary["untrusted_ratio"], 1)
        lines.append(words.untrusted.format(share=share))
    return "\n".join(lines)


def _count(summary: dict[str, Any], action: str) -> int:
    return sum(n for cue, n in summary["cues"].items() if cue.startswith(action))


def _tell_cues(summary: dict[str, Any], wording: Wording) -> str:
    words = wording.summary
    told = words.cues_per_h.format(cues_per_h=summary["cues_per_h"])
    if not summary["walk_cues_judged"]:
        return told
    lead_bpm = summary["lead_error_bpm"]
    where = words.at
    if lead_bpm:
        form = words.below if lead_bpm < 0 else words.over
        where = form.format(bpm=wording.number(abs(lead_bpm), 1))
    return told + words.needed.format(
        needed=summary["walk_cues_needed"], judged=summary["walk_cues_judged"], where=where
    )
