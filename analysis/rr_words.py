"""What heartbeat intervals told, in words and as JSON values."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from analysis.dfa_threshold import (
    STUDY_OFFSET_BPM,
    STUDY_SD_BPM,
    RrMeasure,
    RrRefused,
    ThresholdRange,
    Why,
)
from analysis.refused import Refused


def tell_rr(rr: RrMeasure | RrRefused) -> Iterator[str]:
    """What the intervals told, line by line; nothing where none were recorded."""
    if isinstance(rr, Refused):
        if rr.why is not Why.NO_RR:
            yield f"Alpha1 cannot be told. {rr.text}"
        return
    yield (
        f"beat to beat: alpha1 {rr.alpha1_median:.2f} (most of the run {rr.alpha1_low:.2f} to "
        f"{rr.alpha1_high:.2f}; about 1 at ease, 0.5 when it is hard), "
        f"{100.0 * rr.doubted_ratio:.1f}% of beats mended"
    )
    if isinstance(rr.threshold, Refused):
        yield f"No range for the aerobic threshold. {rr.threshold.text}"
        return
    yield _range(rr.threshold)


def _range(found: ThresholdRange) -> str:
    return (
        f"The aerobic threshold may lie between {math.floor(found.low_bpm)} and "
        f"{math.ceil(found.high_bpm)} bpm; advisory, no medical number. Alpha1 fell through 0.75 "
        f"at {found.crossing_bpm:.0f} bpm (between {found.crossing_low_bpm:.0f} "
        f"and {found.crossing_high_bpm:.0f}), and people's thresholds lie about "
        f"{-STUDY_OFFSET_BPM:.0f} below that, give or take {STUDY_SD_BPM:.0f}."
    )


def rr_to_dict(rr: RrMeasure | RrRefused) -> dict[str, Any]:
    """The same as plain JSON values."""
    if isinstance(rr, Refused):
        return rr.to_dict()
    return {
        "beats": rr.course.beat_count,
        "artefact_percent": round(100.0 * rr.doubted_ratio, 2),
        "alpha1": {
            "median": round(rr.alpha1_median, 3),
            "low": round(rr.alpha1_low, 3),
            "high": round(rr.alpha1_high, 3),
        },
        "aerobic_threshold": _threshold(rr.threshold),
    }


def _threshold(found: ThresholdRange | RrRefused) -> dict[str, Any]:
    if isinstance(found, Refused):
        return found.to_dict()
    return {
        "low_bpm": math.floor(found.low_bpm),
        "high_bpm": math.ceil(found.high_bpm),
        "crossing_bpm": round(found.crossing_bpm, 1),
        "crossing_low_bpm": round(found.crossing_low_bpm, 1),
        "crossing_high_bpm": round(found.crossing_high_bpm, 1),
        "advisory": True,
    }
