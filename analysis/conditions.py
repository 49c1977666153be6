"""Under which conditions a run was run, so that like is compared with like."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from analysis.bouts import Bouts
from analysis.drift_model import efforts_of
from analysis.report import Report
from analysis.run import is_on_foot
from analysis.run_summary import Conditions
from analysis.trace import Floats, smoothed
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Sample
from runwalk.outputs.notes import printable
from runwalk.recording.recording import Recording

LEAST_RUN_RATIO: Final = {"running": 0.1, "walking": 0.5, "hiking": 0.5}
"""With a smaller share of running than this a recording of that sport is a hike (our choice): who
calls it a run may walk much of it, and who calls it a hike may jog a little."""
LEAST_RUN_RATIO_ELSE: Final = 0.3

CLIMB_STEP_M: Final = 3.0
"""Height counts as climbed once it has risen by so much [m] (our choice): a barometer strays by a
metre or two with every gust."""
CLIMB_SMOOTH_S: Final = 31
"""Height is averaged over so many seconds for that [s] (our choice)."""
ANEW_M: Final = 10.0
"""Who rises or falls by more from one height to the next, and faster than a lift, has not: the
watch set its height anew [m] (our choice) ..."""
FASTEST_CLIMB_MPS: Final = 3.0
"""... and that is how fast a lift is [m/s] (our choice)."""
LEAST_CLIMB_KM: Final = 0.5
"""Over a shorter way metres up for a kilometre say nothing [km] (our choice)."""
LEAST_KNOWN_RATIO: Final = 0.5
"""With effort for less of the time on the move than this, its mean is not known (our choice)."""

_INDOORS: Final = frozenset(
    ("treadmill", "indoor_running", "indoor_walking", "virtual_activity", "stair_climbing")
)
_OUTDOORS: Final = frozenset(("trail", "street", "track", "road", "mountain"))
_LONGEST_NAME: Final = 40


def conditions_of(report: Report) -> Conditions:
    """Tell how a run was run; what is not known is None."""
    run = report.run
    recording = run.recording
    return Conditions(
        discipline=discipline_of(report),
        is_indoors=is_indoors(recording),
        device=_device(recording),
        duration_s=recording.duration_s,
        distance_m=run.distance_m,
        climb_m_per_km=_climb_m_per_km(report),
        temperature_c=run.trace.temperature_c,
        effort_w_per_kg=_effort_w_per_kg(report),
        hr_mean_bpm=run.mean_bpm,
        ceiling_bpm=run.band.ceiling_bpm if run.band else None,
        resting_bpm=resting_bpm_of(report),
    )


def discipline_of(report: Report) -> str:
    """Tell ``run``, ``hike`` or ``other``: by the legs where they are seen, else by the name."""
    recording, bouts = report.run.recording, report.bouts
    if not is_on_foot(recording):
        return "other"
    ratio = bouts.run_ratio if isinstance(bouts, Bouts) else None
    if ratio is not None:
        least = LEAST_RUN_RATIO.get(recording.sport, LEAST_RUN_RATIO_ELSE)
        return "run" if ratio >= least else "hike"
    return {"running": "run", "walking": "hike", "hiking": "hike"}.get(recording.sport, "other")


def resting_bpm_of(report: Report) -> int | None:
    """The runner's resting heart rate on that day, or else as the device knows it [bpm]."""
    plan, recording = report.run.plan, report.run.recording
    told_bpm = plan.athlete.resting_bpm if plan else None
    return recording.resting_bpm if told_bpm is None else told_bpm


def is_indoors(recording: Recording) -> bool | None:
    """Whether a run was on a treadmill, by its name, or by who told the grade or the height."""
    if recording.sub_sport in _INDOORS:
        return True
    if recording.sub_sport in _OUTDOORS:
        return False
    if any(one.altitude_m is not None for one in recording.samples):
        return False
    return True if any(one.grade is not None for one in recording.samples) else None


def _device(recording: Recording) -> str:
    """What recorded it: the first device of the file, for it is the file's own."""
    first = next((one for one in recording.devices if one.manufacturer or one.product), None)
    if first is None:
        return ""
    return printable(f"{first.manufacturer} {first.product}".strip())[:_LONGEST_NAME]


def _climb_m_per_km(report: Report) -> float | None:
    """Metres up for each kilometre; None where neither height nor grade, or no way, is known."""
    trace, samples = report.run.trace, report.run.recording.samples
    distance_m = report.run.distance_m
    if distance_m is None:
        distance_m = float(np.nansum(trace.speed_mps))
    if distance_m < 1000.0 * LEAST_CLIMB_KM:
        return None
    told = [(one.t_s, one.altitude_m) for one in samples if one.altitude_m is not None]
    if told:
        return climbed_m([at for at, _ in told], [up for _, up in told]) / distance_m * 1000.0
    if any(one.grade is not None for one in samples):
        return _climbed_by_grade_m(samples) / distance_m * 1000.0
    return None


def climbed_m(t_s: Sequence[float], altitude_m: Sequence[float]) -> float:
    """Metres up, of a height that strays.

    Args:
        t_s: When each height was told [s].
        altitude_m: The heights [m].

    Source: our design. A climb counts from its lowest point to its highest once it is 3 m high,
    in heights averaged over half a minute.

    >>> round(climbed_m(range(400), [0.0] * 100 + [0.2 * i for i in range(200)] + [40.0] * 100))
    40
    """
    times = np.asarray(t_s, dtype=np.float64)
    seconds = np.arange(times[0], times[-1] + 1.0)
    even_m = np.interp(seconds, times, _without_jumps(times, np.asarray(altitude_m, np.float64)))
    total_m, low_m, high_m, is_up = 0.0, even_m[0], even_m[0], False
    for now_m in smoothed(even_m, CLIMB_SMOOTH_S).tolist():
        if is_up:
            high_m = max(high_m, now_m)
            if now_m < high_m - CLIMB_STEP_M:
                total_m, low_m, is_up = total_m + high_m - low_m, now_m, False
        else:
            low_m = min(low_m, now_m)
            if now_m > low_m + CLIMB_STEP_M:
                high_m, is_up = now_m, True
    return float(total_m + (high_m - low_m if is_up else 0.0))


def _without_jumps(t_s: Floats, altitude_m: Floats) -> Floats:
    """The same, drawn on where a watch set its height anew."""
    steps_m = np.diff(altitude_m)
    steps_m[np.abs(steps_m) > np.maximum(ANEW_M, FASTEST_CLIMB_MPS * np.diff(t_s))] = 0.0
    return np.asarray(altitude_m[0] + np.concatenate(([0.0], np.cumsum(steps_m))))


def _climbed_by_grade_m(samples: Sequence[Sample]) -> float:
    """Metres up on a belt."""
    return math.fsum(
        max(now.grade, 0.0) * now.speed_mps * min(after.t_s - now.t_s, 10)
        for now, after in pairwise(samples)
        if now.grade is not None and now.speed_mps is not None
    )


def _effort_w_per_kg(report: Report) -> float | None:
    """Mean metabolic power of running and walking, above standing still."""
    trace = report.run.trace
    pace, hill, _ = efforts_of(trace)
    moves = np.array([one in (Gait.RUN, Gait.WALK) for one in trace.gaits])
    known = moves & ~np.isnan(trace.pace_w_per_kg)
    if known.sum() < LEAST_KNOWN_RATIO * moves.sum() or not known.any():
        return None
    return float((pace + hill)[known].mean())
