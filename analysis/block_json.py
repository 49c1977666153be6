"""A block for programs: the rows of its runs, its trends, and what could not be read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from analysis.block import Block, BlockRun
from analysis.block_difference import compare_blocks, side_by_side
from analysis.run_summary import Conditions, Measured
from analysis.trend import Trend
from analysis.weeks import WeekStarts, weeks_of

_PLACES: Final = 6
"""Digits after the point: more than any measure knows."""


def to_dict(
    blocks: Sequence[Sequence[Block]], runs: Sequence[BlockRun], starts: WeekStarts
) -> dict[str, Any]:
    """All of it as plain JSON values; keys are stable, new ones may be added.

    Args:
        blocks: Of each athlete the whole time first, then what was asked for beside it.
        runs: Every file, also those that are in no block.
        starts: On which day a week starts.
    """
    athletes = {of_one[0].athlete: _athlete(of_one, starts) for of_one in blocks}
    only = next(iter(athletes.values())) if len(athletes) == 1 else None
    return {
        "runs": [_run(one) for one in runs],
        "trends": only["trends"] if only else {},
        "blocks": only["blocks"] if only else [],
        "differences": only["differences"] if only else [],
        "weeks": only["weeks"] if only else [],
        "athletes": athletes,
        "problems": [
            {"run": one.name, "what": one.summary.why_not} for one in runs if one.summary.why_not
        ],
    }


def _athlete(blocks: Sequence[Block], starts: WeekStarts) -> dict[str, Any]:
    whole, *others = blocks
    return {
        **_block(whole),
        "blocks": [{"label": one.label, **_block(one)} for one in others],
        "differences": [
            {"from": first.label, "to": second.label, "measures": _differences(first, second)}
            for first, second in side_by_side(others)
        ],
        "weeks": [
            {
                "first_day": one.first_day.isoformat(),
                "run_count": one.runs,
                "duration_s": one.duration_s,
                "distance_m": _plain(one.distance_m),
            }
            for one in weeks_of(whole, starts)
        ],
    }


def _differences(first: Block, second: Block) -> Any:
    return _plain(
        {
            name: {
                "verdict": one.verdict.value,
                "sentence": one.sentence,
                "first": one.first,
                "second": one.second,
                "amount": one.amount,
                "low": one.low,
                "high": one.high,
                "p_value": one.p_value,
                "smallest_detectable": one.smallest_detectable,
            }
            for name, one in compare_blocks(first, second).items()
        }
    )


def _block(block: Block) -> dict[str, Any]:
    return {
        "first_day": block.first_day.isoformat(),
        "last_day": block.last_day.isoformat(),
        "run_count": sum(run.counts for run in block.runs),
        "reference_w_per_kg": _plain(block.reference_w_per_kg),
        "trends": trends_to_dict(block),
    }


def trends_to_dict(block: Block) -> dict[str, Any]:
    """The trends of a block by the names of their measures."""
    return {name: _trend(one) for name, one in block.trends.items()}


def _run(run: BlockRun) -> dict[str, Any]:
    summary = run.summary
    return {
        "name": run.name,
        "athlete": summary.athlete,
        "sha256": summary.sha256,
        "day": run.day.isoformat() if run.day else None,
        "start_utc": summary.start_utc,
        "utc_offset_s": summary.utc_offset_s,
        "counts": run.counts,
        "same_as": run.same_as or None,
        "why_not": summary.why_not or None,
        "conditions": _fields(summary.conditions) if summary.conditions else None,
        "measured": {name: _fields(one) for name, one in summary.measured.items()},
        "refused": dict(summary.refused),
        "problems": summary.problem_count,
    }


def _trend(trend: Trend) -> Any:
    return _plain(
        {
            "verdict": trend.verdict.value,
            "sentence": trend.sentence,
            "unit": trend.metric.unit,
            "per_week": trend.per_week,
            "low": trend.low,
            "high": trend.high,
            "p_value": trend.p_value,
            "smallest_detectable": trend.smallest_detectable,
            "more_runs": trend.more_runs,
            "weeks": trend.weeks,
            "between_sd": trend.between_sd,
            "effects": dict(trend.effects),
            "run_count": len(trend.points),
            "caveats": list(trend.caveats),
        }
    )


def _fields(flat: Conditions | Measured) -> dict[str, Any]:
    """What is known of one thing, by name; ``asdict`` takes ten times as long."""
    return {name: _plain(getattr(flat, name)) for name in flat.__slots__}


def _plain(value: Any) -> Any:
    """The same with numbers that JSON knows, and no more digits than mean something."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, float):
        return round(value, _PLACES) + 0.0 if math.isfinite(value) else None
    return value
