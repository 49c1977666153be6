"""Lines of text: JSON for programs, one a second; plain ones for people, when there is news."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, TextIO

from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.phrases import Spoken, spoken
from runwalk.outputs.wording import LineWords, Wording


def reading_to_dict(reading: Reading, wording: Wording = ENGLISH) -> dict[str, Any]:
    """Turn a reading into the line that other programs read.

    Keys are stable; new ones may be added. ``hr_bpm`` is what the strap said, trusted or not. Only
    the ``text`` of a cue is in the runner's language.
    """
    drift, segment, band = reading.drift, reading.segment, reading.band
    return {
        "t_s": reading.sample.t_s,
        "phase": reading.phase.value,
        "gait": reading.gait.value if reading.gait else None,
        "hr_bpm": reading.hr.bpm,
        "trusted": reading.hr.is_trusted,
        "zone": reading.zone.number if reading.zone else None,
        "drift": {
            "bpm_per_h": round(drift.bpm_per_h, 1),
            "sd": round(drift.sd_bpm_per_h, 1),
            "claimed": drift.is_claimed,
            "known": drift.is_known,
        },
        "cause": reading.cause.value if reading.cause else None,
        "seconds_to_ceiling": reading.seconds_to_ceiling,
        "segment": segment.name if segment else None,
        "cues": [
            {
                "action": said.action,
                "reason": said.reason,
                "text": said.text,
                "cause": cue.cause.value if cue.cause else None,
                "about": "/".join(cue.about) if cue.about else None,
                "part": cue.part,
                "evidence": {name: round(value, 3) for name, value in cue.evidence},
            }
            for cue, said in zip(reading.cues, spoken(reading, wording), strict=True)
        ],
        "ceiling_bpm": band.ceiling_bpm if band else None,
        "floor_bpm": band.floor_bpm if band else None,
        "resume_bpm": None if reading.resume_bpm is None else round(reading.resume_bpm, 1),
        "fault": reading.hr.fault.value if reading.hr.fault else None,
        "left_alone": reading.is_left_alone,
        "ceiling_soonest_s": reading.ceiling_soonest_s,
        "ceiling_latest_s": reading.ceiling_latest_s,
        "progress": _progress(reading),
        "quiet": reading.is_quiet,
        "tag": reading.tag,
        "rpe": reading.rpe,
    }


def _progress(reading: Reading) -> dict[str, Any] | None:
    """Where the run stands in its segment."""
    segment, progress = reading.segment, reading.progress
    if segment is None or progress is None:
        return None
    return {
        "number": progress.index + 1,
        "round": segment.round.number if segment.round else None,
        "rounds": segment.round.of if segment.round else None,
        "spent_s": progress.spent_s,
        "left_s": progress.left_s,
        "left_m": None if progress.left_m is None else round(progress.left_m, 1),
        "waiting": progress.is_waiting,
        "unmeasured": progress.is_unmeasured,
    }


def clock(t_s: float) -> str:
    """Write a time as people do: ``12:05``, or ``1:02:05`` from an hour on.

    >>> clock(725), clock(3725)
    ('12:05', '1:02:05')
    """
    minutes, seconds = divmod(round(t_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


class JsonLines:
    """One JSON object a second.

    Args:
        stream: Where it goes; flushed after each line, so that a listener can answer in lockstep.
        wording: The runner's language.
    """

    name: Final = "this list of lines"

    def __init__(self, stream: TextIO, *, wording: Wording = ENGLISH) -> None:
        self._stream = stream
        self._wording = wording

    def show(self, reading: Reading) -> None:
        """Write the line of one second."""
        self._write(reading_to_dict(reading, self._wording))

    def error(self, text: str) -> None:
        """Write the line that answers what could not be read."""
        self._write({"error": text})

    def _write(self, line: dict[str, Any]) -> None:
        self._stream.write(json.dumps(line, separators=(",", ":")) + "\n")
        self._stream.flush()


class PlainLines:
    """A line for each cue, and one a minute in between.

    Args:
        stream: Where it goes.
        is_colored: Whether to paint walk and run cues.
        every_s: A line without news after so long [s].
        wording: The runner's language.
    """

    name: Final = "this list of lines"
    _WALK, _RUN, _QUIET, _END = "\x1b[1;33m", "\x1b[1;34m", "\x1b[2m", "\x1b[0m"

    def __init__(
        self,
        stream: TextIO,
        *,
        is_colored: bool = False,
        every_s: int = 60,
        wording: Wording = ENGLISH,
    ) -> None:
        self._stream = stream
        self._wording = wording
        self._is_colored = is_colored
        self._every_s = every_s
        self._next_s = 0

    def show(self, reading: Reading) -> None:
        """Write what is new in one second."""
        said = spoken(reading, self._wording)
        for cue in said:
            self._write(reading, self._cue(cue))
        if said or reading.sample.t_s >= self._next_s:
            self._next_s = reading.sample.t_s + self._every_s
        else:
            return
        if not said:
            self._write(reading, self._paint(self._QUIET, _state(reading, self._wording.lines)))

    def _cue(self, cue: Spoken) -> str:
        if cue.action == Action.WALK:
            return self._paint(self._WALK, f"{self._wording.lines.walk:<5} {cue.text}")
        if cue.action == Action.RUN:
            return self._paint(self._RUN, f"{self._wording.lines.run:<5} {cue.text}")
        return f"      {cue.text}"

    def _write(self, reading: Reading, text: str) -> None:
        hr = reading.hr
        bpm = "---" if hr.bpm is None else f"{hr.bpm}{' ' if hr.is_trusted else '?'}"
        unit = self._wording.bpm
        self._stream.write(f"{clock(reading.sample.t_s):>8}  {bpm:>4} {unit}  {text}\n")
        self._stream.flush()

    def _paint(self, color: str, text: str) -> str:
        return f"{color}{text}{self._END}" if self._is_colored else text


def _state(reading: Reading, words: LineWords) -> str:
    parts = [words.phases[reading.phase]]
    if reading.zone is not None:
        parts.append(words.zone.format(zone=reading.zone.number))
    if reading.seconds_to_ceiling is not None and reading.seconds_to_ceiling < 600:
        told = words.ceiling_in.format(time=clock(reading.seconds_to_ceiling))
        parts.append(" ".join([told, *_span(reading, words)]))
    if reading.resume_bpm is not None:
        parts.append(words.resume_below.format(resume_bpm=reading.resume_bpm))
    drift = reading.drift
    if drift.is_claimed:
        form = words.drift if drift.has_speed else words.rising
        parts.append(form.format(bpm_per_h=drift.bpm_per_h, sd=drift.sd_bpm_per_h))
    elif not drift.is_known:
        parts.append(words.drift_unknown)
    return ", ".join(parts)


def _span(reading: Reading, words: LineWords) -> Iterator[str]:
    """In which time the ceiling will be reached, nine times in ten."""
    soonest_s, latest_s = reading.ceiling_soonest_s, reading.ceiling_latest_s
    if soonest_s is not None and latest_s is not None:
        yield words.between.format(soonest=clock(soonest_s), latest=clock(latest_s))
    elif soonest_s is not None:
        yield words.or_later.format(soonest=clock(soonest_s))
